import hashlib
import json
from dataclasses import replace

import pytest

from tocsin.events.assessment import LONGEST, Answer, Said, check, commitment, verify
from tocsin.vocab.errors import AnswerError

from .packs_for_tests import INFECTIOUS, answers, raw

NONCE = "ab" * 32


def test_check__keeps_what_was_said_in_the_order_of_the_questions():
    given = raw("y?nn", likelihood="not-known")
    given["answers"] = dict(reversed(given["answers"].items()))
    given["answers"]["serious"] |= {"reason": "  12 deaths ", "evidence": " report 7 "}
    found = check(INFECTIOUS, given)
    assert found.answers[0] == Answer(
        question="serious", said=Said.YES, reason="12 deaths", evidence="report 7"
    )
    assert [answer.said for answer in found.answers] == ["yes", "not-known", "no", "no"]
    assert (found.likelihood, found.impact, found.pack, found.version) == (None, "major", "infectious", 1)
    assert found.said("unusual") is Said.NOT_KNOWN


def test_check__reads_back_what_a_body_says():
    assert check(INFECTIOUS, answers("y?nn", impact="not-known").body()) == answers(
        "y?nn", impact="not-known"
    )


def test_check__names_every_fault_at_once():
    given = raw()
    given["answers"]["serious"] = {"said": "maybe", "reason": "", "because": 1}
    del given["answers"]["spread"]
    given["answers"]["unusual"]["reason"] = 3
    given["answers"]["restrictions"]["evidence"] = "x" * (LONGEST + 1)
    given["answers"]["weather"] = {}
    given |= {"likelihood": "certain", "impact": None, "version": 7, "mood": "good"}
    with pytest.raises(AnswerError, match="not complete") as caught:
        check(INFECTIOUS, given)
    for fault in (
        "version is 7; these questions are those of 'infectious', version 1",
        "serious: 'maybe' is no answer; it must be yes, no, not-known",
        "serious: the reason is empty; say why, also for not known",
        "serious: there is no 'because'; known: said, reason, evidence",
        "unusual: the reason is 3; it must be a text of 4000 characters at most",
        "spread: no answer; it must be yes, no, not-known, with a reason",
        "restrictions: the evidence has 4001 characters",
        "there is no question 'weather'; they are serious, unusual, spread, restrictions",
        "likelihood is 'certain'; it must be one of very-unlikely,",
        "impact is missing; it must be one of minimal, minor, moderate, major, severe, not-known",
        "there is no 'mood'; known: pack, version, answers, likelihood, impact",
    ):
        assert fault in str(caught.value)


def test_check__answers_that_are_no_table_are_refused():
    with pytest.raises(
        AnswerError, match=r"answers is None; .*serious: no answer; .*restrictions: no answer"
    ):
        check(INFECTIOUS, {"likelihood": "likely", "impact": "minor"})


def test_commitment__is_sha_256_of_canonical_json():
    told = {"answers": answers().body(), "event": "7kq2m9xd", "member": "XA", "nonce": NONCE}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert commitment(answers(), NONCE, event="7kq2m9xd", member="XA") == expected


def test_commitment__binds_answers_nonce_event_and_member():
    sealed = commitment(answers(), NONCE, event="7kq2m9xd", member="XA")
    about = {"event": "7kq2m9xd", "member": "XA"}
    assert verify(sealed, answers(), NONCE, **about)
    assert not verify(sealed, answers("nnnn"), NONCE, **about)
    assert not verify(sealed, answers(impact="severe"), NONCE, **about)
    changed = replace(answers().answers[0], reason="because z")
    other = replace(answers(), answers=(changed, *answers().answers[1:]))
    assert not verify(sealed, other, NONCE, **about)
    assert not verify(sealed, answers(), "cd" * 32, **about)
    assert not verify(sealed, answers(), NONCE, **about | {"member": "XB"})
    assert not verify(sealed, answers(), NONCE, **about | {"event": "aaaaaaaa"})


@pytest.mark.parametrize("nonce", ["", "ab" * 31, "AB" * 32, "zz" * 32])
def test_commitment__a_nonce_that_can_be_guessed_is_refused(nonce):
    with pytest.raises(AnswerError, match="64 hexadecimal digits"):
        commitment(answers(), nonce, event="7kq2m9xd", member="XA")

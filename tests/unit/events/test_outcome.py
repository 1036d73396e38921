from dataclasses import replace

import pytest

from tocsin.events.assessment import Said
from tocsin.events.outcome import Change, Decision, outcome, what_would_change

from .packs_for_tests import INFECTIOUS, answers


@pytest.mark.parametrize(
    ("letters", "decision", "code", "about"),
    [
        ("yynn", "notify", "enough-yes", {"yes": 2, "needed": 2, "questions": ("serious", "unusual")}),
        ("y?nn", "undecided", "may-reach", {"yes": 1, "unknown": 1, "needed": 2, "questions": ("unusual",)}),
        ("??ny", "undecided", "may-reach",
         {"yes": 1, "unknown": 2, "needed": 2, "questions": ("serious", "unusual")}),
        ("n?nn", "not-now", "too-few-yes", {"yes": 0, "unknown": 1, "needed": 2}),
        ("ynnn", "not-now", "too-few-yes", {"yes": 1, "unknown": 0, "needed": 2}),
    ],
)  # fmt: skip
def test_outcome__counts_yes_and_what_may_still_become_yes(letters, decision, code, about):
    found = outcome(INFECTIOUS, answers(letters))
    assert (found.yes, found.no, found.unknown) == tuple(letters.count(letter) for letter in "yn?")
    assert (found.decision, [because.code for because in found.reasons]) == (decision, [code])
    assert found.reasons[0].about == about


@pytest.mark.parametrize("name", ["smallpox", " Variola ", "натуральная  оспа", "天花", "sars"])
def test_outcome__a_hazard_that_is_always_notified_needs_no_yes(name):
    found = outcome(INFECTIOUS, answers("nnnn"), name)
    assert found.decision is Decision.NOTIFY
    assert [because.code for because in found.reasons] == ["always-notify"]
    assert what_would_change(INFECTIOUS, answers("nnnn"), name) == ()


@pytest.mark.parametrize("name", ["Cholera", "Ebola disease", "dengue", "meningococcal disease"])
def test_outcome__a_hazard_that_must_be_assessed_is_said_and_then_counted(name):
    found = outcome(INFECTIOUS, answers("ynnn"), name)
    assert found.decision is Decision.NOT_NOW
    assert [because.code for because in found.reasons] == ["must-assess", "too-few-yes"]


@pytest.mark.parametrize("name", ["plague", "influenza", "poliomyelitis", "measles", "", None])
def test_outcome__a_hazard_that_is_on_no_list_is_never_taken_for_one_that_is(name):
    assert [because.code for because in outcome(INFECTIOUS, answers(), name).reasons] == ["too-few-yes"]


@pytest.mark.parametrize(
    ("likelihood", "impact", "risk"),
    [
        ("very-unlikely", "minimal", "low"), ("almost-certain", "severe", "very-high"),
        ("likely", "moderate", "high"), ("not-known", "severe", None), ("likely", "not-known", None),
    ],
)  # fmt: skip
def test_outcome__risk_is_a_cell_of_the_matrix(likelihood, impact, risk):
    assert outcome(INFECTIOUS, answers("nnnn", likelihood, impact)).risk == risk


def test_change__one_yes_more_or_one_open_question_is_enough():
    found = what_would_change(INFECTIOUS, answers("ynnn"))
    yes = {change.answers[0][0] for change in found if change.to is Decision.NOTIFY}
    assert yes == {"unusual", "spread", "restrictions"}
    assert Change(answers=(("spread", Said.NOT_KNOWN),), to=Decision.UNDECIDED) in found
    assert [len(change.answers) for change in found] == sorted(len(change.answers) for change in found)
    two_open = (("serious", Said.NOT_KNOWN), ("unusual", Said.NOT_KNOWN))  # one of them alone does it
    assert two_open not in [change.answers for change in found]


def test_change__from_notify_every_way_out_is_named():
    found = what_would_change(INFECTIOUS, answers("yynn"))
    assert Change(answers=(("serious", Said.NO),), to=Decision.NOT_NOW) in found
    assert Change(answers=(("unusual", Said.NOT_KNOWN),), to=Decision.UNDECIDED) in found
    assert all(change.to is not Decision.NOTIFY for change in found)


def test_change__a_pack_that_needs_all_questions_names_them_together():
    strict = replace(INFECTIOUS, notify_from=4)
    found = [change for change in what_would_change(strict, answers("yynn")) if change.to is Decision.NOTIFY]
    assert [change.answers for change in found] == [(("spread", Said.YES), ("restrictions", Said.YES))]

"""A round of assessment: answers under seal, all opened at once."""

from datetime import timedelta

import pytest

from tocsin.events.acts import (
    answer_late,
    cancel_round,
    change_audience,
    close_event,
    confirm_event,
    reveal_round,
    seal_answer,
    start_round,
    withdraw_answer,
)
from tocsin.events.assessment import check, commitment
from tocsin.events.audience import Audience
from tocsin.events.event import milestones, seen_by
from tocsin.flows.packs import find_pack, load_rule_sets
from tocsin.testing.rehearsal import SYSTEM_ACTOR
from tocsin.vocab.errors import AnswerError, EventError, UnknownThingError

from .conftest import EVENT

PACK = find_pack("infectious")
RULES = [load_rule_sets()["ihr-2024"]]
NONCE = "5e" * 32


def answers(said="no"):
    return {
        "answers": {q.id: {"said": said, "reason": "looked", "evidence": ""} for q in PACK.questions},
        "likelihood": "not-known", "impact": "not-known",
    }  # fmt: skip


def start(play, actor, members=("XA", "XB"), **changes):
    told = {"event": EVENT, "members": members, "due": play.at + timedelta(hours=24), "pack": PACK}
    return play.do(start_round, actor, **(told | changes))


def seal(play, actor, said="no", number=1, **changes):
    told = {"event": EVENT, "number": number, "answers": answers(said), "nonce": NONCE, "pack": PACK}
    return play.do(seal_answer, actor, **(told | changes))


def reveal(play, actor, number=1, **said):
    opened = {member: (answers(word), NONCE) for member, word in said.items()}
    return play.do(reveal_round, actor, event=EVENT, number=number, opened=opened, pack=PACK)


def test_round__all_in__opened_at_once_and_checked_by_anybody(play, xa, xb, event):
    start(play, xa)
    seal(play, xa, "yes")
    assert event().rounds[0].missing == {"XB"}
    seal(play, xb, "no")
    reveal(play, xb if xb.member == event().owner else xa, XA="yes", XB="no")
    told = event().rounds[0]
    assert (told.is_running, set(told.opened)) == (False, {"XA", "XB"})
    for member, opened in told.opened.items():
        again = commitment(check(PACK, opened.answers), opened.nonce, event=EVENT, member=member)
        assert again == told.sealed[member].commitment
        assert not opened.late


def test_round__a_sealed_answer_shows_only_that_it_is_there(play, xa, xb, event):
    start(play, xa)
    facts = seal(play, xb, "yes")
    shared = [fact for fact in facts if not fact.body.get("internal")]
    assert [sorted(fact.body) for fact in shared] == [["bottleneck", "commitment", "late", "round"]]
    seen = seen_by(event(), xa)
    assert set(seen.rounds[0].sealed) == {"XB"}
    assert seen.rounds[0].opened == {}
    assert (seen.inside, "notifiable" in milestones(seen, "XB").at) == ({}, False)


@pytest.mark.parametrize("said", ["yes", "no", "not-known"])
def test_round__as_many_facts_are_recorded_whatever_is_sealed(play, xa, xb, event, said):
    start(play, xa)
    assert len(seal(play, xb, said)) == 2  # whoever counts facts, or knows the newest hash, learns nothing
    assert len(seal(play, xb, said)) == 2


def test_round__an_answer_that_says_notify_starts_ones_own_clock_and_with_the_reveal_everybodys(
    play, xa, xb, event
):
    start(play, xa)
    facts = seal(play, xb, "yes")
    assert milestones(seen_by(event(), xb), "XB").at["notifiable"] == facts[0].at
    seal(play, xa, "no")
    assert "notifiable" not in milestones(event(), "XA").at
    reveal(play, xa, XA="no", XB="yes")
    assert milestones(seen_by(event(), xa), "XB").at["notifiable"] == facts[0].at
    assert "notifiable" not in milestones(event(), "XA").at


def test_round__sealing_is_assessing_and_replacing_is_assessing_anew(play, xa, event):
    start(play, xa)
    (first, *_) = seal(play, xa, "yes")
    assert event().stamps["XA"]["assessed"].happened == first.at
    (second, *_) = seal(play, xa, "no")
    assert event().stamps["XA"]["assessed"].happened == second.at
    assert "notifiable" not in milestones(event(), "XA").at
    assert event().rounds[0].sealed["XA"].by == second


def test_round__a_withdrawn_answer_leaves_no_trace_but_that(play, xa, event):
    start(play, xa)
    seal(play, xa, "yes")
    play.do(withdraw_answer, xa, event=EVENT, number=1)
    assert event().rounds[0].sealed == {}
    assert milestones(event(), "XA").at.keys() == {"detected", "aware"}
    with pytest.raises(EventError, match="XA has no answer under seal in round 1"):
        play.do(withdraw_answer, xa, event=EVENT, number=1)


def test_round__time_up__opened_without_those_who_did_not_answer(play, xa, xb, event):
    start(play, xa)
    seal(play, xa)
    with pytest.raises(
        EventError, match="Round 1 cannot be opened yet: XB has not answered, and the time is up"
    ):
        reveal(play, xa, XA="no")
    play.wait(hours=24)
    seal(play, xb)
    assert (event().rounds[0].sealed["XB"].late, event().rounds[0].sealed["XA"].late) == (True, False)
    play.do(withdraw_answer, xb, event=EVENT, number=1)
    reveal(play, SYSTEM_ACTOR, XA="no")
    assert set(event().rounds[0].opened) == {"XA"}
    with pytest.raises(EventError, match=r"Round 1 was revealed; its answers are open\."):
        seal(play, xb)
    play.do(answer_late, xb, event=EVENT, number=1, answers=answers("yes"), pack=PACK)
    late = event().rounds[0].opened["XB"]
    assert (late.late, late.nonce) == (True, "")
    assert "notifiable" in event().stamps["XB"]
    with pytest.raises(EventError, match="XB has answered in round 1; start another round"):
        play.do(answer_late, xb, event=EVENT, number=1, answers=answers(), pack=PACK)


def test_round__answers_are_opened_together_and_as_they_were_or_not_at_all(play, xa, xb, event):
    start(play, xa)
    seal(play, xa)
    seal(play, xb)
    with pytest.raises(EventError, match="holds sealed answers of XA, XB, and those of XA are at hand"):
        reveal(play, xa, XA="no")
    with pytest.raises(EventError, match="The answer kept for XB is not the one it committed to"):
        reveal(play, xa, XA="no", XB="yes")
    assert event().rounds[0].is_running


def test_round__one_at_a_time_called_off_and_counted_on(play, xa, chair, event):
    start(play, chair)
    with pytest.raises(
        EventError, match="A round of assessment is under way; reveal it or call it off first"
    ):
        start(play, xa)
    with pytest.raises(EventError, match="reason is empty"):
        play.do(cancel_round, xa, event=EVENT, number=1, reason="")
    play.do(cancel_round, xa, event=EVENT, number=1, reason="the wrong members")
    with pytest.raises(EventError, match=r"Round 1 was called off\."):
        seal(play, xa)
    start(play, xa)
    assert [r.number for r in event().rounds] == [1, 2]
    with pytest.raises(UnknownThingError, match="There is no round '3' that you may see"):
        seal(play, xa, number=3)


def test_round__under_way__the_event_is_not_closed_and_the_asked_stay(play, xa, event):
    play.do(confirm_event, xa, event=EVENT)
    start(play, xa)
    with pytest.raises(EventError, match="A round of assessment is under way"):
        play.do(close_event, xa, event=EVENT, reason="over")
    alone = Audience(members=frozenset({"XA"}))
    with pytest.raises(EventError, match="XB is asked by the round of assessment under way"):
        play.do(change_audience, xa, event=EVENT, audience=alone, seen=0)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"members": []}, "Nobody is asked"),
        ({"members": ["XC"]}, "XC does not see this event, so it cannot be asked"),
        ({"members": ["HUB"]}, "HUB is the secretariat, which assesses nothing"),
        ({"due": -1}, "it must be after now and within 90 days"),
        ({"due": 91 * 24}, "it must be after now and within 90 days"),
        ({"pack": find_pack("drugs")}, "The event is of the pack 'infectious', not '"),
    ],
)
def test_round__refuses_to_start(play, xa, changes, text):
    if "due" in changes:
        changes = {"due": play.at + timedelta(hours=changes["due"])}
    with pytest.raises(EventError, match=text):
        start(play, xa, **changes)


def test_round__refuses_answers(play, xa, xb, event):
    start(play, xa, members=["XA"])
    with pytest.raises(EventError, match="Round 1 does not ask XB; it asks XA"):
        seal(play, xb)
    with pytest.raises(EventError, match="Round 1 was not revealed; answer under seal while it runs"):
        play.do(answer_late, xa, event=EVENT, number=1, answers=answers(), pack=PACK)
    with pytest.raises(
        EventError, match="asks from pack 'infectious' version 1, and this is 'drugs' version"
    ):
        seal(play, xa, pack=find_pack("drugs"))
    with pytest.raises(AnswerError, match="nonce"):
        seal(play, xa, nonce="5E" * 32)
    with pytest.raises(AnswerError, match="serious"):
        seal(play, xa, answers={"answers": {}, "likelihood": "not-known", "impact": "not-known"})


def test_round__an_assessment_that_is_late_asks_what_held_it_up(play, xa, event):
    start(play, xa, due=play.at + timedelta(hours=80))
    play.wait(hours=49)
    with pytest.raises(EventError, match="late by ihr-2024/assess; say what held it up"):
        seal(play, xa, rule_sets=RULES)
    seal(play, xa, rule_sets=RULES, bottleneck="The experts were away.")
    assert event().stamps["XA"]["assessed"].bottleneck == "The experts were away."

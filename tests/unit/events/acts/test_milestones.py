"""Milestones that people stamp, those that stamp themselves, and what held them up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tocsin.events.acts import answer_verification, ask_verification, record_notice, stamp_milestone
from tocsin.events.clocks import ClockState, clocks
from tocsin.events.entries import NoticeState, ReplyKind
from tocsin.events.event import milestones
from tocsin.flows.packs import load_rule_sets
from tocsin.vocab.errors import ChangedError, EventError, UnknownNameError

from .conftest import EVENT

RULES = [load_rule_sets()[name] for name in ("ihr-2024", "7-1-7")]


def stamp(play, actor, milestone, happened=None, seen=10**6, **more):
    return play.do(
        stamp_milestone, actor, event=EVENT, milestone=milestone, happened=happened, rule_sets=RULES,
        seen=seen, **more,
    )  # fmt: skip


def state(play, event, member, clock):
    told = {c.id: c.state for c in clocks(milestones(event(), member), RULES, play.at)}
    return told[clock]


def test_stamp__says_when_for_ones_own_member(play, xa, event):
    stamp(play, xa, "emerged", date(2026, 5, 14))
    assert event().stamps["XA"]["emerged"].happened == date(2026, 5, 14)
    assert "emerged" not in event().stamps.get("XB", {})
    assert state(play, event, "XA", "detect") is ClockState.MET


def test_stamp__not_known_and_not_asked_for_are_told_apart(play, xa, event):
    stamp(play, xa, "emerged", unknown=True)
    stamp(play, xa, "laboratory", applicable=False)
    told = milestones(event(), "XA")
    assert (told.unknown, told.not_applicable) == ({"emerged"}, {"laboratory"})
    assert "emerged" not in told.at


def test_stamp__that_comes_late_asks_what_held_it_up(play, xa, event):
    with pytest.raises(EventError, match="This is late by 7-1-7/detect; say what held it up"):
        stamp(play, xa, "emerged", date(2026, 5, 1))
    stamp(play, xa, "emerged", date(2026, 5, 1), bottleneck=" No laboratory nearby. ")
    assert event().stamps["XA"]["emerged"].bottleneck == "No laboratory nearby."
    stamp(play, xa, "notified", date(2026, 5, 18))
    play.wait(days=9)
    for action in ("investigation", "analysis", "case-management", "countermeasures", "communication"):
        stamp(play, xa, action, date(2026, 5, 20))
    stamp(play, xa, "coordination", applicable=False)
    with pytest.raises(EventError, match="late by 7-1-7/respond"):
        stamp(play, xa, "laboratory", date(2026, 5, 27))


def test_stamp__a_correction_needs_to_have_seen_the_one_before(play, xa):
    seen = play.board.number
    stamp(play, play.person("XA", "analyst"), "emerged", date(2026, 5, 14), seen=seen)
    with pytest.raises(ChangedError, match="milestone/XA/emerged by xaanalys"):
        stamp(play, xa, "emerged", date(2026, 5, 15), seen=seen)


@pytest.mark.parametrize(
    ("milestone", "happened", "text"),
    [
        ("emerged", date(2026, 5, 19), "2026-05-19, which has not come yet; now is 2026-05-18 08:"),
        ("emerged", datetime(2026, 5, 18, 23, tzinfo=UTC), "which has not come yet"),
        ("emerged", date(1899, 12, 31), r"emerged is 1899-12-31; it must not be before 1900\."),
        ("emerged", datetime(2026, 5, 1), "has no time zone; add one, such as Z for UTC"),  # noqa: DTZ001
        ("assessed", date(2026, 5, 17), "assessed at 2026-05-17 would come before detected at 2026-05-18"),
        ("notified", datetime(2026, 5, 18, 8, 0, tzinfo=UTC), r"notified at .* would come before detected"),
    ],
)  # fmt: skip
def test_stamp__refuses_what_cannot_be(play, xa, milestone, happened, text):
    with pytest.raises(EventError, match=text):
        stamp(play, xa, milestone, happened)


def test_stamp__order_holds_from_both_sides(play, xa):
    stamp(play, xa, "emerged", date(2026, 5, 14))
    with pytest.raises(EventError, match="detected at 2026-05-13 would come before emerged at 2026-05-14"):
        stamp(play, xa, "detected", date(2026, 5, 13))
    stamp(play, xa, "detected", date(2026, 5, 14))
    with pytest.raises(EventError, match="detected at 2026-05-14 would come before emerged at 2026-05-15"):
        stamp(play, xa, "emerged", date(2026, 5, 15))


def test_stamp__says_one_thing_of_a_milestone_that_there_is(play, xa):
    with pytest.raises(UnknownNameError, match=r"No milestone 'emergence'\. Did you mean emerged"):
        stamp(play, xa, "emergence", date(2026, 5, 14))
    for told in (
        {},
        {"unknown": True, "applicable": False},
        {"happened": date(2026, 5, 14), "unknown": True},
    ):
        with pytest.raises(EventError, match="Say when it happened"):
            stamp(play, xa, "emerged", **told)


def test_clocks__of_a_request_stop_with_the_answer_and_ask_why_it_is_late(play, xa, xb, event):
    play.do(ask_verification, xa, event=EVENT, members=["XB"], text="Is it so?")
    assert state(play, event, "XB", "verify") is ClockState.RUNNING
    play.wait(hours=25)
    late = {"event": EVENT, "reply": ReplyKind.LOOKING, "text": "We look.", "rule_sets": RULES}
    with pytest.raises(EventError, match="late by ihr-2024/verify; say what held it up"):
        play.do(answer_verification, xb, **late)
    play.do(answer_verification, xb, **late, bottleneck="A holiday.")
    assert state(play, event, "XB", "verify") is ClockState.LATE
    assert event().stamps["XB"]["verification-answered"].bottleneck == "A holiday."
    play.do(answer_verification, xb, **late | {"reply": ReplyKind.CONFIRMED})  # nothing more is asked


def test_notice__a_person_prepares_and_sends_it(play, xa, event):
    play.do(record_notice, xa, event=EVENT, state=NoticeState.PREPARED, text="To be sent today")
    assert "who-notified" not in event().stamps["XA"]
    sent = play.at
    told = {"state": NoticeState.SENT, "text": "To the contact point", "sent_at": sent, "rule_sets": RULES}
    play.do(record_notice, xa, event=EVENT, **told)
    assert (event().notices["XA"].state, event().notices["XA"].sent_at) == ("sent", sent)
    assert event().stamps["XA"]["who-notified"].happened == sent
    with pytest.raises(EventError, match="XA has sent its notification already"):
        play.do(record_notice, xa, event=EVENT, state=NoticeState.NOT_NEEDED, text="No")


def test_notice__that_is_late_asks_what_held_it_up(play, xa, event):
    stamp(play, xa, "assessed", play.at)
    stamp(play, xa, "notifiable", play.at)
    play.wait(hours=30)
    sent = {
        "event": EVENT,
        "state": NoticeState.SENT,
        "text": "To WHO",
        "sent_at": play.at,
        "rule_sets": RULES,
    }
    with pytest.raises(EventError, match="late by ihr-2024/notify"):
        play.do(record_notice, xa, **sent)
    play.do(record_notice, xa, **sent, bottleneck="Nobody to sign.")
    assert event().stamps["XA"]["who-notified"].bottleneck == "Nobody to sign."


@pytest.mark.parametrize("milestone", ["assessed", "incident-notified", "notified", "made-up"])
def test_notice__reaches_only_what_the_rules_of_the_member_know_as_sending(play, xa, event, milestone):
    sent = {"state": NoticeState.SENT, "text": "To WHO", "sent_at": play.at, "rule_sets": RULES}
    for told in (sent, {"state": NoticeState.PREPARED, "text": "Soon", "rule_sets": RULES}):
        with pytest.raises(UnknownNameError, match=f"No milestone '{milestone}'.*Known: who-notified"):
            play.do(record_notice, xa, event=EVENT, milestone=milestone, **told)
    before = dict(event().stamps["XA"])
    play.do(record_notice, xa, event=EVENT, milestone="who-notified", **sent)
    assert event().stamps["XA"].keys() - before.keys() == {"who-notified"}


def test_notice__of_a_member_whose_rules_know_of_no_sending_reaches_no_milestone(play, xa, event):
    sent = {"state": NoticeState.SENT, "text": "To WHO", "sent_at": play.at, "rule_sets": RULES[1:]}
    with pytest.raises(UnknownNameError, match="No milestone 'who-notified'"):
        play.do(record_notice, xa, event=EVENT, milestone="who-notified", **sent)
    before = dict(event().stamps["XA"])
    play.do(record_notice, xa, event=EVENT, **sent)
    assert event().notices["XA"].sent_at == sent["sent_at"]
    assert event().stamps["XA"] == before


def test_notice__says_when_it_was_sent_and_only_then(play, xa):
    for told in ({"state": NoticeState.SENT}, {"state": NoticeState.PREPARED, "sent_at": play.at}):
        with pytest.raises(EventError, match="Say when it was sent, and say it only of"):
            play.do(record_notice, xa, event=EVENT, text="To WHO", **told)
    with pytest.raises(EventError, match=r"sent_at is .*, which has not come yet"):
        play.do(
            record_notice, xa, event=EVENT, text="To WHO", state=NoticeState.SENT,
            sent_at=play.at + timedelta(hours=1),
        )  # fmt: skip

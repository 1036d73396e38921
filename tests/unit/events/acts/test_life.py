"""The life of an event: edited, verified, confirmed, closed, reopened, merged, split."""

import pytest

from tocsin.events.acts import (
    answer_verification,
    ask_verification,
    close_event,
    confirm_event,
    discard_event,
    edit_event,
    end_task,
    give_sighting,
    merge_events,
    open_event,
    reopen_event,
    set_task,
    split_event,
    start_response,
)
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import OriginKind, ReplyKind, SightingKind
from tocsin.events.event import Stage
from tocsin.vocab.errors import ChangedError, EventError, UnknownThingError

from .conftest import EVENT, SEEN_BY


def another(play, actor, **changes):
    told = {
        "event": "event002", "title": "Measles too", "audience": Audience(members=SEEN_BY),
        "pack": "infectious", "origin": OriginKind.MEDIA,
    }  # fmt: skip
    return play.do(open_event, actor, **(told | changes))


def test_edit__changes_what_is_given_and_records_what_is_new(play, xa, event):
    (fact,) = play.do(
        edit_event,
        xa,
        event=EVENT,
        title="Measles in the north",
        hazard=" measles ",
        places=["XA-05"],
        seen=0,
    )
    assert fact.body == {"hazard": "measles", "places": ["XA-05"]}
    assert (event().title, event().hazard, event().places) == ("Measles in the north", "measles", ("XA-05",))
    assert play.do(edit_event, xa, event=EVENT, hazard="measles", seen=0) == []


def test_edit__two_at_once__the_second_is_told_what_changed(play, xa, event):
    seen = play.board.number
    colleague = play.person("XA", "analyst")
    play.do(edit_event, colleague, event=EVENT, title="Measles, two towns", summary="Two towns.", seen=seen)
    play.do(edit_event, xa, event=EVENT, hazard="measles", seen=seen)  # another field: both are kept
    with pytest.raises(ChangedError, match=r"title by xaanalys of XA at .*; summary by xaanalys"):
        play.do(edit_event, xa, event=EVENT, title="Rubella", summary="", seen=seen)
    assert (event().title, event().hazard) == ("Measles, two towns", "measles")
    play.do(edit_event, xa, event=EVENT, title="Rubella", seen=play.board.number)
    assert event().title == "Rubella"


def test_verification__asked_answered_and_answered_again_after_looking(play, xa, xb, event):
    asked = play.do(ask_verification, xa, event=EVENT, members=["XB"], text="Is it so?")
    assert event().stage is Stage.VERIFICATION
    assert event().requests["XB"].is_waiting
    assert event().stamps["XB"]["verification-requested"].happened == asked[0].at
    first = play.do(answer_verification, xb, event=EVENT, reply=ReplyKind.LOOKING, text="We look.")
    assert event().requests["XB"].is_waiting
    play.do(answer_verification, xb, event=EVENT, reply=ReplyKind.CONFIRMED, text="It is.")
    request = event().requests["XB"]
    assert (request.is_waiting, request.reply, request.reply_text) == (False, "confirmed", "It is.")
    assert event().stamps["XB"]["verification-answered"].happened == first[0].at
    with pytest.raises(EventError, match="XB has answered already: confirmed"):
        play.do(answer_verification, xb, event=EVENT, reply=ReplyKind.CONFIRMED, text="It is.")


def test_verification__asked_anew_starts_its_clock_anew(play, xa, xb, event):
    for _ in range(2):
        (asked,) = play.do(ask_verification, xa, event=EVENT, members=["XB"], text="Is it so?")
        assert "verification-answered" not in event().stamps["XB"]
        assert event().stamps["XB"]["verification-requested"].happened == asked.at
        play.do(answer_verification, xb, event=EVENT, reply=ReplyKind.NOT_CONFIRMED, text="No.")


def test_verification__refusals(play, xa, xb):
    with pytest.raises(EventError, match="XB was not asked to verify this event"):
        play.do(answer_verification, xb, event=EVENT, reply=ReplyKind.LOOKING, text="We look.")
    with pytest.raises(EventError, match="Nobody is asked; name at least one member"):
        play.do(ask_verification, xa, event=EVENT, members=[], text="Is it so?")
    with pytest.raises(EventError, match="XC does not see this event, so it cannot be asked"):
        play.do(ask_verification, xa, event=EVENT, members=["XB", "XC"], text="Is it so?")
    play.do(ask_verification, xa, event=EVENT, members=["XB"], text="Is it so?")
    with pytest.raises(EventError, match="XB was asked already and has not answered yet"):
        play.do(ask_verification, xa, event=EVENT, members=["XB"], text="Is it so?")


def test_stages__from_signal_to_closed_and_back(play, xa, event):
    stages = []
    for act, more in (
        (confirm_event, {}), (start_response, {}), (close_event, {"reason": "over"}),
        (reopen_event, {"reason": "a new case"}), (close_event, {"reason": "over again"}),
    ):  # fmt: skip
        play.do(act, xa, event=EVENT, **more)
        stages.append((event().stage, event().reason, event().is_open))
    assert stages == [
        ("event", "", True), ("response", "", True), ("closed", "over", False), ("event", "", True),
        ("closed", "over again", False),
    ]  # fmt: skip


def test_stages__a_discarded_one_is_verified_when_it_is_reopened(play, xa, event):
    play.do(discard_event, xa, event=EVENT, reason="a rash, no measles")
    assert (event().stage, event().reason) == ("discarded", "a rash, no measles")
    play.do(reopen_event, xa, event=EVENT, reason="measles after all")
    assert event().stage is Stage.VERIFICATION


@pytest.mark.parametrize(
    ("steps", "act", "more", "text"),
    [
        ((), start_response, {}, "'signal' cannot be answered with a response; it must be at: event"),
        ((), close_event, {"reason": "over"}, "'signal' cannot be closed; it must be at: event, response"),
        ((), reopen_event, {"reason": "x"}, "'signal' cannot be reopened; it must be at: closed, discarded"),
        ((confirm_event,), confirm_event, {}, "'event' cannot be confirmed"),
        ((confirm_event,), discard_event, {"reason": "x"}, "'event' cannot be discarded"),
        ((confirm_event, start_response), start_response, {}, "'response' cannot be answered"),
        ((), discard_event, {"reason": ""}, "reason is empty"),
        ((confirm_event,), close_event, {"reason": "x" * 2001}, "reason has 2001 characters; at most 2000"),
    ],
)  # fmt: skip
def test_stages__refuse_what_does_not_follow(play, xa, steps, act, more, text):
    for step in steps:
        play.do(step, xa, event=EVENT)
    with pytest.raises(EventError, match=text):
        play.do(act, xa, event=EVENT, **more)


def test_close__waits_for_shared_tasks_and_for_nobodys_internal_ones(play, xa, xb, event):
    play.do(confirm_event, xa, event=EVENT)
    play.do(set_task, xb, event=EVENT, task="task0002", text="Ours", internal=True)
    play.do(set_task, xb, event=EVENT, task="task0001", text="Count the doses")
    with pytest.raises(EventError, match="1 shared tasks are open, the first: Count the doses"):
        play.do(close_event, xa, event=EVENT, reason="over")
    play.do(end_task, xa, event=EVENT, task="task0001")
    play.do(close_event, xa, event=EVENT, reason="over")
    assert event().stage is Stage.CLOSED


def test_merge__ends_one_in_favour_of_the_other(play, xa, xb, event):
    another(play, xb)
    play.do(merge_events, xa, event=EVENT, into="event002")
    assert (event().merged_into, event().is_open) == ("event002", False)
    assert play.board.events["event002"].merged_from == (EVENT,)


def test_merge__refusals(play, xa, xb):
    with pytest.raises(UnknownThingError, match="There is no event 'event009' that you may see"):
        play.do(merge_events, xa, event=EVENT, into="event009")
    another(
        play, play.person("XC", "focal-point"), event="event003", audience=Audience(members=frozenset({"XC"}))
    )
    with pytest.raises(UnknownThingError, match="There is no event 'event003' that you may see"):
        play.do(merge_events, xa, event=EVENT, into="event003")
    with pytest.raises(EventError, match="An event cannot go on in itself"):
        play.do(merge_events, xa, event=EVENT, into=EVENT)
    another(play, xb, event="event004", audience=Audience(members=frozenset({"XA", "XB"})))
    with pytest.raises(EventError, match="this one for HUB, XA, XB, the other for XA, XB"):
        play.do(merge_events, xa, event=EVENT, into="event004")
    another(play, xb, event="event005", audience=Audience(members=SEEN_BY, tlp=Tlp.GREEN))
    with pytest.raises(EventError, match="Give both the same audience, label and rule"):
        play.do(merge_events, xa, event=EVENT, into="event005")
    another(play, xb)
    play.do(discard_event, xb, event="event002", reason="nothing")
    with pytest.raises(
        EventError, match="The event 'event002' is closed, discarded or merged; reopen it first"
    ):
        play.do(merge_events, xa, event=EVENT, into="event002")


def test_split__makes_an_event_for_the_same_people(play, xa, event):
    play.do(split_event, xa, event=EVENT, new="event002", title="Rubella", hazard="rubella", places=["XA-06"])
    new = play.board.events["event002"]
    assert (new.title, new.split_from, new.owner, new.stage) == ("Rubella", EVENT, "XA", Stage.SIGNAL)
    assert (new.audience, new.origin, new.pack) == (event().audience, event().origin, event().pack)
    assert event().split_into == ("event002",)
    with pytest.raises(EventError, match="There is an event 'event002' already"):
        play.do(split_event, xa, event=EVENT, new="event002", title="Rubella")


def test_sighting__the_newest_answer_counts_and_seeing_it_is_detecting_it(play, xb, event):
    play.do(give_sighting, xb, event=EVENT, said=SightingKind.NOT_SEEN, text="We looked.")
    assert "XB" not in event().stamps
    (fact,) = play.do(give_sighting, xb, event=EVENT, said=SightingKind.SEEN)
    assert (event().sightings["XB"].kind, event().sightings["XB"].text) == ("seen", "")
    assert event().stamps["XB"]["detected"].happened == fact.at
    play.do(give_sighting, xb, event=EVENT, said=SightingKind.SEEN, text="More of it.")
    assert event().stamps["XB"]["detected"].happened == fact.at

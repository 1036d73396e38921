"""Who sees an event, changed by its owner."""

import pytest

from tocsin.events.acts import change_audience, end_membership, give_sighting, write_note
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import SightingKind
from tocsin.events.event import seen_by
from tocsin.vocab.errors import ChangedError, EventError, UnknownThingError

from .conftest import EVENT, SEEN_BY

ALONE = Audience(members=frozenset({"XA"}))
WIDER = Audience(members=SEEN_BY | {"XC"}, tlp=Tlp.RED, pass_on=False)


def test_audience__added_and_removed_are_named_and_take_effect(play, xa, xb, event):
    (fact,) = play.do(change_audience, xa, event=EVENT, audience=WIDER, seen=0)
    assert (fact.body["added"], fact.body["removed"]) == (["XC"], [])
    assert event().audience == WIDER
    play.do(write_note, xb, event=EVENT, text="Ours")
    (fact,) = play.do(change_audience, xa, event=EVENT, audience=ALONE, seen=play.board.number)
    assert (fact.body["added"], fact.body["removed"]) == ([], ["HUB", "XB", "XC"])
    assert seen_by(event(), xb) is None
    with pytest.raises(UnknownThingError, match="There is no event 'event001' that you may see"):
        play.do(write_note, xb, event=EVENT, text="Ours")


def test_audience__who_gave_something_and_is_removed_is_named_and_what_it_gave_stays(play, xa, xb, event):
    play.do(give_sighting, xb, event=EVENT, said=SightingKind.SEEN)
    (fact,) = play.do(change_audience, xa, event=EVENT, audience=ALONE, seen=0)
    assert fact.body["had_given"] == ["XB"]
    assert event().sightings["XB"].kind is SightingKind.SEEN


def test_audience__the_same_again_records_nothing(play, xa, event):
    assert play.do(change_audience, xa, event=EVENT, audience=event().audience, seen=0) == []


def test_audience__two_at_once__the_second_is_told(play, xa):
    seen = play.board.number
    play.do(change_audience, xa, event=EVENT, audience=WIDER, seen=seen)
    with pytest.raises(ChangedError, match="audience by xafocalp of XA"):
        play.do(change_audience, xa, event=EVENT, audience=ALONE, seen=seen)


def test_audience__keeps_its_owner_and_takes_members_only(play, xa):
    with pytest.raises(EventError, match=r"leaves out XA, which owns the event.*Keep XA in"):
        play.do(change_audience, xa, event=EVENT, audience=Audience(members=frozenset({"XB"})), seen=0)
    with pytest.raises(EventError, match="leaves out XA"):
        play.do(change_audience, xa, event=EVENT, audience=Audience(members=frozenset()), seen=0)
    with pytest.raises(EventError, match="audience: XQ is no member"):
        play.do(change_audience, xa, event=EVENT, audience=Audience(members=SEEN_BY | {"XQ"}), seen=0)


def test_audience__a_member_that_left_may_stay_in_it_and_cannot_come_new(play, xa, event):
    for code in ("XB", "XC"):
        play.do(end_membership, play.person("HUB", "administrator"), member=code)
    green = Audience(members=SEEN_BY, tlp=Tlp.GREEN)
    play.do(change_audience, xa, event=EVENT, audience=green, seen=0)
    assert event().audience == green
    with pytest.raises(EventError, match="audience: XC is no member"):
        play.do(change_audience, xa, event=EVENT, audience=WIDER, seen=play.board.number)

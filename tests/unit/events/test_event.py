"""What one reader may see of an event, and what of it says nothing about the rest."""

import pytest

from tocsin.events.acts import (
    attach_file,
    change_audience,
    open_event,
    set_task,
    write_message,
    write_note,
)
from tocsin.events.audience import Audience
from tocsin.events.entries import OriginKind
from tocsin.events.event import lines, newest, seen_by
from tocsin.testing.rehearsal import Rehearsal
from tocsin.vocab.errors import UnknownThingError

FILE = {"file": "file0001", "name": "a.csv", "media_type": "text/csv", "size": 1, "sha256": "0" * 64}


@pytest.fixture
def play():
    play = Rehearsal()
    play.do(
        open_event, play.person("XA", "focal-point"), event="event001", title="Measles", pack="infectious",
        audience=Audience(members=frozenset({"XA", "XB"})), origin=OriginKind.MEDIA,
    )  # fmt: skip
    return play


def keep_inside(play, member):
    who = play.person(member, "focal-point")
    play.do(write_note, who, event="event001", text="Ours")
    play.do(set_task, who, event="event001", task=f"task{member.lower()}01", text="Ours", internal=True)
    play.do(attach_file, who, event="event001", **FILE | {"file": f"file{member.lower()}01"}, internal=True)


def test_seen_by__what_others_keep_inside_leaves_no_trace(play):
    xa, xb = play.person("XA", "reader"), play.person("XB", "reader")
    before = seen_by(play.board.events["event001"], xa)
    keep_inside(play, "XB")
    event = play.board.events["event001"]
    assert seen_by(event, xa) == before
    assert (newest(seen_by(event, xa)), list(lines(seen_by(event, xa)))) == (
        newest(before),
        list(lines(before)),
    )
    own = seen_by(event, xb).inside["XB"]
    assert (len(own.notes), len(own.tasks), len(own.files), len(own.timeline)) == (1, 1, 1, 3)
    assert newest(seen_by(event, xb)) == play.board.number > newest(before)


@pytest.mark.parametrize("role", ["reader", "head", "administrator"])
def test_seen_by__outside_the_audience_it_does_not_exist_whatever_the_role(play, role):
    event = play.board.events["event001"]
    assert seen_by(event, play.person("XC", role)) is None
    assert seen_by(event, play.person("HUB", role)) is None
    assert seen_by(event, play.person("XB", role)) is not None


def test_lines__are_in_order_and_say_to_whom_they_are_internal(play):
    keep_inside(play, "XA")
    play.do(write_message, play.person("XB", "focal-point"), event="event001", text="Hello")
    keep_inside(play, "XB")
    told = list(lines(play.board.events["event001"]))
    assert [member for _, member in told] == ["", "XA", "XA", "XA", "", "XB", "XB", "XB"]
    numbers = [fact.number for fact, _ in told]
    assert numbers == sorted(numbers)


def test_seen_by__do_not_pass_on__does_not_exist_for_a_token(play):
    audience = Audience(members=frozenset({"XA", "XB"}), pass_on=False)
    play.do(change_audience, play.person("XA", "focal-point"), event="event001", audience=audience, seen=0)
    event, scopes = play.board.events["event001"], frozenset({"read", "events"})
    assert seen_by(event, play.person("XB", "focal-point")) is not None
    token = play.person("XB", "focal-point", scopes=scopes)
    assert seen_by(event, token) is None
    with pytest.raises(UnknownThingError, match="There is no event 'event001' that you may see"):
        play.do(write_message, token, event="event001", text="Hello")

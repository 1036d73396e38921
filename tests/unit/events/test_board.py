"""The board is the fold of the facts, whenever somebody looks, and never stumbles over one."""

import pytest

from tocsin.events.acts import open_event, put_finding, write_message, write_note
from tocsin.events.audience import Audience
from tocsin.events.board import Board
from tocsin.events.entries import OriginKind
from tocsin.events.event import lines, seen_by
from tocsin.events.fact import Draft
from tocsin.testing.rehearsal import SYSTEM_ACTOR, Rehearsal, folded

ALL = Audience(members=frozenset({"XA", "XB"}))


@pytest.fixture
def play():
    play = Rehearsal()
    play.do(
        open_event, play.person("XA", "focal-point"), event="event001", title="Measles", audience=ALL,
        pack="infectious", origin=OriginKind.MEDIA,
    )  # fmt: skip
    play.do(
        put_finding, SYSTEM_ACTOR, card="card0001", finding={"key": {}, "start": "2026-05-03"},
        as_of=play.at.date(), audience=ALL, pack="infectious",
    )  # fmt: skip
    return play


def record(play, stream, kind, body):
    return play.record([Draft(stream=stream, kind=kind, body=body)], play.person("XB", "focal-point"))[0]


def test_board__folded_again_is_the_same(play):
    xa, again = play.person("XA", "focal-point"), folded(play.facts)
    looked = folded(play.facts)
    for text in ("one", "two"):
        for fact in play.do(write_message, xa, event="event001", text=text):
            again.take(fact)
            looked.take(fact)
        assert looked.events["event001"].messages[-1].text == text
    for board in (again, looked):
        for name in ("events", "findings"):
            assert dict(getattr(board, name)) == dict(getattr(play.board, name))
        for name in ("members", "people", "runs", "versions", "number", "unread"):
            assert getattr(board, name) == getattr(play.board, name)


def test_board__versions_are_those_of_the_last_fact_of_each_stream(play):
    (fact,) = play.do(write_note, play.person("XB", "head"), event="event001", text="Ours")
    assert play.board.versions["event/event001"] == fact.number == play.board.number
    assert play.board.versions["finding/card0001"] == fact.number - 1


def test_board__an_unknown_kind_stays_in_the_timeline_and_changes_nothing_else(play):
    before = play.board.events["event001"]
    fact = record(play, "event/event001", "event-sung", {"tune": "so"})
    after = play.board.events["event001"]
    assert after.timeline[-1] == after.last == fact
    assert (after.stage, after.title, len(after.timeline)) == (before.stage, before.title, 2)
    record(play, "finding/card0001", "finding-sung", {})
    record(play, "member/XA", "member-sung", {})
    record(play, "person/xareader", "person-sung", {})
    record(play, "song/1", "song-sung", {})
    assert play.board.findings["card0001"].decided == {}
    assert play.board.unread == []


def test_board__an_unknown_internal_kind_stays_internal(play):
    fact = record(play, "event/event001", "secret-sung", {"internal": True})
    event = play.board.events["event001"]
    assert list(event.inside["XB"].timeline) == [fact]
    assert seen_by(event, play.person("XA", "focal-point")).inside == {}
    assert fact not in event.timeline


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("event-reopened", {"reason": "x", "stage": "paused"}),
        ("message-written", {}),
        ("task-ended", {"task": "task0009", "state": "done", "outcome": ""}),
        ("round-cancelled", {"round": 3, "reason": "x"}),
        ("note-written", {"internal": True}),
    ],
)
def test_board__a_fact_that_cannot_be_read_is_kept_and_changes_nothing_else(play, kind, body):
    before = play.board.events["event001"]
    fact = record(play, "event/event001", kind, body)
    after = play.board.events["event001"]
    assert play.board.unread == [fact]
    assert [line for line, _ in lines(after)][-1] == fact
    assert (after.stage, after.messages, after.tasks) == (before.stage, before.messages, before.tasks)


@pytest.mark.parametrize(
    ("stream", "kind", "body"),
    [
        ("event/event009", "message-written", {"text": "x"}),
        ("event/event009", "event-opened", {"title": "x"}),
        ("finding/card0009", "finding-triaged", {}),
        ("finding/card0009", "finding-put", {}),
        ("finding/card0001", "finding-triaged", {"status": "sung"}),
        ("member/XD", "member-added", {"name": {"en": "x"}, "kind": "choir", "rule_sets": []}),
        ("person/person09", "person-added", {"member": "XA", "roles": ["singer"]}),
    ],
)
def test_board__a_fact_about_nothing_or_of_a_strange_shape_is_set_aside(play, stream, kind, body):
    events, findings, members = set(play.board.events), dict(play.board.findings), dict(play.board.members)
    fact = record(play, stream, kind, body)
    assert dict(play.board.findings) == findings
    assert play.board.unread == [fact]
    assert (set(play.board.events), play.board.members) == (events, members)
    assert play.board.events.get("event009") is None
    assert "person09" not in play.board.people


def test_board__is_empty_before_the_first_fact():
    board = Board()
    assert (board.number, len(board.events), "event001" in board.events) == (0, 0, False)
    with pytest.raises(KeyError, match="event001"):
        board.events["event001"]

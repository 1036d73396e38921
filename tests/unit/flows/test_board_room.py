"""The board of one process holds what stands in the ledger, and nothing that was undone."""

from datetime import UTC, datetime

import pytest

from tocsin.events.acts import add_member, add_person
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.people import Actor, MemberKind, Role
from tocsin.flows.board import BoardRoom
from tocsin.flows.joining import CONSOLE
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost
from tocsin.vocab.errors import EventError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


@pytest.fixture
def room(tmp_path):
    cost = Cost(memory=8, passes=1, lanes=1)
    books = open_books(sqlite_url(tmp_path / "ledger.sqlite"), key=b"k" * 32, cost=cost)
    yield BoardRoom(books)
    books.close()


def add(room, code):
    def decide(board):
        return add_member.decide(
            board, CONSOLE, at=AT, member=code, name={"en": code}, kind=MemberKind.FULL
        )  # fmt: skip

    return room.act(CONSOLE, decide, at=AT)


def test_act__inside_a_transaction_that_is_undone__leaves_nothing_on_the_board(room):
    add(room, "XA")

    def undone():
        with room.books.writing():
            add(room, "XB")
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        undone()
    assert list(room.board.members) == ["XA"]
    add(room, "XC")
    assert list(room.board.members) == ["XA", "XC"]
    assert room.board.number == room.ledger.newest() == 2


def test_act__inside_a_transaction_that_stands__is_on_the_board(room):
    with room.books.writing():
        add(room, "XA")
        add(room, "XB")
    assert list(room.board.members) == ["XA", "XB"]


@pytest.mark.parametrize(
    ("stream", "kind", "body"),
    [
        ("person/anna2345", "role-taken", {"role": "administrator"}),
        ("person/anna2345", "account-closed", {}),
        ("member/XA", "membership-ended", {}),
    ],
)
def test_act__of_somebody_whose_right_ends_while_it_is_decided__is_refused(room, stream, kind, body):
    add(room, "XA")
    joined = Draft(
        stream="person/anna2345", kind="person-added", body={"member": "XA", "roles": ["administrator"]}
    )
    record(room, joined)
    anna = Actor(person="anna2345", member="XA", roles=frozenset({Role.ADMINISTRATOR}))
    decided = []

    def decide(board):
        if not decided:  # another process is quicker, once
            record(room, Draft(stream=stream, kind=kind, body=body))
        decided.append(1)
        return add_person.decide(board, anna, at=AT, person="ben23456", member="XA", roles=[Role.READER])

    with pytest.raises(EventError, match=r"You may not|has left"):
        room.act(anna, decide, at=AT)
    assert "ben23456" not in room.board.people


def record(room, draft):
    room.ledger.append([draft], person=SYSTEM, member="", at=AT, seen={})

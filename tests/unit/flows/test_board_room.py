"""The board of one process holds what stands in the ledger, and nothing that was undone."""

from datetime import UTC, datetime

import pytest

from tocsin.events.acts import add_member
from tocsin.events.people import MemberKind
from tocsin.flows.board import BoardRoom
from tocsin.flows.joining import CONSOLE
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost

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

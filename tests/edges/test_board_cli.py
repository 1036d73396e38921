"""`tocsin watch --board` and `tocsin schedule`: what they say, and what they refuse."""

import time
from datetime import UTC, datetime

import pytest

from tocsin.events.fact import SYSTEM, Draft
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url

INGEST = "ingest ws cases.csv --as-of 2025-07-28 --time week --count cases --place place"
PLACES = '\n[board.places]\nNorth = "XA"\nSouth = "XB"\n'


@pytest.fixture
def workspace(folder, tocsin):
    """A workspace with one outbreak in North, which nobody has said to be XA's, and no board."""
    assert tocsin("init ws").code == 0
    assert tocsin(INGEST).code == 0
    settings = folder / "ws" / "tocsin.toml"
    settings.write_text(settings.read_text().replace("[watch]", '[watch]\nmethod = "ears-c2"'))
    return folder / "ws"


@pytest.fixture
def board(workspace):
    """The same with a board of two members."""
    books = open_books(sqlite_url(workspace / "ledger.sqlite"), key=bytes(32))
    drafts = [
        Draft(
            stream=f"member/{code}", kind="member-added",
            body={"name": {"en": code}, "kind": "full", "rule_sets": []},
        )
        for code in ("XA", "XB")
    ]  # fmt: skip
    books.ledger.append(drafts, person=SYSTEM, member="", at=datetime.now(UTC), seen={})
    books.close()
    return workspace


def test_watch__onto_a_board__says_what_changed_and_once_is_enough(board, tocsin):
    homeless = tocsin("watch ws --board")
    assert homeless.code == 2
    assert "1 of 1 findings are not on the board" in homeless.err
    with (board / "tocsin.toml").open("a") as settings:
        settings.write(PLACES)
    assert "On the board: 1 new, 0 renewed, 0 as they were." in tocsin("watch ws --board").out
    assert "On the board: 0 new, 0 renewed, 1 as they were." in tocsin("watch ws --board").out


def test_watch__onto_a_board_that_is_not_there__is_refused_and_none_is_made(workspace, tocsin):
    said = tocsin("watch ws --board")
    assert said.code == 2
    assert "[ledger]" in said.err
    assert not (workspace / "ledger.sqlite").exists()


@pytest.mark.parametrize(("more", "word"), [("--method ears-c2", "--method"), ("--fdr 0.2", "--fdr")])
def test_watch__onto_a_board_otherwise_than_settled__is_refused(board, tocsin, more, word):
    said = tocsin(f"watch ws --board {more}")
    assert said.code == 2
    assert f"leave out {word}" in said.err


@pytest.mark.parametrize("option", ["--board", "--database sqlite:///x.sqlite"])
def test_watch__files_onto_a_board__is_refused(folder, tocsin, option):
    said = tocsin(f"watch cases.csv --time week --count cases --by place --out r.html {option}")
    assert said.code == 2
    assert "asks for a workspace" in said.err


def test_schedule__until_it_is_stopped__watches_at_its_time(board, tocsin, monkeypatch):
    with (board / "tocsin.toml").open("a") as settings:
        settings.write(PLACES)
    waits = []

    def stop_at_the_second(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", stop_at_the_second)
    said = tocsin("schedule", "ws", "--every", "hour", "--at", ":15")
    assert said.code == 130
    assert said.err.startswith("The next watch is at")
    assert 0 <= waits[0] <= 60


def test_schedule__of_a_workspace_without_a_board__is_refused_at_once(workspace, tocsin):
    said = tocsin("schedule", "ws")
    assert said.code == 2
    assert "[ledger]" in said.err

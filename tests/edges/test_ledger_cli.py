"""audit, backup, restore as people meet them."""

import json
from datetime import UTC, datetime

import pytest

from tocsin.events.fact import Draft
from tocsin.flows.ledger import ledger_url
from tocsin.ledger.chain import Ledger
from tocsin.ledger.database import open_database

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


@pytest.fixture
def workspace(folder, tocsin):
    """A workspace with three facts."""
    tocsin("init ws")
    database = open_database(ledger_url("ws"))
    drafts = [Draft(stream=f"event/{n}", kind="said", body={"text": "Ош"}) for n in "aba"]
    Ledger(database).append(drafts, person="p", member="XA", at=AT, seen={})
    database.close()
    return folder / "ws"


def harm(*statements):
    database = open_database(ledger_url("ws"))
    with database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.close()


def test_verify__says_how_many_and_what_to_keep(workspace, tocsin):
    said = tocsin("audit verify ws")
    first, second = said.out.splitlines()
    assert (said.code, first) == (0, "3 facts, all as recorded.")
    anchor = second.removeprefix("Anchor to keep elsewhere: ")
    assert tocsin(f"audit verify ws --anchor {anchor}").code == 0
    assert json.loads(tocsin("audit verify ws --json").out) == {"facts": 3, "anchor": anchor}
    assert tocsin(f"audit verify --database {ledger_url('ws')}").out == said.out


def test_verify__a_change_is_an_error_that_names_the_fact(workspace, tocsin):
    anchor = tocsin("audit verify ws").out.split()[-1]
    harm("DROP TRIGGER facts_update", "UPDATE facts SET kind = 'unsaid' WHERE number = 2")
    said = tocsin("audit verify ws")
    assert (said.code, said.out) == (2, "")
    assert "is not whole. Fact 2 (unsaid, event/b, 2026-05-18T08:00:00.000000Z) has another hash" in said.err
    assert said.err.endswith("Facts before 2 are as recorded. [ledger]\n")
    harm("DROP TRIGGER facts_delete", "DELETE FROM facts WHERE number > 1")
    assert tocsin("audit verify ws").code == 0
    assert (
        "ends at fact 1; facts 2 to 3, the anchor, were removed"
        in tocsin(f"audit verify ws --anchor {anchor}").err
    )


@pytest.mark.parametrize("anchor", ["3", "x:y", "3:abc", f"-1:{'0' * 64}"])
def test_verify__refuses_an_anchor_that_is_none(workspace, tocsin, anchor):
    assert (
        "it must be a number, a colon and 64 hexadecimal digits"
        in tocsin(f"audit verify ws --anchor={anchor}").err
    )


def test_show__prints_what_was_hashed(workspace, tocsin):
    lines = [json.loads(line) for line in tocsin("audit show ws").out.splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3]
    assert lines[1] | {"hash": ""} == {
        "number": 2, "at": "2026-05-18T08:00:00.000000Z", "person": "p", "member": "XA", "stream": "event/b",
        "kind": "said", "body": {"text": "Ош"}, "previous": lines[0]["hash"], "hash": "",
    }  # fmt: skip
    shown = [json.loads(line)["number"] for line in tocsin("audit show ws --stream event/a").out.splitlines()]
    assert shown == [1, 3]
    assert [
        json.loads(line)["number"] for line in tocsin("audit show ws --after 1 --limit 1").out.splitlines()
    ] == [2]


def test_audit__of_a_folder_without_a_ledger_or_a_workspace(folder, tocsin):
    assert "this is no workspace" in tocsin("audit verify .").err
    tocsin("init ws")
    said = tocsin("audit verify ws")
    assert (said.code, "there is no ledger" in said.err) == (2, True)
    assert not (folder / "ws" / "ledger.sqlite").exists()


def test_backup_and_restore__say_what_came_back(workspace, tocsin):
    anchor = tocsin("audit verify ws").out.split()[-1]
    said = tocsin("backup ws --out copy.zip")
    assert (said.code, f"Copied ws to copy.zip: 3 facts, anchor {anchor}." in said.out) == (0, True)
    assert "Keep ws/board.key too" in said.out
    said = tocsin("restore copy.zip again")
    assert (said.code, "3 facts, all as recorded" in said.out) == (0, True)
    assert "The copy held no reports" in said.out
    assert tocsin(f"audit verify again --anchor {anchor}").code == 0
    assert tocsin("status again").code == 0


def test_backup__of_a_broken_ledger_is_made_and_said_to_be(workspace, tocsin):
    harm("DROP TRIGGER facts_update", "UPDATE facts SET kind = 'unsaid' WHERE number = 2")
    said = tocsin("backup ws --out copy.zip")
    assert (said.code, (workspace.parent / "copy.zip").exists()) == (2, True)
    assert "The ledger is not whole, and neither is the copy. Fact 2" in said.err
    assert "its ledger is not whole. Fact 2" in tocsin("restore copy.zip again").err


def test_backup__refuses_another_kind_of_file(workspace, tocsin):
    assert "its name must end in .zip" in tocsin("backup ws --out copy.tar").err

"""The audit by the interface for programs: it tells no more than its page does."""

import pytest
import sqlalchemy as sa


@pytest.mark.parametrize(("role", "told"), [("administrator", True), ("head", False)])
def test_audit__of_a_whole_chain_tells_numbers_to_administrators_alone(room, program, play, role, told):
    client = program("XA", role)
    play.open("event002", "XB", "XB")
    number, last = room.ledger.anchor()
    assert client.get("/api/audit").json() == {
        "whole": True, "anchor": f"{number}:{last}" if told else last, "broken": None,
    }  # fmt: skip


@pytest.mark.parametrize(("role", "told"), [("administrator", True), ("head", False)])
def test_audit__of_a_harmed_chain_names_no_event_out_of_sight(room, program, play, role, told):
    client = program("XA", role)
    play.open("event002", "XB", "XB")
    number = room.ledger.read(stream="event/event002")[0].number
    with room.books.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER facts_update")
        connection.execute(sa.text("UPDATE facts SET body = '{}' WHERE number = :n"), {"n": number})
    answer = client.get("/api/audit")
    assert answer.json()["whole"] is False
    assert answer.json()["broken"] == (number if told else None)
    assert "event002" not in answer.text

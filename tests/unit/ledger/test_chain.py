"""The ledger appends, reads and refuses alike in both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tocsin.events.fact import FIRST, Draft, hash_of
from tocsin.ledger.chain import Ledger, MovedError
from tocsin.ledger.tables import FACTS
from tocsin.vocab.errors import LedgerError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


def draft(stream="event/a", kind="event-opened", **body):
    return Draft(stream=stream, kind=kind, body=body)


def record(ledger, *drafts, at=AT, **seen):
    return ledger.append(drafts, person="p1", member="XA", at=at, seen=seen.get("seen", {}))


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database)


def test_append__gives_back_what_is_read_later(ledger):
    body = {"text": "Холера 霍乱 \u2028 \0 '\"\\", "n": 1.5, "big": 2**70, "list": (1, None, True), "": {}}
    made = record(ledger, draft(**body), draft("event/b"))
    assert ledger.read() == made
    assert made[0].body == body | {"list": [1, None, True]}
    assert [fact.number for fact in made] == [1, 2]


def test_append__chains_every_fact_to_the_one_before(ledger):
    first, second = record(ledger, draft(), draft())
    (third,) = record(ledger, draft())
    assert [f.previous for f in (first, second, third)] == [FIRST, first.hash, second.hash]
    for fact in ledger.read():
        parts = {name: getattr(fact, name) for name in fact.__slots__ if name != "hash"}
        assert fact.hash == hash_of(**parts)


def test_append__time_never_runs_backwards(ledger):
    record(ledger, draft())
    (late,) = record(ledger, draft(), at=AT - timedelta(hours=1))
    assert late.at == AT


def test_append__refuses_when_a_stream_has_moved(ledger):
    record(ledger, draft("event/a"), draft("event/b"))
    with pytest.raises(MovedError, match=r"added to meanwhile: event/a$") as moved:
        record(ledger, draft("event/a"), seen={"event/a": 0, "event/b": 2, "event/c": 0})
    assert moved.value.streams == {"event/a": 1}
    assert ledger.newest() == 2
    record(ledger, draft("event/a"), seen={"event/a": 1})


def test_append__nothing_is_nothing(ledger):
    assert record(ledger) == []
    assert (ledger.newest(), ledger.anchor()) == (0, (0, FIRST))


@pytest.mark.parametrize("value", [float("nan"), "\ud800", {1}], ids=["nan", "surrogate", "set"])
def test_append__refuses_what_json_cannot_write(ledger, value):
    with pytest.raises(LedgerError, match=r"event-opened in event/a: its body cannot be kept as JSON"):
        record(ledger, draft(), draft(value=value))
    assert ledger.newest() == 0


def test_read__after_a_number_of_a_stream_and_so_many(ledger):
    record(ledger, draft("event/a"), draft("event/b"), draft("event/a"), draft("event/b"))
    assert [f.number for f in ledger.read(2)] == [3, 4]
    assert [f.number for f in ledger.read(stream="event/b")] == [2, 4]
    assert [f.number for f in ledger.read(limit=2)] == [1, 2]
    assert [f.number for f in ledger.read(1, stream="event/a", limit=1)] == [3]
    assert (ledger.newest(), ledger.newest_of("event/a"), ledger.newest_of("event/z")) == (4, 3, 0)
    assert ledger.anchor() == (4, ledger.read()[-1].hash)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE facts SET kind = 'x'", "DELETE FROM facts", "UPDATE facts SET body = body WHERE number = 1"],
)
def test_database__refuses_to_change_a_fact(ledger, statement):
    record(ledger, draft())
    refusal = pytest.raises(sa.exc.DBAPIError, match="facts are never changed or removed")
    with refusal, ledger.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert len(ledger.read()) == 1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_database__refuses_a_gap_and_a_second_fact_of_one_number(ledger, number):
    record(ledger, draft())
    row = dict.fromkeys((column.name for column in FACTS.columns), "x") | {"number": number}
    refusal = pytest.raises(sa.exc.DBAPIError, match="facts are numbered without gaps")
    with refusal, ledger.database.writing() as connection:
        connection.execute(sa.insert(FACTS).values(row))


def test_writing__what_belongs_together_stands_together(ledger):
    def fail_after_append():
        with ledger.database.writing():
            record(ledger, draft())
            assert ledger.newest() == 1
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail_after_append()
    assert ledger.newest() == 0

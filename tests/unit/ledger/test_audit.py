"""The audit finds what was done to the rows behind the ledger's back, and says where."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tocsin.events.fact import FIRST, Draft, chained
from tocsin.ledger.audit import audit
from tocsin.ledger.chain import Ledger, row_of
from tocsin.ledger.tables import FACTS
from tocsin.vocab.errors import LedgerError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


@pytest.fixture
def ledger(database) -> Ledger:
    """Five facts, and no trigger that would stop whoever owns the database."""
    ledger = Ledger(database)
    drafts = [Draft(stream=f"event/{n % 2}", kind="event-opened", body={"n": n, "t": "ж"}) for n in range(5)]
    ledger.append(drafts, person="p", member="XA", at=AT, seen={})
    with database.writing() as connection:
        if database.kind == "sqlite":
            for name in ("update", "delete", "insert"):
                connection.exec_driver_sql(f"DROP TRIGGER facts_{name}")
        else:
            connection.exec_driver_sql("ALTER TABLE facts DISABLE TRIGGER USER")
    return ledger


def run(ledger, *statements):
    with ledger.database.writing() as connection:
        for statement in statements:
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement)


def put(ledger, fact):
    run(ledger, sa.update(FACTS).where(FACTS.c.number == fact.number).values(**row_of(fact)))


def test_audit__a_ledger_that_nobody_touched_is_whole(ledger):
    seen = []
    found = audit(ledger.database, anchor=ledger.anchor(), done=seen.append)
    assert (found.whole, found.facts, found.broken, found.fault) == (True, 5, None, "")
    assert found.anchor == f"5:{ledger.read()[-1].hash}"
    assert sum(seen) == 5


def test_audit__an_empty_ledger_is_whole(database):
    assert audit(database).anchor == f"0:{FIRST}"


CHANGES = {
    "body": ("UPDATE facts SET body = replace(body, '2', '9') WHERE number = 3", 3, "it was changed"),
    "spaces in the body": ("UPDATE facts SET body = body || ' ' WHERE number = 3", 3, "it was changed"),
    "body no json": ("UPDATE facts SET body = '{' WHERE number = 3", 3, "cannot be read as one"),
    "body with a key twice": (
        """UPDATE facts SET body = replace(body, '{', '{"n"\\:1,') WHERE number = 3""",
        3,
        "it was changed",
    ),
    "person": ("UPDATE facts SET person = 'q' WHERE number = 1", 1, "it was changed"),
    "moment in another zone": (
        "UPDATE facts SET at = '2026-05-18T10:00:00.000000+02:00' WHERE number = 5",
        5,
        "it was changed",
    ),
    "hash": ("UPDATE facts SET hash = previous WHERE number = 2", 2, "it was changed"),
    "previous": ("UPDATE facts SET previous = hash WHERE number = 2", 2, "it was changed"),
    "first removed": (
        "DELETE FROM facts WHERE number = 1",
        1,
        "Missing: 1; the next fact that is there is 2.",
    ),
    "two removed": ("DELETE FROM facts WHERE number IN (2, 3)", 2, "Missing: 2 to 3; the next"),
    "one doubled": (
        "INSERT INTO facts SELECT 6, at, person, member, stream, kind, body, hash, hash FROM facts LIMIT 1",
        6,
        "it was changed",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_audit__a_change_is_found_and_located(ledger, case):
    statement, number, said = CHANGES[case]
    run(ledger, statement)
    found = audit(ledger.database)
    assert (found.broken, found.facts) == (number, number - 1)
    assert said in found.fault


def test_audit__two_facts_that_changed_places_are_found(ledger):
    run(
        ledger,
        *(f"UPDATE facts SET number = {new} WHERE number = {old}" for old, new in ((2, 9), (3, 2), (9, 3))),
    )
    assert audit(ledger.database).broken == 2


def test_audit__a_fact_made_anew_with_its_hash_breaks_the_next_one(ledger):
    third = ledger.read()[2]
    forged = chained(
        Draft(stream=third.stream, kind=third.kind, body={"n": 9}),
        number=3, at=AT, person="p", member="XA", previous=third.previous,
    )  # fmt: skip
    put(ledger, forged)
    found = audit(ledger.database)
    assert (found.broken, found.facts) == (4, 3)
    assert "does not follow fact 3 as that stands now" in found.fault


def test_audit__a_chain_made_anew_is_found_by_an_anchor_alone(ledger):
    anchor = ledger.anchor()
    previous = FIRST
    for fact in ledger.read():
        draft = Draft(stream=fact.stream, kind=fact.kind, body={"n": 9})
        forged = chained(draft, number=fact.number, at=AT, person="p", member="XA", previous=previous)
        put(ledger, forged)
        previous = forged.hash
    assert audit(ledger.database).whole
    found = audit(ledger.database, anchor=anchor)
    assert (found.broken, "the chain computed anew" in found.fault) == (5, True)


def test_audit__what_is_cut_off_the_end_is_found_by_an_anchor_alone(ledger):
    anchor = ledger.anchor()
    run(ledger, "DELETE FROM facts WHERE number > 3")
    assert audit(ledger.database).whole
    found = audit(ledger.database, anchor=anchor)
    assert (found.broken, found.facts) == (4, 3)
    assert "ends at fact 3; facts 4 to 5" in found.fault


def test_audit__an_old_anchor_holds_while_facts_are_added(ledger):
    anchor = ledger.anchor()
    ledger.append([Draft(stream="a", kind="b", body={})], person="p", member="XA", at=AT, seen={})
    assert audit(ledger.database, anchor=anchor).whole
    assert not audit(ledger.database, anchor=(5, ledger.read()[0].hash)).whole


def test_read__of_a_fact_that_is_damaged_says_so(ledger):
    run(ledger, "UPDATE facts SET body = '{' WHERE number = 3")
    with pytest.raises(LedgerError, match=r"Fact 3 is damaged .* tocsin audit verify"):
        ledger.read()

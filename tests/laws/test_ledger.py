"""Whatever is done to the rows of the ledger, the audit finds it and says where it begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.events.fact import Draft
from tocsin.ledger.audit import audit
from tocsin.ledger.chain import Ledger
from tocsin.ledger.database import open_database, sqlite_url

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
NUMBERS = 8
COLUMNS = ("at", "person", "member", "stream", "kind", "body", "previous", "hash")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
bodies = st.dictionaries(texts, values, max_size=4)
numbers = st.integers(1, NUMBERS)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Iterator[Ledger]:
    """Eight facts without their triggers."""
    database = open_database(sqlite_url(tmp_path_factory.mktemp("law") / "ledger.sqlite"))
    ledger = Ledger(database)
    for n in range(NUMBERS):
        draft = Draft(stream=f"event/{n % 3}", kind="said", body={"n": n, "text": "Холера"})
        moment = AT + timedelta(hours=n)
        ledger.append([draft], person=f"p{n % 2}", member="XA", at=moment, seen={})
    with database.writing() as connection:
        for name in ("update", "delete", "insert"):
            connection.exec_driver_sql(f"DROP TRIGGER facts_{name}")
    yield ledger
    database.close()


class _UndoneError(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def undone(ledger):
    """A transaction that is taken back at its end."""
    try:
        with ledger.database.writing() as connection:
            yield connection
            raise _UndoneError
    except _UndoneError:
        pass


def after(ledger, *statements):
    """Whether statements changed anything, and what the audit finds then; they are taken back again."""
    rows = "SELECT * FROM facts ORDER BY number"
    with undone(ledger) as connection:
        before = connection.exec_driver_sql(rows).all()
        for statement, given in statements:
            connection.exec_driver_sql(statement, given)
        return connection.exec_driver_sql(rows).all() != before, audit(ledger.database)


@settings(deadline=None, max_examples=150)
@given(
    number=numbers, column=st.sampled_from(COLUMNS), text=texts, whole=st.booleans(), place=st.integers(0, 40)
)
def test_edit__of_any_text_of_any_fact_is_located(ledger, number, column, text, whole, place):
    new = "?" if whole else f"substr({column}, 1, {place}) || ? || substr({column}, {place + 2})"
    changed, found = after(ledger, (f"UPDATE facts SET {column} = {new} WHERE number = ?", (text, number)))
    assert (found.broken, found.facts) == ((number, number - 1) if changed else (None, NUMBERS))


@settings(deadline=None)
@given(gone=st.sets(numbers, min_size=1, max_size=NUMBERS - 1))
def test_removal__before_the_end_is_located(ledger, gone):
    marks = ",".join("?" * len(gone))
    _, found = after(ledger, (f"DELETE FROM facts WHERE number IN ({marks})", tuple(gone)))
    left = set(range(1, NUMBERS + 1)) - gone
    before_the_end = {number for number in gone if number < max(left)}
    assert found.broken == min(before_the_end, default=None)
    assert found.whole == (not before_the_end)


@settings(deadline=None)
@given(places=st.permutations(range(1, NUMBERS + 1)))
def test_order__any_other_is_located(ledger, places):
    away = ("UPDATE facts SET number = number + 100", ())
    moved = [
        ("UPDATE facts SET number = ? WHERE number = ?", (new, old + 100))
        for old, new in enumerate(places, 1)
    ]
    _, found = after(ledger, away, *moved)
    wrong = [number for number, place in enumerate(places, 1) if place != number]
    assert found.broken == min(wrong, default=None)


@settings(deadline=None, max_examples=60)
@given(bodies=st.lists(bodies, min_size=1, max_size=4))
def test_append__whatever_json_holds_comes_back_and_is_whole(ledger, bodies):
    drafts = [Draft(stream="s", kind="k", body=body) for body in bodies]
    with undone(ledger):
        made = ledger.append(drafts, person="p", member="XA", at=AT, seen={})
        assert ledger.read(NUMBERS) == made
        assert [fact.body for fact in made] == bodies
        assert audit(ledger.database).facts == NUMBERS + len(bodies)

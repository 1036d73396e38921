"""Keys of calls: each is noted once for a person, kept for a day, and then forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.repeats import KEPT, Repeat

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


@pytest.fixture
def people(books):
    return [books.accounts.add(name=n, email=f"{n}@example.org", at=AT).id for n in ("anna", "boris")]


def test_begin__a_second_time__gives_what_is_known(books, people):
    anna, boris = people
    assert books.repeats.begin(anna, "k", "asked", at=AT) is None
    assert books.repeats.begin(anna, "k", "asked", at=AT) == Repeat(asked="asked", status=None, answer="")
    books.repeats.answered(anna, "k", 201, "made")
    assert books.repeats.begin(anna, "k", "other", at=AT) == Repeat(asked="asked", status=201, answer="made")
    assert books.repeats.begin(boris, "k", "asked", at=AT) is None


def test_begin__a_day_later__begins_anew(books, people):
    books.repeats.begin(people[0], "k", "asked", at=AT)
    almost = AT + KEPT - timedelta(seconds=1)
    assert books.repeats.begin(people[0], "k", "asked", at=almost) is not None
    assert books.repeats.begin(people[0], "k", "asked", at=AT + KEPT) is None


def test_forget__lets_a_key_be_used_again(books, people):
    books.repeats.begin(people[0], "k", "asked", at=AT)
    books.repeats.forget(people[0], "k")
    assert books.repeats.begin(people[0], "k", "other", at=AT) is None


def test_begin__by_many_at_once__is_the_first_for_one_alone(books, people):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: books.repeats.begin(people[0], "k", "asked", at=AT), range(16)))
    assert found.count(None) == 1

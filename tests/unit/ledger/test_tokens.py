"""Tokens are shown once, do what they were made for, and end."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.vocab.errors import AccountError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def anna(books):
    return books.accounts.add(name="Anna", email="anna@example.org", at=AT).id


def make(books, person, **more):
    given = {"label": "laboratory", "scopes": {"read", "write"}, "at": AT, "expires": AT + DAY} | more
    return books.tokens.make(person, **given)


def test_find__until_it_expires(books, anna):
    secret, token = make(books, anna)
    assert secret.startswith("tocsin_")
    assert len(secret) == 50
    assert books.tokens.find(secret, at=AT + DAY - timedelta(seconds=1)) == token
    assert books.tokens.find(secret, at=AT + DAY) is None
    assert books.tokens.find(secret[:-1], at=AT) is books.tokens.find("", at=AT) is None


def test_find__notes_the_last_use_to_the_minute(books, anna):
    secret, _ = make(books, anna)
    for seconds in (0, 59, 61):
        books.tokens.find(secret, at=AT + timedelta(seconds=seconds))
    assert books.tokens.of(anna)[0].used == AT + timedelta(seconds=61)


def test_revoke__ends_ones_own_alone(books, anna):
    other = books.accounts.add(name="Other", email="other@example.org", at=AT).id
    secret, token = make(books, anna)
    books.tokens.revoke(other, token.id)
    assert books.tokens.find(secret, at=AT)
    books.tokens.revoke(anna, token.id)
    assert books.tokens.find(secret, at=AT) is None
    secret, _ = make(books, anna)
    theirs, _ = make(books, other)
    books.tokens.revoke_all(anna)
    assert (books.tokens.of(anna), books.tokens.find(secret, at=AT)) == ([], None)
    assert books.tokens.find(theirs, at=AT)


REFUSED = {
    "no scope": ({"scopes": set()}, "A token without a scope"),
    "expired": ({"expires": AT}, "must expire after today and within 366 days"),
    "too long": ({"expires": AT + 367 * DAY}, "must expire after today and within 366 days"),
    "no name": ({"label": " "}, "needs a name of 1 to 100"),
    "long name": ({"label": "x" * 101}, "needs a name of 1 to 100"),
    "name with a line": ({"label": "a\nb"}, "needs a name of 1 to 100"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_make__refuses(books, anna, case):
    given, said = REFUSED[case]
    with pytest.raises(AccountError, match=said):
        make(books, anna, **given)
    assert books.tokens.of(anna) == []


def test_storage__knows_no_secret(books, anna):
    secret, _ = make(books, anna)
    with books.database.reading() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert secret not in kept
    assert secret.removeprefix("tocsin_") not in kept

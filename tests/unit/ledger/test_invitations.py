"""Invitations hold for a week and for one use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.events.people import Role
from tocsin.vocab.errors import AccountError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
OVER = r"no longer holds: it was used or withdrawn, or a week has passed"


def invite(books, email="anna@example.org", at=AT, member="XA", **more):
    return books.invitations.invite(
        email=email, member=member, roles=[Role.ANALYST, Role.FOCAL_POINT], by="admin123", at=at, **more
    )


def test_find__tells_what_was_offered(books):
    secret = invite(books)
    found = books.invitations.find(secret, at=AT)
    assert (found.email, found.member, found.by) == ("anna@example.org", "XA", "admin123")
    assert found.roles == {Role.ANALYST, Role.FOCAL_POINT}
    assert found.person is None
    assert books.invitations.open(at=AT) == [found]
    with books.database.reading() as connection:
        assert secret not in repr(connection.exec_driver_sql("SELECT * FROM invitations").all())


def test_use__works_once(books):
    secret = invite(books)
    assert books.invitations.use(secret, at=AT + WEEK - timedelta(seconds=1)).member == "XA"
    for act in (books.invitations.use, books.invitations.find):
        with pytest.raises(AccountError, match=OVER):
            act(secret, at=AT)


def test_use__by_many_at_once_works_once(books):
    secret = invite(books)

    def attempt(_):
        try:
            return books.invitations.use(secret, at=AT)
        except AccountError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sum(found is not None for found in pool.map(attempt, range(8))) == 1


def test_find__refuses_after_a_week_and_what_is_made_up(books):
    secret = invite(books)
    for given, at in ((secret, AT + WEEK), (secret + "x", AT), ("", AT)):
        with pytest.raises(AccountError, match=OVER):
            books.invitations.find(given, at=at)
    assert books.invitations.open(at=AT + WEEK) == []


def test_invite__again_ends_the_older_one_alone(books):
    first, other = invite(books), invite(books, "other@example.org")
    second = invite(books, "ANNA@example.org ")
    with pytest.raises(AccountError, match=OVER):
        books.invitations.find(first, at=AT)
    assert books.invitations.find(second, at=AT)
    assert books.invitations.find(other, at=AT)


def test_invite__by_another_member_ends_nothing_of_the_first(books):
    first, second = invite(books), invite(books, member="XB")
    assert books.invitations.find(first, at=AT).member == "XA"
    assert books.invitations.find(second, at=AT).member == "XB"


def test_withdraw__ends_it(books):
    secret = invite(books)
    books.invitations.withdraw(books.invitations.find(secret, at=AT).id)
    with pytest.raises(AccountError, match=OVER):
        books.invitations.use(secret, at=AT)


def test_invite__somebody_who_is_there_to_a_new_password(books):
    anna = books.accounts.add(name="Anna", email="anna@example.org", at=AT)
    secret = invite(books, person=anna.id)
    assert books.invitations.use(secret, at=AT).person == anna.id

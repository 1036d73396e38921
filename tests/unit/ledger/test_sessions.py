"""Sessions end when unused, after a working day, and when somebody says so; the secret is stored nowhere."""

from datetime import UTC, datetime, timedelta

import pytest

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def anna(books):
    return books.accounts.add(name="Anna", email="anna@example.org", at=AT).id


def begin(books, person, at=AT, **more):
    return books.sessions.begin(person, at=at, second_factor=True, **more)


def test_find__knows_who_it_is_and_nothing_of_a_secret_made_up(books, anna):
    secret = begin(books, anna, device="Firefox")
    found = books.sessions.find(secret, at=AT)
    assert (found.person, found.second_factor, found.device) == (anna, True, "Firefox")
    assert books.sessions.find(secret[:-1], at=AT) is None
    assert books.sessions.find("", at=AT) is books.sessions.find(found.id, at=AT) is None


def test_find__ends_half_an_hour_after_the_last_use(books, anna):
    secret, at = begin(books, anna), AT
    for _ in range(3):
        at += 29 * MINUTE
        assert books.sessions.find(secret, at=at)
    assert books.sessions.find(secret, at=at + 30 * MINUTE - SECOND)
    assert books.sessions.find(secret, at=at + 60 * MINUTE) is None


def test_find__ends_after_twelve_hours_in_any_case(books, anna):
    secret = begin(books, anna)
    for minutes in range(20, 12 * 60, 20):
        assert books.sessions.find(secret, at=AT + minutes * MINUTE)
    assert books.sessions.find(secret, at=AT + 12 * 60 * MINUTE - SECOND)
    assert books.sessions.find(secret, at=AT + 12 * 60 * MINUTE) is None


def test_find__writes_at_most_once_a_minute(books, anna):
    secret = begin(books, anna)
    assert books.sessions.find(secret, at=AT + 59 * SECOND).seen == AT
    assert books.sessions.find(secret, at=AT + 61 * SECOND).seen == AT
    assert books.sessions.find(secret, at=AT + 62 * SECOND).seen == AT + 61 * SECOND


def test_sessions__end_though_a_page_renews_itself_every_minute(books, anna):
    secret = books.sessions.begin(anna, at=AT, second_factor=False)
    for minutes in range(1, 30):
        found = books.sessions.find(secret, at=AT + minutes * MINUTE, used=False)
        assert found.seen == AT
    assert books.sessions.find(secret, at=AT + 30 * MINUTE, used=False) is None
    assert books.sessions.find(secret, at=AT + 30 * MINUTE) is None


def test_begin__ends_what_the_browser_held_before(books, anna):
    before = begin(books, anna)
    secret = begin(books, anna, instead_of=before)
    assert books.sessions.find(before, at=AT) is None
    assert books.sessions.find(secret, at=AT)
    assert secret != before


def test_end__this_one_another_one_all_others(books, anna):
    other = books.accounts.add(name="Other", email="other@example.org", at=AT).id
    mine = [begin(books, anna, at=AT + n * SECOND, device=str(n)) for n in range(4)]
    theirs = begin(books, other)
    listed = books.sessions.of(anna, at=AT + MINUTE)
    assert [session.device for session in listed] == ["3", "2", "1", "0"]
    books.sessions.end(mine[0])
    books.sessions.end_one(other, listed[2].id)  # not theirs to end
    books.sessions.end_one(anna, listed[1].id)
    assert [s.device for s in books.sessions.of(anna, at=AT + MINUTE)] == ["3", "1"]
    books.sessions.end_others(anna, but=mine[1])
    assert [s.device for s in books.sessions.of(anna, at=AT + MINUTE)] == ["1"]
    assert books.sessions.find(theirs, at=AT)


def test_begin__clears_away_what_has_ended(books, anna):
    begin(books, anna)
    begin(books, anna, at=AT + 31 * MINUTE)
    with books.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1


def test_storage__knows_no_secret(books, anna):
    secret = begin(books, anna)
    assert len(secret) == 43
    with books.database.reading() as connection:
        assert secret not in repr(connection.exec_driver_sql("SELECT * FROM sessions").all())

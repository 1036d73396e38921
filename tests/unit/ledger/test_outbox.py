"""Messages go out once each, are tried again for a while, and are given to one sender at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.outbox import LEASE, MOST_ATTEMPTS, Outgoing

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def put(books):
    person = books.accounts.add(name="Anna", email="anna@example.org", at=AT).id

    def put(key="a", **more):
        given = {"person": person, "subject": "New event", "text": "Text", "created": AT}
        message = Outgoing(key=key, **given | more)
        return message, books.outbox.put(message)

    return put


def test_put__of_each_key_one_message(books, put):
    message, new = put()
    assert new is True
    assert put()[1] is False
    assert books.outbox.take(at=AT) == [message]
    books.outbox.sent("a", at=AT)
    assert put()[1] is False
    assert books.outbox.take(at=AT + 10 * LEASE) == []


def test_take__the_oldest_first_and_each_to_one_sender(books, put):
    put("b", created=AT + MINUTE)
    put("a")
    put("c", created=AT + MINUTE)
    assert [m.key for m in books.outbox.take(at=AT + MINUTE, limit=2)] == ["a", "b"]
    assert [m.key for m in books.outbox.take(at=AT + MINUTE)] == ["c"]
    assert books.outbox.take(at=AT + MINUTE + LEASE - timedelta(seconds=1)) == []
    assert len(books.outbox.take(at=AT + MINUTE + LEASE)) == 3  # whoever took them has died


def test_take__by_many_at_once_gives_each_message_to_one(books, put):
    for n in range(12):
        put(f"{n}")
    with ThreadPoolExecutor(6) as pool:
        taken = [
            m.key for some in pool.map(lambda _: books.outbox.take(at=AT, limit=3), range(6)) for m in some
        ]
    assert sorted(taken) == sorted(f"{n}" for n in range(12))


def test_failed__waits_double_each_time_and_is_given_up(books, put):
    put()
    at, waits = AT, []
    for _ in range(MOST_ATTEMPTS):
        (message,) = books.outbox.take(at=at)
        books.outbox.failed(message, "550 no such\r\nmailbox", at=at)
        before = at
        while not books.outbox.take(at=at) and at < before + timedelta(days=1):
            at += MINUTE if at < before + 4 * MINUTE else 4 * MINUTE
        waits.append((at - before) // MINUTE)
        with books.database.writing() as connection:  # undo the lease of the look
            connection.exec_driver_sql("UPDATE outbox SET next_try = 0")
    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert books.outbox.take(at=at + timedelta(days=9)) == []
    assert books.outbox.waiting() == (0, 1)
    with books.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT fault FROM outbox").scalar() == "550 no such mailbox"


def test_sent__forgets_what_was_said(books, put):
    put()
    assert books.outbox.waiting() == (1, 0)
    books.outbox.sent("a", at=AT)
    assert books.outbox.waiting() == (0, 0)
    with books.database.reading() as connection:
        assert tuple(connection.exec_driver_sql("SELECT subject, text FROM outbox").one()) == ("", "")

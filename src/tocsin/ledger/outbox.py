"""Messages that are to be sent: each once, tried again later when a server does not take it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tocsin.ledger.database import Database
from tocsin.ledger.tables import OUTBOX

LEASE = timedelta(minutes=5)  # for which a message is nobody else's to send
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)  # after a failure, doubled each time
MOST_ATTEMPTS = 12
_MOST_FAULT = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to one person, whose address is looked up when it is sent.

    key       what it is about, such as "event/7kq2m9xd/notified/ab12cd34"; of each key one message is sent
    attempts  how often it was tried before
    """

    key: str
    person: str
    subject: str
    text: str
    created: datetime
    attempts: int = 0


class Outbox:
    """The outgoing messages of one database. Put them in inside `writing()` with the fact they tell of."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, message: Outgoing) -> bool:
        """Add a message to be sent; False for a key that is there already, sent or not."""
        with self.database.writing() as connection:
            known = connection.execute(sa.select(OUTBOX.c.key).where(OUTBOX.c.key == message.key)).first()
            if known:
                return False
            values = {name: getattr(message, name) for name in message.__slots__}
            connection.execute(sa.insert(OUTBOX).values(next_try=message.created, fault="", **values))
        return True

    def take(self, *, at: datetime, limit: int = 20) -> list[Outgoing]:
        """Messages to send now, the oldest first; for five minutes nobody else is given them."""
        due = (
            sa.select(OUTBOX)
            .where(OUTBOX.c.sent.is_(None), OUTBOX.c.next_try <= at, OUTBOX.c.attempts < MOST_ATTEMPTS)
            .order_by(OUTBOX.c.created, OUTBOX.c.key)
            .limit(limit)
        )
        with self.database.reading() as connection:  # spares the turn while there is nothing to do
            if connection.execute(due.limit(1)).first() is None:
                return []
        with self.database.writing() as connection:
            found = [
                Outgoing(
                    key=row.key, person=row.person, subject=row.subject, text=row.text, created=row.created,
                    attempts=row.attempts,
                )
                for row in connection.execute(due)
            ]  # fmt: skip
            self._set(connection, [message.key for message in found], next_try=at + LEASE)
        return found

    def sent(self, key: str, *, at: datetime) -> None:
        """Note that a message was sent; its subject and text are forgotten, its key is not."""
        with self.database.writing() as connection:
            self._set(connection, [key], sent=at, subject="", text="", fault="")

    def failed(self, message: Outgoing, reason: str, *, at: datetime) -> None:
        """Note why a message could not be sent; it is tried again, after twelve failures no more."""
        wait = min(FIRST_WAIT * 2 ** min(message.attempts, 10), LONGEST_WAIT)
        with self.database.writing() as connection:
            self._set(
                connection, [message.key], attempts=message.attempts + 1, next_try=at + wait,
                fault=" ".join(reason.split())[:_MOST_FAULT],
            )  # fmt: skip

    def waiting(self) -> tuple[int, int]:
        """How many messages are still to be sent, and how many were given up."""
        with self.database.reading() as connection:
            unsent = sa.select(sa.func.count()).where(OUTBOX.c.sent.is_(None))
            waiting = connection.execute(unsent.where(OUTBOX.c.attempts < MOST_ATTEMPTS)).scalar()
            given_up = connection.execute(unsent.where(OUTBOX.c.attempts >= MOST_ATTEMPTS)).scalar()
        return int(waiting or 0), int(given_up or 0)

    def last_fault(self) -> str:
        """Why the message that was tried last could not be sent; empty where none failed."""
        wanted = sa.select(OUTBOX.c.fault).where(OUTBOX.c.sent.is_(None), OUTBOX.c.fault != "")
        with self.database.reading() as connection:
            return str(connection.execute(wanted.order_by(OUTBOX.c.next_try.desc()).limit(1)).scalar() or "")

    def _set(self, connection: sa.Connection, keys: list[str], **values: object) -> None:
        connection.execute(sa.update(OUTBOX).where(OUTBOX.c.key.in_(keys)).values(**values))

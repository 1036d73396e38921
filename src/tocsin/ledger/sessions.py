"""Sessions: a secret in a cookie, of which the database knows the hash alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tocsin.ledger.chance import digest, new_id, new_secret
from tocsin.ledger.database import Database
from tocsin.ledger.tables import SESSIONS

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
_NOTED = timedelta(minutes=1)  # how exactly the last use is known; spares a write per page
_MOST_DEVICE = 200  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in.

    id             by which its owner ends it from elsewhere; it opens nothing
    second_factor  whether a code was given
    device         what the browser calls itself
    """

    id: str
    person: str
    created: datetime
    seen: datetime
    second_factor: bool
    device: str


class Sessions:
    """The sessions of one database; each ends after `idle` without use, and after `whole` in any case."""

    def __init__(self, database: Database, *, idle: timedelta = IDLE, whole: timedelta = WHOLE) -> None:
        self.database = database
        self.idle = idle
        self.whole = whole

    def begin(
        self, person: str, *, at: datetime, second_factor: bool, device: str = "", instead_of: str = ""
    ) -> str:
        """Begin a session; gives its secret, which is known to nobody else.

        instead_of  secret of a session that ends by this: what a browser held before is never taken over
        """
        secret = new_secret()
        with self.database.writing() as connection:
            over = sa.or_(SESSIONS.c.seen <= at - self.idle, SESSIONS.c.created <= at - self.whole)
            connection.execute(sa.delete(SESSIONS).where(sa.or_(over, SESSIONS.c.hash == digest(instead_of))))
            about = {"person": person, "created": at, "seen": at, "second_factor": second_factor}
            connection.execute(
                sa.insert(SESSIONS).values(
                    hash=digest(secret), id=new_id(), device=device[:_MOST_DEVICE], **about
                )
            )
        return secret

    def find(self, secret: str, *, at: datetime, used: bool = True) -> Session | None:
        """The session of a secret, unless it has ended; its last use is noted to the minute.

        used  False where nobody used it: a page that renews itself keeps no session alive
        """
        mine = SESSIONS.c.hash == digest(secret)
        with self.database.reading() as connection:
            row = connection.execute(sa.select(SESSIONS).where(mine)).one_or_none()
        if row is None or not self._lasts(row, at):
            return None
        if used and at - row.seen >= _NOTED:
            with self.database.writing() as connection:
                connection.execute(sa.update(SESSIONS).where(mine, SESSIONS.c.seen < at).values(seen=at))
        return _session(row)

    def of(self, person: str, *, at: datetime) -> list[Session]:
        """Somebody's sessions, the newest first."""
        wanted = sa.select(SESSIONS).where(SESSIONS.c.person == person).order_by(SESSIONS.c.created.desc())
        with self.database.reading() as connection:
            return [_session(row) for row in connection.execute(wanted) if self._lasts(row, at)]

    def end(self, secret: str) -> None:
        """End the session of a secret."""
        self._end(SESSIONS.c.hash == digest(secret))

    def end_one(self, person: str, session: str) -> None:
        """End one of somebody's sessions by its id."""
        self._end(SESSIONS.c.person == person, SESSIONS.c.id == session)

    def end_others(self, person: str, *, but: str = "") -> None:
        """End all of somebody's sessions but the one of a secret."""
        self._end(SESSIONS.c.person == person, SESSIONS.c.hash != digest(but))

    def _end(self, *which: sa.ColumnElement[bool]) -> None:
        with self.database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(*which))

    def _lasts(self, row: Any, at: datetime) -> bool:
        return bool(at - row.seen < self.idle and at - row.created < self.whole)


def _session(row: Any) -> Session:
    return Session(
        id=row.id, person=row.person, created=row.created, seen=row.seen, second_factor=row.second_factor,
        device=row.device,
    )  # fmt: skip

"""Answers to acts of programs, kept for a day, so that a call that is repeated does nothing twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tocsin.ledger.database import Database
from tocsin.ledger.tables import REPEATS

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A call that came before under the same key.

    asked   SHA-256 of what was asked
    status, answer  what was answered; None and "" while nobody knows: it is under way, or was cut off
    """

    asked: str
    status: int | None
    answer: str


class Repeats:
    """The keys of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin(self, person: str, key: str, asked: str, *, at: datetime) -> Repeat | None:
        """Note a key; gives what is known of it where it was noted within the last day."""
        mine = sa.and_(REPEATS.c.person == person, REPEATS.c.key == key)
        with self.database.writing() as connection:
            connection.execute(sa.delete(REPEATS).where(REPEATS.c.at <= at - KEPT))
            found = connection.execute(sa.select(REPEATS).where(mine)).one_or_none()
            if found is not None:
                return Repeat(asked=found.asked, status=found.status, answer=found.answer)
            connection.execute(
                sa.insert(REPEATS).values(person=person, key=key, asked=asked, status=None, answer="", at=at)
            )
        return None

    def answered(self, person: str, key: str, status: int, answer: str) -> None:
        """Keep what was answered."""
        mine = sa.and_(REPEATS.c.person == person, REPEATS.c.key == key)
        with self.database.writing() as connection:
            connection.execute(sa.update(REPEATS).where(mine).values(status=status, answer=answer))

    def forget(self, person: str, key: str) -> None:
        """Let a key be used anew: nothing was recorded under it."""
        mine = sa.and_(REPEATS.c.person == person, REPEATS.c.key == key)
        with self.database.writing() as connection:
            connection.execute(sa.delete(REPEATS).where(mine))

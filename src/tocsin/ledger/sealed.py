"""Sealed answers: what a member answered alone, read by nobody else until the round is opened.

The fact of an answer holds its commitment; the answer itself lies here. When a round is opened the answers
move into the facts of its reveal, and are deleted here in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tocsin.ledger.database import Database
from tocsin.ledger.tables import SEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    """One member's answer to one round of one event.

    answers     JSON, as it was committed to
    nonce       64 hexadecimal digits of chance
    commitment  SHA-256 that the fact holds
    """

    event: str
    round: int
    member: str
    answers: str
    nonce: str
    commitment: str
    at: datetime


class SealedAnswers:
    """The sealed answers of one database. Call inside `writing()` together with the fact of the act."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(self, answer: SealedAnswer) -> None:
        """Seal an answer, in place of an earlier one of the same member."""
        with self.database.writing() as connection:
            self._forget(connection, answer.event, answer.round, answer.member)
            values = {name: getattr(answer, name) for name in answer.__slots__}
            connection.execute(sa.insert(SEALED).values(**values))

    def own(self, event: str, round_: int, member: str) -> SealedAnswer | None:
        """A member's own answer, for that member's people alone."""
        with self.database.reading() as connection:
            row = connection.execute(
                sa.select(SEALED).where(*_which(event, round_), SEALED.c.member == member)
            ).one_or_none()
        return _answer(row) if row else None

    def withdraw(self, event: str, round_: int, member: str) -> None:
        """Forget a member's answer."""
        with self.database.writing() as connection:
            self._forget(connection, event, round_, member)

    def open_round(self, event: str, round_: int) -> list[SealedAnswer]:
        """Take all answers of a round out, by member; from here on only the facts of the reveal hold them."""
        wanted = sa.select(SEALED).where(*_which(event, round_)).order_by(SEALED.c.member)
        with self.database.writing() as connection:
            answers = [_answer(row) for row in connection.execute(wanted)]
            connection.execute(sa.delete(SEALED).where(*_which(event, round_)))
        return sorted(answers, key=lambda answer: answer.member)

    def _forget(self, connection: sa.Connection, event: str, round_: int, member: str) -> None:
        connection.execute(sa.delete(SEALED).where(*_which(event, round_), SEALED.c.member == member))


def _which(event: str, round_: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return SEALED.c.event == event, SEALED.c.round == round_


def _answer(row: Any) -> SealedAnswer:
    return SealedAnswer(**row._mapping)

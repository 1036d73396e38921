"""Sealed answers: what a member answered alone, read by nobody else until the round is opened.

The fact of an answer holds its commitment; the answer itself lies here. When a round is opened the answers
move into the facts of its reveal, and are deleted here in the same transaction.

Answer and nonce are encrypted (AES-GCM, bound to event, round and member) with a key that is not in the
database, so that neither the database nor a copy of it gives an answer away before the reveal.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.ledger.chance import new_bytes
from tocsin.ledger.database import Database
from tocsin.ledger.tables import SEALED

_NONCE = 12  # bytes before what is encrypted


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
    """The sealed answers of one database; `key` has 32 bytes.

    Call inside `writing()` together with the fact of the act.
    """

    def __init__(self, database: Database, key: bytes) -> None:
        self.database = database
        self._cipher = AESGCM(key)

    def keep(self, answer: SealedAnswer) -> None:
        """Seal an answer, in place of an earlier one of the same member."""
        with self.database.writing() as connection:
            self._forget(connection, answer.event, answer.round, answer.member)
            values = {name: getattr(answer, name) for name in answer.__slots__}
            values |= {"answers": self._locked(answer), "nonce": ""}
            connection.execute(sa.insert(SEALED).values(**values))

    def own(self, event: str, round_: int, member: str) -> SealedAnswer | None:
        """A member's own answer, for its people alone; None also for one that this key does not open."""
        with self.database.reading() as connection:
            row = connection.execute(
                sa.select(SEALED).where(*_which(event, round_), SEALED.c.member == member)
            ).one_or_none()
        return self._opened(row) if row else None

    def withdraw(self, event: str, round_: int, member: str) -> None:
        """Forget a member's answer."""
        with self.database.writing() as connection:
            self._forget(connection, event, round_, member)

    def open_round(self, event: str, round_: int) -> list[SealedAnswer]:
        """Take all answers of a round out, by member; from here on only the facts of the reveal hold them."""
        wanted = sa.select(SEALED).where(*_which(event, round_)).order_by(SEALED.c.member)
        with self.database.writing() as connection:
            answers = [self._opened(row) for row in connection.execute(wanted)]
            connection.execute(sa.delete(SEALED).where(*_which(event, round_)))
        found = [answer for answer in answers if answer is not None]
        return sorted(found, key=lambda answer: answer.member)

    def _locked(self, answer: SealedAnswer) -> str:
        nonce, told = new_bytes(_NONCE), json.dumps([answer.answers, answer.nonce])
        kept = self._cipher.encrypt(nonce, told.encode(), _about(answer))
        return b64encode(nonce + kept).decode()

    def _opened(self, row: Any) -> SealedAnswer | None:
        values = dict(row._mapping)
        try:
            kept = b64decode(row.answers, validate=True)
            told = json.loads(self._cipher.decrypt(kept[:_NONCE], kept[_NONCE:], _about(row)))
        except (InvalidTag, ValueError):
            return None
        return SealedAnswer(**values | {"answers": told[0], "nonce": told[1]})

    def _forget(self, connection: sa.Connection, event: str, round_: int, member: str) -> None:
        connection.execute(sa.delete(SEALED).where(*_which(event, round_), SEALED.c.member == member))


def _which(event: str, round_: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return SEALED.c.event == event, SEALED.c.round == round_


def _about(answer: Any) -> bytes:
    """What an answer is bound to: it opens nowhere else."""
    return f"{answer.event}/{answer.round}/{answer.member}".encode()

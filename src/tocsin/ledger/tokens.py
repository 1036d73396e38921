"""API tokens: shown once when made; of each the database knows the hash alone."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tocsin.ledger.chance import digest, new_id, new_secret
from tocsin.ledger.database import Database
from tocsin.ledger.tables import TOKENS
from tocsin.vocab.errors import AccountError

PREFIX = "tocsin_"  # lets programs that look for leaked secrets know it
LONGEST = timedelta(days=366)
MOST_LABEL = 100  # characters
_NOTED = timedelta(minutes=1)  # how exactly the last use is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, without its secret.

    label   what its owner calls it
    scopes  what it may do of what its owner may
    used    when it was last used, to the minute; None = never
    """

    id: str
    person: str
    label: str
    scopes: frozenset[str]
    created: datetime
    expires: datetime
    used: datetime | None


class Tokens:
    """The tokens of one database; a revoked one is forgotten."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def make(
        self, person: str, *, label: str, scopes: Collection[str], at: datetime, expires: datetime
    ) -> tuple[str, Token]:
        """A new token: its secret, which is shown this once, and what is known of it.

        Raises AccountError for no scope, an expiry in the past or over a year ahead, and a label that
        is empty, long or not printable.
        """
        label = label.strip()
        if not label or len(label) > MOST_LABEL or not label.isprintable():
            raise AccountError("The token needs a name of 1 to {most} printable characters.", most=MOST_LABEL)
        if not scopes:
            raise AccountError("A token without a scope can do nothing; choose one or more.")
        if not at < expires <= at + LONGEST:
            raise AccountError("A token must expire after today and within {days} days.", days=LONGEST.days)
        secret = PREFIX + new_secret()
        token = Token(
            id=new_id(),
            person=person,
            label=label,
            scopes=frozenset(scopes),
            created=at,
            expires=expires,
            used=None,
        )
        with self.database.writing() as connection:
            connection.execute(
                sa.insert(TOKENS).values(
                    hash=digest(secret), id=token.id, person=person, label=label,
                    scopes=json.dumps(sorted(scopes)), created=at, expires=expires,
                )
            )  # fmt: skip
        return secret, token

    def find(self, secret: str, *, at: datetime) -> Token | None:
        """The token of a secret, unless it has expired; its last use is noted to the minute."""
        mine = TOKENS.c.hash == digest(secret)
        with self.database.reading() as connection:
            row = connection.execute(sa.select(TOKENS).where(mine)).one_or_none()
        if row is None or row.expires <= at:
            return None
        if row.used is None or at - row.used >= _NOTED:
            with self.database.writing() as connection:
                connection.execute(sa.update(TOKENS).where(mine).values(used=at))
        return _token(row)

    def of(self, person: str) -> list[Token]:
        """Somebody's tokens, expired ones too, the newest first."""
        wanted = sa.select(TOKENS).where(TOKENS.c.person == person).order_by(TOKENS.c.created.desc())
        with self.database.reading() as connection:
            return [_token(row) for row in connection.execute(wanted)]

    def revoke(self, person: str, token: str) -> None:
        """End one of somebody's tokens by its id."""
        self._end(TOKENS.c.person == person, TOKENS.c.id == token)

    def revoke_all(self, person: str) -> None:
        """End all of somebody's tokens."""
        self._end(TOKENS.c.person == person)

    def _end(self, *which: sa.ColumnElement[bool]) -> None:
        with self.database.writing() as connection:
            connection.execute(sa.delete(TOKENS).where(*which))


def _token(row: Any) -> Token:
    return Token(
        id=row.id, person=row.person, label=row.label, scopes=frozenset(json.loads(row.scopes)),
        created=row.created, expires=row.expires, used=row.used,
    )  # fmt: skip

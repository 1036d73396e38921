"""Accounts: names and addresses of people, apart from the facts, so that they can be corrected and erased."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tocsin.ledger.chance import digest, new_id
from tocsin.ledger.database import Database
from tocsin.ledger.tables import (
    ATTEMPTS,
    CREDENTIALS,
    INVITATIONS,
    OUTBOX,
    PEOPLE,
    RECOVERY_CODES,
    SESSIONS,
    TOKENS,
)
from tocsin.vocab.errors import AccountError

MOST_NAME, MOST_EMAIL = 100, 254  # characters
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who somebody is.

    id        by which facts name them
    name      empty once erased
    email     as they write it; empty once erased
    language  en, ru or zh
    erased    when name and address were erased; None = they were not
    mail      words for the e-mails they want; None = they have not chosen
    """

    id: str
    name: str
    email: str
    language: str
    created: datetime
    erased: datetime | None = None
    mail: frozenset[str] | None = None


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, *, name: str, email: str, at: datetime, language: str = "en") -> Account:
        """A new account under an id of its own. Raises AccountError for a name or address that cannot be."""
        account = Account(
            id=new_id(), name=_name(name), email=checked_email(email), language=language, created=at
        )
        with self.database.writing() as connection:
            self._keep(connection, sa.insert(PEOPLE).values(id=account.id, created=at), account)
        return account

    def change(
        self, person: str, *, name: str | None = None, email: str | None = None, language: str | None = None
    ) -> Account:
        """Correct an account. Raises AccountError where there is none, or for what `add` refuses."""
        with self.database.writing() as connection:
            was = self.find(person)
            if was is None or was.erased:
                raise AccountError("There is no account '{person}'.", person=person)
            account = Account(
                id=person,
                name=was.name if name is None else _name(name),
                email=was.email if email is None else checked_email(email),
                language=language or was.language,
                created=was.created,
                mail=was.mail,
            )
            self._keep(connection, sa.update(PEOPLE).where(PEOPLE.c.id == person), account)
        return account

    def choose_mail(self, person: str, kinds: Collection[str]) -> None:
        """Keep which e-mails somebody wants; none of them is a choice too."""
        with self.database.writing() as connection:
            connection.execute(
                sa.update(PEOPLE).where(PEOPLE.c.id == person).values(mail=json.dumps(sorted(set(kinds))))
            )

    def find(self, person: str) -> Account | None:
        """An account by id."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(PEOPLE).where(PEOPLE.c.id == person)).one_or_none()
        return _account(row) if row else None

    def find_by_email(self, email: str) -> Account | None:
        """An account by address; capital and small letters are the same."""
        with self.database.reading() as connection:
            row = connection.execute(
                sa.select(PEOPLE).where(PEOPLE.c.email_key == email_key(email))
            ).one_or_none()
        return _account(row) if row else None

    def all(self) -> dict[str, Account]:
        """Every account by id, erased ones too."""
        with self.database.reading() as connection:
            return {row.id: _account(row) for row in connection.execute(sa.select(PEOPLE))}

    def erase(self, person: str, *, at: datetime) -> None:
        """Forget name, address and all by which they sign in; facts keep the id, which means nothing."""
        with self.database.writing() as connection:
            account = self.find(person)
            if account is None or account.erased:
                return
            for table in (SESSIONS, TOKENS, RECOVERY_CODES, CREDENTIALS, OUTBOX):
                connection.execute(sa.delete(table).where(table.c.person == person))
            key = email_key(account.email)
            connection.execute(
                sa.delete(INVITATIONS).where(
                    sa.or_(INVITATIONS.c.person == person, INVITATIONS.c.email_key == key)
                )
            )
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.name == digest(key)))
            gone = {"name": "", "email": None, "email_key": None, "erased": at, "mail": None}
            connection.execute(sa.update(PEOPLE).where(PEOPLE.c.id == person).values(**gone))

    def _keep(self, connection: sa.Connection, how: Any, account: Account) -> None:
        about = {
            "name": account.name, "email": account.email, "email_key": email_key(account.email),
            "language": account.language,
        }  # fmt: skip
        try:
            with connection.begin_nested():
                connection.execute(how.values(**about))
        except IntegrityError:
            raise AccountError(
                "{email} already belongs to an account; use another address.", email=account.email
            ) from None


def email_key(email: str) -> str:
    """An address as it is compared."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def _account(row: Any) -> Account:
    return Account(
        id=row.id, name=row.name, email=row.email or "", language=row.language, created=row.created,
        erased=row.erased, mail=None if row.mail is None else frozenset(json.loads(row.mail)),
    )  # fmt: skip


def _name(name: str) -> str:
    clean = name.strip()
    if not clean or len(clean) > MOST_NAME or not clean.isprintable():
        raise AccountError(
            "The name is not usable: it must have 1 to {most} characters, all of them printable.",
            most=MOST_NAME,
        )
    return clean


def checked_email(email: str) -> str:
    """An address without blanks around it. Raises AccountError for what is none."""
    clean = email.strip()
    if len(clean) > MOST_EMAIL or not clean.isprintable() or not _EMAIL.fullmatch(clean):
        raise AccountError("The e-mail address is not usable: write it like anna@example.org.")
    return clean

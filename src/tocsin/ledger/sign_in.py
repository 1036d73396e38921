"""Signing in: address, password and code, all checked before anything is said; slower after each failure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from tocsin.ledger.accounts import email_key
from tocsin.ledger.chance import digest
from tocsin.ledger.credentials import keep_credentials
from tocsin.ledger.database import Database
from tocsin.ledger.passwords import Hashed, Passwords
from tocsin.ledger.second_factor import SecondFactors
from tocsin.ledger.tables import ATTEMPTS, CREDENTIALS, PEOPLE, SESSIONS
from tocsin.vocab.errors import SignInError

FREE_FAILURES = 4  # failures without a wait
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)  # doubled each time
FORGOTTEN = timedelta(hours=24)  # after which failures no longer count


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who signed in, and whether with a second factor."""

    person: str
    second_factor: bool


class SignIn:
    """Passwords and sign-in of one database."""

    def __init__(self, database: Database, passwords: Passwords, second_factors: SecondFactors) -> None:
        self.database = database
        self.passwords = passwords
        self.second_factors = second_factors

    def check(self, email: str, password: str, code: str = "", *, at: datetime) -> SignedIn:
        """Who signs in with an address, a password and, where they have a second factor, a code of it.

        An address that nobody has takes as long, is answered in the same words and is locked in the same way.
        Each try counts as a failure before it is judged, so that many at once gain nothing.

        Raises SignInError.
        """
        key = email_key(email)
        self._count(digest(key), at)
        person, kept = self._kept(key)
        if not self.passwords.matches(password, kept) or person is None or kept is None:
            raise wrong()
        if not self.second_factors.use(person, code, at=at):
            raise wrong()
        renewed = self.passwords.renewed(password, kept)
        with self.database.writing() as connection:
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.name == digest(key)))
            if renewed:
                keep_credentials(connection, person, {"password": renewed})
        return SignedIn(person=person, second_factor=self.second_factors.has(person))

    def check_password(self, person: str, password: str, *, at: datetime) -> None:
        """Ask somebody who has signed in for their password once more. Raises SignInError."""
        with self.database.reading() as connection:
            kept = connection.execute(
                sa.select(CREDENTIALS.c.password).where(CREDENTIALS.c.person == person)
            ).scalar()
        self._count(person, at)
        if not self.passwords.matches(password, kept):
            raise SignInError("The password is not right.")
        with self.database.writing() as connection:
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.name == person))

    def check_code(self, person: str, code: str, *, at: datetime) -> None:
        """Ask somebody who came in otherwise for a code of their second factor. Raises SignInError."""
        self._count(person, at)
        if not self.second_factors.use(person, code, at=at):
            raise SignInError("The code is not right.")
        with self.database.writing() as connection:
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.name == person))

    def set_password(self, person: str, hashed: Hashed) -> None:
        """Give somebody a password (`Passwords.hashed`); every session of theirs ends."""
        with self.database.writing() as connection:
            keep_credentials(connection, person, {"password": hashed})
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.person == person))
            email = connection.execute(sa.select(PEOPLE.c.email_key).where(PEOPLE.c.id == person)).scalar()
            names = [person, digest(email or "")]
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.name.in_(names)))

    def _kept(self, key: str) -> tuple[str | None, str | None]:
        wanted = (
            sa.select(PEOPLE.c.id, CREDENTIALS.c.password)
            .join(CREDENTIALS, CREDENTIALS.c.person == PEOPLE.c.id)
            .where(PEOPLE.c.email_key == key)
        )
        with self.database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return (row.id, row.password) if row else (None, None)

    def _count(self, name: str, at: datetime) -> None:
        """Count a try as a failure; it is taken back when it turns out right."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.last < at - FORGOTTEN))
            row = connection.execute(sa.select(ATTEMPTS).where(ATTEMPTS.c.name == name)).one_or_none()
            if row and row.locked_until and row.locked_until > at:
                left = row.locked_until - at
                raise SignInError(
                    "Too many tries; try again in {minutes} min.", minutes=-(-left // timedelta(minutes=1))
                )
            failures = (row.failures if row else 0) + 1
            over = failures - FREE_FAILURES
            wait = min(FIRST_WAIT * 2 ** min(over - 1, 10), LONGEST_WAIT) if over > 0 else None
            values = {"failures": failures, "last": at, "locked_until": at + wait if wait else None}
            if row:
                connection.execute(sa.update(ATTEMPTS).where(ATTEMPTS.c.name == name).values(**values))
            else:
                connection.execute(sa.insert(ATTEMPTS).values(name=name, **values))


def wrong() -> SignInError:
    """The one refusal of every sign-in that fails, whichever part of it was wrong."""
    return SignInError("The address, the password or the code is not right.")

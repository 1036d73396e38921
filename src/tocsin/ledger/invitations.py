"""Invitations: a secret in a link, good for one use within a week, for a new account or a new password."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tocsin.events.people import Role
from tocsin.ledger.accounts import checked_email, email_key
from tocsin.ledger.chance import digest, new_id, new_secret
from tocsin.ledger.database import Database
from tocsin.ledger.tables import INVITATIONS
from tocsin.vocab.errors import AccountError

HOLDS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation that was not used yet.

    person  somebody who has an account and chooses a new password; None = a new account is made
    member, roles   of the new account
    by      id of the person who invites
    """

    id: str
    email: str
    member: str
    roles: frozenset[Role]
    person: str | None
    by: str
    created: datetime
    expires: datetime


class Invitations:
    """The open invitations of one database; what was used or withdrawn is forgotten."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def invite(
        self,
        *,
        email: str,
        member: str,
        roles: Collection[Role],
        by: str,
        at: datetime,
        person: str | None = None,
    ) -> str:
        """Invite; gives the secret of the link. An older one of the member to the same address ends by this.

        One of another member stays; whichever is used first makes the account.

        Raises AccountError for an address that is none.
        """
        secret, email = new_secret(), checked_email(email)
        with self.database.writing() as connection:
            older = sa.and_(INVITATIONS.c.email_key == email_key(email), INVITATIONS.c.member == member)
            connection.execute(sa.delete(INVITATIONS).where(sa.or_(older, INVITATIONS.c.expires <= at)))
            connection.execute(
                sa.insert(INVITATIONS).values(
                    hash=digest(secret), id=new_id(), email=email, email_key=email_key(email), member=member,
                    person=person, roles=json.dumps(sorted(roles)), invited_by=by, created=at,
                    expires=at + HOLDS,
                )
            )  # fmt: skip
        return secret

    def find(self, secret: str, *, at: datetime) -> Invitation:
        """The invitation of a secret. Raises AccountError for one that no longer holds or is made up."""
        with self.database.reading() as connection:
            row = connection.execute(
                sa.select(INVITATIONS).where(INVITATIONS.c.hash == digest(secret))
            ).one_or_none()
        if row is None or row.expires <= at:
            raise AccountError(
                "This invitation no longer holds: it was used or withdrawn, or a week has passed. Ask for "
                "another."
            )
        return _invitation(row)

    def use(self, secret: str, *, at: datetime) -> Invitation:
        """Use an invitation up; of two who try at once, one succeeds. Raises what `find` raises."""
        with self.database.writing() as connection:
            found = self.find(secret, at=at)
            connection.execute(sa.delete(INVITATIONS).where(INVITATIONS.c.hash == digest(secret)))
        return found

    def open(self, *, at: datetime) -> list[Invitation]:
        """All that can still be used, the newest first."""
        wanted = (
            sa.select(INVITATIONS).where(INVITATIONS.c.expires > at).order_by(INVITATIONS.c.created.desc())
        )
        with self.database.reading() as connection:
            return [_invitation(row) for row in connection.execute(wanted)]

    def by_id(self, invitation: str, *, at: datetime) -> Invitation | None:
        """One that can still be used, by its id, which opens nothing."""
        return next((one for one in self.open(at=at) if one.id == invitation), None)

    def withdraw(self, invitation: str) -> None:
        """Withdraw an invitation by its id."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(INVITATIONS).where(INVITATIONS.c.id == invitation))


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id, email=row.email, member=row.member, roles=frozenset(map(Role, json.loads(row.roles))),
        person=row.person, by=row.invited_by, created=row.created, expires=row.expires,
    )  # fmt: skip

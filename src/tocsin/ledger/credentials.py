"""The row that holds what somebody signs in with."""

from typing import Any

import sqlalchemy as sa

from tocsin.ledger.tables import CREDENTIALS


def credentials_of(connection: sa.Connection, person: str) -> Any | None:
    """The row of one person; None before they chose a password."""
    return connection.execute(sa.select(CREDENTIALS).where(CREDENTIALS.c.person == person)).one_or_none()


def keep_credentials(connection: sa.Connection, person: str, values: dict[str, Any]) -> None:
    """Change the row of one person; the first time it is made."""
    mine = sa.update(CREDENTIALS).where(CREDENTIALS.c.person == person)
    if not connection.execute(mine.values(**values)).rowcount:
        blank = {"person": person, "totp_step": 0, "totp_confirmed": False}
        connection.execute(sa.insert(CREDENTIALS).values(**(blank | values)))

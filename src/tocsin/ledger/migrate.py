"""Bring a database to this version's tables; refuse one that a newer version has written."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tocsin.vocab.errors import LedgerError

HEAD = "0001"  # newest file of migrations/versions
VERSIONS = Path(__file__).parent / "migrations"


def version_of(connection: sa.Connection) -> str | None:
    """Version of a database's tables; None where there are none of ours."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def check_version(connection: sa.Connection, where: str) -> bool:
    """Whether a database has this version's tables.

    Raises LedgerError for tables of a newer version, and for a database in which something else lives.
    """
    found = version_of(connection)
    if found is not None and (not found.isdigit() or found > HEAD):
        raise LedgerError(
            f"{where}: written by a newer tocsin (tables {found}; this one knows up to {HEAD}). Use that one."
        )
    if found is None and sa.inspect(connection).has_table("facts"):
        raise LedgerError(f"{where}: it holds a table of facts that is not tocsin's. Name another database.")
    return found == HEAD


def migrate(connection: sa.Connection) -> None:
    """Apply what is missing, inside the transaction that the connection is in: all of it or nothing."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(VERSIONS))

    def steps(revision: Any, context: MigrationContext) -> Any:
        return script._upgrade_revs("head", revision)

    context = MigrationContext.configure(connection, opts={"fn": steps})
    with Operations.context(context):
        context.run_migrations()

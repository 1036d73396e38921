"""Bring a database to this version's tables; refuse one that a newer version has written."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tocsin.vocab.errors import LedgerError

HEAD = "0003"  # newest file of migrations/versions
VERSIONS = Path(__file__).parent / "migrations"


def version_of(connection: sa.Connection, where: str) -> str | None:
    """Version of a database's tables; None where there are none.

    Raises LedgerError for tables of a newer version, and for a database in which something else lives.
    """
    found = None
    if sa.inspect(connection).has_table("alembic_version"):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is None and sa.inspect(connection).has_table("facts"):
        raise LedgerError(f"{where}: it holds a table of facts that is not tocsin's. Name another database.")
    if found is not None and not is_known(str(found)):
        raise LedgerError(
            f"{where}: written by a newer tocsin (tables {found}; this one knows up to {HEAD}). Use that one."
        )
    return None if found is None else str(found)


def is_known(version: str) -> bool:
    """Whether this tocsin knows a version of the tables."""
    return version.isdigit() and version <= HEAD


def migrate(connection: sa.Connection, to: str = HEAD) -> None:
    """Apply what is missing up to a version, inside the connection's transaction: all of it or nothing."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(VERSIONS))

    def steps(revision: Any, context: MigrationContext) -> Any:
        return script._upgrade_revs(to, revision)

    context = MigrationContext.configure(connection, opts={"fn": steps})
    with Operations.context(context):
        context.run_migrations()

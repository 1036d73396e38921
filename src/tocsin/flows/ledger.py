"""Where the ledger of a workspace is."""

from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.flows.board_settings import read_board_settings
from tocsin.flows.workspace import FILE, settings_of
from tocsin.vocab.errors import LedgerError

if TYPE_CHECKING:
    from tocsin.ledger.database import Database

LEDGER = "ledger.sqlite"


def ledger_url(folder: str, database: str = "") -> str:
    """URL of a workspace's ledger: the one given, or that of [board] in tocsin.toml, or ledger.sqlite.

    Raises what opening the workspace raises, unless a database is given; LedgerError for a workspace at a URL
    that names no database.
    """
    from tocsin.ledger.database import sqlite_url

    if database:
        return database
    settings = read_board_settings(settings_of(folder).board, str(Path(folder) / FILE))
    if settings.database:
        return settings.database
    if "://" in folder:
        raise LedgerError(
            f"{folder}: a ledger is kept on this machine or in PostgreSQL; name one with --database."
        )
    return sqlite_url(Path(folder) / LEDGER)


def open_ledger(folder: str, database: str = "") -> "Database":
    """Open the ledger of a workspace that has one. Raises what `ledger_url` and `open_database` raise."""
    from tocsin.ledger.database import open_database

    return open_database(ledger_url(folder, database), create=False)

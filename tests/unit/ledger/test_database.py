"""Opening: tables as described, files for their owner alone, plain words for what cannot be opened."""

import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tocsin.ledger import database as module
from tocsin.ledger.database import open_database, sqlite_url
from tocsin.ledger.migrate import HEAD, VERSIONS, migrate, version_of
from tocsin.ledger.tables import METADATA
from tocsin.vocab.errors import InputError, LedgerError, UnreachableError


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request, tmp_path) -> str:
    """URL of a database that never had a table."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "ledger.sqlite")
    return request.getfixturevalue("new_postgresql")()


@pytest.fixture
def opened():
    """Open a database that is closed when the test ends."""
    databases = []

    def opened(url, **more):
        databases.append(open_database(url, **more))
        return databases[-1]

    yield opened
    for database in databases:
        database.close()


def test_migrations__from_nothing_give_the_tables_as_described(fresh_url, opened):
    with opened(fresh_url).reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert version_of(connection, "") == HEAD


def test_migrations__the_newest_is_the_one_the_code_asks_for():
    assert ScriptDirectory(str(VERSIONS)).get_heads() == [HEAD]


def test_open__by_many_at_once_makes_the_tables_once(fresh_url, opened):
    faults = []

    def attempt():
        try:
            opened(fresh_url)
        except Exception as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_open__an_interrupted_migration_leaves_nothing(fresh_url, monkeypatch, opened):
    def interrupted(connection, to):
        migrate(connection, to)
        raise RuntimeError("interrupted")

    monkeypatch.setattr(module, "migrate", interrupted)
    with pytest.raises(RuntimeError, match="interrupted"):
        opened(fresh_url)
    monkeypatch.undo()
    opened(fresh_url)


def test_open__refuses_tables_of_a_newer_version(fresh_url, opened):
    database = opened(fresh_url)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match=r"written by a newer tocsin \(tables 9999; this one knows"):
        opened(fresh_url)


def test_open__refuses_a_database_in_which_something_else_lives(fresh_url, opened):
    engine = sa.create_engine(fresh_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE facts (x integer)")
    engine.dispose()
    with pytest.raises(LedgerError, match=r"a table of facts that is not tocsin's"):
        opened(fresh_url)


def test_open__makes_nothing_unless_asked_to(fresh_url, opened):
    with pytest.raises(LedgerError, match=r"there is no ledger"):
        opened(fresh_url, create=False)
    opened(fresh_url)
    opened(fresh_url, create=False)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ledger.sqlite", r"No database can be named by 'ledger\.sqlite': write sqlite:////"),
        ("mysql://host/name", r"mysql: no kind of database that is used here; write sqlite:////"),
        ("sqlite://", r"A ledger is kept in a file"),
        ("sqlite:///:memory:", r"A ledger is kept in a file"),
        ("sqlite:////no/such/folder/l.sqlite", r"cannot be made \(No such file or directory\)"),
    ],
)
def test_open__refuses_what_is_no_database(url, said, opened):
    with pytest.raises(LedgerError, match=said):
        opened(url)


def test_open__names_the_extra_that_brings_the_driver(monkeypatch, opened):
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(LedgerError, match=r"postgresql://u:\*\*\*@h/n: .* pip install 'tocsin\[postgres\]'"):
        opened("postgresql://u:secret@h/n")


def test_open__of_a_server_that_is_not_there_says_so_without_the_password(tmp_path, opened):
    with pytest.raises(UnreachableError, match=r"does not answer") as error:
        opened(f"postgresql://u:secret@/n?host={tmp_path}")
    assert "secret" not in str(error.value)


def test_open__a_file_that_is_no_database_is_damaged(tmp_path, opened):
    (tmp_path / "l.sqlite").write_bytes(b"not a database at all " * 100)
    with pytest.raises(LedgerError, match=r"file is not a database\. The file is damaged or no database"):
        opened(sqlite_url(tmp_path / "l.sqlite"))


def test_sqlite__is_for_its_owner_alone_and_waits_for_the_disk(tmp_path, opened):
    database = opened(sqlite_url(tmp_path / "l.sqlite"))
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE x (y integer)")
        for path in Path(tmp_path).iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        ]
        assert told == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_postgresql__confirms_what_is_on_the_disk_alone(new_postgresql, opened):
    with opened(new_postgresql()).reading() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_reading__sees_one_moment_also_in_calls_inside(database):
    count = "SELECT count(*) FROM people"
    insert = "INSERT INTO people (id, name, language, created) VALUES ('a', 'A', 'en', 0)"

    def add():
        with database.writing() as connection:
            connection.exec_driver_sql(insert)

    with database.reading() as outer:
        assert outer.exec_driver_sql(count).scalar() == 0
        thread = threading.Thread(target=add)
        thread.start()
        thread.join()
        with database.reading() as inner:
            assert inner.exec_driver_sql(count).scalar() == 0
    with database.reading() as later:
        assert later.exec_driver_sql(count).scalar() == 1


def test_writing__waits_for_its_turn_and_no_longer_than_that(database_url, monkeypatch, opened):
    monkeypatch.setattr(module, "PATIENCE", 1)
    monkeypatch.setattr(module, "_POSTGRESQL", module._POSTGRESQL.replace("10s", "1s"))
    here, there = opened(database_url), opened(database_url)  # as two processes would
    refusal = pytest.raises(UnreachableError, match=r"does not answer .* Nothing was written")
    with here.writing(), refusal, there.writing():
        pass
    with there.writing():
        pass


def test_writing__in_one_process_waits_no_longer_either(database, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    said = []

    def attempt():
        try:
            with database.writing():
                pass
        except UnreachableError as error:
            said.append(str(error))

    with database.writing():
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join(5)
        told = list(said)
    thread.join()
    assert len(told) == 1
    assert "others kept writing" in told[0]


def test_postgresql__a_server_that_was_away_is_found_again(new_postgresql, postgresql_server, opened):
    database = opened(new_postgresql())
    with database.reading() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    other = opened(new_postgresql())
    with other.reading() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != mine


def test_postgresql__a_connection_that_breaks_is_unreachable(new_postgresql, opened):
    database, other = opened(url := new_postgresql()), opened(url)

    def broken():
        with database.writing() as connection:
            mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with other.reading() as killer:
                killer.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(UnreachableError, match=r"does not answer"):
        broken()
    with database.writing() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_postgresql__a_text_that_it_cannot_keep_is_refused_and_not_a_fault(new_postgresql, opened):
    database, asked = opened(new_postgresql()), sa.select(METADATA.tables["people"])

    def ask(text):
        with database.reading() as connection:
            return connection.execute(asked.where(asked.selected_columns.email_key == text)).all()

    assert ask("anna@example.org") == []
    with pytest.raises(InputError, match=r"such as U\+0000; take it out"):
        ask("anna\x00@example.org")

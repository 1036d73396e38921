"""Tables as JSON lines, the same from every kind of database, and back into any other.

What the database knows of its own columns decides how a value is written, so that lines of an older version
can be loaded into tables of that version and be migrated from there. Moments are whole microseconds since
1970, UTC; bytes are base 64.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tocsin.ledger.database import Database
from tocsin.vocab.errors import LedgerError

LEFT_OUT = frozenset({"sessions", "attempts", "repeats", "alembic_version"})  # what ends when a ledger moves
_AT_A_TIME = 500  # rows held in memory


def tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables that a copy holds, those that others refer to first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    """Every row as one line of JSON, by primary key. Memory: some hundred rows."""
    binary = _binary(table)
    wanted = sa.select(table).order_by(*table.primary_key.columns)
    with connection.execute(wanted, execution_options={"yield_per": _AT_A_TIME}) as rows:
        for row in rows:
            values = dict(row._mapping)
            for name in binary & values.keys():
                if values[name] is not None:
                    values[name] = base64.b64encode(values[name]).decode()
            yield json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def load(database: Database, lines: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Fill an empty database with lines by table, in one transaction; call inside `writing` to check first.

    Its tables have the version that the lines were written from.

    Raises LedgerError where the database holds anything, and for lines that do not fit its tables.
    """
    with database.writing() as connection:
        there = [
            table.name for table in tables(connection) if connection.execute(table.select().limit(1)).first()
        ]
        if there:
            raise LedgerError(
                f"{database.name}: it is not empty (it holds {', '.join(there)}). Name a new database."
            )
        known = {table.name: table for table in tables(connection)}
        for name, rows in lines:
            if name not in known:
                raise LedgerError(f"The copy holds a table {name!r} that its version does not have.")
            _load_table(connection, known[name], rows)


def _load_table(connection: sa.Connection, table: sa.Table, lines: Iterable[str]) -> None:
    rest = iter(lines)
    try:
        while block := [_values(line, table) for line in islice(rest, _AT_A_TIME)]:
            connection.execute(sa.insert(table), block)
    except (ValueError, TypeError, AttributeError, sa.exc.DBAPIError) as error:
        reason = str(error).split("\n")[0]
        raise LedgerError(f"The table {table.name} of the copy cannot be loaded ({reason}).") from None


def _values(line: str, table: sa.Table) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(line)
    if values.keys() != set(table.columns.keys()):
        raise ValueError(f"a row has the columns {', '.join(values)}")
    for name in _binary(table):
        if values[name] is not None:
            values[name] = base64.b64decode(values[name], validate=True)
    return values


def _binary(table: sa.Table) -> set[str]:
    return {column.name for column in table.columns if isinstance(column.type, sa.LargeBinary)}

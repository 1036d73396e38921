"""The ledger: facts in one order, each with the hash of the one before it; added to and never changed."""

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from tocsin.events.fact import FIRST, Draft, Fact, canonical, chained, moment
from tocsin.ledger.database import Database
from tocsin.ledger.tables import FACTS
from tocsin.vocab.errors import LedgerError

_COLUMNS = tuple(column.name for column in FACTS.columns)
_decode = msgspec.json.decode


class MovedError(Exception):
    """Streams that were added to after the decision was made; it has to be made again on what is there now.

    streams  stream to the number of its last fact
    """

    def __init__(self, streams: Mapping[str, int]) -> None:
        super().__init__(f"added to meanwhile: {', '.join(streams)}")
        self.streams = dict(streams)


class Ledger:
    """The facts of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def append(
        self,
        drafts: Sequence[Draft],
        *,
        person: str,
        member: str,
        at: datetime,
        seen: Mapping[str, int],
    ) -> list[Fact]:
        """Record drafts as the next facts, all in one transaction or none.

        at    when; a clock behind the last fact's is taken as that fact's moment, so that time never runs
              backwards in the ledger
        seen  stream to the number of its last fact when the decision was made, 0 = it did not exist

        Raises MovedError where a stream in `seen` has moved, LedgerError for a body that is not JSON.
        Cost: one commit to the disk; the writers take turns.
        """
        if not drafts:
            return []
        plain = [_plain(draft) for draft in drafts]
        with self.database.writing() as connection:
            self._check(connection, seen)
            last = _last(connection)
            number, previous = (last.number, last.hash) if last else (0, FIRST)
            at = max(at, last.at) if last else at
            facts = []
            for draft in plain:
                number += 1
                fact = chained(draft, number=number, at=at, person=person, member=member, previous=previous)
                previous = fact.hash
                facts.append(fact)
            connection.execute(sa.insert(FACTS), [row_of(fact) for fact in facts])
        return facts

    def read(self, after: int = 0, *, stream: str | None = None, limit: int | None = None) -> list[Fact]:
        """Facts with a number above `after`, in their order; of one stream, or all."""
        wanted = sa.select(FACTS).where(FACTS.c.number > after).order_by(FACTS.c.number).limit(limit)
        if stream is not None:
            wanted = wanted.where(FACTS.c.stream == stream)
        with self.database.reading() as connection, _without_collector():
            return [fact_of(row) for row in connection.execute(wanted)]

    def back(
        self, before: int | None = None, *, until: datetime | None = None, stream: str = "", limit: int
    ) -> list[Fact]:
        """Facts, the newest first: with a number below `before`, of one stream, not later than `until`."""
        wanted = sa.select(FACTS).order_by(FACTS.c.number.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(FACTS.c.number < before)
        if until is not None:
            wanted = wanted.where(FACTS.c.at <= moment(until))
        if stream:
            wanted = wanted.where(FACTS.c.stream == stream)
        with self.database.reading() as connection, _without_collector():
            return [fact_of(row) for row in connection.execute(wanted)]

    def newest(self) -> int:
        """Number of the last fact; 0 while there is none."""
        with self.database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.max(FACTS.c.number))).scalar() or 0)

    def newest_of(self, stream: str) -> int:
        """Number of the last fact of a stream; 0 while there is none."""
        with self.database.reading() as connection:
            return _newest_of(connection, stream)

    def anchor(self) -> tuple[int, str]:
        """Number and hash of the last fact: whoever keeps them can show that nothing up to there changed."""
        with self.database.reading() as connection:
            last = _last(connection)
        return (last.number, last.hash) if last else (0, FIRST)

    def _check(self, connection: sa.Connection, seen: Mapping[str, int]) -> None:
        now = {stream: _newest_of(connection, stream) for stream in seen}
        moved = {stream: number for stream, number in now.items() if number != seen[stream]}
        if moved:
            raise MovedError(moved)


def row_of(fact: Fact) -> dict[str, Any]:
    """A fact as it is stored."""
    row: dict[str, Any] = {name: getattr(fact, name) for name in _COLUMNS}
    return row | {"at": moment(fact.at), "body": canonical(fact.body)}


def fact_of(row: Any) -> Fact:
    """A fact from the columns of its row. Raises LedgerError for one that cannot be read."""
    number, at, person, member, stream, kind, body, previous, hashed = row
    try:
        return Fact(
            number=number, at=datetime.fromisoformat(at), person=person, member=member, stream=stream,
            kind=kind, body=_decode(body), previous=previous, hash=hashed,
        )  # fmt: skip
    except (ValueError, TypeError) as error:
        raise LedgerError(
            f"Fact {number} is damaged ({error}). See what is whole: tocsin audit verify; bring the ledger "
            "back from a copy: tocsin restore."
        ) from None


@contextmanager
def _without_collector() -> Iterator[None]:
    """Facts hold no cycles; looking for some among many thousands doubles the time of a read."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _last(connection: sa.Connection) -> Fact | None:
    row = connection.execute(sa.select(FACTS).order_by(FACTS.c.number.desc()).limit(1)).first()
    return fact_of(row) if row else None


def _newest_of(connection: sa.Connection, stream: str) -> int:
    wanted = sa.select(sa.func.max(FACTS.c.number)).where(FACTS.c.stream == stream)
    return int(connection.execute(wanted).scalar() or 0)


def _plain(draft: Draft) -> Draft:
    """The draft with its body as it will be read back: lists for tuples, texts for keys."""
    try:
        text = canonical(draft.body)
        text.encode()
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"{draft.kind} in {draft.stream}: its body cannot be kept as JSON ({error})."
        ) from None
    return Draft(stream=draft.stream, kind=draft.kind, body=json.loads(text))

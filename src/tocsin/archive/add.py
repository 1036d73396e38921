"""Take snapshots in: decide what to write, write it in one commit, again if somebody was faster."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from deltalake import Transaction

from tocsin.archive.ahead import ahead
from tocsin.archive.content import Content, day_of
from tocsin.archive.plan import Plan, plan_snapshots
from tocsin.archive.receipts import Kind, fingerprints, read_receipts, receipt_rows
from tocsin.archive.schema import TABLE
from tocsin.archive.store import Store
from tocsin.panel.reports import SERIES
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import BusyError

if TYPE_CHECKING:
    from deltalake import DeltaTable

TRIES = 8  # before somebody who keeps writing is named
TIDY_EVERY = 50  # commits; small files are joined then
_ROWS = 65_536  # rows handed to the writer at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the snapshots of one source.

    source   who published them
    taken    report dates that were taken in
    known    report dates that were there already with the same content
    rows     reports in the snapshots that were taken in
    changed  rows that had to be kept, for these days and to tell later ones as before
    """

    source: str
    taken: tuple[date, ...]
    known: tuple[date, ...]
    rows: int
    changed: int


def add(store: Store, content: Content, *, kind: Kind, over: bool = False) -> Added:
    """Take the checked snapshots of one source in; see `Archive.add`."""
    source = content.series["source"][0]
    prints = fingerprints(content)
    for _ in range(TRIES):
        table = store.open()
        receipts = [receipt for receipt in read_receipts(store, table) if receipt.source == source]
        plan = plan_snapshots(store, table, content, kind=kind, receipts=receipts, prints=prints, over=over)
        changed = Counter[date]()
        try:
            if plan.receipts:
                _write(store, table, source, plan, changed)
        except BusyError:
            continue
        if plan.receipts and (table.version() + 1) % TIDY_EVERY == 0:
            with suppress(BusyError):  # the other one tidies, or the next
                store.tidy()
        return Added(
            source=source, taken=plan.taken, known=plan.known, rows=plan.sent, changed=changed.total()
        )
    raise BusyError(
        f"{store.url}: others kept writing snapshots of {source!r}; after {TRIES} tries nothing was written. "
        "Run it again."
    )


def _write(store: Store, table: "DeltaTable", source: str, plan: Plan, changed: "Counter[date]") -> None:
    """One commit that takes the source's next turn, so that a plan made on an older table fails.

    Counts in `changed` how many rows were kept of each day.
    """
    name = f"tocsin:{source}"
    turn = Transaction(name, (table.transaction_version(name) or 0) + 1)
    batches = ahead(_batches(plan, changed))
    if plan.over:
        days = ", ".join(f"'{day}'" for day in plan.over)
        quoted = source.replace("'", "''")
        store.replace(table, batches, [turn], f"source = '{quoted}' AND report_date IN ({days})")
    else:
        store.append(table, batches, [turn])


def _batches(plan: Plan, changed: "Counter[date]") -> Iterator[pa.RecordBatch]:
    """Rows as the table holds them, some at a time, then the receipts, which say how many their days kept."""
    for rows in plan.rows:
        days, counts = np.unique(rows.report, return_counts=True)
        changed.update(dict(zip(map(day_of, days.tolist()), counts.tolist(), strict=True)))
        texts = {name: rows.series[name].to_arrow().cast(pa.string()) for name in SERIES}
        for start in range(0, len(rows), _ROWS):
            yield _batch(rows.take(np.arange(start, min(start + _ROWS, len(rows)))), texts)
    taken = set(plan.taken)
    yield receipt_rows(
        replace(r, changed=changed[r.report_date]) if r.report_date in taken else r for r in plan.receipts
    )


def _batch(part: Content, texts: dict[str, pa.Array]) -> pa.RecordBatch:
    at = pa.array(part.number)
    return pa.RecordBatch.from_pydict(
        {
            **{name: texts[name].take(at) for name in SERIES},
            "reference_date": pa.array(part.reference).view(pa.date32()),
            "report_date": pa.array(part.report).view(pa.date32()),
            "value": pa.array(part.values, mask=part.absence != Absence.PRESENT),
            "absence": pa.array(part.absence.astype(np.int8)),
            "receipt": pa.nulls(len(part), pa.string()),
        },
        schema=TABLE,
    )


def with_source(content: Content, source: str) -> Content:
    """Only the reports of one source."""
    mine = (content.series["source"] == source).to_numpy()
    if mine.all():
        return content
    part = content.take(mine[content.number])
    place = np.cumsum(mine) - 1
    return replace(part, series=content.series.filter(mine), number=place[part.number])

"""What stood: the last report of every cell of a source by a day, read from the table."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tocsin.archive.book import SeriesBook
from tocsin.archive.changes import latest
from tocsin.archive.content import Content
from tocsin.archive.store import Store
from tocsin.panel.reports import SERIES

if TYPE_CHECKING:
    from deltalake import DeltaTable

COLUMNS = (*SERIES, "reference_date", "report_date", "value", "absence")
_REDUCE_AFTER = 4_000_000  # rows gathered before older reports of the same cells are let go


def read_state(
    store: Store,
    table: "DeltaTable",
    book: SeriesBook,
    *,
    source: str,
    until: date,
    indicators: Sequence[str] | None = None,
) -> Content:
    """The last report of each cell of a source, published by a day; series numbered by the book.

    Memory: the cells, and four million rows. Cost: one pass over the source's rows.
    """
    parts: list[Content] = []
    loose = 0
    for batch in store.scan(table, COLUMNS, indicators=indicators, source=source, until=until):
        parts.append(numbered(batch, book))
        loose += len(batch)
        if loose > _REDUCE_AFTER:
            parts, loose = [_newest(joined(parts, book))], 0
    return _newest(joined(parts, book))


def read_days(
    store: Store, table: "DeltaTable", book: SeriesBook, *, source: str, days: list[date]
) -> Content:
    """The rows of a source that were written for some report dates."""
    batches = store.scan(table, COLUMNS, source=source, days=days)
    return joined([numbered(batch, book) for batch in batches], book)


def numbered(batch: pa.RecordBatch, book: SeriesBook) -> Content:
    """A batch of the table as numbers; its series stay in the book."""
    values = batch.column("value")
    return Content(
        series=Content.NO_SERIES,
        number=book.number(batch),
        reference=batch.column("reference_date").view(pa.int32()).to_numpy(),
        report=batch.column("report_date").view(pa.int32()).to_numpy(),
        values=values.to_numpy(zero_copy_only=False),
        absence=batch.column("absence").to_numpy().view(np.uint8),
    )


def joined(parts: list[Content], book: SeriesBook) -> Content:
    """Rows of several contents that share the book's numbering."""
    if not parts:
        return Content.nothing(book.series())
    return Content(
        series=book.series(),
        number=np.concatenate([part.number for part in parts]),
        reference=np.concatenate([part.reference for part in parts]),
        report=np.concatenate([part.report for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        absence=np.concatenate([part.absence for part in parts]),
    )


def _newest(rows: Content) -> Content:
    return rows.take(latest(rows.number, rows.reference, rows.report))

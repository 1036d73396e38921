"""An archive read once and asked for many days: what a replay needs.

Opening a hundred small files for each of fifty days takes longer than judging them. Here the rows of the
indicators that are asked for are read once and put in the order of their report dates; the panel of a day is
then made of the first of them, by the same code as `Archive.panel`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tocsin.archive.choose import Choice, Names, known_day
from tocsin.archive.panels import read_panel
from tocsin.archive.receipts import read_receipts
from tocsin.archive.state import COLUMNS
from tocsin.archive.store import Store
from tocsin.panel.panel import Panel

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from tocsin.archive.archive import Archive


@dataclass(frozen=True, slots=True)
class _Rows(Store):
    """A store whose reports were read before, by report date."""

    rows: pa.Table
    report: "np.ndarray[Any, np.dtype[np.datetime64]]"

    def scan(
        self,
        table: "DeltaTable",
        columns: Sequence[str],
        *,
        indicators: Sequence[str] | None = None,
        source: str | None = None,
        until: date | None = None,
        days: Sequence[date] | None = None,
        receipts: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """The rows that were read, published by `until`; nothing else is asked of them here."""
        last = self.report[-1:] if until is None else np.datetime64(until, "D")
        end = int(np.max(np.searchsorted(self.report, last, side="right"), initial=0))
        return iter(self.rows.slice(0, end).to_batches(max_chunksize=1_000_000))


class Remembered:
    """The reports of some indicators up to a day, in memory.

    Memory: 45 bytes for each report. Cost: one pass over the rows, and a sort of them by day.
    """

    def __init__(self, archive: "Archive", *, until: date, indicator: Names = None) -> None:
        store = Store(archive.url)
        self._archive, self._table = archive, store.open()
        self._days = [r.report_date for r in read_receipts(store, self._table)]
        self._until, self._indicator = until, Choice(indicator=indicator).names("indicator")
        batches = store.scan(self._table, COLUMNS, indicators=self._indicator, until=until)
        rows = pa.Table.from_batches(list(batches)).unify_dictionaries().combine_chunks()
        rows = rows.sort_by("report_date")
        report = rows["report_date"].to_numpy().astype("datetime64[D]")
        self._rows = _Rows(archive.url, rows, report)

    def panel(self, *, as_of: date, **choice: Any) -> Panel:
        """What `Archive.panel` gives, for a day up to the last one that was read, and the indicators read."""
        day = known_day(as_of, self._days)
        if day > self._until or Choice(**choice).names("indicator") != self._indicator:
            return self._archive.panel(as_of=as_of, **choice)
        return read_panel(
            self._rows, self._table, Choice(**choice), as_of=day, hints=self._archive.usual_delay
        )

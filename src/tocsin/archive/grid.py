"""The grid: what was known on a day of all series of some indicators, and when each cell was first told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa

from tocsin.archive._latest_kernel import NEVER, NOTHING, lay
from tocsin.archive.book import SeriesBook
from tocsin.archive.content import Content, Day32
from tocsin.archive.state import COLUMNS, numbered
from tocsin.archive.store import Store
from tocsin.panel.cells import MOST_CELLS
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import EVERY, Every, Periods, ordinals

if TYPE_CHECKING:
    from deltalake import DeltaTable

NO_ROW = 255
_CELLS_AT_FIRST, _SERIES_AT_FIRST = 50_000_000, 65_536  # room that is reserved, not touched


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Series of one `every` x periods, as of a day.

    series   (S,) rows of text: source, indicator, place, stratum, every, unit; all that had a report by then
    periods  the T periods, wide enough for every report of the table, perhaps wider than those of this day
    counts   (S, T) float64; NaN where there is no number
    codes    (S, T) uint8; what the last report says, `NO_ROW` where there is none,
             or one that takes back what never was a number
    first    (S, T) int32; day of the first number, days since 1970; NEVER where there is none
    """

    series: pl.DataFrame
    periods: Periods
    counts: Array
    codes: Codes
    first: Day32

    @property
    def every(self) -> Every:
        """Length of a period."""
        return self.periods.every


def read_grids(
    store: Store,
    table: "DeltaTable",
    *,
    until: date,
    indicators: Sequence[str] | None = None,
    source: str | None = None,
) -> list[Grid]:
    """What was known at the end of a day, one grid for each `every` that occurs.

    Memory: 17 bytes a cell, and a few batches. Cost: one pass over the rows of these indicators.
    """
    span = _span(store, table)
    if span is None:
        return []
    making = {every: _Making(every, *span) for every in EVERY}
    for batch in store.scan(table, COLUMNS, indicators=indicators, source=source, until=until):
        for every, part in _by_every(batch):
            making[every].lay(part)
    return [made.grid() for made in making.values() if made.book.size]


def _by_every(batch: pa.RecordBatch) -> list[tuple[Every, pa.RecordBatch]]:
    """A batch in parts of one `every` each; nearly always it has one only."""
    column = batch.column("every")
    found: list[Every] = column.unique().to_pylist()
    if len(found) == 1:
        return [(found[0], batch)]
    return [(every, batch.filter(pa.compute.equal(column, every))) for every in found]


class _Making:
    """A grid under way; it grows as series appear."""

    def __init__(self, every: Every, first: int, last: int) -> None:
        days = np.arange(first, last + 1)
        ordinal = ordinals(days.view("datetime64[D]"), every)
        self.periods = Periods(every, int(ordinal[0]), int(ordinal[-1] - ordinal[0] + 1))
        self.column = ordinal - ordinal[0]
        self.day0 = first
        self.book = SeriesBook()
        self.room = self.filled = 0

    def lay(self, batch: pa.RecordBatch) -> None:
        part: Content = numbered(batch, self.book)
        if self.book.size > self.filled:
            self._make_room()
        lay(
            part.number, part.reference, part.report, part.values, part.absence, self.column, self.day0,
            self.last, self.first, self.counts, self.codes,
        )  # fmt: skip

    def _make_room(self) -> None:
        """Rows for series that have appeared; memory that no series needs is never touched."""
        S, T = self.book.size, len(self.periods)
        if S * T > MOST_CELLS:
            raise InputError(
                f"{S:,} series over {T:,} {self.periods.every}s are more cells than fit. Ask for one "
                "indicator at a time."
            )
        empty = {"last": NOTHING, "first": NEVER, "counts": np.float64(np.nan), "codes": np.uint8(NO_ROW)}
        if self.room < S:
            self.room = max(4 * self.room, S, min(_CELLS_AT_FIRST // T, _SERIES_AT_FIRST))
            for name, nothing in empty.items():
                grown = np.empty((self.room, T), np.dtype(type(nothing)))
                if self.filled:
                    grown[: self.filled] = getattr(self, name)[: self.filled]
                setattr(self, name, grown)
        for name, nothing in empty.items():
            getattr(self, name)[self.filled : S] = nothing
        self.filled = S

    last: Day32
    first: Day32
    counts: Array
    codes: Codes

    def grid(self) -> Grid:
        S = self.book.size
        codes = self.codes[:S]
        codes[(codes == Absence.WITHDRAWN) & (self.first[:S] == NEVER)] = NO_ROW  # no number was taken back
        return Grid(
            series=self.book.series(), periods=self.periods, counts=self.counts[:S], codes=codes,
            first=self.first[:S],
        )  # fmt: skip


def _span(store: Store, table: "DeltaTable") -> tuple[int, int] | None:
    """First and last reference date of the whole table, from what its files say of themselves."""
    files = pa.table(table.get_add_actions(flatten=True))
    if "min.reference_date" not in files.column_names:
        return None
    low = pa.compute.min(files["min.reference_date"]).as_py()
    high = pa.compute.max(files["max.reference_date"]).as_py()
    if low is None:
        return None
    return int(np.datetime64(low, "D").astype(np.int64)), int(np.datetime64(high, "D").astype(np.int64))

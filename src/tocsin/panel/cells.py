"""Rows to cells of a series x periods grid: which cell a row fills, and what to do when several fill one."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from tocsin.panel.counts import read_numbers
from tocsin.panel.dates import rows_of
from tocsin.panel.panel import series_name
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import CountError, DuplicateError, InputError
from tocsin.vocab.periods import Every, Periods, label, ordinals

MOST_CELLS = 1_500_000_000  # 12 GB of counts
_SPARSE_CELLS, _SPARSE_FACTOR = 50_000_000, 1_000  # beyond both, a stray date is likelier than such a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where each row belongs.

    cell     (N,) int64; series number x T + place of the period
    days     (N,) polars Date; the day each row names
    size     S, the number of series
    periods  the T periods from the first to the last
    """

    cell: Index
    days: pl.Series
    size: int
    periods: Periods

    NO_ROW: ClassVar[int] = 255

    @classmethod
    def of(cls, days: pl.Series, number: Index, size: int, every: Every) -> "Cells":
        """Lay the rows of `size` series on a grid; refuse a grid that is nearly empty or too large."""
        ordinal = ordinals(days.to_physical().cast(pl.Int64).to_numpy().view("datetime64[D]"), every)
        first, last = int(ordinal.min()), int(ordinal.max())
        periods = Periods(every, first, last - first + 1)
        cells = size * len(periods)
        if cells > MOST_CELLS or (cells > _SPARSE_CELLS and cells > _SPARSE_FACTOR * len(days)):
            raise InputError(
                f"{size:,} series over {len(periods):,} {every}s ({periods.end(0)} to {periods.end(-1)}) "
                f"make {cells:,} cells for {len(days):,} rows. Check the first and last date, take a longer "
                "period (--every), or read fewer series at a time."
            )
        return cls(cell=number * len(periods) + (ordinal - first), days=days, size=size, periods=periods)


def place(
    cells: Cells, values: Array, absence: Codes, series: pl.DataFrame, *, summed: bool
) -> tuple[Array, Codes]:
    """Counts and absence codes, both (S, T); cells without a row are NaN with code `Cells.NO_ROW`."""
    shape = (cells.size, len(cells.periods))
    counts = np.full(shape, np.nan)
    codes = np.full(shape, Cells.NO_ROW, np.uint8)
    counts.ravel()[cells.cell] = values
    codes.ravel()[cells.cell] = absence
    if np.count_nonzero(codes != Cells.NO_ROW) == len(cells.cell):
        return counts, codes
    if not summed:
        raise _duplicate(cells, series)
    total = np.bincount(cells.cell, weights=np.nan_to_num(values), minlength=counts.size).reshape(shape)
    gone = absence != Absence.PRESENT
    np.copyto(counts, total, where=codes != Cells.NO_ROW)
    codes[codes != Cells.NO_ROW] = Absence.PRESENT
    if gone.any():
        at, why = cells.cell[gone], absence[gone]
        low, high = np.full(counts.size, 255, np.uint8), np.zeros(counts.size, np.uint8)
        np.minimum.at(low, at, why)
        np.maximum.at(high, at, why)
        codes.ravel()[at] = np.where(low[at] == high[at], high[at], Absence.UNKNOWN)
        counts.ravel()[at] = np.nan
    return counts, codes


def place_population(cells: Cells, column: pl.Series, series: pl.DataFrame) -> Array:
    """Persons per cell, (S, T), gaps filled from the nearest earlier period, else the nearest later one."""
    persons, _, faults = read_numbers(column)
    if faults:
        raise faults[0]
    wrong = (persons <= 0) | persons.is_infinite()
    if wrong.fill_null(False).any():
        raise CountError(
            f"Population {column.name!r} holds {persons.filter(wrong)[0]:g} in {rows_of(wrong)}. "
            "It must be above 0."
        )
    table = pl.DataFrame({"cell": cells.cell, "day": cells.days, "persons": persons.alias("persons")})
    grid = np.full(cells.size * len(cells.periods), np.nan)
    if table["cell"].is_duplicated().any():
        parts = pl.when(pl.col("persons").is_not_null().all()).then(pl.col("persons").sum())
        table = table.group_by("cell", "day").agg(parts).drop_nulls("persons")
        table = table.group_by("cell").agg(pl.col("persons").sort_by("day").last())
    grid[table["cell"].to_numpy()] = table["persons"].fill_null(np.nan).to_numpy()
    persons_at: Array = grid.reshape(cells.size, -1)
    empty = np.flatnonzero(np.isnan(persons_at).all(axis=1))
    if len(empty):
        raise CountError(
            f"Population {column.name!r} is missing throughout for {series_name(series, int(empty[0]))}"
            f"{f' and {len(empty) - 1} more series' if len(empty) > 1 else ''}. Fill it, or leave it out."
        )
    return _carried(persons_at)


def _carried(grid: Array) -> Array:
    places = np.arange(grid.shape[1])
    earlier = np.maximum.accumulate(np.where(np.isnan(grid), -1, places), axis=1)
    first = np.argmin(np.isnan(grid), axis=1)
    return np.ascontiguousarray(
        np.take_along_axis(grid, np.where(earlier < 0, first[:, None], earlier), axis=1)
    )


def _duplicate(cells: Cells, series: pl.DataFrame) -> DuplicateError:
    """Name the first cells that several rows fill, and say what the rows look like."""
    every, T = cells.periods.every, len(cells.periods)
    table = pl.DataFrame({"cell": cells.cell, "day": cells.days}).with_row_index("row", offset=1)
    full = table.group_by("cell").agg(
        pl.len().alias("n"), pl.col("row").head(5), pl.col("day").n_unique().alias("dates")
    )
    several = full.filter(pl.col("n") > 1).sort("cell")
    named = []
    for cell, n, rows, _ in several.head(3).rows():
        period = label(cells.periods.end(cell % T), every)
        numbers = ", ".join(map(str, sorted(rows))) + (", ..." if n > len(rows) else "")
        named.append(f"{series_name(series, cell // T)} at {period} ({n} rows: {numbers})")
    more = f" and {several.height - 3} more cells" if several.height > 3 else ""
    finer = 2 * several.filter(pl.col("dates") > 1).height > several.height
    hint = (
        "Add the column that tells the rows apart to by (--by), or load with "
        'duplicates="sum" (--duplicates sum).'
    )
    if finer:
        gaps = cells.days.unique().sort().diff().dt.total_days()
        shorter = "week" if every == "month" and gaps.min() == 7 else "day"
        hint = (
            f"The rows of one {every} have different dates: load with "
            f'duplicates="sum" (--duplicates sum) to add them up, or with every={shorter!r} '
            f"(--every {shorter})."
        )
    return DuplicateError(f"Several rows fill one cell: {', '.join(named)}{more}. {hint}")

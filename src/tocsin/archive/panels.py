"""Panels out of the archive: what was known on a day, and why the rest was not."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.archive.choose import (
    Choice,
    check_indicators,
    chosen_periods,
    chosen_rows,
    key_columns,
    one_every,
)
from tocsin.archive.grid import NO_ROW, Grid, read_grids
from tocsin.archive.store import Store
from tocsin.archive.timetable import usual_delays
from tocsin.panel.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Index

if TYPE_CHECKING:
    from deltalake import DeltaTable


def read_panel(
    store: Store, table: "DeltaTable", choice: Choice, *, as_of: date, hints: Mapping[str, int]
) -> Panel:
    """The panel as of a day; see `Archive.panel`."""
    grids = read_grids(store, table, until=as_of, indicators=choice.names("indicator"))
    told = [name for grid in grids for name in grid.series["indicator"].unique()]
    check_indicators(store, table, choice, told, as_of)
    grid = one_grid(grids, choice)
    rows = chosen_rows(grid.series, choice)
    keys, order = key_columns(grid.series[rows.tolist()])
    rows = rows[order]
    periods, offset = chosen_periods(grid.periods, (grid.codes[rows] != NO_ROW).any(axis=0), choice)
    counts, codes = _window(grid, rows, offset, len(periods))
    age = (np.datetime64(as_of, "D") - periods.ends()).astype(np.int64)
    late = age[None, :] < usual_delays(grid, hints)[rows][:, None]
    codes = np.where(codes != NO_ROW, codes, np.where(late, Absence.LATE, Absence.NOT_REPORTED)).astype(
        np.uint8
    )
    return Panel(counts=counts, absence=codes, series=keys, periods=periods, as_of=as_of)


def one_grid(grids: list[Grid], choice: Choice) -> Grid:
    """The grid that holds what is asked for. Raises InputError where it is spread over several `every`."""

    series = pl.concat([grid.series for grid in grids])
    every = one_every(series[chosen_rows(series, choice).tolist()])
    return next(grid for grid in grids if grid.every == every)


def _window(grid: Grid, rows: Index, offset: int, size: int) -> tuple[Array, Codes]:
    """Counts and codes of some rows and of `size` periods from `offset` on, also outside the grid."""
    counts, codes = np.full((len(rows), size), np.nan), np.full((len(rows), size), NO_ROW, np.uint8)
    low, high = max(offset, 0), min(offset + size, len(grid.periods))
    if low < high:
        counts[:, low - offset : high - offset] = grid.counts[rows, low:high]
        codes[:, low - offset : high - offset] = grid.codes[rows, low:high]
    return counts, codes

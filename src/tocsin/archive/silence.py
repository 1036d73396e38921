"""Silence: series whose numbers were due and did not come."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.archive._latest_kernel import NEVER
from tocsin.archive.grid import Grid, read_grids
from tocsin.archive.store import Store
from tocsin.archive.timetable import usual_delays
from tocsin.vocab.arrays import Flags, Index
from tocsin.vocab.periods import Periods

if TYPE_CHECKING:
    from tocsin.archive.archive import Archive

SILENT_AFTER = 2  # periods that were due and did not come
SILENCE: dict[str, pl.DataType] = {
    "source": pl.String(),
    "indicator": pl.String(),
    "place": pl.String(),
    "stratum": pl.String(),
    "every": pl.String(),
    "last": pl.Date(),
    "silent": pl.Boolean(),
}


def silence(archive: "Archive", as_of: date) -> pl.DataFrame:
    """Every series that ever had a number, with its newest period and whether it has fallen silent by a day.

    Returns
    -------
    source, indicator, place, stratum, every
    last    reference date of the newest number
    silent  the two newest periods that were due, or more, did not come

    Cost: one pass over all rows.
    """
    store = Store(archive.url)
    frames = []
    for grid in read_grids(store, store.open(), until=as_of):
        there = grid.first != NEVER
        rows = np.flatnonzero(there.any(axis=1))
        last = there.shape[1] - 1 - there[rows, ::-1].argmax(axis=1)
        quiet = silent_rows(grid, last, usual_delays(grid, archive.usual_delay)[rows], as_of)
        frames.append(
            grid.series[rows.tolist()]
            .select("source", "indicator", "place", "stratum")
            .with_columns(
                every=pl.lit(grid.every),
                last=pl.Series(grid.periods.ends()[last].astype("datetime64[D]")).cast(pl.Date),
                silent=pl.Series(quiet),
            )
        )
    return pl.concat(frames) if frames else pl.DataFrame(schema=SILENCE)


def silent_rows(grid: Grid, last: Index, usual: Index | int, as_of: date) -> Flags:
    """Where two periods or more after the newest number were due by the day.

    last   place of the newest number of each row; usual its delay, days
    """
    days = np.datetime64(as_of, "D").astype(np.int64) - np.asarray(usual, np.int64)
    through = {day: _ended(grid, day) for day in np.unique(days).tolist()}
    due = np.array([through[day] for day in np.broadcast_to(days, last.shape).tolist()], np.int64)
    silent: Flags = due - (grid.periods.first + last) >= SILENT_AFTER
    return silent


def _ended(grid: Grid, day: int) -> int:
    """Ordinal of the latest period that had ended by a day: that is the one that is due."""
    when = np.datetime64(day, "D").item()
    through = Periods.ordinal(when, grid.every)
    return through - 1 if Periods(grid.every, through, 1).end(0) > when else through

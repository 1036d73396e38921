"""Overview: for each source and indicator what is there, what is missing, and who has fallen silent."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tocsin.archive._latest_kernel import NEVER
from tocsin.archive.grid import Grid, read_grids
from tocsin.archive.receipts import read_receipts
from tocsin.archive.silence import silent_rows
from tocsin.archive.store import Store
from tocsin.archive.timetable import usual_delays
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Index

if TYPE_CHECKING:
    from tocsin.archive.archive import Archive

KINDS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "indicator": pl.String(),
    "every": pl.String(),
    "series": pl.Int64(),
    "first": pl.Date(),
    "last": pl.Date(),
    "snapshots": pl.Int64(),
    "last_report": pl.Date(),
    "usual_delay": pl.Int64(),
    "gaps": pl.Int64(),
    "withdrawn": pl.Int64(),
    "silent": pl.Int64(),
    "silent_series": pl.List(pl.String()),
}


def overview(archive: "Archive", as_of: date) -> pl.DataFrame:
    """One row per source and indicator, as of a day.

    Returns
    -------
    source, indicator, every
    series         series that ever had a number
    first, last    reference dates of the first and the newest number
    snapshots      snapshots of the source; last_report: the day of the last one
    usual_delay    days from the end of a period until its number usually is there
    gaps           cells without a number between the first and the newest one of their series
    withdrawn      cells whose number was taken back
    silent         series of which the two newest periods that were due, or more, did not come
    silent_series  the first ten of them

    Cost: one pass over all rows.
    """
    store = Store(archive.url)
    table = store.open()
    days: dict[str, list[date]] = {}
    for receipt in read_receipts(store, table):
        if receipt.report_date <= as_of:
            days.setdefault(receipt.source, []).append(receipt.report_date)
    rows: list[dict[str, Any]] = []
    for grid in read_grids(store, table, until=as_of):
        usual = usual_delays(grid, archive.usual_delay)
        groups = grid.series.with_row_index("row").group_by("source", "indicator", maintain_order=True)
        for source, indicator, numbers in groups.agg("row").iter_rows():
            about = {"source": source, "indicator": indicator, "every": grid.every}
            heard = {"snapshots": len(set(days[source])), "last_report": max(days[source])}
            rows.append(about | heard | _of_group(grid, np.array(numbers), int(usual[numbers[0]]), as_of))
    return pl.DataFrame(rows, schema=KINDS).sort("source", "indicator", "every")


def _of_group(grid: Grid, rows: Index, usual: int, as_of: date) -> dict[str, Any]:
    there = grid.first[rows] != NEVER  # at any time
    rows, there = rows[there.any(axis=1)], there[there.any(axis=1)]
    if not len(rows):
        return {
            "series": 0,
            "usual_delay": usual,
            "gaps": 0,
            "withdrawn": 0,
            "silent": 0,
            "silent_series": [],
        }
    T = there.shape[1]
    first, last = there.argmax(axis=1), T - 1 - there[:, ::-1].argmax(axis=1)
    place = np.arange(T)
    inner = (place >= first[:, None]) & (place <= last[:, None])
    silent = silent_rows(grid, last, usual, as_of)
    names = grid.series[rows[silent].tolist()].select("place", "stratum").head(10).iter_rows()
    return {
        "series": len(rows),
        "first": grid.periods.end(int(first.min())),
        "last": grid.periods.end(int(last.max())),
        "usual_delay": usual,
        "gaps": int((inner & np.isnan(grid.counts[rows]) & (grid.codes[rows] != Absence.WITHDRAWN)).sum()),
        "withdrawn": int((grid.codes[rows] == Absence.WITHDRAWN).sum()),
        "silent": int(silent.sum()),
        "silent_series": [", ".join(filter(None, name)) for name in names],
    }

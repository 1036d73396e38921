"""Days summed into weeks or months: a period that lacks days is not a smaller one, it is incomplete.

Otherwise the newest week of a daily table, four days old, would be read as a quiet week.
"""

import numpy as np
import polars as pl

from tocsin.panel.cells import Cells
from tocsin.vocab.arrays import Flags


def incomplete(cells: Cells, *, absent: str) -> Flags:
    """Where days are missing from a sum over days, (S, T).

    A series is one of days if in some period it has rows for every day. Under absent="missing" each of its
    cells that lacks a day is incomplete, as a day without a row is not reported. Under absent="zero" such a
    day is a zero, and only the first and the last period are incomplete (for every series), where the dates
    of the table do not reach their edges. Tables without a series of days have no incomplete cell.
    """
    periods = cells.periods
    shape = (cells.size, len(periods))
    lengths = (periods.ends() - periods.starts()).astype(np.int64) + 1
    nothing = np.zeros(shape, np.bool_)
    if lengths.max() == 1 or cells.days.n_unique() < lengths.min():
        return nothing
    dates = pl.DataFrame({"cell": cells.cell, "day": cells.days}).unique()["cell"].to_numpy()
    days = np.bincount(dates, minlength=shape[0] * shape[1]).reshape(shape)
    daily = (days == lengths).any(axis=1)
    if absent == "missing":
        return np.asarray(daily[:, None] & (days > 0) & (days < lengths), np.bool_)
    if daily.any():
        nothing[:, 0] = cells.days.min() > periods.starts()[0].item()
        nothing[:, -1] |= cells.days.max() < periods.ends()[-1].item()
    return nothing

"""Timetables: after how many days a source usually has told of a period, learnt from what it did so far."""

from collections.abc import Mapping

import numpy as np

from tocsin.archive._latest_kernel import NEVER
from tocsin.archive.grid import Grid
from tocsin.vocab.arrays import Flags, Index

USUAL = 0.9  # of the cells, the share that is there by then
FEWEST = 8  # cells from which anything is learnt


def usual_delays(grid: Grid, hints: Mapping[str, int] | None = None) -> Index:
    """Days from the end of a period until its number is usually there, (S,).

    Learnt for each source and indicator together, over all its series, from the cells whose first number came
    after the first day on which their series was told of at all: what came on that day may be history sent at
    once. The delay that 90 % of them kept is the usual one. With fewer than 8 such cells the hint for the
    source holds; without one, the age that the newest number of a series had when it came, again the 90 %
    quantile. Negative where numbers come before their period has ended.

    Uses nothing that was published after the day of the grid. Cost: O(S T).
    """
    out = np.zeros(grid.series.height, np.int64)
    ends = grid.periods.ends().astype(np.int64)
    came = grid.first != NEVER
    rows = grid.series.with_row_index("row").group_by("source", "indicator").agg("row")
    for source, _, numbers in rows.iter_rows():
        out[numbers] = _learnt(grid, np.array(numbers), came, ends, (hints or {}).get(source))
    return out


def _learnt(grid: Grid, rows: Index, came: Flags, ends: Index, hint: int | None) -> int:
    there = came[rows]
    first = grid.first[rows]
    begun = first.min(axis=1, keepdims=True)
    delays = (first - ends)[there & (first > begun)]
    if len(delays) >= FEWEST:
        return int(np.quantile(delays, USUAL, method="higher"))
    if hint is not None:
        return hint
    if not there.any():
        return 0
    ages = np.where(there, first - ends, NEVER)[there.any(axis=1)].min(axis=1)
    return int(np.quantile(ages, USUAL, method="higher"))

"""Negative counts: refused with their cells, or set off against what came before.

A negative count takes back cases that earlier periods reported too many of. Setting it off walks back from it
and takes the excess from the latest preceding numbers, each down to zero, until it is used up; the negative
cell itself becomes zero. Totals per series stay the same. Cells without a number are stepped over.
"""

import numpy as np

from tocsin.vocab.arrays import Array, Index


def net_corrections(counts: Array) -> tuple[Array, Index]:
    """Set negative counts off against the latest preceding ones.

    Parameters
    ----------
    counts  (S, T) float; NaN = no number

    Returns
    -------
    netted    (S, T) float, a copy; NaN where `counts` has it; no cell negative but those in `leftover`
    leftover  (K, 2) series and period of negative counts larger than all that precedes them, which keep
              the part that could not be set off
    Cost: one pass over the cells, then the cells each correction reaches back over

    >>> net_corrections(np.array([[5.0, 3, np.nan, -4, 2]]))[0]
    array([[ 4.,  0., nan,  0.,  2.]])
    """
    netted = counts.copy()
    leftover = []
    for series, period in np.argwhere(counts < 0).tolist():
        row = netted[series]
        debt, back = -float(row[period]), period - 1
        while debt > 0 and back >= 0:
            if row[back] > 0:
                taken = min(debt, float(row[back]))
                row[back] -= taken
                debt -= taken
            back -= 1
        row[period] = -debt if debt > 0 else 0.0
        if debt > 0:
            leftover.append((series, period))
    return netted, np.array(leftover, np.int64).reshape(-1, 2)

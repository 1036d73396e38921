"""Lay reports on a grid of series and periods: of each cell the last one, and when its first number came.

Rows come in any order, batch by batch. Judged by `lay_plainly`.
"""

import numpy as np
from numba import njit

from tocsin.vocab.arrays import Array, Codes, Index

NEVER = np.int32(2**31 - 1)  # no number came yet
NOTHING = np.int32(-(2**31))  # no report came yet


@njit(cache=True)
def lay(number, reference, report, values, absence, column, day0, last, first, counts, codes):  # type: ignore[no-untyped-def]
    """Write rows into the grid, in place.

    number, reference, report, values, absence  (N,) the rows, see `Content`
    column        column of the grid for each day from `day0` on
    last, first   (S, T) int32; report date of the last report and of the first number
    counts, codes (S, T) what the last report says
    """
    for row in range(len(number)):
        s, t, day = number[row], column[reference[row] - day0], report[row]
        if day >= last[s, t]:
            last[s, t] = day
            counts[s, t] = values[row]
            codes[s, t] = absence[row]
        if absence[row] == 0 and day < first[s, t]:
            first[s, t] = day


def lay_plainly(
    number: Index, place: Index, report: Index, values: Array, absence: Codes, shape: tuple[int, int]
) -> tuple[Array, Codes]:
    """What the last report of each cell says, by sorting; cells without one are NaN with code 255."""
    counts, codes = np.full(shape, np.nan), np.full(shape, 255, np.uint8)
    order = np.argsort(report, kind="stable")
    counts[number[order], place[order]] = values[order]
    codes[number[order], place[order]] = absence[order]
    return counts, codes

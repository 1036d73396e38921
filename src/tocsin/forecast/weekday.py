"""Days of the week: taken out before a daily series is forecast, and put back into the forecast."""

import numpy as np

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.periods import Periods

WEEKS = 10  # of the newest past that say how a weekday differs
FEWEST = 3  # of one weekday, below which it is taken for an ordinary one
SMALLEST = 0.05  # a weekday with less than this part of the mean is not blown up further


def weekday_factors(counts: Array, weekday: Index) -> Array:
    """How many times the mean of its week each weekday has, (S, 7); their mean is 1.

    What may be chance is drawn towards 1: the less of the differences between weekdays chance would make by
    itself, the more of them is kept. 1 where too little is known.

    counts   (S, T) per day; NaN = no report
    weekday  (T,) 0 to 6
    """
    recent, day = counts[:, -7 * WEEKS :], weekday[-7 * WEEKS :]
    padded = np.pad(recent, ((0, 0), (3, 3)), constant_values=np.nan)
    mean = np.lib.stride_tricks.sliding_window_view(padded, 7, axis=1).mean(axis=2)
    ratio = np.divide(recent, mean, out=np.full_like(recent, np.nan), where=mean > 0)
    known = np.isfinite(ratio)
    of_day = (day[:, None] == np.arange(7)).astype(np.float64)
    n = known @ of_day
    enough = n >= FEWEST
    centre = np.divide(np.where(known, ratio, 0.0) @ of_day, n, out=np.ones_like(n), where=enough)
    scatter = np.where(known, ratio - centre[:, day], 0.0) ** 2 @ of_day
    variance = scatter.sum(axis=1, keepdims=True) / np.maximum(n.sum(axis=1, keepdims=True) - 7, 1)
    noise = np.divide(variance, n, out=np.zeros_like(n), where=enough)
    apart = ((centre - 1) ** 2).sum(axis=1, keepdims=True) / 6
    chance = 2 * noise.mean(axis=1, keepdims=True)  # twice what is expected where no weekday differs
    kept = np.divide(apart - chance, apart, out=np.zeros_like(chance), where=apart > chance)
    factors = np.maximum(1 + (centre - 1) * kept, SMALLEST)
    scaled: Array = factors / factors.mean(axis=1, keepdims=True)
    return scaled


def weekdays(periods: Periods) -> Index:
    """(T,) day of the week of daily periods, Monday 0 to Sunday 6."""
    return (np.arange(periods.first, periods.first + len(periods)) + 3) % 7

"""Days of the week: taken out before a daily series is forecast, and put back into the forecast."""

import numpy as np

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.periods import Periods

WEEKS = 10  # of the newest past that say how a weekday differs
SMALLEST = 0.05  # a weekday with less than this part of the mean is not blown up further


def weekday_factors(counts: Array, weekday: Index) -> Array:
    """How many times the mean of its week each weekday has, (S, 7); 1 where too little is known.

    counts   (S, T) per day; NaN = no report
    weekday  (T,) 0 to 6
    """
    recent, day = counts[:, -7 * WEEKS :], weekday[-7 * WEEKS :]
    factors = np.ones((len(counts), 7))
    if recent.shape[1] < 21:
        return factors
    padded = np.pad(recent, ((0, 0), (3, 3)), constant_values=np.nan)
    week = np.lib.stride_tricks.sliding_window_view(padded, 7, axis=1)
    mean = np.where(np.isfinite(week).all(axis=2), week.sum(axis=2), np.nan) / 7
    ratio = np.divide(recent, mean, out=np.full_like(recent, np.nan), where=mean > 0)
    for k in range(7):
        for row, values in enumerate(ratio[:, day == k]):
            known = values[np.isfinite(values)]
            if len(known) >= 3:
                factors[row, k] = np.median(known)
    factors = np.maximum(factors, SMALLEST)
    scaled: Array = factors / factors.mean(axis=1, keepdims=True)
    return scaled


def weekdays(periods: Periods) -> Index:
    """(T,) day of the week of daily periods, 0 to 6."""
    return (np.arange(periods.first, periods.first + len(periods)) + 3) % 7

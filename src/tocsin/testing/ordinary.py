"""Ordinary counts: seasonal, more spread than Poisson, nothing missing and no outbreak."""

import numpy as np

from tocsin.vocab.arrays import Array
from tocsin.vocab.periods import Periods


def ordinary_counts(
    rng: np.random.Generator, series: int, periods: Periods, *, level: float = 60.0, spread: float = 2.0
) -> Array:
    """Negative binomial counts with a mild season, (S, T) float64, contiguous along time.

    level   mean cases per period, more than 0
    spread  variance over mean, more than 1

    >>> weeks = Periods("week", 2600, 520)
    >>> counts = ordinary_counts(np.random.default_rng(1), 3, weeks)
    >>> counts.shape, bool(abs(counts.mean() / 60 - 1) < 0.05)
    ((3, 520), True)
    """
    phase = rng.uniform(0, 2 * np.pi, (series, 1))
    mean = level * np.exp(0.2 * np.cos(2 * np.pi * periods.year_fraction()[None, :] + phase))
    return rng.negative_binomial(mean / (spread - 1), 1 / spread).astype(np.float64)

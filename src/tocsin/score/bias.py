"""Bias: whether forecasts lie too high (up to 1) or too low (down to -1).

For quantiles, with m the median:

    1 - 2 max{level : q <= y}   where y < m (1 where y lies below all of them)
    1 - 2 min{level : q >= y}   where y > m (-1 where y lies above all of them)
    0                           where y = m

For draws 1 - P(x <= y) - P(x <= y - 1) for counts, 1 - 2 P(x <= y) for continuous quantities.

Source    Funk et al. (2019), PLOS Comput. Biol. 15:e1006785 (draws); Bosse et al. (2022), arXiv:2205.07090,
          table 2 (quantiles).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import align, place_of
from tocsin.vocab.arrays import Array


def bias_quantiles(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Array:
    """Bias of quantile forecasts, (...) inside [-1, 1]; above 0 = too high.

    quantiles (..., Q), levels (Q,) among them 0.5, observed (...). NaN where any of a forecast's quantiles or
    the observation is NaN.

    >>> bias_quantiles([[8.0, 10.0, 14.0]] * 3, [0.25, 0.5, 0.75], [9.0, 10.0, 20.0])
    array([ 0.5,  0. , -1. ])
    """
    values, at, seen = align(quantiles, levels, observed)
    median = values[..., place_of(at, 0.5)]
    y = seen[..., None]
    below = np.where(values <= y, at, 0.0).max(axis=-1)
    above = np.where(values >= y, at, 1.0).min(axis=-1)
    found = np.select([seen < median, seen > median], [1 - 2 * below, 1 - 2 * above], 0.0)
    return np.where(np.isnan(seen) | np.isnan(values).any(axis=-1), np.nan, found)


def bias_samples(samples: ArrayLike, observed: ArrayLike, *, counts: bool = True) -> Array:
    """Bias of draws (..., M), (...) inside [-1, 1]; above 0 = too high. NaN in a forecast gives NaN.

    counts = the draws are whole numbers, and ties with the observation count half.

    >>> bias_samples([3, 4, 4, 9], 4)
    array(0.)
    """
    draws, seen = np.asarray(samples, np.float64), np.asarray(observed, np.float64)
    y = seen[..., None]
    at_most = (draws <= y).mean(axis=-1)
    less = (draws <= y - 1).mean(axis=-1) if counts else at_most
    return np.where(np.isnan(draws).any(axis=-1) | np.isnan(seen), np.nan, 1 - at_most - less)

"""Coverage: how often central intervals, or single quantiles, held what came.

Source    Gneiting, Balabdaoui, Raftery (2007), J. R. Stat. Soc. B 69:243-268.
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import align, place_of
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError


def covered(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike, *, central: float) -> Array:
    """Whether the central interval held the observation, its ends included; 1, 0, or NaN where unknown.

    Parameters
    ----------
    quantiles  (..., Q) float
    levels     (Q,), among them (1 - central) / 2 and its partner; InputError otherwise
    observed   (...) float
    central    probability inside, such as 0.5 or 0.95

    Returns
    -------
    (...) float; its mean over forecasts is the coverage. NaN where an end or the observation is NaN

    >>> covered([[8.0, 10.0, 14.0]] * 2, [0.25, 0.5, 0.75], [9.0, 20.0], central=0.5)
    array([1., 0.])
    """
    if not 0 < central < 1:
        raise OptionError("central", central, "inside (0, 1)")
    values, at, seen = align(quantiles, levels, observed)
    low = values[..., place_of(at, (1 - central) / 2)]
    high = values[..., place_of(at, (1 + central) / 2)]
    inside = ((low <= seen) & (seen <= high)).astype(np.float64)
    return np.where(np.isnan(low) | np.isnan(high) | np.isnan(seen), np.nan, inside)


def quantile_coverage(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Array:
    """(Q,) share of observations at or below each quantile; near the levels where calibrated.

    A quantile or observation that is NaN counts neither way; NaN where none is left.

    >>> quantile_coverage([[8.0, 10.0, 14.0]] * 2, [0.25, 0.5, 0.75], [9.0, 20.0])
    array([0. , 0.5, 0.5])
    """
    values, at, seen = align(quantiles, levels, observed)
    rows, y = values.reshape(-1, len(at)), seen.reshape(-1, 1)
    known = ~(np.isnan(rows) | np.isnan(y))
    n = known.sum(axis=0)
    return np.where(n > 0, ((y <= rows) & known).sum(axis=0) / np.maximum(n, 1), np.nan)

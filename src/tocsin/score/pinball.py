"""Quantile score: what one quantile costs, by how far and on which side the observation fell.

    pinball = (level - [y < q]) (y - q)

Source    Gneiting (2011), Int. J. Forecast. 27:197-207, equation 13; Koenker & Bassett (1978).
Checked   tests/reference/test_scoringrules.py (scoringrules.quantile_score).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import align
from tocsin.vocab.arrays import Array


def pinball(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Array:
    """Quantile score of every quantile; smaller is better, 0 is the best.

    Parameters
    ----------
    quantiles  (..., Q) float, in the unit of what is counted
    levels     (Q,) increasing inside (0, 1)
    observed   (...) float

    Returns
    -------
    (..., Q) float in the same unit; NaN where the quantile or the observation is NaN

    >>> pinball([8.0, 10.0, 14.0], [0.25, 0.5, 0.75], 12.0)
    array([1. , 1. , 0.5])
    """
    values, at, seen = align(quantiles, levels, observed)
    miss = seen[..., None] - values
    return np.maximum(at * miss, (at - 1.0) * miss)

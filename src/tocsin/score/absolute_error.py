"""Absolute error of the median: what remains of a forecast that only gave one number.

Source    Gneiting (2011), J. Am. Stat. Assoc. 106:746-762 (why the median, and not the mean).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import align, place_of
from tocsin.vocab.arrays import Array


def absolute_error(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Array:
    """(...) distance from the median to the observation; `levels` must hold 0.5. NaN gives NaN.

    >>> absolute_error([8.0, 10.0, 14.0], [0.25, 0.5, 0.75], 12.0)
    array(2.)
    """
    values, at, seen = align(quantiles, levels, observed)
    return np.asarray(np.abs(values[..., place_of(at, 0.5)] - seen))

"""Interval score: width of a central interval plus a fine for missing it.

    IS = (u - l) + 2/alpha (l - y)+ + 2/alpha (y - u)+

Source    Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102:359-378, section 6.2.
Checked   tests/reference/test_scoringrules.py (scoringrules.interval_score).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import InputError, OptionError


def interval_score(lower: ArrayLike, upper: ArrayLike, observed: ArrayLike, *, central: float) -> Array:
    """Score of one central prediction interval; smaller is better.

    Parameters
    ----------
    lower, upper  (...) float; ends of the interval
    observed      (...) float
    central       probability inside the interval, such as 0.95; alpha above is 1 - central

    Returns
    -------
    (...) float in the unit of the counts; NaN where any of the three is NaN

    Raises InputError where an interval ends before it begins.

    >>> interval_score(10.0, 20.0, 22.0, central=0.5)
    array(18.)
    """
    if not 0 < central < 1:
        raise OptionError("central", central, "inside (0, 1)")
    low, high, seen = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (lower, upper, observed)))
    if (low > high).any():
        raise InputError(
            f"{int((low > high).sum())} intervals end before they begin; swap their ends or drop them."
        )
    fine = 2.0 / (1.0 - central)
    return np.asarray((high - low) + fine * (np.maximum(low - seen, 0) + np.maximum(seen - high, 0)))

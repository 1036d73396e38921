"""Log scale: forecasts and observations as log(x + 1), so that a score is about growth and not about size.

Source    Bosse et al. (2023), PLOS Comput. Biol. 19:e1011393.
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import InputError, OptionError


def log_scale(values: ArrayLike, *, offset: float = 1.0) -> Array:
    """log(x + offset) of counts or of their quantiles; NaN stays NaN.

    Quantiles may be taken before the logarithm: it keeps their order. Means may not.
    Raises InputError for numbers below 0: there is no growth from less than nothing.

    >>> log_scale([0.0, 1.0]).round(4)
    array([0.    , 0.6931])
    """
    if offset <= 0:
        raise OptionError("offset", offset, "above 0")
    found = np.asarray(values, np.float64)
    below = found < 0
    if below.any():
        raise InputError(
            f"{int(below.sum())} values are below 0 (lowest {float(found[below].min()):g}); the log scale "
            "needs 0 or more. Correct them, or score on the natural scale."
        )
    return np.log(found + offset)

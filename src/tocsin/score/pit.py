"""PIT: where in each forecast distribution the observation fell; level over many where calibrated.

What a forecast says of the observation's place is an interval: between two levels for quantiles, between
P(x < y) and P(x <= y) for counts. The histogram spreads each interval evenly, so no chance is involved.

Source    Czado, Gneiting, Held (2009), Biometrics 65:1254-1261, section 2.1 (non-randomised).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import align, place_of
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError


def pit_quantiles(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> tuple[Array, Array]:
    """Lower and upper bound (...) of each observation's place, from quantiles (..., Q) that do not cross.

    The bounds are levels, 0 below the first and 1 above the last. An observation that equals quantiles lies
    between the level before the first of them and the level after which they are exceeded. NaN gives NaN.

    >>> pit_quantiles([8.0, 10.0, 14.0], [0.25, 0.5, 0.75], 12.0)
    (array(0.5), array(0.75))
    """
    values, at, seen = align(quantiles, levels, observed)
    y = seen[..., None]
    low = np.where(values < y, at, 0.0).max(axis=-1)
    high = np.where(values > y, at, 1.0).min(axis=-1)
    unknown = np.isnan(seen) | np.isnan(values).any(axis=-1)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def pit_samples(samples: ArrayLike, observed: ArrayLike) -> tuple[Array, Array]:
    """Share of draws (..., M) below, and at or below, the observation (...). NaN gives NaN.

    >>> pit_samples([1, 2, 2, 5], 2)
    (array(0.25), array(0.75))
    """
    draws, seen = np.asarray(samples, np.float64), np.asarray(observed, np.float64)
    y = seen[..., None]
    unknown = np.isnan(seen) | np.isnan(draws).any(axis=-1)
    low, high = (draws < y).mean(axis=-1), (draws <= y).mean(axis=-1)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def pit_histogram(lower: ArrayLike, upper: ArrayLike, *, bins: int = 10) -> Array:
    """(bins,) share of observations in each tenth (or other part) of their forecasts; sums to 1.

    Each interval is spread evenly over the parts it meets; one of no width lies in the part that holds it.
    Pairs with NaN are not counted; NaN throughout where none is left.

    >>> pit_histogram([0.0, 0.5], [0.5, 1.0], bins=4)
    array([0.25, 0.25, 0.25, 0.25])
    """
    if bins < 2:
        raise OptionError("bins", bins, "2 or more")
    low, high = np.ravel(np.asarray(lower, np.float64)), np.ravel(np.asarray(upper, np.float64))
    known = ~(np.isnan(low) | np.isnan(high))
    if not known.any():
        return np.full(bins, np.nan)
    low, high = low[known][:, None], high[known][:, None]
    edges = np.linspace(0, 1, bins + 1)
    wide = high > low
    width = np.where(wide, high - low, 1.0)
    reached = np.where(wide, np.clip((edges - low) / width, 0, 1), edges > low)
    reached[:, 0], reached[:, -1] = 0.0, 1.0
    return np.asarray(np.diff(reached, axis=1).mean(axis=0))


def sharpness(quantiles: ArrayLike, levels: ArrayLike, *, central: float = 0.5) -> Array:
    """(...) width of a central interval, in the unit of the counts: what a forecast dared. NaN gives NaN.

    >>> sharpness([8.0, 10.0, 14.0], [0.25, 0.5, 0.75])
    array(6.)
    """
    shape = np.shape(quantiles)[:-1]
    values, at, _ = align(quantiles, levels, np.zeros(shape))
    return np.asarray(
        values[..., place_of(at, (1 + central) / 2)] - values[..., place_of(at, (1 - central) / 2)]
    )

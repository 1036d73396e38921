"""Serial interval: the time from the onset of a case to the onset of those it infects, in whole periods.

    w[k] = E max(0, 1 - |1 + X - k|),   X ~ gamma(shape = ((mean-1)/sd)^2, scale = sd^2/(mean-1))

which is, with F the distribution function of X and F+ that of a gamma with one more in its shape,

    w[k] = k F(k) + (k-2) F(k-2) - 2(k-1) F(k-1) + (mean-1) [2 F+(k-1) - F+(k-2) - F+(k)]

Right of the mean the same sum is taken of 1 - F, so the far tail keeps its digits.

Source   Cori, Ferguson, Fraser, Cauchemez (2013), Am. J. Epidemiol. 178:1505-1512, web appendix 11.
Checked  tests/reference/rt_intervals.csv (EpiEstim 2.2-4, discr_si), made by validation/rt.R.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.special import gammainc, gammaincc

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError

SMALLEST = 1e-18  # weights below add nothing to a sum of counts in double precision
LONGEST = 2_000  # periods; an interval that has not died out by then is a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialInterval:
    """A shifted gamma serial interval: nobody infects on the day of their own onset.

    mean  periods, above 1
    sd    periods, above 0
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not 1 < self.mean < LONGEST / 4:
            raise OptionError("mean", self.mean, f"an interval above 1 and below {LONGEST // 4} periods")
        if not 0 < self.sd < LONGEST / 4:
            raise OptionError("sd", self.sd, f"above 0 and below {LONGEST // 4} periods")

    def weights(self) -> Array:
        """(K,) chance of 0, 1, 2, ... periods, up to where the rest cannot be seen in a sum."""
        length = min(LONGEST, int(np.ceil(self.mean + 10 * self.sd)) + 8)
        w = discretise(self.mean, self.sd, length)
        while length < LONGEST and w[-1] > SMALLEST:
            length = min(LONGEST, 2 * length)
            w = discretise(self.mean, self.sd, length)
        return w[: int(np.flatnonzero(w > SMALLEST)[-1]) + 1]


def discretise(mean: float, sd: float, length: int) -> Array:
    """Chances of 0, 1, ..., length - 1 periods between onsets, (length,); they add up to at most 1.

    Parameters
    ----------
    mean, sd  of the serial interval before it is cut into periods; mean above 1
    length    how many

    >>> discretise(2.6, 1.5, 4).round(6)
    array([0.      , 0.233172, 0.358579, 0.198111])
    """
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    k = np.arange(length + 0.0)
    low = _hat(k, shape, scale, gammainc)
    high = -_hat(k, shape, scale, gammaincc)
    w = np.where(k < mean, low, high)
    w[0] = 0.0
    return np.maximum(w, 0.0)


def _hat(k: Array, shape: float, scale: float, part: np.ufunc) -> Array:
    """The sum of the head with `part` (below or above) in the place of F."""

    def of(order: float, at: Array) -> Array:
        return cast(Array, part(order, np.maximum(at, 0.0) / scale))

    first = k * of(shape, k) + (k - 2) * of(shape, k - 2) - 2 * (k - 1) * of(shape, k - 1)
    more = shape + 1
    second = 2 * of(more, k - 1) - of(more, k - 2) - of(more, k)
    return first + shape * scale * second


Interval = SerialInterval | Array
"""A shifted gamma, or the chances of 0, 1, 2, ... periods themselves."""


def interval_weights(interval: Interval) -> Array:
    """Chances of 0, 1, 2, ... periods, (K,) float64.

    Raises OptionError for a list that does not begin with 0, is negative anywhere or does not add up to 1.

    >>> interval_weights(np.array([0, 0.5, 0.5])).sum()
    np.float64(1.0)
    """
    if isinstance(interval, SerialInterval):
        return interval.weights()
    w = np.asarray(interval, np.float64)
    if w.ndim != 1 or len(w) < 2 or not np.isfinite(w).all():
        raise OptionError("interval", w.tolist(), "a list of chances for 0, 1, 2, ... periods")
    if w[0] != 0 or (w < 0).any():
        raise OptionError("interval", w.tolist(), "0 for no period between onsets, and nowhere negative")
    if abs(w.sum() - 1) > 1e-3:
        raise OptionError("interval", w.tolist(), f"chances that add up to 1 (they add up to {w.sum():.6g})")
    return np.ascontiguousarray(w)


def interval_mean(weights: Array) -> float:
    """Mean of a discrete interval, periods."""
    return float(np.arange(len(weights)) @ weights)

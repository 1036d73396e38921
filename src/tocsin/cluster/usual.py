"""The range in which a count would usually lie, and the excess above it, from what a method said.

A method gives the expected count mu and the largest count u that is not above, its (1 - alpha) quantile.
Counts with variance phi mu are close to normal on the 2/3-power scale, so one spread s tells all other
quantiles in closed form, without a search for the dispersion of a negative binomial:

    s = (u^(2/3) - mu^(2/3)) / z[1 - alpha],   quantile(q) = (mu^(2/3) + z[q] s)^(3/2)

Source    the 2/3 power: Farrington et al. (1996), J. R. Stat. Soc. A 159:547-563, section 3.4.
Differs   s is never below that of a Poisson count, (2/3) mu^(1/6): a bound at or under the expected count
          (rare diseases) says nothing of the spread. Where a method has no bound, its p-value gives s.
Checked   tests/unit/cluster/test_usual.py (negative binomial quantiles)
"""

import numpy as np
from scipy.special import ndtri

from tocsin.vocab.arrays import Array

COVERAGE = 0.95  # of the usual range and of the interval of the excess


def spread(expected: Array, upper: Array, observed: Array, p_value: Array, alpha: Array) -> Array:
    """Standard deviation of each count on the 2/3-power scale.

    All arrays broadcast to one shape; `alpha` is the chance of a count above `upper`. NaN = unjudged.

    >>> one = np.ones(1)
    >>> spread(100 * one, 124 * one, 130 * one, 0.004 * one, 0.01 * one).round(2)
    array([1.44])
    """
    centre = _power(expected)
    least = 2 / 3 * np.maximum(expected, 0.0) ** (1 / 6)
    by_bound = (_power(upper) - centre) / -ndtri(alpha)
    telling = (p_value < 0.25) & (p_value > 0) & (observed > expected)
    by_chance = (_power(observed) - centre) / -ndtri(np.where(telling, p_value, 0.25))
    without = np.where(telling, by_chance, least)
    return np.maximum(np.where(np.isnan(upper), without, by_bound), least)


def standardised(observed: Array, expected: Array, spread: Array) -> Array:
    """Distance of a count from the expected one in spreads; about standard normal when nothing happens."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (_power(observed) - _power(expected)) / spread
    return np.where(np.equal(observed, expected), 0.0, z)


def usual_range(expected: Array, spread: Array, coverage: float = COVERAGE) -> tuple[Array, Array]:
    """Lower and upper end of the central range that holds a share `coverage` of usual counts.

    >>> low, high = usual_range(np.array([9.0]), np.array([0.96]))
    >>> low.round(1), high.round(1)
    (array([3.8]), array([15.5]))
    """
    z = -float(ndtri((1 - coverage) / 2))
    centre = _power(expected)
    return _unpower(centre - z * spread), _unpower(centre + z * spread)


def excess(observed: Array, expected: Array, spread: Array) -> tuple[float, float, float]:
    """Cases above what was expected over several periods, with the interval that chance leaves.

    observed, expected, spread  (n,) one entry per period; periods vary independently of each other

    The sum of usual counts has mean sum(mu) and variance sum((1.5 mu^(1/3) s)^2), brought back to the
    2/3-power scale. Returns the excess and its lower and upper end; the lower end may be negative.
    """
    total = np.sum(np.maximum(expected, 0.0))
    deviation = float(np.sqrt(np.sum((1.5 * np.maximum(expected, 0.0) ** (1 / 3) * spread) ** 2)))
    whole = np.atleast_1d(total)
    width = np.zeros(1) if total == 0 else deviation / (1.5 * whole ** (1 / 3))
    low, high = usual_range(whole, width)
    cases = float(np.sum(observed))
    return cases - float(np.sum(expected)), cases - float(high[0]), cases - float(low[0])


def _power(values: Array) -> Array:
    return np.asarray(np.maximum(values, 0.0) ** (2 / 3))


def _unpower(values: Array) -> Array:
    return np.asarray(np.maximum(values, 0.0) ** 1.5)

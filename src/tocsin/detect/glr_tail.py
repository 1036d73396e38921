"""How unusual a generalised likelihood ratio is while nothing has changed.

Written as b^2 / 2, the chart's value after n counts is in control about that of a normal random walk W:

    P(max_{1<=k<=n} W(k) / sqrt(k) >= b)  ~  1 - Phi(b) + b phi(b) integral_{b/sqrt(n)}^{b} nu(x) / x dx
    nu(x) = (2/x) (Phi(x/2) - 1/2) / ((x/2) Phi(x/2) + phi(x/2))

with n the counts since the chart began or last rang. Close for p below 0.2 (within a tenth in simulations of
normal counts, n up to 400); above b = 1.5 is what matters, below it a line leads to 1 at b = 0. Counts of
mean below about 2 are so skewed that small p-values are rough. A chart with theta given is a likelihood ratio
CUSUM: p = exp(-S) is then a bound, see `chart_tail`.

Source   Siegmund (1985), Sequential Analysis, ch. 4 and 10; Siegmund, Venkatraman (1995), Ann. Stat. 23:255.
"""

from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from tocsin.vocab.arrays import Array

_KNEE = 1.5


@lru_cache(maxsize=1)
def _overshoot() -> tuple[Array, Array]:
    """log x and the integral of nu(x)/x from the first of them, on a fine grid."""
    grid = np.linspace(np.log(1e-4), np.log(60.0), 4001)
    x = np.exp(grid)
    nu = 2 / x * (ndtr(x / 2) - 0.5) / (x / 2 * ndtr(x / 2) + _phi(x / 2))
    area = np.concatenate([[0.0], np.cumsum((nu[1:] + nu[:-1]) / 2 * np.diff(grid))])
    return grid, area


def _phi(x: Array) -> Array:
    density: Array = np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)
    return density


def chance_of_as_large(statistic: Array, n: Array) -> Array:
    """p-value of a chart's value after `n` counts; NaN stays NaN.

    >>> chance_of_as_large(np.array([0.0, 2.0, 5.0, 5.0]), np.array([9.0, 1.0, 1.0, 400.0])).round(5)
    array([1.000e+00, 2.275e-02, 7.800e-04, 1.626e-02])
    """
    p = np.where(np.isnan(statistic), np.nan, 1.0)
    some = statistic > 0
    b = np.sqrt(2 * statistic[some])
    far = np.clip(b, _KNEE, 60.0)
    top = np.log(far)
    span = _area(top) - _area(top - 0.5 * np.log(n[some]))
    beyond = np.minimum(1.0, 1 - ndtr(far) + far * _phi(far) * span)
    p[some] = np.where(b >= _KNEE, beyond, 1 - (1 - beyond) * b / _KNEE)
    return p


def _area(log_x: Array) -> Array:
    """Integral of nu(x)/x up to x, interpolated."""
    grid, area = _overshoot()
    place = np.clip((log_x - grid[0]) / (grid[1] - grid[0]), 0, grid.size - 1.001)
    at = place.astype(np.int64)
    between: Array = area[at] + (place - at) * (area[at + 1] - area[at])
    return between

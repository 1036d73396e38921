"""How unusual the largest of several overlapping window sums is.

    S[m] = (z[1] + ... + z[m]) / sqrt(m),   z independent standard normal
    tail(s) = P(max over m <= M of S[m] >= s)

W[m] = z[1] + ... + z[m] is a random walk, and the tail is the chance that it crosses s sqrt(m) at some m. The
density of the walk that has not crossed yet is carried from step to step on Gauss-Legendre nodes, and what
crosses at each step is added up: sums of positive terms, so small chances keep their digits.

Source    the recursion of Armitage, McPherson, Rowe (1969), J. R. Stat. Soc. A 132:235-244.
Checked   tests/unit/detect/test_scan_tail.py (bivariate normal; simulation)
"""

from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.special import ndtr

from tocsin.vocab.arrays import Array

NODES = 100
FAR = 9.0  # standard deviations below zero where the walk's density is left out
LOW, HIGH, STEP = -5.0, 37.0, 0.1  # the table; the normal tail beyond 37 is below 1e-300


def crossing(s: float, windows: int) -> float:
    """P(max over m <= windows of S[m] >= s); cost O(windows NODES^2).

    >>> crossing(2.0, 1), crossing(2.0, 3)  # doctest: +ELLIPSIS
    (0.0227..., 0.049...)
    """
    node, weight = np.polynomial.legendre.leggauss(NODES)
    total = float(ndtr(-s))
    place, mass = _on(node, weight, s, 1)
    mass = mass * _density(place)
    for m in range(2, windows + 1):
        bound = s * np.sqrt(m)
        total += float(mass @ ndtr(place - bound))
        if m < windows:
            after, width = _on(node, weight, s, m)
            mass = width * (mass @ _density(after[None, :] - place[:, None]))
            place = after
    return min(total, 1.0)


def _on(node: Array, weight: Array, s: float, m: int) -> tuple[Array, Array]:
    """Nodes and weights from far below to the bound of step m."""
    high = s * np.sqrt(m)
    low = min(-FAR * np.sqrt(m), high - FAR)
    half = (high - low) / 2
    return low + half * (node + 1), half * weight


def _density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi))


@lru_cache(maxsize=8)
def _table(windows: int) -> CubicSpline:
    grid = np.arange(LOW, HIGH + STEP / 2, STEP)
    return CubicSpline(grid, np.log([crossing(float(s), windows) for s in grid]))


def scan_tail(s: Array, windows: int) -> Array:
    """`crossing` of every s, from a table of its logarithm; NaN stays NaN, -inf gives 1.

    >>> scan_tail(np.array([-np.inf, 2.0]), 3).round(4)
    array([1.    , 0.0492])
    """
    p = np.exp(_table(windows)(np.clip(s, LOW, HIGH)))
    return np.where(np.isnan(s), np.nan, np.where(s < LOW, 1.0, np.minimum(p, 1.0)))


@lru_cache(maxsize=64)
def critical_score(alpha: float, windows: int) -> float:
    """The score that is reached with chance alpha.

    >>> round(critical_score(0.01, 3), 2)
    2.64
    """
    table = _table(windows)
    return float(brentq(lambda s: float(table(s)) - np.log(alpha), LOW, HIGH))

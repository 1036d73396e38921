"""How often the sum of C3 is as large when nothing happens.

For normal counts the discrepancies do not depend on mean or variance. Three judged counts are standard
normal Z, their baseline has mean M ~ N(0, 1/n) and standard deviation S, (n - 1) S² ~ chi²(n - 1), and

    P(C3 >= c) = E[ P( sum of three (Z - M - S)+ >= c S  given M, S ) ].

The three windows, which share all but two of their periods, are taken as one: against charts on simulated
normal counts the chance is right within a tenth down to 0.02 and too large, so on the safe side, below
(1.6 times at 0.0003). A table over c is made once per n by quadrature; between its points log p is linear
in log(1 + c), and beyond them it falls as c^-(n-1), as it must.

Checked   tests/unit/detect/test_ears.py (simulation).
"""

from functools import cache
from typing import cast

import numpy as np
from scipy.special import gammaln, log_ndtr, ndtr

from tocsin.vocab.arrays import Array

_STEP = 1 / 32  # of the convolution, in standard deviations
_REACH = 9.0  # no standard normal count lies beyond
_C = np.expm1(np.linspace(0.0, np.log1p(100.0), 241))


def sum_tail(score: Array, n: Array) -> Array:
    """P(C3 >= score) of counts without an outbreak; 1 where the score is 0.

    score  (S, J) values of C3; NaN stays NaN
    n      (S, J) reported periods in the baseline, 2 or more

    >>> sum_tail(np.array([[0.0, 1.96]]), np.array([[7, 7]])).round(3)
    array([[1.   , 0.066]])
    """
    p = np.where(np.isnan(score), np.nan, 1.0)
    beyond = score > 0
    for size in np.unique(n[beyond]):
        here = beyond & (n == size)
        p[here] = _from_table(score[here], int(size))
    return p


def _from_table(score: Array, n: int) -> Array:
    log_p = _table(n)
    inside = np.interp(np.log1p(np.minimum(score, _C[-1])), np.log1p(_C), log_p)
    return cast(Array, np.exp(inside - (n - 1) * np.log(np.maximum(score / _C[-1], 1.0))))


@cache
def _table(n: int) -> Array:
    """log P(sum >= c) at each c of `_C`; at c = 0 the chance of any positive sum."""
    df = n - 1
    spread = np.sqrt(1 / (2 * df))  # of log S, roughly
    log_s = np.linspace(max(-7.0, -40 * spread), min(2.0, 12 * spread), 120)
    log_density = df * log_s - df * np.exp(2 * log_s) / 2
    log_density += np.log(2) + df / 2 * np.log(df / 2) - gammaln(df / 2)
    weight_s = np.exp(log_density) * (log_s[1] - log_s[0])
    node, weight_m = np.polynomial.hermite_e.hermegauss(15)
    weight_m = weight_m / weight_m.sum()
    p = np.zeros(_C.size)
    grid = np.arange(0.0, 3 * _REACH, _STEP)
    for s, ws in zip(np.exp(log_s), weight_s, strict=True):
        tails = _three(node / np.sqrt(n) + s)
        at = np.minimum(_C * s, grid[-1])
        p += ws * sum(wm * np.interp(at, grid, tail) for wm, tail in zip(weight_m, tails, strict=True))
    return np.log(np.maximum(np.minimum.accumulate(p), 1e-300))


def _three(a: Array) -> Array:
    """P(sum of three (Z - a)+ > w), (A, W), for standard normal Z on a grid of w from 0."""
    size = int(3 * _REACH / _STEP)
    edges = np.arange(size + 1) * _STEP
    # The chance of each step sits at its upper and lower end in equal parts, as for a trapezoid.
    step = np.exp(log_ndtr(-(edges[:-1] + a[:, None]))) - np.exp(log_ndtr(-(edges[1:] + a[:, None])))
    mass = np.zeros((a.size, size + 1))
    mass[:, :-1] += step / 2
    mass[:, 1:] += step / 2
    mass[:, 0] += ndtr(a)
    turned = np.fft.rfft(mass, n=4 * size, axis=1)
    total = np.fft.irfft(turned**3, n=4 * size, axis=1)[:, :size]
    reached = 1 - np.cumsum(total, axis=1) + total / 2
    reached[:, 0] = 1 - ndtr(a) ** 3
    return np.maximum(reached, 0.0)

"""Quantiles and tails of Poisson and negative binomial counts with variance m + alpha m^2, alpha >= 0.

P(Y >= y) = Q-gamma or I_{am/(1+am)}(y, 1/a)        quantile = smallest q with P(Y <= q) >= 1 - level
"""

from typing import cast

import numpy as np
from scipy.special import betainc, gammainc, ndtri

from tocsin.vocab.arrays import Array, Flags


def chance_of_at_least(y: Array, m: Array, alpha: Array) -> Array:
    """P(Y >= y), y rounded up to a whole count; NaN where `y` or `m` is.

    >>> chance_of_at_least(np.array([0.0, 3.0]), np.array([1.0]), np.array([0.0])).round(6)
    array([1.      , 0.080301])
    """
    up = np.ceil(y)
    at = np.where(up > 0, up, 1.0)
    spread = np.where(alpha > 0, alpha, 1.0)
    ratio = spread * m / (1 + spread * m)
    p = np.where(alpha > 0, betainc(at, 1 / spread, ratio), gammainc(at, m))
    return cast(Array, np.where(np.isnan(y) | np.isnan(m), np.nan, np.where(up > 0, p, 1.0)))


def count_quantile(level: float, m: Array, alpha: Array) -> Array:
    """Smallest q with P(Y > q) <= level; NaN where `m` is. Begins at the Cornish-Fisher guess.

    >>> count_quantile(0.05, np.array([1.0, 4.0]), np.array([0.0, 0.5]))
    array([ 3., 11.])
    """
    z = ndtri(1 - level)
    known = ~np.isnan(m)
    m, alpha = m[known], alpha[known]
    sd = np.sqrt(m + alpha * m * m)
    high = np.maximum(0.0, np.floor(m + sd * z + (1 + 2 * alpha * m) * (z * z - 1) / 6))

    def enough(q: Array, part: Flags) -> Flags:
        return chance_of_at_least(q[part] + 1, m[part], alpha[part]) <= level

    low, step = high.copy(), 1.0
    short = ~enough(high, np.ones(m.shape, np.bool_))
    todo = short.copy()
    while todo.any():  # too low: go up
        low[todo], high[todo] = high[todo], high[todo] + step
        todo[todo] = ~enough(high, todo)
        step *= 4
    todo, step = ~short, 1.0
    while todo.any():  # high enough: go down; -1 is never enough
        high[todo], low[todo] = low[todo], np.maximum(low[todo] - step, -1.0)
        todo &= low >= 0
        todo[todo] = enough(low, todo)
        step *= 4
    while (todo := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        fits = np.zeros(m.shape, np.bool_)
        fits[todo] = enough(middle, todo)
        high, low = np.where(todo & fits, middle, high), np.where(todo & ~fits, middle, low)
    q = np.full(known.shape, np.nan)
    q[known] = high
    return q

"""Quantiles of Poisson and negative binomial counts, given mean and variance."""

from typing import cast

import numpy as np
from scipy.special import betainc, gammainc, gammaincinv

from tocsin.vocab.arrays import Array


def count_cdf(q: Array, mean: Array, excess: Array) -> Array:
    """P(Y <= q) for whole q >= -1, variance mean + excess mean^2; Poisson where `excess` is 0.

    >>> count_cdf(np.array([0.0, 2.0]), np.array([1.0, 4.0]), np.array([0.0, 0.5])).round(4).tolist()
    [0.3679, 0.4074]
    """
    spread = np.where(excess > 0, excess, 1.0)
    ratio = spread * mean / (1 + spread * mean)
    up = np.maximum(q + 1, 1e-300)
    above = np.where(excess > 0, betainc(up, 1 / spread, ratio), gammainc(up, mean))
    return cast(Array, np.where(q < 0, 0.0, 1 - above))


def count_quantiles(levels: Array, mean: Array, variance: Array) -> Array:
    """Smallest whole q with P(Y <= q) >= level, (..., Q), of the count with that mean and variance.

    A variance below the mean is taken as Poisson; NaN where the mean is. Begins at the gamma quantile.

    >>> count_quantiles(np.array([0.5, 0.95]), np.array([4.0]), np.array([12.0]))
    array([[ 3., 11.]])
    """
    shape = (*mean.shape, len(levels))
    out = np.full(shape, np.nan)
    known = np.broadcast_to((mean > 0)[..., None], shape)
    out[np.broadcast_to((mean == 0)[..., None], shape)] = 0.0
    m = np.broadcast_to(mean[..., None], shape)[known]
    v = np.maximum(np.broadcast_to(variance[..., None], shape)[known], m)
    p = np.broadcast_to(levels, shape)[known]
    a = (v - m) / m**2
    a = np.where(a > 1e-9, a, 0.0)
    guess = np.floor(gammaincinv(m * m / v, p) * v / m)
    low, high = np.maximum(guess - 1, -1.0), guess + 1
    step = np.maximum(1.0, np.floor(0.02 * np.sqrt(v)))
    while (wrong := (low >= 0) & (count_cdf(low, m, a) >= p)).any():
        low[wrong] = np.maximum(low[wrong] - step[wrong], -1.0)
        step[wrong] *= 4
    step = np.maximum(1.0, np.floor(0.02 * np.sqrt(v)))
    while (wrong := count_cdf(high, m, a) < p).any():
        high[wrong] += step[wrong]
        step[wrong] *= 4
    while (wide := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = count_cdf(middle, m, a) >= p
        high, low = np.where(wide & enough, middle, high), np.where(wide & ~enough, middle, low)
    out[known] = high
    return np.maximum.accumulate(out, axis=-1)

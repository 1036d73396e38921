"""Mixtures of gamma distributions: R when counts, or the serial interval, are not known for sure.

    F(x) = mean over draws d of P(gamma(shape_d, rate_d) <= x)

Each quantile lies between the smallest and the largest of the draws' own, so a safeguarded Newton step on F
finds it; where all draws agree the answer is theirs.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import gammainc, gammaincc, gammaln

from tocsin.rt.gamma_quantile import gamma_quantiles
from tocsin.vocab.arrays import Array

_CLOSE = 1e-11  # relative width at which a quantile is found
_BLOCK = 200_000  # gammas held at a time


class Mixture(NamedTuple):
    """Mean and sd (N,), quantiles (N, Q) and chance above 1 (N,) of N mixtures."""

    mean: Array
    sd: Array
    quantiles: Array
    above_one: Array


def mixture(shape: Array, rate: Array, levels: Array) -> Mixture:
    """Summaries of N mixtures of D equally likely gammas, given as (N, D) shapes and rates; NaN where any is.

    Cost: about 10 evaluations of the gamma distribution for each mixture, draw and level, 0.3 microseconds
    each; O(N D) memory.

    >>> m = mixture(np.array([[2.0, 2.0]]), np.array([[1.0, 1.0]]), np.array([0.5]))
    >>> m.mean, m.quantiles.round(6)
    (array([2.]), array([[1.678347]]))
    """
    N, D = shape.shape
    means = shape / rate
    mean = means.mean(axis=1)
    sd = np.sqrt((shape / rate**2).mean(axis=1) + means.var(axis=1))
    above = gammaincc(shape, rate).mean(axis=1)
    quantiles = np.full((N, len(levels)), np.nan)
    known = np.flatnonzero(~np.isnan(mean))
    step = max(1, _BLOCK // max(1, D))
    for i in range(0, len(known), step):
        part = known[i : i + step]
        quantiles[part] = _quantiles(shape[part], rate[part], levels)
    return Mixture(mean, sd, quantiles, above)


def _quantiles(shape: Array, rate: Array, levels: Array) -> Array:
    """(N, Q) quantiles; nothing is NaN here."""
    found = np.empty((len(shape), len(levels)))
    own = gamma_quantiles(shape, levels) / rate[:, :, None]
    for q, level in enumerate(levels):
        low, high = own[:, :, q].min(axis=1), own[:, :, q].max(axis=1)
        x = np.quantile(own[:, :, q], level, axis=1)
        todo = high - low > _CLOSE * high
        for _ in range(60):
            if not todo.any():
                break
            at, a, b = x[todo], shape[todo], rate[todo]
            scaled = at[:, None] * b
            gap = gammainc(a, scaled).mean(axis=1) - level
            density = np.exp(a * np.log(scaled) - scaled - gammaln(a)).mean(axis=1) / at
            low[todo], high[todo] = np.where(gap < 0, at, low[todo]), np.where(gap < 0, high[todo], at)
            with np.errstate(divide="ignore", invalid="ignore"):
                new = at - gap / density
            inside = (new >= low[todo]) & (new <= high[todo])
            x[todo] = np.where(inside, new, (low[todo] + high[todo]) / 2)
            done = (np.abs(x[todo] - at) <= _CLOSE * at) | (high[todo] - low[todo] <= _CLOSE * at)
            todo[todo] = ~done
        found[:, q] = x
    return np.maximum.accumulate(found, axis=1)

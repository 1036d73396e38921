"""The endemic-epidemic log-likelihood as a loop over cells, word for word; the judge of the kernel."""

import math

import numpy as np

from tocsin.forecast.endemic_epidemic_model import Design, lay_out
from tocsin.vocab.arrays import Array


def plain_means(design: Design, theta: Array) -> Array:
    """Means (S, T); NaN where a count that is needed is missing or lies before the first period."""
    layout, (S, T) = lay_out(design), design.counts.shape
    rows, offset = design.rows(0, T), design.offset_at(0, T)
    decay = math.exp(theta[layout.decay]) if layout.decay >= 0 else 0.0
    weights = design.weights_at(decay)[0]
    mu = np.full((S, T), np.nan)
    for i in range(S):
        for t in range(design.lag, T):
            past = design.counts[:, t - design.lag]
            near = sum(weights[j, i] * past[j] for j in range(S) if weights[j, i] > 0)
            at, total = 0, 0.0
            for source, k in zip((past[i], near, offset[i, t]), layout.parts.tolist(), strict=True):
                if k:
                    eta = sum(theta[layout.index[i, at + c]] * rows[at + c, t] for c in range(k))
                    total += math.exp(eta) * source
                at += k
            mu[i, t] = total
    return mu


def plain_loglik(design: Design, theta: Array) -> float:
    """Sum of the log-probabilities of all cells that have a mean and a count. Cost: O(S^2 T), slow."""
    layout, mu, total = lay_out(design), plain_means(design, theta), 0.0
    for i, t in zip(*np.nonzero(~np.isnan(mu) & ~np.isnan(design.counts)), strict=True):
        if design.skip is not None and design.skip[i]:
            continue
        y, m = design.counts[i, t], mu[i, t]
        if m == 0:
            if y > 0:
                return -math.inf
            continue
        total -= math.lgamma(y + 1)
        if layout.psi[i] < 0:
            total += y * math.log(m) - m
            continue
        r = math.exp(-theta[layout.psi[i]])
        total += math.lgamma(y + r) - math.lgamma(r) + r * math.log(r / (r + m)) + y * math.log(m / (r + m))
    return total

"""Likelihood ratio charts without tricks: every start, every theta of a fine grid, then a search. A judge."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from tocsin.vocab.arrays import Array


def log_density(y: Array, m: Array, alpha: float) -> Array:
    """Log density of counts, factors without m left out."""
    if alpha == 0:
        return y * np.log(m) - m - gammaln(y + 1)
    return y * np.log(m) - (y + 1 / alpha) * np.log1p(alpha * m) - gammaln(y + 1)


def plain_ratio(y: Array, m: Array, z: Array, alpha: float, change: str) -> float:
    """sup over theta >= 0 of the log likelihood ratio of these counts."""

    def less(theta: float) -> float:
        moved = m * np.exp(theta) if change == "intercept" else m + theta * z
        return float((log_density(y, m, alpha) - log_density(y, moved, alpha)).sum())

    top = 12.0 if change == "intercept" else 2 * (1 + y.max() / max(z[z > 0].min(initial=1.0), 1e-9))
    grid = np.concatenate([[0.0], np.geomspace(1e-4, top, 60)])
    at = int(np.argmin([less(g) for g in grid]))
    low, high = grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)]
    found = minimize_scalar(less, bounds=(low, high), method="bounded", options={"xatol": 1e-11})
    return max(0.0, -float(found.fun), -less(float(grid[at])))


def plain_glr(y: Array, m: Array, *, alpha: float, change: str, limit: float) -> Array:
    """The chart of one series of (T,) counts and means; it starts again after each alarm. Cost: O(T^3)."""
    statistic = np.full(y.size, np.nan)
    start = 0
    seen = np.flatnonzero(~np.isnan(y))
    z = np.zeros(y.size)
    z[1:] = np.nan_to_num(y[:-1])
    for i, t in enumerate(seen):
        windows = [seen[j : i + 1] for j in range(start, i + 1)]
        statistic[t] = max(plain_ratio(y[w], m[w], z[w], alpha, change) for w in windows)
        if statistic[t] >= limit:
            start = i + 1
    return statistic

"""The slope of one window and its interval, by root finding without tricks; judge of the kernel."""

import numpy as np
from scipy.optimize import brentq

from tocsin.vocab.arrays import Array


def plain_slope(
    y: Array, *, least_phi: float, quantile: float, steepest: float
) -> tuple[float, float, float, float, float]:
    """Rate, low, high, se and phi of one window (n,) of counts, NaN = missing; `quantile` of F(1, df)."""
    known = ~np.isnan(y)
    x = (np.arange(len(y)) - (len(y) - 1) / 2)[known]
    y = y[known]
    total = float(y.sum())
    m = float(y @ x) / total

    def log_sum(r: float) -> float:
        return float(np.logaddexp.reduce(r * x))

    def share(r: float) -> Array:
        return np.asarray(np.exp(r * x - log_sum(r)))

    rate, peak, phi, se = np.inf if y[-1] == total else -np.inf, 0.0, least_phi, np.nan
    if x[0] < m < x[-1]:
        rate = float(brentq(lambda r: float(share(r) @ x) - m, -steepest, steepest, xtol=1e-15))
        peak = rate * m - log_sum(rate)
        fitted = total * share(rate)
        phi = max(least_phi, float(((y - fitted) ** 2 / fitted).sum()) / (len(y) - 2))
        se = float(np.sqrt(phi / (total * (share(rate) @ x**2 - (share(rate) @ x) ** 2))))
    allowed = phi * quantile / (2 * total)

    def depth(r: float) -> float:
        return peak - (r * m - log_sum(r)) - allowed

    inside = float(np.clip(rate, -steepest, steepest))
    low, high = -np.inf, np.inf
    if rate > -np.inf and depth(-steepest) > 0:
        low = float(brentq(depth, -steepest, inside, xtol=1e-15))
    if rate < np.inf and depth(steepest) > 0:
        high = float(brentq(depth, inside, steepest, xtol=1e-15))
    return rate, low, high, se, phi

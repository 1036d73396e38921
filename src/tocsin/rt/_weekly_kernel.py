"""Compiled days of weeks: each week grows as its own R says; `weekly.plain_days` judges it."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _gap(g, total, before, inside, weights, shape, rate, share):  # type: ignore[no-untyped-def]
    """log of the R that the week's days give, less log of the R that growth g asks for; fills `share`."""
    days = len(share)
    step = np.exp(g)
    power, whole = 1.0, 0.0
    for d in range(days):
        share[d] = power
        whole += power
        power *= step
    force = 0.0
    for d in range(days):
        share[d] *= total / whole
        force += before[d] + share[d] * inside[days - 1 - d]
    decay, moment, power = np.exp(-g), 0.0, 1.0
    for k in range(1, len(weights)):
        power *= decay
        moment += weights[k] * power
    return np.log((shape + total) / (rate + force)) + np.log(moment)


@njit(cache=True, nogil=True)
def week_days(weeks, weights, shape, rate, days, steepest, first):  # type: ignore[no-untyped-def]
    """Daily counts (S, T days) that add up to each week; NaN where the week is.

    first  weeks that come before any R can be told: their days are equal
    """
    S, W = weeks.shape
    K = len(weights)
    result = np.full((S, W * days), np.nan)
    inside = np.zeros(days)  # chance to infect within so many further days of the week
    for d in range(1, days):
        inside[d] = inside[d - 1] + (weights[d] if d < K else 0.0)
    before, share = np.zeros(days), np.zeros(days)
    for s in range(S):
        for w in range(W):
            total = weeks[s, w]
            if np.isnan(total):
                continue
            start = w * days
            seen = 0.0
            for d in range(days):
                before[d] = 0.0
                for k in range(d + 1, min(K - 1, start + d) + 1):
                    y = result[s, start + d - k]
                    if not np.isnan(y):
                        before[d] += weights[k] * y
                seen += before[d]
            share[:] = total / days
            if w >= first and total > 0 and seen > 0:
                low, high = -steepest, steepest
                below = _gap(low, total, before, inside, weights, shape, rate, share)
                above = _gap(high, total, before, inside, weights, shape, rate, share)
                g = high if below > 0 else low
                if below > 0 and above < 0:
                    for i in range(200):
                        g = (low + high) / 2
                        if i % 3:
                            secant = low - below * (high - low) / (above - below)
                            g = secant if low < secant < high else g
                        value = _gap(g, total, before, inside, weights, shape, rate, share)
                        if value > 0:
                            low, below = g, value
                        else:
                            high, above = g, value
                        if high - low < 1e-12 or value == 0.0:
                            break
                elif below > 0:
                    g = high
                else:
                    g = low
                _gap(g, total, before, inside, weights, shape, rate, share)
            for d in range(days):
                result[s, start + d] = share[d]
    return result

"""Compiled trend rows, sums over periods and weighted quantiles; judged by `window_plain`."""

import numpy as np
from numba import njit

DAMPED = 0.8  # share of the growth of one cycle that is expected of the next


@njit(cache=True, nogil=True)
def value_at(whole, final, i, s, t, a):  # type: ignore[no-untyped-def]
    """Completed count of row t as of kept day s, when its newest column is a."""
    if a < whole.shape[2]:
        return whole[i, s, a]
    return final[i, t] if t >= 0 else np.nan


@njit(cache=True, nogil=True)
def trend_kernel(whole, known, final, first, start, cycle):  # type: ignore[no-untyped-def]
    """See `trend_rows`."""
    S, A, L = whole.shape
    rows = whole.copy()
    for i in range(S):
        for s in range(A):
            new, old = 0.0, 0.0
            for j in range(cycle):
                a = start + j
                new += value_at(whole, final, i, s, first + s - a, a)
                old += value_at(whole, final, i, s, first + s - a - cycle, a + cycle)
            if np.isnan(new) or np.isnan(old):
                continue
            growth = np.log((max(new, 0.0) + 1.0) / (max(old, 0.0) + 1.0))
            growth = min(max(growth, -1.0), 1.0)
            for a in range(min(start, L)):
                back, share, total = a, 1.0, 0.0
                while back < start:
                    back += cycle
                    share *= DAMPED
                    total += share * growth
                then = value_at(whole, final, i, s, first + s - back, back)
                if not np.isnan(then):
                    least = 0.0 if np.isnan(known[i, s, a]) else known[i, s, a]
                    rows[i, s, a] = max(then * np.exp(total), least)
    return rows


@njit(cache=True, nogil=True)
def sums_kernel(values, final, first, total, back):  # type: ignore[no-untyped-def]
    """See `window_sums`."""
    S, A, _ = values.shape
    out = np.full((S, A, back), np.nan)
    for i in range(S):
        for s in range(A):
            for k in range(back):
                x = 0.0
                for j in range(total):
                    x += value_at(values, final, i, s, first + s - k - j, k + j)
                out[i, s, k] = x
    return out


@njit(cache=True, nogil=True)
def quantile_kernel(values, weights, wanted):  # type: ignore[no-untyped-def]
    """See `weighted_quantiles`."""
    order = np.argsort(values)
    n = len(values)
    place = np.empty(n)
    total = weights.sum()
    run = 0.0
    for j in range(n):
        w = weights[order[j]]
        place[j] = (run + 0.5 * w) / total
        run += w
    return np.interp(wanted, place, values[order])

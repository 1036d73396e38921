"""Compiled infectiousness and its sums over windows; `window_sums.plain_sums` judges it."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def daily_force(cases, weights, lost_most, told):  # type: ignore[no-untyped-def]
    """Infectiousness (S, T), NaN where too much of it is missing, and whether any of it was filled."""
    S, T = cases.shape
    K = len(weights)
    force = np.empty((S, T))
    filled = np.zeros((S, T), np.bool_)
    for s in range(S):
        gaps = False
        for t in range(T):
            if np.isnan(cases[s, t]):
                gaps = True
                break
        for t in range(T):
            total = 0.0
            last = min(K - 1, t)
            if not gaps:
                for k in range(1, last + 1):
                    total += weights[k] * cases[s, t - k]
                force[s, t] = total
                continue
            seen, gone = 0.0, 0.0
            for k in range(1, last + 1):
                y = cases[s, t - k]
                if np.isnan(y):
                    gone += weights[k]
                else:
                    seen += weights[k]
                    total += weights[k] * y
            if gone == 0.0:
                force[s, t] = total
            elif gone <= lost_most * (seen + gone):
                force[s, t] = total * (seen + gone) / seen
                filled[s, t] = gone > told * (seen + gone)
            else:
                force[s, t] = np.nan
    return force, filled


@njit(cache=True, nogil=True)
def over_windows(local, force, filled, starts, ends):  # type: ignore[no-untyped-def]
    """Sums of cases and of infectiousness over usable periods, their number, and whether any was filled."""
    S = local.shape[0]
    J = len(starts)
    cases, total = np.zeros((S, J)), np.zeros((S, J))
    used = np.zeros((S, J), np.int64)
    touched = np.zeros((S, J), np.bool_)
    for s in range(S):
        for j in range(J):
            y, f, n, any_filled = 0.0, 0.0, 0, False
            for t in range(max(starts[j], 0), ends[j] + 1):
                if not np.isnan(local[s, t]) and not np.isnan(force[s, t]):
                    y += local[s, t]
                    f += force[s, t]
                    n += 1
                    any_filled |= filled[s, t]
            cases[s, j], total[s, j], used[s, j], touched[s, j] = y, f, n, any_filled
    return cases, total, used, touched

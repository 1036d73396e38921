"""Compiled slopes of log-linear regressions and their intervals; `growth_plain` judges it."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _tilted(r, known, n):  # type: ignore[no-untyped-def]
    """log of the sum of e^{rx} over the reported places, its mean of x and variance of x; x is centred."""
    middle = (n - 1) / 2
    step = np.exp(-abs(r))
    power, total, first, second = 1.0, 0.0, 0.0, 0.0
    top = 0.0
    for i in range(n):  # from the heaviest place on, so that powers only fall
        place = n - 1 - i if r >= 0 else i
        if known[place]:
            x = place - middle
            if total == 0.0:
                power, top = 1.0, r * x
            total += power
            first += power * x
            second += power * x * x
        power *= step
    mean = first / total
    return top + np.log(total), mean, max(0.0, second / total - mean * mean)


@njit(cache=True, nogil=True)
def _slope(m, known, n, steepest):  # type: ignore[no-untyped-def]
    """The r at which the tilted mean is m."""
    low, high = -steepest, steepest
    r = 0.0
    for _ in range(200):
        _, mean, variance = _tilted(r, known, n)
        gap = mean - m
        if gap > 0:
            high = r
        else:
            low = r
        new = r - gap / variance if variance > 0 else np.inf
        if not low < new < high:
            new = (low + high) / 2
        if abs(new - r) <= 1e-15 + 1e-14 * abs(r) or high - low < 1e-15:
            return new
        r = new
    return r


@njit(cache=True, nogil=True)
def _edge(start, m, peak, allowed, known, n, steepest):  # type: ignore[no-untyped-def]
    """Where the deviance reaches what is allowed; Newton on a convex function, from outside inwards."""
    r, last = start, np.inf
    for i in range(200):
        log_sum, mean, _ = _tilted(r, known, n)
        fall = peak - (r * m - log_sum) - allowed
        slope = mean - m
        if slope == 0.0:
            return np.inf if start > 0 else -np.inf
        new = min(max(r - fall / slope, -steepest), steepest)
        change = abs(new - r)
        if change <= 1e-15 + 1e-14 * abs(r) or (change < 1e-8 and change > last / 2):
            return new  # the second: steps no longer shrink, all that is left is rounding
        last = change
        if i > 1 and abs(new) >= steepest and abs(r) >= steepest:
            return np.inf if new > 0 else -np.inf
        r = new
    return r


@njit(cache=True, nogil=True)
def slopes(counts, n, need, least_phi, quantile, steepest):  # type: ignore[no-untyped-def]
    """Rate, low, high, se, phi, cases and reported periods of the windows that end at each period, (S, T, 7).

    quantile  (n + 1,) of F(1, df), by the number of reported periods
    """
    S, T = counts.shape
    result = np.full((S, T, 7), np.nan)
    known = np.zeros(n, np.bool_)
    for s in range(S):
        for t in range(n - 1, T):
            total, moment, periods = 0.0, 0.0, 0
            first, last = n, -1
            for i in range(n):
                y = counts[s, t - n + 1 + i]
                known[i] = not np.isnan(y)
                if known[i]:
                    total += y
                    moment += y * i
                    periods += 1
                    first = min(first, i)
                    last = i
            result[s, t, 5], result[s, t, 6] = total, periods
            if periods < need or total <= 0:
                continue
            m = moment / total - (n - 1) / 2
            at_first, at_last = moment == total * first, moment == total * last
            if at_first or at_last:
                result[s, t, 0] = -np.inf if at_first else np.inf
                phi, peak, r = max(least_phi, 0.0), 0.0, 0.0
            else:
                r = _slope(m, known, n, steepest)
                log_sum, _, variance = _tilted(r, known, n)
                peak = r * m - log_sum
                pearson = 0.0
                for i in range(n):
                    if known[i]:
                        mu = total * np.exp(r * (i - (n - 1) / 2) - log_sum)
                        if mu > 0:
                            pearson += (counts[s, t - n + 1 + i] - mu) ** 2 / mu
                phi = max(least_phi, pearson / (periods - 2))
                result[s, t, 0] = r
                result[s, t, 3] = np.sqrt(phi / (total * variance)) if variance > 0 else np.nan
            result[s, t, 4] = phi
            allowed = phi * quantile[periods] / (2 * total)
            step = 0.1 if at_first or at_last else np.sqrt(2 * allowed / max(variance, 1e-300))
            result[s, t, 1], result[s, t, 2] = -np.inf, np.inf
            if not at_first:
                result[s, t, 1] = _edge(min(r - step, -1e-9), m, peak, allowed, known, n, steepest)
            if not at_last:
                result[s, t, 2] = _edge(max(r + step, 1e-9), m, peak, allowed, known, n, steepest)
    return result

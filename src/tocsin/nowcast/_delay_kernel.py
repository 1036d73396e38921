"""Compiled filter over report days that learns delays and completes rows; judged by `delay_plain`."""

import numpy as np
from numba import njit

SMALL = 20.0  # cases by which weekdays are drawn to the mean of all weekdays
STEADY = 50.0  # expected cases by which the level of one series is drawn to that of all
PRIOR = 5.0  # cases that the neighbouring periods are worth beside what is known of a period


@njit(cache=True, nogil=True)
def running_counts(inc):  # type: ignore[no-untyped-def]
    """Counts so far and the last column seen, both (S, T, L)."""
    S, T, L = inc.shape
    so_far, last = np.zeros((S, T, L)), np.full((S, T, L), -1, np.int64)
    for i in range(S):
        for t in range(T):
            count, seen = 0.0, -1
            for d in range(L):
                if not np.isnan(inc[i, t, d]):
                    count += inc[i, t, d]
                    seen = d
                so_far[i, t, d] = count
                last[i, t, d] = seen
    return so_far, last


@njit(cache=True, nogil=True)
def learn(inc, so_far, s, w, ratio, level, block, num, den, rows, got, due):  # type: ignore[no-untyped-def]
    """Add what was reported on day s to the sums; a cell far from what was expected is pulled in."""
    S, T, L = inc.shape
    for i in range(S):
        for d in range(1, L):
            t = s - d
            if t < 0 or t >= T or np.isnan(inc[i, t, d]) or np.isnan(inc[i, t, d - 1]):
                continue
            x, c = inc[i, t, d], so_far[i, t, d - 1]
            if c < 0:
                continue
            if rows[i, d] > 5.0:
                most = 5.0 * den[i, d].sum() / rows[i, d] + 10.0
                if c > most:
                    x *= most / c
                    c = most
                e = c * ratio[i, d, w] * np.exp(level[i, block[d]])
                width = 5.0 * (np.sqrt(abs(e) + 1.0) + 0.5 * abs(e) + 0.02 * c)
                x = min(max(x, e - width), e + width)
                got[i, block[d]] += x
                due[i, block[d]] += c * ratio[i, d, w]
            num[i, d, w] += x
            den[i, d, w] += c
            rows[i, d] += 1.0


@njit(cache=True, nogil=True)
def pool(num, den, got, due, own, ratio, level):  # type: ignore[no-untyped-def]
    """Ratios per series, delay and weekday, and levels per series and block, drawn to all series together."""
    S, L, W = num.shape
    for d in range(1, L):
        below = den[:, d].sum()
        mean = num[:, d].sum() / below if below > 0 else 0.0
        for w in range(W):
            shared = (num[:, d, w].sum() + SMALL * mean) / (den[:, d, w].sum() + SMALL)
            for i in range(S):
                ratio[i, d, w] = (num[i, d, w] + own * shared) / (den[i, d, w] + own)
    for b in range(level.shape[1]):
        x, y = got[:, b].sum(), due[:, b].sum()
        shared = (x + SMALL) / (y + SMALL) if y > -0.5 * SMALL else 1.0
        for i in range(S):
            below = due[i, b] + STEADY
            now = (got[i, b] + STEADY * shared) / below if below > 0.5 * STEADY else 1.0
            level[i, b] = np.log(min(max(now, 0.2), 5.0))


@njit(cache=True, nogil=True)
def complete(so_far, last, s, kind, ratio, level, block, fade, cycle):  # type: ignore[no-untyped-def]
    """Known and completed count of the L newest rows as of day s, (S, L) each; column a is row s - a."""
    S, T, L = so_far.shape
    known, whole = np.full((S, L), np.nan), np.full((S, L), np.nan)
    for i in range(S):
        for a in range(min(L, s + 1)):
            t = s - a
            if t >= T or last[i, t, a] < 0:
                continue
            c, factor = so_far[i, t, a], 1.0
            for d in range(last[i, t, a] + 1, L):
                ahead = min(max(t + d - s, 0), L)
                step = ratio[i, d, kind[t + d]] * np.exp(level[i, block[d]] * fade[ahead])
                factor *= max(1.0 + step, 0.05)
            known[i, a] = c
            whole[i, a] = c * factor
            if factor > 1.0:
                around, n = 0.0, 0
                for z in range(1, 2 * cycle + 3):
                    if t - z >= 0:
                        around += so_far[i, t - z, min(a + z, L - 1)]
                        n += 1
                if around > 0:
                    rest = 1.0 - 1.0 / factor
                    whole[i, a] = c + rest * (c + PRIOR) / (1.0 - rest + PRIOR * n / around)
    return known, whole


@njit(cache=True, nogil=True)
def completed_kernel(inc, kind, block, halves, own, cycle, newest, keep):  # type: ignore[no-untyped-def]
    """See `completed_rows`."""
    S, _, L = inc.shape
    W, B = kind.max() + 1, block.max() + 1
    slow, fast = 0.5 ** (1.0 / halves[0]), 0.5 ** (1.0 / halves[1])
    fade = 0.5 ** (np.arange(L + 1) / halves[2])
    so_far, last = running_counts(inc)
    num, den, ratio = np.zeros((S, L, W)), np.zeros((S, L, W)), np.zeros((S, L, W))
    rows, got, due, level = np.zeros((S, L)), np.zeros((S, B)), np.zeros((S, B)), np.zeros((S, B))
    known, whole = np.full((S, keep, L), np.nan), np.full((S, keep, L), np.nan)
    for s in range(newest + 1):
        num *= slow
        den *= slow
        rows *= slow
        got *= fast
        due *= fast
        learn(inc, so_far, s, kind[s], ratio, level, block, num, den, rows, got, due)
        pool(num, den, got, due, own, ratio, level)
        at = s - (newest + 1 - keep)
        if at >= 0:
            k, m = complete(so_far, last, s, kind, ratio, level, block, fade, cycle)
            known[:, at] = k
            whole[:, at] = m
    return known, whole, rows, so_far, last

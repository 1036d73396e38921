"""Compiled OutbreakP; judged by plain loops in tests/unit/detect/test_outbreak_p.py."""

import numpy as np
from numba import njit

_STEPS = 100  # of the root search; Newton needs about 6, halving at most 60


@njit(cache=True, nogil=True)
def outbreak_kernel(counts, first, memory, threshold):  # type: ignore[no-untyped-def]
    """Logarithm of OutbreakP, and what bounds it, of periods `first` to the end; see `outbreak_p`.

    Returns (S, J) arrays: earlier reports in memory, their sum, log OutbreakP with the judged count, and
    the count at which it equals log `threshold` (NaN where it is above that with no case at all).
    """
    S, T = counts.shape
    n, total = np.zeros((S, T - first)), np.zeros((S, T - first))
    score, upper = np.full((S, T - first), np.nan), np.full((S, T - first), np.nan)
    level, width, log_part = np.empty(T + 1), np.empty(T + 1), np.empty(T + 1)
    for s in range(S):
        blocks, known, summed, start = 0, 0, 0.0, 0
        for t in range(T):
            if t < first and t - memory + 1 <= 0:
                if not np.isnan(counts[s, t]):
                    blocks = _push(counts[s, t], level, width, blocks)
                    known, summed = known + 1, summed + counts[s, t]
                continue
            if t < first:
                continue
            if t - memory + 1 > start:
                start, blocks, known, summed = t - memory + 1, 0, 0, 0.0
                for u in range(start, t):
                    if not np.isnan(counts[s, u]):
                        blocks = _push(counts[s, u], level, width, blocks)
                        known, summed = known + 1, summed + counts[s, u]
            y, j = counts[s, t], t - first
            n[s, j], total[s, j] = known, summed
            if np.isnan(y):
                continue
            if known > 0:
                usual = summed / known if summed > 0 else 1.0
                gathered = 0.0
                for k in range(blocks):
                    if level[k] > 0:
                        gathered += level[k] * np.log(level[k] / width[k] / usual)
                    log_part[k] = gathered
                past = (level, width, log_part, blocks, known, summed, usual)
                score[s, j] = max(_with(y, past)[0], 0.0)
                upper[s, j] = _bound(threshold, past)
            blocks = _push(y, level, width, blocks)
            known, summed = known + 1, summed + y
    return n, total, score, upper


@njit(cache=True, nogil=True)
def _push(y, level, width, blocks):  # type: ignore[no-untyped-def]
    """Add a count to the increasing means: blocks with sums `level` over `width` reports."""
    y_sum, y_width = y, 1.0
    while blocks > 0 and level[blocks - 1] * y_width >= y_sum * width[blocks - 1]:
        blocks -= 1
        y_sum, y_width = y_sum + level[blocks], y_width + width[blocks]
    level[blocks], width[blocks] = y_sum, y_width
    return blocks + 1


@njit(cache=True, nogil=True)
def _with(y, past):  # type: ignore[no-untyped-def]
    """Log OutbreakP were the judged count `y`, and its slope in `y`."""
    level, width, log_part, blocks, known, summed, usual = past
    y_sum, y_width, k = y, 1.0, blocks
    while k > 0 and level[k - 1] * y_width >= y_sum * width[k - 1]:
        k -= 1
        y_sum, y_width = y_sum + level[k], y_width + width[k]
    if y_sum == 0:
        return 0.0, 0.0
    top, mean = np.log(y_sum / y_width / usual), np.log((summed + y) / (known + 1) / usual)
    rest = log_part[k - 1] if k > 0 else 0.0
    return y_sum * top + rest - (summed + y) * mean, top - mean


@njit(cache=True, nogil=True)
def _bound(threshold, past):  # type: ignore[no-untyped-def]
    """The count at which log OutbreakP, which never falls as the count grows, equals `threshold`."""
    if _with(0.0, past)[0] > threshold:
        return np.nan
    low, high = 0.0, max(1.0, 2 * past[6])
    while _with(high, past)[0] <= threshold:
        low, high = high, 2 * high
    y = high
    for _ in range(_STEPS):
        value, slope = _with(y, past)
        if value > threshold:
            high = y
        else:
            low = y
        if high - low <= 1e-12 * high:
            break
        step = y - (value - threshold) / slope if slope > 0 else low
        if abs(step - y) <= 1e-13 * y:
            return step
        y = step if low < step < high else (low + high) / 2
    return (low + high) / 2

"""Compiled CUSUM with limits that move; judged by `rogerson.plain_chart`."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def chart_kernel(counts, begin, usable, k, h, decay, first, head, limit):  # type: ignore[no-untyped-def]
    """See `rogerson.chart`; `head` = start of the sum, `limit` = largest kept after an alarm, in limits."""
    S, T = counts.shape
    score = np.full((S, T - first), np.nan)
    needed = np.full((S, T - first), np.nan)
    p_value = np.full((S, T - first), np.nan)
    extra = 1.0 if head > 0.0 else 0.0
    for s in range(S):
        if not usable[s]:
            continue
        running, rate = head, np.inf
        for t in range(begin[s], T):
            y = counts[s, t]
            if np.isnan(y):
                continue
            rate = min(rate, decay[s, t])
            if t >= first:
                needed[s, t - first] = (1.0 - running) * h[s, t] + k[s, t]
            running = max(0.0, running + (y - k[s, t]) / h[s, t])
            if t >= first:
                score[s, t - first] = running
                if running > 0.0:
                    chance = np.exp(-rate * running) + extra * np.exp(rate * (head - running))
                    p_value[s, t - first] = min(1.0, chance)
                else:
                    p_value[s, t - first] = 1.0
            if running >= 1.0 - 1e-12:
                running = head if head > 0.0 else min(limit, running)
    return score, needed, p_value

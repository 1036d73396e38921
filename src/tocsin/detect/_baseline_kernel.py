"""Compiled moments of baselines; judged by `baseline_weeks.plain_moments`."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def moments_kernel(counts, places):  # type: ignore[no-untyped-def]
    """See `baseline_weeks.moments`."""
    S, J, K = counts.shape[0], places.shape[0], places.shape[1]
    n, total, sd = np.zeros((S, J)), np.zeros((S, J)), np.zeros((S, J))
    for s in range(S):
        for j in range(J):
            number, summed = 0, 0.0
            for k in range(K):
                at = places[j, k]
                if at >= 0 and not np.isnan(counts[s, at]):
                    number += 1
                    summed += counts[s, at]
            n[s, j] = number
            total[s, j] = summed
            if number < 2:
                continue
            mean, square = summed / number, 0.0
            for k in range(K):
                at = places[j, k]
                if at >= 0 and not np.isnan(counts[s, at]):
                    square += (counts[s, at] - mean) ** 2
            sd[s, j] = np.sqrt(square / (number - 1))
    return n, total, sd

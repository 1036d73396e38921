"""Compiled likelihood ratio of Poisson counts for a jump in the mean: sums of counts and means are enough.

With X cases where M were expected the best ratio is X log(X/M) - X + M, if X > M. Of two starts the older is
better for small jumps; where they are equal is set by cases over expected between them, so the useful starts
are the corners of a convex hull and no logarithm is needed to keep it. Judged by `glr_plain`.
"""

import numpy as np
from numba import njit

LEAST = 1e-300  # cases expected between two starts, where rounding leaves none: means that run to zero


@njit(cache=True, nogil=True)
def add_start(starts, rises, size, n, cases, expected):  # type: ignore[no-untyped-def]
    """Add the start n to the list, dropping those it makes useless; the new size.

    `cases[k]`, `expected[k]` are sums before k, `rises` the cases over expected between a start and the next.
    """
    while size > 0:
        last = starts[size - 1]
        rise = (cases[n] - cases[last]) / max(expected[n] - expected[last], LEAST)
        if rise > 1.0 and (size == 1 or rise > rises[size - 2]):
            rises[size - 1] = rise
            break
        size -= 1
    starts[size] = n
    return size + 1


@njit(cache=True, nogil=True)
def best_ratio(starts, size, n, cases, expected):  # type: ignore[no-untyped-def]
    """Largest ratio over starts, the count n - 1 being the newest."""
    best = 0.0
    for c in range(size - 1, -1, -1):
        X, M = cases[n] - cases[starts[c]], max(expected[n] - expected[starts[c]], LEAST)
        if X > M and 2.0 * M * best < (X - M) ** 2:
            best = max(best, X * np.log(X / M) - X + M)
    return best


@njit(cache=True, nogil=True)
def count_needed(starts, size, n, goal, cases, expected):  # type: ignore[no-untyped-def]
    """Smallest newest count at which the best ratio reaches `goal`; -1 if that of no cases does."""
    found = np.inf
    for c in range(size - 1, -1, -1):
        before, M = cases[n - 1] - cases[starts[c]], max(expected[n] - expected[starts[c]], LEAST)
        X = before + found
        if found < np.inf and (X <= M or X * np.log(X / M) - X + M < goal):
            continue
        X = M + goal / 3.0 + np.sqrt(goal * goal / 9.0 + 2.0 * goal * M)  # Bernstein: not below the root
        for _ in range(50):
            logs = np.log(X / M)
            move = (X * logs - X + M - goal) / logs
            X -= move
            if abs(move) <= 1e-12 * X:
                break
        found = min(found, X - before)
    return found if found >= 0.0 else -1.0

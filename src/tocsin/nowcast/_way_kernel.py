"""What past nowcasts would have cost, had they gone a part of the way only. Judged by `costs_plainly`."""

import numpy as np
from numba import njit

from tocsin.vocab.arrays import Array


@njit(cache=True)
def costs(come, more, weight, parts, levels):  # type: ignore[no-untyped-def]
    """(P, S, K) weighted sums of mean quantile scores; cells of weight 0 are left aside.

    come    (S, A, K) what came after the report
    more    (S, A, K, Q) what the quantiles at `levels` expected
    weight  (S, A, K)
    """
    S, A, K = come.shape
    out = np.zeros((len(parts), S, K))
    for s in range(S):
        for a in range(A):
            for k in range(K):
                if weight[s, a, k] <= 0.0:
                    continue
                share = weight[s, a, k] / len(levels)
                for q in range(len(levels)):
                    for p in range(len(parts)):
                        miss = come[s, a, k] - parts[p] * more[s, a, k, q]
                        out[p, s, k] += share * max(levels[q] * miss, (levels[q] - 1.0) * miss)
    return out


def costs_plainly(come: Array, more: Array, weight: Array, parts: Array, levels: Array) -> Array:
    """The same by NumPy."""
    miss = come[..., None] - parts[:, None, None, None, None] * more
    scores = np.maximum(levels * miss, (levels - 1.0) * miss).mean(axis=-1)
    return np.asarray(np.where(weight > 0, weight * scores, 0.0).sum(axis=2))

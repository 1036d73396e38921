"""How far a nowcast may leave the report as it stands, by what leaving it cost and saved lately.

Every quantile goes the same part of the way from the report: all of it, three quarters, a half or a quarter.
That part is taken which had the least weighted interval score over past nowcasts of the series, with those of
its pool beside them; less than the whole way has to save a tenth. So a nowcast that has not earned its
distance from the report keeps close to it.
"""

import numpy as np
from scipy.special import ndtri

from tocsin.nowcast._way_kernel import costs
from tocsin.nowcast.experts import GAIN, SHARED, Past
from tocsin.panel.forecast import FAN_LEVELS
from tocsin.vocab.arrays import Array

PARTS = np.array([1.0, 0.75, 0.5, 0.25])
LEVELS = np.array(FAN_LEVELS)
NORMAL = ndtri(LEVELS)


def part_of_the_way(past: Past, more: Array, weight: Array) -> Array:
    """(S, K) part of the way from the report to go; 1 where no past nowcast can be judged.

    more    (S, A - 1, K, Q) distance from the report of each quantile at FAN_LEVELS, of past nowcasts
    weight  (S, A - 1, K) how much each counts; 0 = not usable

    Cost: O(S A K), under 1 ms for a series of 200 past nowcasts and 29 targets.
    """
    n = weight.sum(axis=1)
    size = np.where(weight > 0, weight * np.abs(past.truth), 0.0).sum(axis=1) / np.maximum(n, 1e-9)
    own = costs(past.truth - past.known[:, :-1], more, weight, PARTS, LEVELS) / np.maximum(size, 1.0)
    pooled = own.sum(axis=1) / np.maximum(n.sum(axis=0), 1e-9)
    cost = (own + SHARED * pooled[:, None]) / (n + SHARED)
    cost[0] *= 1.0 - GAIN
    return np.where(n.sum(axis=0) > 0, PARTS[np.argmin(cost, axis=0)], 1.0)

"""Compiled last step of a chart: its numbers as verdicts, in one pass."""

import numpy as np
from numba import njit

from tocsin.vocab.status import Reason

_SHORT, _MISSING = int(Reason.SHORT_HISTORY), int(Reason.MISSING_REPORT)


@njit(cache=True, nogil=True)
def verdicts(counts, begin, mean, why, first, statistic, needed, limit):  # type: ignore[no-untyped-def]
    """Expected, above and reason, (S, J); `needed` becomes the upper bound in place.

    The bound is the number just below the smallest count that rings, NaN where any count does or none.
    """
    S, J = statistic.shape
    expected = np.full((S, J), np.nan)
    above, reason = np.zeros((S, J), np.bool_), np.empty((S, J), np.uint8)
    for s in range(S):
        for j in range(J):
            t = first + j
            code = why[s]
            if np.isnan(counts[s, t]):
                code = _MISSING
            elif code == 0 and t < begin[s]:
                code = _SHORT
            reason[s, j] = code
            if code == 0:
                expected[s, j] = mean[s, t]
                above[s, j] = statistic[s, j] >= limit
            count = needed[s, j]
            needed[s, j] = count * (1.0 - 2.220446049250313e-16) if 0.0 < count < np.inf else np.nan
    return expected, above, reason

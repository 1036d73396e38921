"""Compiled fits of a sliding window, one per judged week; judged by `seasonal_fit.plain_fit`."""

import numpy as np
from numba import njit

from tocsin.detect._dispersion_kernel import fit_negbin
from tocsin.detect._seasonal_kernel import fit_season, predict, start_flat
from tocsin.vocab.status import Reason

_SHORT, _FEW, _NO_FIT = int(Reason.SHORT_HISTORY), int(Reason.TOO_FEW_CASES), int(Reason.NO_CONVERGENCE)


@njit(cache=True, nogil=True)
def window_fits(  # type: ignore[no-untyped-def]
    counts, first, longest, shortest, excluded, basis, trend, negbin, reported
):
    """Mean and dispersion of each judged period, (S, J), and why there is none.

    The fit is to the `longest` periods before the last `excluded` ones, or as many as there are since the
    first report, at least `shortest`. Each search begins from the plain mean, not where the week before
    ended: what is said of a week must not depend on where the judging began.
    """
    S, T = counts.shape
    mean, alpha = np.full((S, T - first), np.nan), np.full((S, T - first), np.nan)
    reason = np.full((S, T - first), _SHORT, np.uint8)
    size = basis.shape[1] + (1 if trend else 0)
    beta, rhs, matrix = np.empty(size), np.empty(size), np.empty((size, size))
    work = np.empty((6, basis.shape[0]))
    for s in range(S):
        begun = 0
        while begun < T and np.isnan(counts[s, begun]):
            begun += 1
        for t in range(first, T):
            hi = t - excluded
            lo = max(begun, hi - longest)
            if hi - lo < shortest:
                continue
            n, total = start_flat(counts[s], lo, hi, beta)
            if n < max(reported * (hi - lo), 2.0 * size):
                continue
            if total == 0.0:
                reason[s, t - first] = _FEW
                continue
            good, found = fit_season(counts[s], lo, hi, basis, 0.0, beta, work, matrix, rhs), 0.0
            if good and negbin:
                good, found = fit_negbin(counts[s], lo, hi, basis, beta, work, matrix, rhs)
            reason[s, t - first] = 0 if good else _NO_FIT
            if good:
                mean[s, t - first] = predict(basis, beta, hi, t)
                alpha[s, t - first] = found
    return mean, alpha, reason

"""Compiled phase 1 of many series; judged by `seasonal_fit.plain_fit` and plain means."""

import numpy as np
from numba import njit

from tocsin.detect._dispersion_kernel import fit_negbin
from tocsin.detect._seasonal_kernel import factors, fit_season, start_flat
from tocsin.vocab.status import Reason

_SHORT, _FEW, _NO_FIT = int(Reason.SHORT_HISTORY), int(Reason.TOO_FEW_CASES), int(Reason.NO_CONVERGENCE)


@njit(cache=True, nogil=True)
def sums_before(counts, begin, length):  # type: ignore[no-untyped-def]
    """Reports and cases in the `length` periods before `begin`, (S,) each."""
    S = counts.shape[0]
    n, total = np.zeros(S), np.zeros(S)
    for s in range(S):
        for t in range(max(0, begin[s] - length), begin[s]):
            if not np.isnan(counts[s, t]):
                n[s] += 1.0
                total[s] += counts[s, t]
    return n, total


@njit(cache=True, nogil=True)
def fill_mean(basis, beta, hi, lo, mean):  # type: ignore[no-untyped-def]
    """Means of the periods from `lo` on under a fit to the periods before `hi`, into `mean`."""
    P, q = basis.shape
    season = np.empty(P)
    factors(basis, beta, season)
    slope = beta[q] / P if beta.shape[0] > q else 0.0
    for t in range(lo, mean.shape[0]):
        mean[t] = season[t % P] * np.exp(slope * (t - hi)) if slope != 0.0 else season[t % P]


@njit(cache=True, nogil=True)
def fit_one(y, lo, hi, basis, alpha, beta, work, matrix, rhs):  # type: ignore[no-untyped-def]
    """Fit from a flat start; (converged, dispersion). `alpha` < 0 = estimated."""
    start_flat(y, lo, hi, beta)
    if not fit_season(y, lo, hi, basis, 0.0, beta, work, matrix, rhs):
        return False, np.nan
    if alpha > 0.0:
        return fit_season(y, lo, hi, basis, alpha, beta, work, matrix, rhs), alpha
    if alpha < 0.0:
        return fit_negbin(y, lo, hi, basis, beta, work, matrix, rhs)
    return True, 0.0


@njit(cache=True, nogil=True)
def seasonal_means(counts, begin, length, basis, trend, alpha, reported):  # type: ignore[no-untyped-def]
    """See `in_control.learn`: means (S, T), dispersion (S,), reasons (S,); `alpha` < 0 = estimated."""
    S, T = counts.shape
    size = basis.shape[1] + (1 if trend else 0)
    means, found = np.full((S, T), np.nan), np.full(S, np.nan)
    reason = np.full(S, _SHORT, np.uint8)
    beta, rhs, matrix = np.empty(size), np.empty(size), np.empty((size, size))
    work = np.empty((6, basis.shape[0]))
    for s in range(S):
        hi = begin[s]
        if hi >= T:
            continue
        n, total = start_flat(counts[s], hi - length, hi, beta)
        if n < max(reported * length, float(size)):
            continue
        if total == 0.0:
            reason[s] = _FEW
            continue
        good, found[s] = fit_one(counts[s], hi - length, hi, basis, alpha, beta, work, matrix, rhs)
        reason[s] = 0 if good else _NO_FIT
        if good:
            fill_mean(basis, beta, hi, hi, means[s])
    return means, found, reason

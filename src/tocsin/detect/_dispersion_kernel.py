"""Compiled maximum likelihood of the negative binomial dispersion; judged by `seasonal_fit.plain_fit`."""

import numpy as np
from numba import njit

from tocsin.detect._seasonal_kernel import factors, fit_season

_ROUNDS = 60
_TABLE = 4096  # largest whole count whose digamma sums go through a table of "more than j" numbers
_HUGE = 1e8  # size beyond which the counts are Poisson for every purpose


@njit(cache=True, nogil=True)
def digamma_pair(x):  # type: ignore[no-untyped-def]
    """Digamma and trigamma of x > 0, by recurrence to x >= 10 and the asymptotic series."""
    di, tri = 0.0, 0.0
    while x < 10.0:
        di -= 1.0 / x
        tri += 1.0 / (x * x)
        x += 1.0
    v = 1.0 / (x * x)
    di += np.log(x) - 0.5 / x - v * (1 / 12 - v * (1 / 120 - v * (1 / 252 - v * (1 / 240 - v / 132))))
    tri += 1.0 / x + 0.5 * v + v / x * (1 / 6 - v * (1 / 30 - v * (1 / 42 - v * (1 / 30 - v * 5 / 66))))
    return di, tri


@njit(cache=True, nogil=True)
def more_than(y, lo, hi):  # type: ignore[no-untyped-def]
    """How many counts exceed 0, 1, 2, ...; empty where counts are fractional or too large for a table."""
    top = 0.0
    for t in range(lo, hi):
        if not np.isnan(y[t]):
            if y[t] != np.floor(y[t]) or y[t] > _TABLE:
                return np.zeros(0)
            top = max(top, y[t])
    table = np.zeros(int(top))
    for t in range(lo, hi):
        if not np.isnan(y[t]) and y[t] > 0.0:
            table[int(y[t]) - 1] += 1.0
    for j in range(table.shape[0] - 2, -1, -1):
        table[j] += table[j + 1]
    return table


@njit(cache=True, nogil=True)
def size_score(y, lo, hi, season, slope, size, table):  # type: ignore[no-untyped-def]
    """First and second derivative of the log likelihood in the size 1/alpha, the means held."""
    first, second = 0.0, 0.0
    for j in range(table.shape[0]):
        first += table[j] / (size + j)
        second -= table[j] / (size + j) ** 2
    by_count = table.shape[0] == 0
    di, tri = digamma_pair(size) if by_count else (0.0, 0.0)
    P = season.shape[0]
    scale, step, c = np.exp(slope * (lo - hi) / P), np.exp(slope / P), lo % P
    for t in range(lo, hi):
        if not np.isnan(y[t]):
            mu = season[c] * scale
            part = 1.0 / (size + mu)
            ratio = mu * part
            first += np.log1p(-ratio) + 1.0 - (y[t] + size) * part
            second += 1.0 / size - 2.0 * part + (y[t] + size) * part * part
            if by_count and y[t] > 0.0:
                more, less = digamma_pair(y[t] + size)
                first += more - di
                second += less - tri
        scale *= step
        c = c + 1 if c + 1 < P else 0
    return first, second


@njit(cache=True, nogil=True)
def spread_moments(y, lo, hi, season, slope):  # type: ignore[no-untyped-def]
    """Sums of (y - mu)^2 - y, positive where counts vary more than Poisson, and of mu^2."""
    P = season.shape[0]
    scale, step, c = np.exp(slope * (lo - hi) / P), np.exp(slope / P), lo % P
    over, square = 0.0, 0.0
    for t in range(lo, hi):
        if not np.isnan(y[t]):
            mu = season[c] * scale
            over += (y[t] - mu) ** 2 - y[t]
            square += mu * mu
        scale *= step
        c = c + 1 if c + 1 < P else 0
    return over, square


@njit(cache=True, nogil=True)
def fit_negbin(y, lo, hi, basis, beta, work, matrix, rhs):  # type: ignore[no-untyped-def]
    """Mean and dispersion together; (converged, alpha). `beta` must hold the Poisson fit.

    Counts that vary no more than Poisson give alpha = 0.
    """
    q = basis.shape[1]
    trend = beta.shape[0] > q
    factors(basis, beta, work[0])
    over, square = spread_moments(y, lo, hi, work[0], beta[q] if trend else 0.0)
    if not over > 0.0:
        return True, 0.0
    size = square / over
    table = more_than(y, lo, hi)
    close = 1e-10 if table.shape[0] > 0 else 1e-5  # differences of digammas are noisier
    last = np.inf
    for _ in range(_ROUNDS):
        before = size
        if not fit_season(y, lo, hi, basis, 1.0 / size, beta, work, matrix, rhs):
            return False, np.nan
        factors(basis, beta, work[0])
        for _ in range(_ROUNDS):
            first, second = size_score(y, lo, hi, work[0], beta[q] if trend else 0.0, size, table)
            bend = second * size * size + first * size  # second derivative in log size
            move = -first * size / bend if bend < 0.0 else np.sign(first)
            move = min(1.0, max(-1.0, move))
            size *= np.exp(move)
            if abs(move) < close:
                break
            if size > _HUGE:
                return fit_season(y, lo, hi, basis, 0.0, beta, work, matrix, rhs), 0.0
            if not size > 1e-8:
                return False, np.nan
        last = abs(np.log(size / before))
        if last < close:
            return True, 1.0 / size
    return last < 1e-3, 1.0 / size  # as far as rounding lets it

"""Compiled fits of a log-linear season and trend; judged by `seasonal_fit.plain_fit`.

The season repeats every P periods, so the mean is one of P factors times a running product: no exponential
is taken per period, and the normal equations are gathered per season from five sums.
"""

import numpy as np
from numba import njit

STEPS = 60  # scoring steps
SMALL = 1e-18  # squared length of a step, in standard errors, that ends the search
_FAR = 2.0  # longest step, log scale


@njit(cache=True, nogil=True)
def solve(matrix, rhs, size):  # type: ignore[no-untyped-def]
    """Solve a symmetric positive system in place by Cholesky; False where it is singular."""
    for j in range(size):
        pivot = matrix[j, j]
        for i in range(j):
            pivot -= matrix[j, i] ** 2
        if not pivot > 1e-11 * matrix[j, j]:
            return False
        root = np.sqrt(pivot)
        matrix[j, j] = root
        for r in range(j + 1, size):
            value = matrix[r, j]
            for i in range(j):
                value -= matrix[r, i] * matrix[j, i]
            matrix[r, j] = value / root
    for j in range(size):
        for i in range(j):
            rhs[j] -= matrix[j, i] * rhs[i]
        rhs[j] /= matrix[j, j]
    for j in range(size - 1, -1, -1):
        for i in range(j + 1, size):
            rhs[j] -= matrix[i, j] * rhs[i]
        rhs[j] /= matrix[j, j]
    return True


@njit(cache=True, nogil=True)
def factors(basis, beta, out):  # type: ignore[no-untyped-def]
    """Season factors exp(basis beta) into `out`; the largest exponent."""
    top = -np.inf
    for c in range(basis.shape[0]):
        eta = 0.0
        for i in range(basis.shape[1]):
            eta += basis[c, i] * beta[i]
        out[c] = np.exp(eta)
        top = max(top, eta)
    return top


@njit(cache=True, nogil=True)
def gather(y, lo, hi, slope, alpha, work):  # type: ignore[no-untyped-def]
    """Sums of weights and residuals per season into rows 1 to 5 of `work`; row 0 holds the factors."""
    P = work.shape[1]
    work[1:] = 0.0
    scale, step, c = np.exp(slope * (lo - hi) / P), np.exp(slope / P), lo % P
    for t in range(lo, hi):
        if not np.isnan(y[t]):
            mu = work[0, c] * scale
            w, r = mu, y[t] - mu
            if alpha > 0.0:
                shrink = 1.0 / (1.0 + alpha * mu)
                w *= shrink
                r *= shrink
            u = (t - hi) / P
            work[1, c] += w
            work[2, c] += w * u
            work[3, c] += w * u * u
            work[4, c] += r
            work[5, c] += r * u
        scale *= step
        c = c + 1 if c + 1 < P else 0


@njit(cache=True, nogil=True)
def normal_equations(basis, work, matrix, rhs):  # type: ignore[no-untyped-def]
    """Lower triangle of the information matrix and the score from the sums per season."""
    P, q = basis.shape
    matrix[:] = 0.0
    rhs[:] = 0.0
    for c in range(P):
        for i in range(q):
            b = basis[c, i]
            rhs[i] += b * work[4, c]
            for j in range(i + 1):
                matrix[i, j] += b * basis[c, j] * work[1, c]
            if rhs.shape[0] > q:
                matrix[q, i] += b * work[2, c]
        if rhs.shape[0] > q:
            rhs[q] += work[5, c]
            matrix[q, q] += work[3, c]


@njit(cache=True, nogil=True)
def fit_season(y, lo, hi, basis, alpha, beta, work, matrix, rhs):  # type: ignore[no-untyped-def]
    """Maximum likelihood of y[lo:hi] from the start in `beta`, in place; True where it converged.

    Log mean at t: basis[t mod P] beta[:q] + beta[q] (t - hi) / P; the last term where beta is that long.
    Variance mu + alpha mu^2; alpha = 0 is Poisson. `work` (6, P), `matrix`, `rhs` are scratch.
    """
    q, size, gain = basis.shape[1], beta.shape[0], np.inf
    for _ in range(STEPS):
        if factors(basis, beta, work[0]) > 60.0:
            return False
        gather(y, lo, hi, beta[q] if size > q else 0.0, alpha, work)
        normal_equations(basis, work, matrix, rhs)
        score = rhs.copy()
        if not solve(matrix, rhs, size):
            return False
        gain, longest = 0.0, 0.0
        for i in range(size):
            gain += score[i] * rhs[i]
            longest = max(longest, abs(rhs[i]))
        shorten = min(1.0, _FAR / longest) if longest > 0.0 else 1.0
        for i in range(size):
            beta[i] += shorten * rhs[i]
        if np.isnan(gain):
            return False
        if gain < SMALL:
            return True
    return gain < 1e-12  # as far as rounding lets it


@njit(cache=True, nogil=True)
def start_flat(y, lo, hi, beta):  # type: ignore[no-untyped-def]
    """Start of the search: the plain mean; the number of reports, and their sum."""
    n, total = 0, 0.0
    for t in range(lo, hi):
        if not np.isnan(y[t]):
            n += 1
            total += y[t]
    beta[:] = 0.0
    if total > 0.0:
        beta[0] = np.log(total / n)
    return n, total


@njit(cache=True, nogil=True)
def predict(basis, beta, hi, t):  # type: ignore[no-untyped-def]
    """Mean at period t under a fit to the periods before `hi`."""
    q = basis.shape[1]
    eta = beta[q] * (t - hi) / basis.shape[0] if beta.shape[0] > q else 0.0
    for i in range(q):
        eta += basis[t % basis.shape[0], i] * beta[i]
    return np.exp(eta)

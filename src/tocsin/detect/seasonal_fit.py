"""A season and a trend on the log scale, fitted to counts: the mean model of charts and seasonal detectors.

    log mu(t) = a + sum_{j=1..harmonics} (b_j cos(2 pi j t / P) + c_j sin(2 pi j t / P)) + d t / P

P = 52 weeks, 12 months or 365 days; d only where a trend is asked for. Variance mu + alpha mu^2, alpha = 0
for Poisson, given, or found by maximum likelihood with the mean. The maximum is found by Fisher scoring; for
alpha and mean in turn until neither moves. Counts that vary no more than Poisson have alpha = 0.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma

from tocsin.vocab.arrays import Array

_ROUNDS = 200


class Fit(NamedTuple):
    """Coefficients (a, b_1, c_1, ..., d), dispersion, and whether the search ended at a maximum."""

    beta: Array
    alpha: float
    converged: bool


def season_basis(per_year: int, harmonics: int) -> Array:
    """Rows 1, cos, sin, ... for each period of the year, (P, 1 + 2 harmonics).

    >>> season_basis(12, 1)[3].round(6)
    array([1., 0., 1.])
    """
    angle = 2 * np.pi * np.arange(per_year) / per_year
    waves = [f(j * angle) for j in range(1, harmonics + 1) for f in (np.cos, np.sin)]
    return np.stack([np.ones(per_year), *waves], axis=1)


def design(basis: Array, trend: bool, t: Array, hi: int) -> Array:
    """Rows of the model at periods `t`; the trend counts years from `hi`."""
    rows = basis[t.astype(np.int64) % basis.shape[0]]
    return np.column_stack([rows, (t - hi) / basis.shape[0]]) if trend else rows


def plain_fit(y: Array, lo: int, hi: int, basis: Array, trend: bool, alpha: float | None) -> Fit:
    """Fit to y[lo:hi], NaN left out; `alpha` None = estimated. Slow and plain: the judge of the kernels.

    >>> y = np.array([3.0, 5, 4, 4, 6, 2, 5, 3, 4, 4, 5, 3])
    >>> fit = plain_fit(y, 0, 12, season_basis(12, 0), False, 0.0)
    >>> float(np.exp(fit.beta[0]).round(6)), fit.converged
    (4.0, True)
    """
    t = np.arange(lo, hi)[~np.isnan(y[lo:hi])]
    x, y = design(basis, trend, t.astype(np.float64), hi), y[t]
    beta = np.zeros(x.shape[1])
    if not y.sum() > 0:
        return Fit(beta, 0.0, False)
    beta[0] = np.log(y.mean())
    beta, good = _scoring(x, y, 0.0 if alpha is None else alpha, beta)
    if alpha is not None or not good:
        return Fit(beta, alpha or 0.0, good)
    mu = np.exp(x @ beta)
    if not ((y - mu) ** 2 - y).sum() > 0:
        return Fit(beta, 0.0, True)
    found = y.size / ((y / mu - 1) ** 2).sum()
    for _ in range(_ROUNDS):
        before, (beta, good) = found, _scoring(x, y, 1 / found, beta)
        found = _best_size(y, np.exp(x @ beta))
        if not good or abs(np.log(found / before)) < 1e-10:
            break
    return Fit(beta, 1 / found, good)


def _scoring(x: Array, y: Array, alpha: float, beta: Array) -> tuple[Array, bool]:
    for _ in range(_ROUNDS):
        mu = np.exp(x @ beta)
        shrink = 1 / (1 + alpha * mu)
        score = x.T @ ((y - mu) * shrink)
        step = np.linalg.lstsq((x.T * (mu * shrink)) @ x, score, rcond=None)[0]
        beta = beta + step * min(1.0, 2 / max(np.abs(step).max(), 1e-300))
        if score @ step < 1e-18:
            return beta, True
    return beta, False


def _best_size(y: Array, mu: Array) -> float:
    def slope(log_size: float) -> float:
        k = np.exp(log_size)
        terms = digamma(y + k) - digamma(k) - np.log1p(mu / k) + 1 - (y + k) / (k + mu)
        return float(terms.sum())

    if slope(18.0) > 0:
        return np.inf
    return float(np.exp(brentq(slope, -18, 18, xtol=1e-13)))

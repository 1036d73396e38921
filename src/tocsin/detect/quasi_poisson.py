"""Robust quasi-Poisson regression with group intercepts and a trend, in plain NumPy.

The judge of the compiled fit: the same model by dense matrices and nothing clever.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, xlogy

from tocsin.vocab.arrays import Array, Index

ITERATIONS = 25
TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One weighted fit, as after the last iteration.

    coefficient  (P,) intercept per group, then the trend if there is one
    mu           (N,) fitted means
    mu_last      (N,) those the last iteration started from
    leverage     (N,) diagonal of the hat matrix of the last iteration
    covariance   (P, P) of the coefficients at dispersion 1
    """

    coefficient: Array
    mu: Array
    mu_last: Array
    leverage: Array
    covariance: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustFit:
    """What a threshold is computed from.

    mu0      prediction for the judged period
    phi      dispersion, at least 1
    error    standard error of log mu0
    p_trend  two-sided p-value of the trend; 1 without one
    """

    mu0: float
    phi: float
    error: float
    p_trend: float


def weighted_fit(y: Array, design: Array, weight: Array, offset: Array) -> Fit | None:
    """Iteratively reweighted least squares from mu = y + 0.1; None if it does not settle.

    y, weight, offset (N,); design (N, P). Ends when the deviance changes by less than 1e-8 of itself
    plus 0.1, at most 25 iterations: the rule of R's glm.
    """
    mu = y + 0.1
    before = _deviance(y, mu, weight)
    for _ in range(ITERATIONS):
        response = np.log(mu) - offset + (y - mu) / mu
        root = np.sqrt(weight * mu)
        Q, R = np.linalg.qr(design * root[:, None])
        coefficient = np.linalg.solve(R, Q.T @ (root * response))
        with np.errstate(over="ignore"):
            mu_last, mu = mu, np.exp(design @ coefficient + offset)
        if not np.all((mu > 0) & np.isfinite(mu)):
            return None
        deviance = _deviance(y, mu, weight)
        if abs(deviance - before) / (abs(deviance) + 0.1) < TOLERANCE:
            inverse = np.linalg.inv(R)
            return Fit(
                coefficient=coefficient, mu=mu, mu_last=mu_last,
                leverage=(Q**2).sum(axis=1), covariance=inverse @ inverse.T,
            )  # fmt: skip
        before = deviance
    return None


def _deviance(y: Array, mu: Array, weight: Array) -> float:
    return float(2 * np.sum(weight * (xlogy(y, y / mu) - (y - mu))))


def robust_weights(y: Array, fit: Fit, phi: float, limit: float) -> Array:
    """Weights 1 / s^2 where the standardised Anscombe residual s exceeds the limit, 1 elsewhere, sum N.

    A count that is fitted by itself (leverage 1) has no residual.
    """
    free = 1 - fit.leverage
    fitted = free > 1e-6
    root = np.sqrt(phi * np.where(fitted, free, 1.0))
    s = 1.5 * (y ** (2 / 3) * fit.mu ** (-1 / 6) - fit.mu**0.5) / root
    weight = np.where(fitted & (s > limit), 1 / np.maximum(s, limit) ** 2, 1.0)
    return np.asarray(weight * (len(y) / weight.sum()))


def robust_fit(
    y: Array, group: Index, time: Array, offset: Array, *,
    at: tuple[int, float, float], slope: bool, limit: float, classic: bool,
) -> RobustFit | None:  # fmt: skip
    """Fit, downweight, fit again; None if a fit does not settle or leaves no degrees of freedom.

    y, group, time, offset  (N,) reports only, no NaN
    at       group, time and offset of the judged period
    classic  standard errors from the Pearson dispersion instead of the working one
    """
    groups = np.unique(group)
    columns = [(group == g).astype(float) for g in groups]
    design = np.column_stack([*columns, time] if slope else columns)
    free = len(y) - design.shape[1]
    weight = np.ones(len(y))
    fit = weighted_fit(y, design, weight, offset)
    if fit is None or free <= 0:
        return None
    if np.isfinite(limit):
        weight = robust_weights(y, fit, max(1.0, _pearson(y, fit, weight) / free), limit)
        fit = weighted_fit(y, design, weight, offset)
        if fit is None:
            return None
    pearson = _pearson(y, fit, weight) / free
    working = float(np.sum(weight * ((y - fit.mu) / fit.mu) ** 2)) / free
    phi = max(1.0, pearson)
    tested = pearson if classic or limit == np.inf else working
    here = np.concatenate([(groups == at[0]).astype(float), [at[1]] if slope else []])
    p_trend = 1.0
    if slope and tested > 0:
        t = fit.coefficient[-1] / np.sqrt(tested * fit.covariance[-1, -1])
        p_trend = 2 * float(stdtr(free, -abs(t)))
    return RobustFit(
        mu0=float(np.exp(here @ fit.coefficient + at[2])),
        phi=phi,
        error=float(np.sqrt((phi if classic else tested) * (here @ fit.covariance @ here))),
        p_trend=p_trend,
    )


def _pearson(y: Array, fit: Fit, weight: Array) -> float:
    return float(np.sum(weight * fit.mu_last * ((y - fit.mu) / fit.mu) ** 2))

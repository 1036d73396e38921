"""What an endemic-epidemic model expects next: mean and variance step by step, or draws.

    m = M m(before) + e nu,  V = M C(before) M',  C = V + diag(m + psi (m^2 + diag V))

with M[i,j] = lambda_i on the diagonal, phi_i w[j,i] elsewhere: exact, for all units at once. A count
that is missing among the newest periods takes the distribution that the model gives it from what was
before (not from what came after), and goes on from there.

Source    The laws of total mean and variance; Held, Meyer, Bracher (2017), Stat. Med. 36:3443-3460.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.forecast.endemic_epidemic_fit import Fit
from tocsin.vocab.arrays import Array, Flags

BACK = 8  # newest periods among which missing counts are bridged
MOST = 1e12  # a mean that explodes is held here
SLOPE = 1e-5  # step of the slopes by the parameters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ahead:
    """Expectations for the H periods after the last known one.

    mean, variance     (S, H); NaN where a count that is needed is missing for more than `BACK` periods
    parts              (3, S, H) own, neighbours and endemic part of the mean
    of_parameters      (S, H) the share of the variance that comes from not knowing the parameters
    """

    mean: Array
    variance: Array
    parts: Array
    of_parameters: Array


def effects(fit: Fit, theta: Array, first: int, last: int) -> Array:
    """lambda, phi and e nu of periods `first` to `last` (not included), (3, S, n); 0 for a missing part."""
    design, layout = fit.design, fit.likelihood.layout
    rows = design.rows(first, last)
    S = design.counts.shape[0]
    found, at = np.zeros((3, S, last - first)), 0
    for b, k in enumerate(layout.parts.tolist()):
        if k:
            found[b] = np.exp(theta[layout.index[:, at : at + k]] @ rows[at : at + k])
        at += k
    found[2] *= design.offset_at(first, last)
    return found


def weights_of(fit: Fit, theta: Array) -> Array:
    """(S, S) weights w[j, i] at the estimated decay."""
    place = fit.likelihood.layout.decay
    return fit.design.weights_at(float(np.exp(theta[place])) if place >= 0 else 0.0)[0]


def dominant_eigenvalue(fit: Fit, period: int) -> float:
    """Growth of an outbreak without any endemic part, per lag: below 1 it dies out, from 1 on it explodes."""
    by = effects(fit, fit.theta, period, period + 1)[:, :, 0]
    matrix = np.diag(by[0]) + by[1][:, None] * weights_of(fit, fit.theta).T
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def look_ahead(fit: Fit, horizons: int, *, last: int | None = None, parameters: bool = True) -> Ahead:
    """Mean and variance of the `horizons` periods from `last` on (None = after the newest count).

    parameters   True = add what comes from not knowing the parameters, by their covariance and the slopes of
                 the mean; what has vanished is taken as known
    Cost: O(H S^3) and, for the parameters, 2 P times O(H S^2)
    """
    last = fit.design.counts.shape[1] if last is None else last
    mean, variance, parts = _recursion(fit, fit.theta, horizons, last, spread=True)
    extra = np.zeros_like(mean)
    known = np.flatnonzero(np.isfinite(np.diag(fit.covariance)))
    if parameters and len(known):
        slopes = np.empty((*mean.shape, len(known)))
        for k, place in enumerate(known.tolist()):
            step = np.zeros(len(fit.theta))
            step[place] = SLOPE
            up = _recursion(fit, fit.theta + step, horizons, last, spread=False)[0]
            down = _recursion(fit, fit.theta - step, horizons, last, spread=False)[0]
            slopes[:, :, k] = (up - down) / (2 * SLOPE)
        extra = np.einsum("shk,kl,shl->sh", slopes, fit.covariance[np.ix_(known, known)], slopes)
        extra = np.maximum(extra, 0.0)
    total = variance + extra
    return Ahead(mean=mean, variance=total, parts=parts, of_parameters=extra / np.maximum(total, 1e-300))


def _recursion(
    fit: Fit, theta: Array, horizons: int, last: int, *, spread: bool
) -> tuple[Array, Array, Array]:
    design, lag = fit.design, fit.design.lag
    S, first = design.counts.shape[0], max(last - BACK, lag)
    by, weights = effects(fit, theta, first, last + horizons), weights_of(fit, theta)
    psi = fit.likelihood.psi_of(theta)
    needs = _needs(fit, weights)
    mean = {t: np.nan_to_num(design.counts[:, t]) for t in range(first - lag, first)}
    blank = {t: np.isnan(design.counts[:, t]) for t in range(first - lag, first)}
    cov = {t: np.zeros((S, S)) for t in mean}
    out, variance, parts = np.empty((S, horizons)), np.empty((S, horizons)), np.empty((3, S, horizons))
    for t in range(first, last + horizons):
        own, near, level = by[:, :, t - first]
        before = mean[t - lag]
        piece = np.stack([own * before, near * (weights.T @ before), level])
        m = np.minimum(piece.sum(axis=0), MOST)
        unknown = needs @ blank[t - lag]
        C = np.zeros((S, S))
        if spread:
            matrix = np.diag(own) + near[:, None] * weights.T
            C = matrix @ cov[t - lag] @ matrix.T
            C[np.diag_indices(S)] += m + psi * (m**2 + np.diag(C))
        if t >= last:
            gone = np.where(unknown, np.nan, 0.0)
            out[:, t - last], variance[:, t - last] = m + gone, np.diag(C) + gone
            parts[:, :, t - last] = piece + gone
        else:
            here = ~np.isnan(design.counts[:, t])
            m = np.where(here, np.nan_to_num(design.counts[:, t]), m)
            C[here], C[:, here] = 0.0, 0.0
            unknown &= ~here
        mean[t], cov[t], blank[t] = m, C, unknown
    return out, variance, parts


def _needs(fit: Fit, weights: Array) -> Flags:
    """(S, S) whether the mean of a row's unit needs the earlier count of a column's."""
    design = fit.design
    own = (
        np.eye(len(weights), dtype=np.bool_) if design.own is not None else np.zeros(weights.shape, np.bool_)
    )
    return own | (weights.T > 0) if design.neighbours is not None else own


def simulate(
    fit: Fit,
    horizons: int,
    draws: int,
    rng: np.random.Generator,
    *,
    last: int | None = None,
    parameters: bool = False,
    sets: int = 100,
) -> Array:
    """Draws of the next counts, (S, H, D), for every unit together; the judge of `look_ahead`.

    parameters  True = `sets` draws of the parameters, normal about the estimates, each with D / sets draws
    Units whose needed counts are missing for more than `BACK` periods are NaN. Cost: O(H S^2 D)
    """
    design, lag, theta = fit.design, fit.design.lag, fit.theta
    last = design.counts.shape[1] if last is None else last
    first = max(last - BACK, lag)
    if parameters:
        each = max(draws // sets, 1)
        root = np.linalg.cholesky(np.nan_to_num(fit.covariance) + 1e-14 * np.eye(len(theta)))
        thetas = [theta + root @ rng.standard_normal(len(theta)) for _ in range(draws // each)]
    else:
        each, thetas = draws, [theta]
    blocks = []
    for chosen in thetas:
        by, weights = effects(fit, chosen, first, last + horizons), weights_of(fit, chosen)
        psi, needs = fit.likelihood.psi_of(chosen), _needs(fit, weights)
        state = {
            t: np.repeat(np.nan_to_num(design.counts[:, t])[:, None], each, axis=1)
            for t in range(first - lag, first)
        }
        blank = {t: np.isnan(design.counts[:, t]) for t in state}
        for t in range(first, last + horizons):
            own, near, level = by[:, :, t - first]
            before = state[t - lag]
            m = np.minimum(
                own[:, None] * before + near[:, None] * (weights.T @ before) + level[:, None], MOST
            )
            shape = np.where(psi > 0, 1 / np.maximum(psi, 1e-12), 1.0)[:, None]
            drawn = rng.poisson(np.where(psi[:, None] > 0, rng.gamma(shape, m / shape), m)).astype(np.float64)
            unknown = needs @ blank[t - lag]
            if t < last:
                here = ~np.isnan(design.counts[:, t])
                drawn[here] = design.counts[here, t][:, None]
                unknown &= ~here
            state[t], blank[t] = drawn, unknown
        steps = range(last, last + horizons)
        blocks.append(np.stack([np.where(blank[t][:, None], np.nan, state[t]) for t in steps], axis=1))
    return np.concatenate(blocks, axis=2)

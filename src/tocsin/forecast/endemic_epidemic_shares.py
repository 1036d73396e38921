"""Where cases come from: own earlier cases, the neighbours', or neither, as a fitted model splits its mean.

The interval of the neighbours' share is by the delta method on the logit scale, from the covariance of the
parameters. Where the neighbours' part has vanished the share is 0 and the upper bound is that of its
log-likelihood: where it has fallen by half the chi-square quantile, the other parameters as they are.

The shares are those of a model: a wave that reaches all places at once looks like spread between them and
like a season, and the split depends on what else the model may say it with.

Source    Paul, Held, Toschke (2008), Stat. Med. 27:6250-6267; Meyer, Held (2014), Ann. Appl. Stat.
          8:1612-1639.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from tocsin.forecast.endemic_epidemic_fit import Fit
from tocsin.vocab.arrays import Array, Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """Shares of the expected count, each (S, n); own + neighbours + endemic = 1.

    low, high   bounds of the neighbours' share
    NaN where there is no mean: a count that it needs is missing.
    """

    own: Array
    neighbours: Array
    endemic: Array
    low: Array
    high: Array


def shares(
    fit: Fit, first: int | None = None, last: int | None = None, *, summed: bool = False, level: float = 0.95
) -> Shares:
    """Shares of periods `first` to `last` (not included) of the fitted ones.

    summed   True = one share over all of them, n = 1: expected cases from the neighbours over expected cases
    level    of the interval
    Cost: O(S n m^2)
    """
    ready, design = fit.likelihood, fit.design
    T = design.counts.shape[1]
    first, last = max(design.lag, first or 0), T if last is None else min(last, T)
    mu, parts = ready.means(fit.theta)
    known = np.where(_known(fit), 1.0, np.nan)[:, first:last]
    mu, parts = mu[:, first:last] * known, parts[:, :, first:last] * known
    slopes = _slopes(fit, parts, first, last)  # (S, m, n) of the neighbours' part, and of the whole mean
    if summed:
        mu, parts = np.nansum(mu, axis=1, keepdims=True), np.nansum(parts, axis=2, keepdims=True)
        mu = np.where(mu > 0, mu, np.nan)
        slopes = (
            np.nansum(slopes[0], axis=2, keepdims=True),
            np.nansum(slopes[1], axis=2, keepdims=True),
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        split = parts / mu
    low, high = _interval(fit, split[1], slopes, mu, float(ndtri(0.5 + level / 2)))
    if (without := _without_neighbours(fit)).any():
        low[without], high[without] = 0.0, _upper(fit, first, last, summed, level)[without]
        split = split.copy()
        split[1, without] = np.where(np.isnan(split[1, without]), np.nan, 0.0)
        split = split / split.sum(axis=0)
    return Shares(own=split[0], neighbours=split[1], endemic=split[2], low=low, high=high)


def _known(fit: Fit) -> Array:
    """(S, T) 1 where the mean is known: the counts that it needs are there."""
    from tocsin.forecast.endemic_epidemic_ahead import _needs, weights_of

    y, lag = fit.design.counts, fit.design.lag
    known = np.zeros(y.shape)
    needs = _needs(fit, weights_of(fit, fit.theta)).astype(np.float64)
    known[:, lag:] = (needs @ np.isnan(y[:, :-lag]).astype(np.float64)) == 0
    return known


def _without_neighbours(fit: Fit) -> Flags:
    """(S,) units whose neighbours' part is nothing."""
    layout, S = fit.likelihood.layout, fit.design.counts.shape[0]
    if fit.design.neighbours is None:
        return np.ones(S, np.bool_)
    gone = np.array([name in fit.vanished for name in fit.names])
    return gone[layout.index[:, layout.parts[0]]]


def _slopes(fit: Fit, parts: Array, first: int, last: int) -> tuple[Array, Array]:
    ready, layout = fit.likelihood, fit.likelihood.layout
    rows, sizes = ready.rows[:, first:last], layout.parts.tolist()
    S, n, m = parts.shape[1], parts.shape[2], layout.index.shape[1]
    near, whole, at = np.zeros((S, m, n)), np.zeros((S, m, n)), 0
    for b, k in enumerate(sizes):
        whole[:, at : at + k] = parts[b][:, None, :] * rows[at : at + k]
        if b == 1:
            near[:, at : at + k] = whole[:, at : at + k]
        at += k
    if layout.decay >= 0:
        sources, slope, bend = ready.sources(fit.theta)
        _, scaled = ready.means(fit.theta, sources)
        by_decay, _ = ready.decay_slopes(scaled[1], sources[1], slope, bend)
        near[:, at] = whole[:, at] = by_decay[:, first:last] + 0.0 * parts[1]
    return near, whole


def _interval(
    fit: Fit, share: Array, slopes: tuple[Array, Array], mu: Array, z: float
) -> tuple[Array, Array]:
    index = fit.likelihood.layout.index
    near, whole = slopes
    covariance = np.nan_to_num(fit.covariance)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (near - share[:, None, :] * whole) / mu[:, None, :]
        local = np.stack([covariance[np.ix_(row, row)] for row in index])
        se = np.sqrt(np.maximum(np.einsum("smn,smk,skn->sn", slope, local, slope), 0.0))
        wide = z * se / (share * (1 - share))
        odds = np.log(share / (1 - share))
        low, high = 1 / (1 + np.exp(wide - odds)), 1 / (1 + np.exp(-wide - odds))
    if np.isnan(np.diag(fit.covariance)).all():
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    sure = (share == 0) | (share == 1)  # no case among the neighbours, or nothing else
    return np.where(sure, share, low), np.where(sure, share, high)


def _upper(fit: Fit, first: int, last: int, summed: bool, level: float) -> Array:
    """Upper bound of a share that has vanished; NaN where there is no such part at all."""
    S = fit.design.counts.shape[0]
    if fit.design.neighbours is None:
        return np.full((S, 1 if summed else last - first), np.nan)
    ready = fit.likelihood
    mu, _ = ready.means(fit.theta)
    sources, _, _ = ready.sources(fit.theta)
    near, y, psi = sources[1], fit.design.counts, ready.psi_of(fit.theta)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        pull = np.where(ready.used, (y - mu) / (mu * (1 + psi * mu)), 0.0)
        bend = np.where(ready.used, y / mu**2 - psi * (1 + psi * y) / (1 + psi * mu) ** 2, 0.0)
        c, h = (pull * near).sum(axis=1), (bend * near**2).sum(axis=1)
        if not fit.design.neighbours.per_unit:
            c, h = np.full_like(c, c.sum()), np.full_like(h, h.sum())
        fall = 0.5 * float(ndtri(level)) ** 2  # one-sided: the share cannot be below 0
        phi = ((c + np.sqrt(c * c + 2 * fall * np.maximum(h, 1e-300))) / np.maximum(h, 1e-300))[:, None]
        grown = np.where(_known(fit) > 0, phi * near, np.nan)[:, first:last]
        total = mu[:, first:last] + grown
        if summed:
            known = np.isfinite(grown)
            return np.asarray(
                np.nansum(grown, axis=1, keepdims=True)
                / np.where(known, total, 0.0).sum(axis=1, keepdims=True)
            )
        return np.asarray(grown / total)

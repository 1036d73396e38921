"""How far off past nowcasts were, as a distribution around the newest ones.

What is still to come, x, has mean m and variance m + c² m² (c² m² for rates). Its cube root is close to
normal, so that a past nowcast gives one normal score z; the quantiles of these z, not those of the normal,
are turned back into counts. Where a source revises downward, z = (y - point) / sd instead.

Source    Wilson, Hilferty (1931), PNAS 17:684-688: the cube root of a gamma variable.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from tocsin.nowcast._window_kernel import quantile_kernel
from tocsin.nowcast.experts import Past
from tocsin.nowcast.trust import NORMAL, part_of_the_way
from tocsin.vocab.arrays import Array, Flags

GRID = ndtri((np.arange(1, 64)) / 64.0)
SAMPLE = ndtri((np.arange(40) + 0.5) / 40.0)
FIRM = 30.0  # past nowcasts that the normal distribution is worth
ALONE = 40.0  # past nowcasts after which a series' own scores count as much as those of all
FAR = 5.0  # past scores beyond this are taken for this
WIDEST = 1.5  # largest c²
SMALLEST = 0.05  # of the usual count of a series: what a revision's size is measured against at least
UNKNOWN = 0.25  # c² as long as no past nowcast can be judged
CENTRED = 1.0  # share of the median of past scores that is not carried on: by then the delays have moved on
LEAST = 0.05  # cases; the smallest mean of what is still to come


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """Distribution of each target of now.

    known, mean  (S, K) as published; what is expected to come, negative where a source revises downward
    variance     (S, K) of what is to come
    scores       (S, K, G) quantiles of past scores at the normal scores `GRID`
    open_        (K,) something may still come
    signed       revisions go both ways
    rounded      counts are whole
    follow       correlation of the scores of neighbouring periods
    part         (S, K) part of the way from the report that is gone, see `trust`
    """

    known: Array
    mean: Array
    variance: Array
    scores: Array
    open_: Flags
    signed: bool
    rounded: bool
    follow: float
    part: Array

    def at(self, normal: Array) -> Array:
        """(S, K, Q) values at normal scores of shape (Q,) or (S, K, Q); not decreasing in them."""
        z = _interpolate(self.scores, np.broadcast_to(normal, (*self.mean.shape, normal.shape[-1])))
        more = _more(self.known, self.mean, self.variance, z, signed=self.signed) * self.part[..., None]
        more = np.where(self.open_[:, None], np.round(more) if self.rounded else more, 0.0)
        return np.asarray(self.known[..., None] + more)


def _interpolate(scores: Array, normal: Array) -> Array:
    """Scores at normal scores; beyond the grid with the slope of the normal distribution."""
    inside = np.clip(normal, GRID[0], GRID[-1])
    right = np.clip(np.searchsorted(GRID, inside), 1, len(GRID) - 1)
    low, high = np.take_along_axis(scores, right - 1, -1), np.take_along_axis(scores, right, -1)
    part = (inside - GRID[right - 1]) / (GRID[right] - GRID[right - 1])
    middle = low + part * (high - low)
    outer = np.where(normal > 0, scores[..., -1:] / GRID[-1], scores[..., :1] / GRID[0])
    return np.asarray(middle + np.maximum(outer, 0.0) * (normal - inside))


def learn_spread(past: Past, *, whole_numbers: bool, downward: bool, open_: Flags) -> Spread:
    """Spread of the newest nowcasts from the errors of the earlier ones. Cost: O(S A K log A)."""
    count = 1.0 if whole_numbers else 0.0
    mean = past.point - past.known
    if not downward:
        mean = np.maximum(mean, LEAST)
    used = np.where(past.weight > 0, past.weight, 0.0)
    size = np.abs(past.point) + SMALLEST * _usual(past.truth, used)[:, None, None] if downward else mean
    noise = count * np.abs(mean)
    error = np.where(past.weight > 0, past.truth - past.known[:, :-1] - mean[:, :-1], 0.0)
    c2 = _variation(error**2, noise[:, :-1], size[:, :-1], used)
    limit = 25.0 * (noise + c2[:, None] * size**2)[:, :-1]
    c2 = np.clip(_variation(np.minimum(error**2, limit), noise[:, :-1], size[:, :-1], used), 1e-8, WIDEST)
    variance = noise + c2[:, None] * size**2
    if downward:
        z = error / np.sqrt(variance[:, :-1])
    else:
        shape = mean**2 / variance
        ratio = np.maximum(error / mean[:, :-1] + 1.0, 0.0)
        z = 3.0 * np.sqrt(shape[:, :-1]) * (np.cbrt(ratio) - 1.0 + 1.0 / (9.0 * shape[:, :-1]))
    z = np.where(used > 0, np.clip(z, -FAR, FAR), 0.0)
    scores = _scores(z, used)
    earlier = _interpolate(scores, np.broadcast_to(NORMAL, (*scores.shape[:2], len(NORMAL))))[:, None]
    more = _more(past.known[:, :-1], mean[:, :-1], variance[:, :-1], earlier, signed=downward)
    return Spread(
        known=past.known[:, -1], mean=mean[:, -1], variance=variance[:, -1], scores=scores,
        part=part_of_the_way(past, more, used), open_=open_, signed=downward, rounded=whole_numbers,
        follow=_follow(z, used),
    )  # fmt: skip


def _more(known: Array, mean: Array, variance: Array, z: Array, *, signed: bool) -> Array:
    """What is still to come at scores z, beside the last axis of z."""
    known, mean, variance = known[..., None], mean[..., None], variance[..., None]
    if signed:
        return np.asarray(np.maximum(mean + np.sqrt(variance) * z, np.minimum(-known, 0.0)))
    shape = mean**2 / variance
    return np.asarray(mean * np.maximum(1.0 - 1.0 / (9.0 * shape) + z / (3.0 * np.sqrt(shape)), 0.0) ** 3)


def _usual(truth: Array, weight: Array) -> Array:
    """(S,) mean size of the targets of a series, at least one case."""
    size = np.where(weight > 0, weight * np.abs(truth), 0.0).sum(axis=(1, 2))
    return np.asarray(np.maximum(size / np.maximum(weight.sum(axis=(1, 2)), 1e-9), 1.0))


def _variation(square: Array, noise: Array, size: Array, weight: Array) -> Array:
    """(S, K) squared variation beyond counting noise, by moments; drawn to that of all series."""
    there = weight > 0
    top = np.where(there, weight * (square - noise), 0.0).sum(axis=1)
    below = np.where(there, weight * size**2, 0.0).sum(axis=1)
    n = weight.sum(axis=1)
    own = np.maximum(top, 0.0) / np.where(below > 0, below, 1.0)
    sure = n * below / (below + np.median(below, axis=0) + 1e-9)
    many = sure.sum(axis=0)
    shared = np.where(many > 0, (own * sure).sum(axis=0) / np.where(many > 0, many, 1.0), UNKNOWN)
    return np.asarray((own * n + FIRM * shared) / (n + FIRM))


def _scores(z: Array, weight: Array) -> Array:
    """(S, K, G) quantiles of scores: a series' own beside those of all, neighbouring periods together."""
    S, _, K = z.shape
    out = np.empty((S, K, len(GRID)))
    levels = (np.arange(1, 64)) / 64.0
    prior = np.full(len(SAMPLE), FIRM / len(SAMPLE))
    for k in range(K):
        near = slice(int(0.8 * k), min(K, int(1.25 * k) + 2))
        values, w = z[:, :, near], weight[:, :, near] / (near.stop - near.start)
        every = _quantiles(values.ravel(), w.ravel() / S, levels, prior)
        for i in range(S):
            n = w[i].sum()
            own = _quantiles(values[i].ravel(), w[i].ravel(), levels, prior) if n > 0 else every
            both = (n * own + ALONE * every) / (n + ALONE)
            out[i, k] = both - CENTRED * both[len(GRID) // 2]
    return out


def _quantiles(values: Array, weight: Array, levels: Array, prior: Array) -> Array:
    used = weight > 0
    both = np.concatenate([values[used], SAMPLE]), np.concatenate([weight[used], prior])
    done: Array = quantile_kernel(both[0], both[1], levels)
    return done


def _follow(z: Array, weight: Array) -> float:
    """Correlation of the scores of neighbouring periods as of one day, over all series; 0.5 if unknown."""
    if z.shape[2] < 2:
        return 0.0
    w = np.minimum(weight[:, :, 1:], weight[:, :, :-1])
    a, b = z[:, :, 1:], z[:, :, :-1]
    below = np.sqrt((w * a * a).sum() * (w * b * b).sum())
    return float(np.clip((w * a * b).sum() / below, 0.0, 0.99)) if below > 0 else 0.5

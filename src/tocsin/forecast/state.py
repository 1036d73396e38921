"""Where each series stands in each period: the numbers by which one moment resembles another.

A series is put on a scale of its own, z = log((y + c) / (top + c)), top its 95 % quantile and c a small part
of it, so that a small country's season can teach a large one's. Two moments are alike when level, recent
changes, the common change of related series, roughness, the time of year and what this time of year did to
the same series in other years are alike.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.periods import Every, Periods

FLOOR = 0.01  # c as a part of top; of whole counts at least one case
SPIKE = 20.0  # a count above so many times top is taken for that where moments are compared
GAP = 3  # periods over which the last report stands in for a missing one
ROUGH = 10  # periods over which roughness is measured
BINS: "dict[Every, int]" = {"day": 52, "week": 52, "month": 12}  # of the year
SHRINK = 1.0  # years that the mean change of a time of year needs to count for half
_QUIET = -3.0  # log scale; below it changes say nothing about roughness


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """z and its features.

    z         (S, T) log scale; NaN = no report
    top       (S,) what z = 0 stands for
    small     (S,) the c of the formula
    features  F arrays (S, T); NaN where one cannot be told
    usable    (S, T) True where there is a report and most features are known
    """

    z: Array
    top: Array
    small: Array
    features: tuple[Array, ...]
    usable: Flags

    def at(self, series: Index, period: Index) -> Array:
        """Features (N, F) of N moments; 0 where one cannot be told."""
        values = np.stack([feature[series, period] for feature in self.features], axis=1)
        return np.where(np.isfinite(values), values, 0.0)

    def changed(self, series: Index, counts: Array, change: Array) -> Array:
        """Counts (N,) of N series after a change (N, ...) on the log scale; never below 0."""
        shape = (-1, *[1] * (change.ndim - 1))
        small = self.small[series].reshape(shape)
        after: Array = np.maximum(np.exp(change) * (counts.reshape(shape) + small) - small, 0.0)
        return after


def state_of(counts: Array, whole: Flags, periods: Periods, groups: Index, horizon: int) -> State:
    """Scale and features of every series; O(S T), with 12 arrays of the size of the panel.

    counts   (S, T) at least 0; NaN = no report
    whole    (S,) True for series of whole counts
    groups   (S,) series of one number are related: their common change is a feature
    horizon  periods ahead over which the time of year is asked what it did
    """
    top, small = _scale(counts, whole)
    z = np.log((np.minimum(counts, SPIKE * top[:, None]) + small[:, None]) / (top + small)[:, None])
    filled = z.copy()
    for _ in range(GAP):
        filled = np.where(np.isnan(filled), lagged(filled, 1), filled)
    back = {k: lagged(filled, k) for k in (1, 2, 4)}
    step = filled - back[1]
    bend = np.abs(step - lagged(step, 1))
    time = periods.year_fraction()
    typical = quantile_of(np.where(z > _QUIET, bend, np.nan), 0.5)
    features = (
        z,
        step,
        back[1] - back[2],
        back[2] - back[4],
        z - back[2],
        z - back[4],
        _common(np.where(np.isnan(z), np.nan, np.clip(step, -1, 1)), groups),
        _recent(bend),
        np.broadcast_to(typical[:, None], z.shape),
        np.broadcast_to(time, z.shape),
        np.broadcast_to((time + 0.5) % 1, z.shape),
        own_season(z, periods, horizon),
    )
    told = sum(np.isfinite(feature).astype(np.int64) for feature in features)
    usable = np.isfinite(z) & (told > len(features) // 2)
    return State(z=z, top=top, small=small, features=features, usable=usable)


def lagged(values: Array, steps: int) -> Array:
    """Values `steps` periods earlier; NaN before the first."""
    out = np.full_like(values, np.nan)
    if steps < values.shape[1]:
        out[:, steps:] = values[:, : values.shape[1] - steps]
    return out


def quantile_of(values: Array, level: float) -> Array:
    """One quantile of the numbers of each row, (S,); NaN where there is none."""
    n = np.isfinite(values).sum(axis=1)
    ordered = np.sort(values, axis=1)  # NaN goes last
    place = level * np.maximum(n - 1, 0)
    low = np.floor(place).astype(np.int64)
    rows = np.arange(len(values))
    below, above = ordered[rows, low], ordered[rows, np.minimum(low + 1, np.maximum(n - 1, 0))]
    between: Array = below + (above - below) * (place - low)
    return between


def _scale(counts: Array, whole: Flags) -> tuple[Array, Array]:
    """top and c; of a series that never was above 0, top is the smallest number that the panel knows."""
    most = quantile_of(counts, 1.0)
    top = quantile_of(counts, 0.95)
    top = np.where(top > 0, top, most)
    fractional = counts[~whole]
    least = fractional[fractional > 0].min(initial=np.inf)
    top = np.where(top > 0, top, np.where(whole | ~np.isfinite(least), 1.0, least))
    return top, np.where(whole, np.maximum(FLOOR * top, 1.0), FLOOR * top)


def _common(step: Array, groups: Index) -> Array:
    """Mean change of the series of a group, at each of them; NaN where none changed."""
    out = np.empty_like(step)
    for group in np.unique(groups):
        rows = groups == group
        known = np.isfinite(step[rows])
        n, total = known.sum(axis=0), np.where(known, step[rows], 0.0).sum(axis=0)
        out[rows] = np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)
    return out


def _recent(bend: Array) -> Array:
    """Mean of the last ROUGH changes of change; 0 where none is known, NaN before there could be so many."""
    known = np.isfinite(bend)
    sums = np.cumsum(np.where(known, bend, 0.0), axis=1)
    n = np.cumsum(known, axis=1).astype(np.float64)
    out = np.full_like(bend, np.nan)
    if bend.shape[1] > ROUGH:
        few = np.maximum(n[:, ROUGH:] - n[:, :-ROUGH], 1.0)
        out[:, ROUGH:] = (sums[:, ROUGH:] - sums[:, :-ROUGH]) / few
    return out


def own_season(z: Array, periods: Periods, horizon: int) -> Array:
    """What the same time of year did to the same series in other years, (S, T); 0 where there are none.

    A year is cut into `BINS`. The mean change of z over `horizon` periods, of a bin and the two beside it, is
    shrunk towards 0; what the own year did there is left out.
    """
    ahead = np.full_like(z, np.nan)
    if horizon < z.shape[1]:
        ahead[:, :-horizon] = z[:, horizon:] - z[:, :-horizon]
    known = np.isfinite(ahead)
    change = np.clip(np.where(known, ahead, 0.0), -2, 2)
    bins = BINS[periods.every]
    at = np.round(periods.year_fraction() * bins).astype(np.int64) % bins
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    stretch = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(at)))  # of one bin in one year
    others = []
    for values in (change, known.astype(np.float64)):
        own = np.add.reduceat(values, starts, axis=1)
        total = np.stack([own[:, at[starts] == b].sum(axis=1) for b in range(bins)], axis=1)
        total = total + np.roll(total, 1, axis=1) + np.roll(total, -1, axis=1)
        padded = np.pad(own, ((0, 0), (1, 1)))
        mine = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
        others.append(total[:, at] - mine[:, stretch])
    season: Array = others[0] / (others[1] + 3 * SHRINK * periods.per_year // bins)
    return season

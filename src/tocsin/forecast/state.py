"""Where each series stands in each period: the numbers by which one moment resembles another.

A series is put on a scale of its own, z = log((y + c) / (top + c)), top its 95 % quantile and c a small part
of it, so that a small country's season can teach a large one's. Two moments are alike when level, recent
changes, the common change of related series, roughness, the time of year and what this time of year did to
the same series in other years are alike.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.periods import Periods

FLOOR = 0.01  # c as a part of top; of whole counts at least one case
SPIKE = 20.0  # counts above so many times top are taken for that, in what is learnt
GAP = 3  # periods over which the last report stands in for a missing one
ROUGH = 10  # periods over which roughness is measured
BINS = {"day": 52, "week": 52, "month": 12}  # of the year
SHRINK = 3.0  # years that the mean change of a time of year needs to count for half
_QUIET = -3.0  # log scale; below it changes say nothing about roughness


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """z and its features.

    z         (S, T) log scale; NaN = no report
    top       (S,) what z = 0 stands for; small (S,) the c of the formula
    features  (S, T, F); 0 where one cannot be told
    usable    (S, T) True where there is a report and most features
    """

    z: Array
    top: Array
    small: Array
    features: Array
    usable: Flags

    def counts(self, series: Index | int, z: Array) -> Array:
        """Back from the log scale; never below 0. `series` goes along the first axis of z."""
        top, small = self.top[series], self.small[series]
        if np.ndim(top):
            top, small = (part.reshape(-1, *[1] * (z.ndim - 1)) for part in (top, small))
        back: Array = np.maximum(np.exp(z) * (top + small) - small, 0.0)
        return back


def state_of(counts: Array, whole: Flags, periods: Periods, groups: Index, horizon: int) -> State:
    """Scale and features of every series; O(S T).

    counts   (S, T) at least 0; NaN = no report
    whole    (S,) True for series of whole counts
    groups   (S,) series of one number are related: their common change is a feature
    horizon  periods ahead over which the time of year is asked what it did
    """
    top, small = _scale(counts, whole)
    z = np.log(np.minimum(counts, SPIKE * top[:, None]) + small[:, None]) - np.log(top + small)[:, None]
    filled = z.copy()
    for _ in range(GAP):
        filled = np.where(np.isnan(filled), lagged(filled, 1), filled)
    back = {k: lagged(filled, k) for k in (1, 2, 4)}
    step = filled - back[1]
    bend = np.abs(step - lagged(step, 1))
    time = periods.year_fraction()
    columns = [
        z,
        step,
        back[1] - back[2],
        back[2] - back[4],
        z - back[2],
        z - back[4],
        _common(np.where(np.isnan(z), np.nan, np.clip(step, -1, 1)), groups),
        _recent(bend),
        np.broadcast_to(_typical(np.where(z > _QUIET, bend, np.nan))[:, None], z.shape),
        np.broadcast_to(time, z.shape),
        np.broadcast_to((time + 0.5) % 1, z.shape),
        _own_season(z, time, BINS[periods.every], horizon),
    ]
    features = np.stack(columns, axis=-1)
    known = np.isfinite(features)
    return State(
        z=z, top=top, small=small, features=np.where(known, features, 0.0),
        usable=np.isfinite(z) & (known.mean(axis=-1) > 0.5),
    )  # fmt: skip


def lagged(values: Array, steps: int) -> Array:
    """Values `steps` periods earlier; NaN before the first."""
    out = np.full_like(values, np.nan)
    if steps < values.shape[1]:
        out[:, steps:] = values[:, : values.shape[1] - steps]
    return out


def _scale(counts: Array, whole: Flags) -> tuple[Array, Array]:
    known = np.isfinite(counts)
    top = np.array(
        [np.quantile(row[k], 0.95) if k.any() else 0.0 for row, k in zip(counts, known, strict=True)]
    )
    most = np.array([row[k].max() if k.any() else 0.0 for row, k in zip(counts, known, strict=True)])
    top = np.where(top > 0, top, np.where(most > 0, most, 1.0))
    return top, np.where(whole, np.maximum(FLOOR * top, 1.0), FLOOR * top)


def _common(step: Array, groups: Index) -> Array:
    """Mean change of the series of a group, at each of them."""
    out = np.full_like(step, np.nan)
    for group in np.unique(groups):
        rows = groups == group
        out[rows] = _mean(step[rows], axis=0)
    return out


def _mean(values: Array, axis: int) -> Array:
    known = np.isfinite(values)
    n = known.sum(axis=axis)
    total: Array = np.where(known, values, 0.0).sum(axis=axis)
    mean: Array = np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)
    return mean


def _recent(bend: Array) -> Array:
    """Mean of the last ROUGH changes of change."""
    known = np.isfinite(bend)
    sums = np.cumsum(np.where(known, bend, 0.0), axis=1)
    n = np.cumsum(known, axis=1).astype(np.float64)
    out = np.full_like(bend, np.nan)
    if bend.shape[1] > ROUGH:
        few = np.maximum(n[:, ROUGH:] - n[:, :-ROUGH], 1.0)
        out[:, ROUGH:] = (sums[:, ROUGH:] - sums[:, :-ROUGH]) / few
    return out


def _typical(bend: Array) -> Array:
    known = np.isfinite(bend)
    typical: Array = np.array(
        [np.median(row[k]) if k.any() else np.nan for row, k in zip(bend, known, strict=True)]
    )
    return typical


def _own_season(z: Array, time: Array, bins: int, horizon: int) -> Array:
    """What the same time of year did to the same series in other years, shrunk towards nothing."""
    ahead = np.full_like(z, np.nan)
    if horizon < z.shape[1]:
        ahead[:, :-horizon] = z[:, horizon:] - z[:, :-horizon]
    known = np.isfinite(ahead)
    change = np.clip(np.where(known, ahead, 0.0), -2, 2)
    at = np.round(time * bins).astype(np.int64) % bins
    sums, n = (np.zeros((len(z), bins)) for _ in range(2))
    for part, values in ((sums, change), (n, known.astype(np.float64))):
        np.add.at(part.T, at, values.T)
    sums, n = (part + np.roll(part, 1, axis=1) + np.roll(part, -1, axis=1) for part in (sums, n))
    own, mine = (_around(values) for values in (change, known.astype(np.float64)))
    season: Array = (sums[:, at] - own) / (n[:, at] - mine + SHRINK)
    return season


def _around(values: Array) -> Array:
    """A value and those of the periods beside it: what belongs to its own year."""
    padded = np.pad(values, ((0, 0), (1, 1)))
    around: Array = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return around

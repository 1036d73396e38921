"""Several completions of each row into one, weighted by how wrong each was lately.

Source    Bates, Granger (1969), Operational Research Quarterly 20:451-468: weights inverse to the mean
          square error.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.nowcast.options import NowcastOptions
from tocsin.nowcast.rows import Rows, trend_rows, window_sums
from tocsin.vocab.arrays import Array

SHARED = 20.0  # past nowcasts that the experience of all series is worth for one of them
STARTS = {7: (3, 5, 7), 1: (1, 2)}  # columns that a trend leaves aside, by cycle
GAIN = 0.1  # share of error to be saved by a correction that is made in full


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Past:
    """Nowcasts of the last A - 1 report periods beside the newest, and what is known of their targets by now.

    known, point  (S, A, K) sums as published then, and as nowcast; the last of A is now
    truth         (S, A - 1, K) the same targets as they are seen now
    weight        (S, A - 1, K) how much each counts: recent, and mostly reported since; 0 = not usable
    """

    known: Array
    point: Array
    truth: Array
    weight: Array


def past_nowcasts(rows: Rows, options: NowcastOptions, back: int) -> Past:
    """Point nowcasts as of each day, weighted by the errors as they are known now. Cost: O(S A K experts)."""
    total = options.total
    long = rows.whole.shape[2]
    kinds = [rows.whole, *(trend_rows(rows, start) for start in STARTS[rows.cycle])]
    experts = np.stack([window_sums(kind, rows, total, back) for kind in kinds])
    known = window_sums(np.where(np.isnan(rows.known), 0.0, rows.known), rows, total, back)
    known = np.where(np.isfinite(experts).any(axis=0), known, np.nan)
    truth = _truth(window_sums(rows.whole, rows, total, long), rows, total, back)
    weight = _weights(rows, options, back)[None] * np.isfinite(truth)
    usable = np.isfinite(experts[:, :, :-1]).all(axis=0) & np.isfinite(known[:, :-1])
    weight = np.where(usable, weight, 0.0)
    share = _shares(experts[:, :, :-1], truth, weight)
    there = np.isfinite(experts)
    parts = np.where(there, share[:, :, None], 0.0)
    with np.errstate(invalid="ignore"):
        point = (np.where(there, experts, 0.0) * parts).sum(axis=0) / parts.sum(axis=0)
    if rows.downward:
        part = _worth(point[:, :-1], known[:, :-1], truth, weight)
        point = known + part[:, None] * (point - known)
    return Past(known=known, point=point, truth=truth, weight=weight)


def _truth(now: Array, rows: Rows, total: int, back: int) -> Array:
    """(S, A - 1, K) targets of past nowcasts as completed now."""
    S, A, long = now.shape
    ago = np.arange(A - 1, 0, -1)[:, None] + np.arange(back)[None, :]
    row = rows.first + A - 1 - ago
    T = rows.final.shape[1]
    settled = np.full((S, T), np.nan)
    sums = np.cumsum(np.concatenate([np.zeros((S, 1)), np.nan_to_num(rows.final)], axis=1), axis=1)
    whole = np.cumsum(np.concatenate([np.zeros((S, 1)), np.isnan(rows.final)], axis=1), axis=1)
    moving = sums[:, total:] - sums[:, :-total]
    settled[:, total - 1 :] = np.where(whole[:, total:] - whole[:, :-total] == 0, moving, np.nan)
    inside = (row >= 0) & (row < T)
    older = np.where(inside, settled[:, np.clip(row, 0, T - 1)], np.nan)
    return np.where(ago < long, now[:, -1][:, np.minimum(ago, long - 1)], older)


def _weights(rows: Rows, options: NowcastOptions, back: int) -> Array:
    """(A - 1, K) recency times the square of the share of what was to come that has come since."""
    A, long = rows.whole.shape[1], len(rows.moved)
    left = np.append(np.cumsum(rows.moved[::-1])[::-1][1:], 0.0)
    ago = np.arange(A - 1, 0, -1)[:, None]
    column = np.arange(back)[None, :]
    then, now = left[np.minimum(column, long - 1)], left[np.minimum(column + ago, long - 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        come = np.where(then > 0, 1.0 - now / then, 0.0)
    recency: Array = 0.5 ** (ago / options.errors)
    return np.asarray(recency * come**2)


def _shares(experts: Array, truth: Array, weight: Array) -> Array:
    """(experts, S, K) weights that sum to 1: inverse mean square errors relative to the target."""
    size = np.maximum(np.nan_to_num(truth), 0.0) + 1.0
    miss = np.where(weight > 0, ((experts - truth) / size) ** 2, 0.0)
    n = weight.sum(axis=(0, 1))
    shared = (weight * miss).sum(axis=(1, 2)) / np.where(n > 0, n, 1.0)
    own = ((weight * miss).sum(axis=2) + SHARED * shared[:, None]) / (weight.sum(axis=1) + SHARED)
    inverse = 1.0 / (own + 1e-9)
    return np.asarray(inverse / inverse.sum(axis=0))


def _worth(point: Array, known: Array, truth: Array, weight: Array) -> Array:
    """(S, K) share of the correction that is kept: 1 where it saves a tenth of the error, 0 where nothing."""
    size = np.maximum(np.abs(np.nan_to_num(truth)), 1.0)
    ours = np.where(weight > 0, weight * np.abs(truth - point) / size, 0.0)
    theirs = np.where(weight > 0, weight * np.abs(truth - known) / size, 0.0)
    n = weight.sum(axis=1)
    many = np.maximum(n.sum(axis=0), 1e-9)

    def pooled(loss: Array) -> Array:
        return np.asarray((loss.sum(axis=1) + SHARED * loss.sum(axis=(0, 1)) / many) / (n + SHARED))

    believed, corrected = pooled(theirs), pooled(ours)
    with np.errstate(divide="ignore", invalid="ignore"):
        saved = np.where(believed > 0, 1.0 - corrected / believed, 0.0)
    return np.where(n.sum(axis=0) > 0, np.clip(saved / GAIN, 0.0, 1.0), 1.0)

"""Judging an incomplete newest period by its nowcast: what it will have come to, not what has come in so far.

A count that was reported, but which the nowcast expects to change, is *completed*:

    observed     becomes the median of the nowcast, in every period that is still incomplete
    expected, upper, score, status   are those of that median
    p-value      of the newest period: the mean over the nowcast, p = sum of w[k] p(q[k]), where p(q[k]) is
                 the p-value that the method gives the k-th quantile, and w[k] the share of the nowcast
                 nearest to its level: from halfway to the level below up to halfway to the level above (to 0
                 and 1 at the ends). Where the nowcast expects the count to grow, at most the p-value of the
                 count as reported: what has come in already is unusual whatever else will come

So a completed cell is above when it is at least as likely as not to end above the upper bound, and a wide
nowcast makes the p-value larger, which the false discovery control then weighs. A quantile that the method
does not judge (too few cases) counts as p = 1. A period without any report is not completed: no report, no
answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tocsin.detect.again import judge_again
from tocsin.detect.judge import judge
from tocsin.panel.forecast import Forecast
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import InputError
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Completion:
    """Signals judged by a nowcast, and what they were before.

    signals    of the panel with its incomplete counts completed
    reported   (S, J) the counts as they were reported; NaN = not completed
    low, high  (S, J) the lowest and the highest quantile of the nowcast; NaN = not completed
    levels     levels of these two quantiles
    method     name of the nowcast
    """

    signals: Signals
    reported: Array
    low: Array
    high: Array
    levels: tuple[float, float]
    method: str


def judge_completed(
    signals: Signals, nowcast: Forecast, method: str, options: Mapping[str, Any] | None = None
) -> Completion:
    """Judge a panel again with its incomplete counts completed.

    signals  the same panel judged as it was reported, by the same method and options
    nowcast  of these series (others are left aside) and of any periods; NaN = no answer, the count stays

    Quantiles are rounded where all counts of a series are whole. Raises InputError when the nowcast has other
    key columns. Cost: the judging of the changed cells, and of the newest period once for each quantile.
    """
    panel = signals.panel
    quantiles = _laid_out(nowcast, panel)
    known = np.isfinite(quantiles).all(axis=2) & ~np.isnan(panel.counts)
    whole = np.all(np.isnan(panel.counts) | (panel.counts == np.rint(panel.counts)), axis=1)
    quantiles = np.where(whole[:, None, None], np.rint(quantiles), quantiles)
    median = quantiles[:, :, int(np.argmin(np.abs(nowcast.levels - 0.5)))]
    low, high = quantiles[:, :, 0], quantiles[:, :, -1]
    open_ = known & ((low < high) | (median != panel.counts))
    counts = np.where(open_, median, panel.counts)
    completed = panel.replace(counts=np.ascontiguousarray(counts))
    judged = judge_again(completed, method, before=signals, start=signals.first, options=options)
    judged = _averaged(judged, panel.counts[:, -1], quantiles[:, -1], open_[:, -1], nowcast.levels, options)
    mine = open_[:, signals.first :]

    def shown(values: Array) -> Array:
        return np.where(mine, values[:, signals.first :], np.nan)

    return Completion(
        signals=judged, reported=shown(panel.counts), low=shown(low), high=shown(high),
        levels=(float(nowcast.levels[0]), float(nowcast.levels[-1])), method=nowcast.method,
    )  # fmt: skip


def shares(levels: Array) -> Array:
    """(Q,) the share of a distribution nearest to each level.

    >>> shares(np.array([0.1, 0.5, 0.9])).round(2)
    array([0.3, 0.4, 0.3])
    """
    edges = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2, [1.0]])
    return np.asarray(np.diff(edges))


def _averaged(
    signals: Signals,
    reported: Array,
    quantiles: Array,
    open_: "np.ndarray[Any, np.dtype[np.bool_]]",
    levels: Array,
    options: Mapping[str, Any] | None,
) -> Signals:
    """The newest p-values of completed cells, averaged over the nowcast; reported (S,), quantiles (S, Q)."""
    panel, p_value = signals.panel, signals.p_value.copy()
    open_ = open_ & (signals.reason[:, -1] == Reason.NONE)
    for name in dict.fromkeys(signals.method[open_].tolist()):
        rows = np.flatnonzero(open_ & np.equal(signals.method, name))
        part = panel.take(rows)
        mine = options if len(set(signals.method.tolist())) == 1 else None
        mean = np.zeros(len(rows))
        for k, share in enumerate(shares(levels).tolist()):
            mean += share * _p_of(part, quantiles[rows, k], name, mine)
        growing = part.counts[:, -1] >= reported[rows]
        least = np.where(growing, _p_of(part, reported[rows], name, mine), 1.0)
        p_value[rows, -1] = np.minimum(mean, least)
    return replace(signals, p_value=p_value)


def _p_of(panel: Panel, newest: Array, name: str, options: Mapping[str, Any] | None) -> Array:
    """The p-values of other newest counts; 1 where the method does not judge them."""
    counts = panel.counts.copy()
    counts[:, -1] = newest
    verdict = judge(panel.replace(counts=counts), name, options=options)
    return np.nan_to_num(verdict.p_value[:, -1], nan=1.0)


def _laid_out(nowcast: Forecast, panel: Panel) -> Array:
    """(S, T, Q) quantiles in the rows and periods of a panel; NaN where the nowcast has none."""
    if sorted(nowcast.by) != sorted(panel.by) or nowcast.periods.every != panel.periods.every:
        raise InputError(
            f"The nowcast is of {', '.join(nowcast.by)} by {nowcast.periods.every}; the counts are of "
            f"{', '.join(panel.by)} by {panel.periods.every}. Make it from the same reports."
        )
    laid = np.full((*panel.counts.shape, len(nowcast.levels)), np.nan)
    if panel.by:
        at = {row: i for i, row in enumerate(nowcast.series.select(panel.by).rows())}
        pairs = [(i, at[row]) for i, row in enumerate(panel.series.rows()) if row in at]
    else:
        pairs = [(i, i) for i in range(min(len(laid), len(nowcast.quantiles)))]
    shift = nowcast.periods.first - panel.periods.first
    begin, end = max(shift, 0), min(shift + len(nowcast.periods), len(panel.periods))
    if pairs and begin < end:
        mine, theirs = np.array(pairs, np.int64).T
        laid[mine, begin:end] = nowcast.quantiles[theirs, begin - shift : end - shift]
    return laid

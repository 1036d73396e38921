"""Corrections: a negative count and its mirror. Dumps in full flow: one day that holds many days' cases.

A negative count says that earlier cases were taken back. Its mirror is the nearby count that stands out by
about as much: cases booked and taken back, or the other way round. Among daily counts one day ten times the
largest of the 14 days before (their sum, where fewer than half of them had cases) is old cases booked at
once: no outbreak among counts that steady grows so from one day to the next, and it is not mistaken for one
even while the days after are not yet known. Weekly and monthly counts are spared that rule, for a common
source can do that in a week.
"""

import numpy as np

from tocsin.cluster.artefact_options import NEAR, STEADY, ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.vocab.arrays import Flags


def find_corrections(history: History, options: ArtefactOptions) -> list[Trace]:
    """Corrections and lone days in the judged periods; they explain a mirror or such a day that is above."""
    spikes = find_spikes(history, options)
    rows, places = np.nonzero(history.counts[:, history.first :] < 0)
    negatives = [
        _negative(history, int(r), int(t) + history.first, options) for r, t in zip(rows, places, strict=True)
    ]
    told = {(trace.row, place) for trace in negatives for place in (trace.start, trace.end)}
    rows, places = np.nonzero(spikes[:, history.first :])
    lone = [
        _spike(history, row, at)
        for row, at in zip(rows.tolist(), (places + history.first).tolist(), strict=True)
        if (row, at) not in told
    ]
    return [*negatives, *lone]


def find_spikes(history: History, options: ArtefactOptions) -> Flags:
    """(S, T) True where one day holds many days' cases; always False for weeks and months."""
    spikes = np.zeros(history.counts.shape, np.bool_)
    if history.every != "day":
        return spikes
    back = NEAR["day"]
    calm = np.where(np.isnan(history.counts), -np.inf, history.counts)
    for t in range(max(back, history.first - back), history.counts.shape[1]):
        before = calm[:, t - back : t]
        daily = np.mean(before > 0, axis=1) >= 0.5
        largest = np.where(daily, before.max(axis=1), np.maximum(before, 0.0).sum(axis=1))
        high = (largest >= options.spike_steady) & (calm[:, t] >= options.spike_fold * largest)
        spikes[:, t] = high & ~spikes[:, t - 1]
        calm[spikes[:, t], t] = -np.inf  # the next spike is not measured against this one
    return spikes


def _negative(history: History, row: int, at: int, options: ArtefactOptions) -> Trace:
    counts, near = history.counts[row], NEAR[history.every]
    before = _typical(history, row, at)
    taken = before - float(counts[at])
    low, high = max(0, at - near), min(len(counts), at + near + 1)
    around = np.where(np.isnan(counts[low:high]), -np.inf, counts[low:high])
    mirror = low + int(np.argmax(around))
    booked = float(counts[mirror]) - before
    paired = taken / options.mirror_fold <= booked <= taken * options.mirror_fold
    start, end = (min(at, mirror), max(at, mirror)) if paired else (at, at)
    newest = mirror == len(counts) - 1
    return Trace(
        kind=ArtefactKind.CORRECTION, row=row, start=start, end=end, observed=float(counts[at]),
        before=before, explains=paired and newest and bool(history.above[row]),
    )  # fmt: skip


def _spike(history: History, row: int, at: int) -> Trace:
    newest = at == history.counts.shape[1] - 1
    return Trace(
        kind=ArtefactKind.DUMP, row=row, start=at, end=at, observed=float(history.counts[row, at]),
        before=_typical(history, row, at), explains=newest and bool(history.above[row]),
    )  # fmt: skip


def _typical(history: History, row: int, at: int) -> float:
    before = history.counts[row, max(0, at - STEADY[history.every]) : at]
    known = before[~np.isnan(before)]
    return float(np.median(known)) if known.size else 0.0

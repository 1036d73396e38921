"""New unit: from one period to the next the level changes tenfold or more and stays, the shape unchanged.

An outbreak climbs, peaks and falls, and its counts vary relatively less as they grow (a Poisson count of 10
by a third, of 200 by a fourteenth). A new unit multiplies everything: the relative variation stays, the
weekday profile of daily counts stays, the level does not drift, and the step is taken at once: from the last
count before to the first after, and from the last few before to the first few after.
"""

import numpy as np

from tocsin.cluster.artefact_options import STEADY, ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.vocab.arrays import Array

WEEKDAYS = 7
FEW = 8  # fewest counts before the change that tell a shape
LEAST_STEP = 2.0  # the first step may fall this many times short of the change: counts vary


def find_units(history: History, options: ArtefactOptions) -> list[Trace]:
    """Changes of unit in the judged periods that last to the newest."""
    counts, T = history.counts, history.counts.shape[1]
    last = T - options.unit_after
    begin = max(history.first, 1)
    if last < begin:
        return []
    now, ago = counts[:, begin : last + 1], counts[:, begin - 1 : last]
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.abs(np.log(now / ago))
    rows, places = np.nonzero(
        np.isfinite(step) & (step >= np.log(options.unit_fold / LEAST_STEP)) & (now > 0) & (ago > 0)
    )
    found: dict[int, Trace] = {}
    for row, at in zip(rows.tolist(), (places + begin).tolist(), strict=True):
        trace = _judge(history, row, at, options)
        if trace is not None:
            found[row] = trace
    return list(found.values())


def _judge(history: History, row: int, at: int, options: ArtefactOptions) -> Trace | None:
    width = STEADY[history.every]
    before, after = history.counts[row, max(0, at - width) : at], history.counts[row, at : at + width]
    whole = after if at + width >= history.counts.shape[1] else history.counts[row, at:]
    low, high = _positive(before), _positive(whole)
    if low is None or high is None or len(low) < FEW or len(high) < options.unit_after:
        return None
    if min(np.median(low), np.median(high)) < options.unit_steady:
        return None
    weekly = history.every == "day"
    was, now = _shape(before, at - len(before), weekly), _shape(after, at, weekly)
    if not was / options.unit_shape <= now <= was * options.unit_shape:
        return None
    few = options.unit_after
    for one, two in ((low, high), (low[-few:], high[:few])):
        slack = 2 * np.sqrt(was**2 / len(one) + now**2 / len(two))
        if abs(_level(two) - _level(one)) + slack < np.log(options.unit_fold):
            return None
    if _drift(high[:width]) > max(_drift(low), np.log(LEAST_STEP)):
        return None
    change = _level(high) - _level(low)
    step = abs(float(np.log(high[0] / low[-1])))
    if abs(change) < options.unit_clear * max(was, now) or abs(change) - step > np.log(LEAST_STEP):
        return None
    explains = change > 0 and bool(history.above[row])
    return Trace(
        kind=ArtefactKind.NEW_UNIT, row=row, start=at, end=history.counts.shape[1] - 1,
        observed=float(history.counts[row, at]), before=float(np.median(low)), explains=explains,
    )  # fmt: skip


def _positive(counts: Array) -> Array | None:
    """The reported counts; None when any is zero or negative: a ratio to it says nothing."""
    known = counts[~np.isnan(counts)]
    return known if known.size and known.min() > 0 else None


def _level(counts: Array) -> float:
    return float(np.mean(np.log(counts)))


def _drift(counts: Array) -> float:
    """How far the last third lies from the first, on the log scale: an outbreak drifts, a unit does not."""
    third = max(len(counts) // 3, 1)
    return abs(_level(counts[-third:]) - _level(counts[:third]))


def _shape(counts: Array, start: int, weekly: bool) -> float:
    """Standard deviation of log counts, that of each weekday around its own mean when enough are there."""
    known = ~np.isnan(counts)
    logs, day = np.log(counts[known]), (start + np.flatnonzero(known)) % WEEKDAYS
    if not weekly or len(logs) < 2 * WEEKDAYS:
        return float(logs.std(ddof=1))
    means = np.bincount(day, logs, WEEKDAYS) / np.maximum(np.bincount(day, minlength=WEEKDAYS), 1)
    return float(np.sqrt(np.sum((logs - means[day]) ** 2) / (len(logs) - WEEKDAYS)))

"""Silence: zeros in a row that the former rate makes all but impossible. Dump: the backlog that ends it.

A run of k zeros is silence when its chance under the former rate is tiny. The former rate is the smallest of
the mean of the periods before, that of their last third (an outbreak that fades is not silence) and, where
two earlier years are on record, the mean of the same season in each of up to five (a disease that
vanishes every winter is not silent in winter). Periods vary like a negative binomial with variance phi times
the mean (phi from the periods before):

    P(k zeros) = phi^(-k rate / (phi - 1))        exp(-k rate) at phi = 1

A dump is a count after silence that is large, yet no larger than what the silence may have held back.
Missing reports are not zeros: they end no run and count in none.
"""

from typing import NamedTuple

import numpy as np

from tocsin.cluster.artefact_options import QUIET, STEADY, ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.vocab.arrays import Array, Index

YEARS = 5  # earlier years that tell the season


class Silence(NamedTuple):
    """One run of zeros of one series: places of its first and last zero, how many, and the former rate."""

    row: int
    start: int
    end: int
    zeros: int
    rate: float


def find_silence(history: History, options: ArtefactOptions) -> list[Trace]:
    """Silences that last to the newest period or ended in a judged one, and the dumps that ended them."""
    traces = []
    newest = history.counts.shape[1] - 1
    for silence in _silences(history, options):
        row, start, end, zeros, rate = silence
        after = end + 1 + np.flatnonzero(~np.isnan(history.counts[row, end + 1 :]))
        dumped = False
        if after.size:
            at, cases = int(after[0]), float(history.counts[row, after[0]])
            least = max(options.dump_fold * rate, options.dump_cases)
            dumped = least <= cases <= options.dump_backlog * (zeros + 1) * rate
        if dumped:
            explains = at == newest and bool(history.above[row])
            traces.append(_trace(ArtefactKind.DUMP, row, at, at, cases, rate, explains))
        elif newest - start <= options.silence_years * history.per_year:
            traces.append(_trace(ArtefactKind.SILENCE, row, start, end, 0.0, rate, False))
    return traces


def _trace(
    kind: ArtefactKind, row: int, start: int, end: int, observed: float, before: float, explains: bool
) -> Trace:
    return Trace(
        kind=kind, row=row, start=start, end=end, observed=observed, before=before, explains=explains
    )


def _silences(history: History, options: ArtefactOptions) -> list[Silence]:
    """Improbable runs of zeros that reach into the judged periods."""
    early = max(0, history.first - int(options.silence_years * history.per_year))  # nothing older is listed
    zeros, starts = zero_runs(history.counts[:, early:])
    ends = zeros >= QUIET[history.every]
    ends[:, :-1] &= zeros[:, 1:] == 0
    ends[:, : max(history.first - 1 - early, 0)] = False
    found = []
    for row, place in zip(*np.nonzero(ends), strict=True):
        start, end, run = early + int(starts[row, place]), early + int(place), int(zeros[row, place])
        before = history.counts[row, max(0, start - STEADY[history.every]) : start]
        known = before[~np.isnan(before)]
        if known.size < STEADY[history.every] / 2 or np.mean(known > 0) < options.silence_steady:
            continue
        recent = known[-(len(known) // 3) :]
        season = _season(history.counts[row], start, end, history.per_year)
        rate = min(float(known.mean()), float(recent.mean()), season)
        if rate >= options.silence_rate and zeros_chance(run, rate, known) <= options.silence_chance:
            found.append(Silence(int(row), start, end, run, rate))
    return found


def zero_runs(counts: Array) -> tuple[Index, Index]:
    """Zeros in a row up to each period, and the place of the first of them; both (S, T).

    A missing report carries the run on without adding to it; any other count ends it.

    >>> zero_runs(np.array([[3.0, 0, np.nan, 0, 2]]))[0]
    array([[0, 1, 1, 2, 0]])
    """
    places = np.arange(counts.shape[1])
    zero, missing = counts == 0, np.isnan(counts)
    last = np.maximum.accumulate(np.where(~zero & ~missing, places, -1), axis=1)
    total = np.cumsum(zero, axis=1)
    until = np.where(last >= 0, np.take_along_axis(total, np.maximum(last, 0), axis=1), 0)
    run = total - until
    first = np.where(zero & (run == 1), places, 0)
    return run, np.maximum.accumulate(first, axis=1)


def zeros_chance(zeros: int, rate: float, before: Array) -> float:
    """Chance of that many zeros in a row at a rate per period, with the variation seen before.

    >>> round(zeros_chance(3, 2.0, np.array([2.0, 2.0])), 5)  # exp(-6)
    0.00248
    """
    phi = float(before.var() / before.mean()) if before.mean() > 0 else 1.0
    if phi <= 1:
        return float(np.exp(-zeros * rate))
    return float(np.exp(-zeros * rate * np.log(phi) / (phi - 1)))


def _season(counts: Array, start: int, end: int, per_year: int) -> float:
    """Smallest mean of the same periods in earlier years; infinite when fewer than two tell.

    Years before the first case say nothing of the season, and one year cannot tell a season from a silence.
    """
    means = []
    begun = int(np.argmax(counts > 0))
    for year in range(1, YEARS + 1):
        if start - year * per_year < begun:
            break
        same = counts[start - year * per_year : min(end, start + per_year - 1) - year * per_year + 1]
        if np.mean(~np.isnan(same)) > 0.5:
            means.append(float(np.nanmean(same)))
    return min(means) if len(means) > 1 else np.inf

"""Backlogs after a gap: no report for a while, then one that holds the cases of all the missing periods.

The count is compared with what the gap may have held back: k missing periods and its own at the rate of the
periods before the gap. A gap proves nothing by itself, unlike zeros after steady counts, so the count must
fit closely: a larger one may be an outbreak and stays a finding.
"""

import numpy as np

from tocsin.cluster.artefact_options import QUIET, STEADY, ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.vocab.arrays import Array, Index


def find_gaps(history: History, options: ArtefactOptions) -> list[Trace]:
    """Reports of judged periods that end a gap and fit the backlog it may have left."""
    counts, newest = history.counts, history.counts.shape[1] - 1
    missing = missing_before(counts)
    found = []
    ends = (missing >= QUIET[history.every]) & ~np.isnan(counts)
    ends[:, : history.first] = False
    for row, at in zip(*np.nonzero(ends), strict=True):
        start = int(at - missing[row, at])
        before = counts[row, max(0, start - STEADY[history.every]) : start]
        known = before[~np.isnan(before)]
        if known.size < STEADY[history.every] / 2 or np.mean(known > 0) < options.silence_steady:
            continue
        rate, cases = float(known.mean()), float(counts[row, at])
        held = (missing[row, at] + 1) * rate
        if max(options.dump_fold * rate, options.dump_cases) <= cases <= options.gap_backlog * held:
            found.append(
                Trace(
                    kind=ArtefactKind.DUMP, row=int(row), start=int(at), end=int(at), observed=cases,
                    before=rate, explains=at == newest and bool(history.above[row]),
                )
            )  # fmt: skip
    return found


def missing_before(counts: Array) -> Index:
    """Missing periods just before each one, (S, T); those before the first report are no gap.

    >>> missing_before(np.array([[np.nan, 3, np.nan, np.nan, 5]]))
    array([[0, 0, 0, 1, 2]])
    """
    places = np.arange(counts.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(counts), -1, places), axis=1)
    before = np.concatenate([np.full((len(counts), 1), -1), last[:, :-1]], axis=1)
    return np.where(before >= 0, places - before - 1, 0)

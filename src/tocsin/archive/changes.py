"""Change-only: what of a source's snapshots has to be kept so that every one of them can be told again."""

import numpy as np

from tocsin.archive.content import Content, Day32, cell_keys
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index


def whole_changes(
    before: Content, new: Content, after: Content, *, days: Day32, after_day: int | None
) -> Content:
    """Rows that turn the state before a run of whole snapshots into each of them, then into the next.

    Parameters
    ----------
    before     state as of the last snapshot before the run; empty where there is none
    new        the snapshots, told apart by their report dates; each holds all cells that stand
    days       their report dates, increasing; one that `new` has no rows of holds nothing
    after      state as of the first snapshot that was already there and is later
    after_day  its day, or None: there is none

    All three share one numbering of series. A cell that is gone from a snapshot is withdrawn from that day
    on, whatever was said of it. Rows of `after_day` restore what the snapshot of that day said, so that it is
    told as before.

    Returns
    -------
    Content, sorted by cell and report date. Cost: one sort of all rows.
    """
    ranks = np.concatenate(
        [
            np.zeros(len(before), np.int64),
            np.searchsorted(days, new.report) + 1,
            np.full(len(after), len(days) + 1, np.int64),
        ]
    )
    every = np.concatenate([days, [after_day if after_day is not None else 0]]).astype(np.int32)
    key = np.concatenate([part.keys() for part in (before, new, after)])
    values = np.concatenate([part.values for part in (before, new, after)])
    absence = np.concatenate([part.absence for part in (before, new, after)])
    last = len(days) + (after_day is not None)
    order = _sorted(key, ranks)
    key, ranks, values, absence = key[order], ranks[order], values[order], absence[order]
    keep, gone = _links(key, ranks, values, absence, last)
    number = np.concatenate([part.number for part in (before, new, after)])[order]
    reference = np.concatenate([part.reference for part in (before, new, after)])[order]
    codes = np.full(len(gone), Absence.WITHDRAWN, np.uint8)
    found = Content(
        series=new.series,
        number=np.concatenate([number[keep], number[gone]]),
        reference=np.concatenate([reference[keep], reference[gone]]),
        report=np.concatenate([every[ranks[keep] - 1], every[ranks[gone]]]),
        values=np.concatenate([values[keep], np.full(len(codes), np.nan)]),
        absence=np.concatenate([absence[keep], codes]),
    )
    return found.take(_sorted(found.keys(), found.report.astype(np.int64))) if len(codes) else found


def _links(key: Index, ranks: Index, values: Array, absence: Codes, last: int) -> tuple[Flags, Index]:
    """Of rows by cell and rank: those that say something new, and those whose cell is gone right after."""
    same_cell = key[1:] == key[:-1]
    next_to = same_cell & (ranks[1:] == ranks[:-1] + 1)
    equal = same_cell & same_reports(values[1:], absence[1:], values[:-1], absence[:-1])
    silent = absence == Absence.WITHDRAWN
    keep = np.ones(len(key), np.bool_)
    keep[1:] = ~(equal & (next_to | silent[1:]))
    keep &= ranks > 0
    gone = ~silent & (ranks < last)
    gone[:-1] &= ~next_to
    return keep, np.flatnonzero(gone)


def same_reports(values: Array, absence: Codes, others: Array, other_absence: Codes) -> Flags:
    """Where two reports say the same: the same number, or no number for the same reason."""
    same: Flags = (absence == other_absence) & ((values == others) | (absence != Absence.PRESENT))
    return same


def differing(stands: Content, sent: Content) -> tuple[Index, Index]:
    """Rows of `sent` that say something else than `stands`, and rows of `stands` that are not in `sent`.

    Both hold each cell once and share a numbering of series.
    """
    theirs, mine = stands.keys(), sent.keys()
    order = np.argsort(theirs, kind="stable")
    theirs = theirs[order]
    place = np.minimum(np.searchsorted(theirs, mine), max(len(theirs) - 1, 0))
    if not len(theirs):
        return np.arange(len(mine)), np.empty(0, np.int64)
    rows = order[place]
    known = theirs[place] == mine
    same = known & same_reports(sent.values, sent.absence, stands.values[rows], stands.absence[rows])
    silent = (sent.absence == Absence.WITHDRAWN) & ~known
    lost = ~np.isin(stands.keys(), mine) & (stands.absence != Absence.WITHDRAWN)
    return np.flatnonzero(~same & ~silent), np.flatnonzero(lost)


def latest(number: Index, reference: Day32, report: Day32) -> Index:
    """Rows that hold the last report of their cell, in the order of cells."""
    key = cell_keys(number, reference)
    order = _sorted(key, report.astype(np.int64))
    key = key[order]
    final = np.ones(len(key), np.bool_)
    final[:-1] = key[1:] != key[:-1]
    return order[final]


def _sorted(key: Index, then: Index) -> Index:
    """Order of rows by two columns of numbers; little work where they come in sorted runs.

    One column out of two, so that a merge sort finds the runs; 2^17 days of 2^20 series leave room for it.
    """
    low = int(then.min(initial=0))
    span = int(then.max(initial=0)) - low + 1
    if int(key.max(initial=0)) >= 2**62 // span:
        return np.lexsort((then, key))
    both = key * span + (then - low)
    if (both[1:] >= both[:-1]).all():
        return np.arange(len(key))
    return np.argsort(both, kind="stable")

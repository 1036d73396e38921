"""Revision: a number that was published is replaced by one many times larger or smaller.

Late cases raise a count, corrections lower it; both stay near what the source usually does. A slip of the
pen, a changed denominator or two columns that changed places do not. A replaced number is one of these when

    many-fold     (high + 1) / (low + 1) is at least `revision_fold`, high - low at least `revision_cases`;
                  a low of 0 counts as 4, for a zero may stand where little was known;
    out of line   high is at least `revision_apart` times the largest number of the periods around it; those
                  replaced on that day as well count with the smaller of their two numbers;
    unusual       the change is at least `revision_unusual` times as large as three quarters of those that
                  the source made on other days, in the same direction and at the same delay (at any delay
                  where fewer than five tell): a quantile that a few slips cannot raise.

high is the larger of the two numbers: the new one of a slip, the old one where a slip is taken back. So a
newest count that completes itself (1 -> 4, or a third of the cases, then all) is none, nor is a zero that
held the place of a number. A number that vanishes or comes back is no revision.

Cost: O(N) for N replaced numbers, and O(N) again for each source with a many-fold change.
Checked: validation/revisions.md (European vintages)
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from tocsin.cluster.artefact_options import NEAR, ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.cluster.kin import Kin
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Array, Days, Flags, Index
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import Periods, ordinals

USUAL = 0.75  # quantile of the changes that a source makes
TELLING = 5  # fewest changes that tell what is usual
ZERO = 4.0  # what a zero counts as: one positive among few tests is 25 or 33 %, and no slip
LONGEST = 5  # delays from here on are taken together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Revisions:
    """Numbers that were replaced; arrays (N,), one entry for each number and day.

    row    series, by its place in a panel
    place  period, by its place in that panel
    day    datetime64[D]; the day on which the new number was published
    old    the number before
    new    the number from that day on
    """

    row: Index
    place: Index
    day: Days
    old: Array
    new: Array

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, f.name)) for f in fields(self)}
        if len(lengths) > 1:
            raise InputError(f"The arrays of revisions have different lengths: {sorted(lengths)}.")

    def pick(self, chosen: Flags | Index) -> "Revisions":
        """Only some of them."""
        return Revisions(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def revisions_between(panels: Sequence[Panel]) -> Revisions:
    """What was replaced from each panel to the next, by the rows and periods of the last one.

    panels  of the same numbers as of increasing days (`as_of` says which); a series or period that the
            last one lacks is left out. A number that was away for a while is compared with the last one
            there was.

    Cost: O(S T) for each panel.
    """
    if not panels:
        raise InputError("There is nothing to compare: give the panels of two days or more.")
    days = [panel.as_of for panel in panels]
    if any(one is None or two is None or one >= two for one, two in pairwise(days)):
        raise InputError(f"Revisions need panels as of increasing days; these are as of {days}.")
    now = panels[-1]
    known = np.full(now.counts.shape, np.nan)
    found: list[tuple[Index, Index, Days, Array, Array]] = []
    for panel in panels:
        later = _laid_out(panel, now)
        row, place = np.nonzero(~np.isnan(known) & ~np.isnan(later) & (known != later))
        day = np.full(len(row), panel.as_of, "datetime64[D]")
        found.append((row, place, day, known[row, place], later[row, place]))
        known = np.where(np.isnan(later), known, later)
    row, place, day, old, new = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Revisions(row=row, place=place, day=day, old=old, new=new)


def find_revisions(
    history: History, periods: Periods, revisions: Revisions, kin: Kin, options: ArtefactOptions
) -> list[Trace]:
    """Many-fold revisions published since the first judged period began, one for each series and day.

    A trace's `observed` and `before` are the new and the old number of the period that changed most; it
    explains a newest count that is above and was raised by it.
    """
    large = many_fold(history, periods, revisions, kin, options)
    large &= revisions.day >= periods.starts()[history.first]
    latest: dict[tuple[int, int], int] = {}
    for i in np.flatnonzero(large)[np.argsort(revisions.day[large], kind="stable")].tolist():
        latest[int(revisions.row[i]), int(revisions.place[i])] = i
    together: dict[tuple[int, object, bool], list[int]] = {}
    for (row, _), i in sorted(latest.items()):
        together.setdefault((row, revisions.day[i], bool(revisions.new[i] > revisions.old[i])), []).append(i)
    return [_trace(history, revisions.pick(np.array(inside))) for inside in together.values()]


def many_fold(
    history: History, periods: Periods, revisions: Revisions, kin: Kin, options: ArtefactOptions
) -> Flags:
    """(N,) True where a revision is many-fold, out of line and unusual; see the head of this file."""
    high, low = np.fmax(revisions.old, revisions.new), np.fmin(revisions.old, revisions.new)
    fold = (high + 1) / (np.where(low > 0, low, ZERO) + 1)
    large: Flags = (fold >= options.revision_fold) & (high - low >= options.revision_cases)
    large &= _out_of_line(history, revisions, large, options)
    return large & _unusual(periods, revisions, large, fold, kin, options)


def _trace(history: History, inside: Revisions) -> Trace:
    most = int(np.argmax(np.abs(inside.new - inside.old)))
    row, newest = int(inside.row[0]), history.counts.shape[1] - 1
    raised = inside.new > inside.old
    return Trace(
        kind=ArtefactKind.REVISION, row=row, start=int(inside.place.min()), end=int(inside.place.max()),
        observed=float(inside.new[most]), before=float(inside.old[most]), changed=inside.day[0].item(),
        explains=bool((raised & (inside.place == newest)).any()) and bool(history.above[row]),
    )  # fmt: skip


def _out_of_line(history: History, revisions: Revisions, large: Flags, options: ArtefactOptions) -> Flags:
    """Where the larger number stands out from the numbers of its series around it, as they are now."""
    high, low = np.fmax(revisions.old, revisions.new), np.fmin(revisions.old, revisions.new)
    near, T = NEAR[history.every], history.counts.shape[1]
    with_it: dict[tuple[int, object], list[int]] = {}
    for i in np.flatnonzero(large).tolist():
        with_it.setdefault((int(revisions.row[i]), revisions.day[i]), []).append(i)
    apart = np.zeros(len(large), np.bool_)
    for i in np.flatnonzero(large).tolist():
        row, place = int(revisions.row[i]), int(revisions.place[i])
        begin = max(0, place - near)
        around = history.counts[row, begin : min(T, place + near + 1)].copy()
        for j in with_it[row, revisions.day[i]]:
            if begin <= revisions.place[j] < begin + len(around):
                around[int(revisions.place[j]) - begin] = low[j] if j != i else np.nan
        known = around[~np.isnan(around)]
        apart[i] = known.size >= 2 and high[i] >= options.revision_apart * (known.max() + 1)
    return apart


def _unusual(
    periods: Periods, revisions: Revisions, large: Flags, fold: Array, kin: Kin, options: ArtefactOptions
) -> Flags:
    """Where a large change exceeds by far what its source does on other days."""
    unusual = np.zeros(len(large), np.bool_)
    if not large.any():
        return unusual
    source = _sources(kin, options.source)[revisions.row]
    up = revisions.new > revisions.old
    steps = ordinals(revisions.day, periods.every) - (periods.first + revisions.place)
    delay = np.minimum(steps, LONGEST)
    for key in {(int(source[i]), bool(up[i])) for i in np.flatnonzero(large).tolist()}:
        own = np.flatnonzero((source == key[0]) & (up == key[1]))
        for i in own[large[own]].tolist():
            others = own[revisions.day[own] != revisions.day[i]]
            same = others[delay[others] == delay[i]]
            told = fold[same if len(same) >= TELLING else others]
            usual = float(np.quantile(told, USUAL)) if len(told) >= TELLING else 1.0
            unusual[i] = fold[i] >= options.revision_unusual * usual
    return unusual


def _sources(kin: Kin, source: str | None) -> Index:
    """A number for each series that says who reports it: its place, or what the option names."""
    column = kin.place if source is None else kin.columns.index(source)
    if column is None:
        return np.zeros(max(len(kin.rows), 1), np.int64)
    number: dict[str | None, int] = {}
    return np.array([number.setdefault(row[column], len(number)) for row in kin.rows], np.int64)


def _laid_out(panel: Panel, now: Panel) -> Array:
    """Counts of an earlier panel in the rows and periods of a later one; NaN where it has none."""
    laid = np.full(now.counts.shape, np.nan)
    if now.by:
        at = {row: i for i, row in enumerate(panel.series.select(now.by).rows())}
        pairs = [(i, at[row]) for i, row in enumerate(now.series.rows()) if row in at]
    else:
        pairs = [(i, i) for i in range(min(len(now.counts), len(panel.counts)))]
    shift = panel.periods.first - now.periods.first
    begin, end = max(shift, 0), min(shift + len(panel.periods), len(now.periods))
    if pairs and begin < end:
        mine, theirs = np.array(pairs, np.int64).T
        laid[mine, begin:end] = panel.counts[theirs, begin - shift : end - shift]
    return laid

"""Artefacts: numbers that moved for a reason other than disease, as verdicts of their own.

An artefact of the newest period withholds the signals it explains; it is listed, and nothing is dropped.
A sum is withheld with its parts when nothing unusual is left of it without them.
"""

from datetime import date

import numpy as np

from tocsin.cluster.artefact_correction import find_corrections
from tocsin.cluster.artefact_gap import find_gaps
from tocsin.cluster.artefact_options import ArtefactOptions, History, Trace
from tocsin.cluster.artefact_revision import Revisions, find_revisions
from tocsin.cluster.artefact_shift import find_shifts
from tocsin.cluster.artefact_silence import find_silence
from tocsin.cluster.artefact_unit import find_units
from tocsin.cluster.finding import Artefact, ArtefactKind
from tocsin.cluster.kin import Kin
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array, Flags


def find_artefacts(
    signals: Signals,
    strength: Array,
    kin: Kin,
    options: ArtefactOptions,
    revisions: Revisions | None = None,
) -> tuple[tuple[Artefact, ...], Flags]:
    """Artefacts of the judged periods, strongest first, and the series they withhold in the newest.

    strength   (S, J) distance of each count from the expected one, in standard deviations
    revisions  numbers that were replaced, by the rows and periods of the panel; None = not known

    Returns the artefacts and (S,) flags, True = the signal of the newest period is explained.
    """
    panel = signals.panel
    history = History(
        counts=panel.counts,
        first=signals.first,
        every=panel.periods.every,
        per_year=panel.periods.per_year,
        above=signals.above[:, -1],
    )
    traces = [
        *find_silence(history, options),
        *find_gaps(history, options),
        *find_corrections(history, options),
        *find_units(history, options),
        *find_shifts(history, signals.expected, strength, kin, options),
    ]
    if revisions is not None:
        traces += find_revisions(history, panel.periods, revisions, kin, options)
    hidden = np.zeros(panel.counts.shape[0], np.bool_)
    hidden[[trace.row for trace in traces if trace.explains]] = True
    sums = _explained_sums(signals, hidden, kin, options)
    groups = _together(traces, kin)
    order = sorted(groups, key=lambda g: (not any(t.explains for t in g), -_moved(g), g[0].row))
    ends = panel.periods.ends().tolist()
    found = tuple(_artefact(group, sums, kin, ends) for group in order)
    hidden[list(sums)] = True
    return found, hidden


def _explained_sums(
    signals: Signals, hidden: Flags, kin: Kin, options: ArtefactOptions
) -> dict[int, set[int]]:
    """Sums above only because of withheld parts, with those parts."""
    more = signals.observed[:, -1] - signals.expected[:, -1]
    parts: dict[int, set[int]] = {}
    for row in np.flatnonzero(hidden).tolist():
        for whole, _ in kin.ancestors(row):
            parts.setdefault(whole, set()).add(row)
    explained = {}
    for whole, inside in parts.items():
        if hidden[whole] or not signals.above[whole, -1]:
            continue
        lowest = [r for r in inside if not any(a in inside for a in _parts_of(r, inside, kin))]
        held = float(np.sum(more[lowest]))
        upper = float(signals.upper[whole, -1])
        left = float(signals.observed[whole, -1]) - held
        if left <= upper if not np.isnan(upper) else held >= options.explains * more[whole]:
            explained[whole] = inside
    return explained


def _parts_of(row: int, among: set[int], kin: Kin) -> list[int]:
    return [other for other in among if any(whole == row for whole, _ in kin.ancestors(other))]


def _together(traces: list[Trace], kin: Kin) -> list[list[Trace]]:
    """Traces that are one artefact: all shifts of one period, and a part with the sums that show the same."""
    groups: dict[tuple[object, ...], list[Trace]] = {}
    at = {(t.kind, t.start, t.end, t.row) for t in traces if t.changed is None}
    for trace in traces:
        if trace.kind is ArtefactKind.SOURCE_SHIFT:
            way = trace.observed >= trace.before
            groups.setdefault((trace.kind, trace.start, way), []).append(trace)
            continue
        if trace.changed is not None:
            groups[trace.kind, trace.row, trace.changed, trace.observed] = [trace]
            continue
        same = [(trace.kind, trace.start, trace.end, whole) for whole, _ in kin.ancestors(trace.row)]
        top = max((key[3] for key in same if key in at), default=trace.row)
        groups.setdefault((trace.kind, trace.start, trace.end, top), []).append(trace)
    return [sorted(group, key=lambda t: -abs(t.observed - t.before)) for group in groups.values()]


def _moved(group: list[Trace]) -> float:
    """Cases that an artefact moved, of its largest series."""
    return max(abs(t.observed - t.before) * (t.end - t.start + 1 if t.observed == 0 else 1) for t in group)


def _artefact(group: list[Trace], sums: dict[int, set[int]], kin: Kin, ends: list[date]) -> Artefact:
    rows = [trace.row for trace in group]
    rows += [whole for whole, parts in sums.items() if parts & set(rows)]
    first = group[0]
    shift = first.kind is ArtefactKind.SOURCE_SHIFT
    key = {}
    for i, column in enumerate(kin.columns):
        values = {kin.rows[trace.row][i] for trace in group}
        key[column] = values.pop() if len(values) == 1 else (None if shift else kin.rows[first.row][i])
    return Artefact(
        kind=first.kind, key=key, series=tuple(dict.fromkeys(rows)),
        start=ends[first.start], end=ends[first.end],
        observed=sum(t.observed for t in group) if shift else first.observed,
        before=sum(t.before for t in group) if shift else first.before,
        hides=any(trace.explains for trace in group),
        changed=first.changed,
    )  # fmt: skip

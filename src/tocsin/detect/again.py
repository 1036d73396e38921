"""Judging again: what was said of a cell still holds while nothing up to that cell has changed.

A method's answer for a cell depends on its own series' counts up to that cell alone (see `Method.run`; the
contract is tested). So of a panel that is mostly the one judged last week, only the cells from the first
changed count on are judged, series by series.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tocsin.detect.auto import AUTO, choose, judge_by
from tocsin.detect.judge import judge, judged_span
from tocsin.detect.registry import find_method
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Index

_ARRAYS = ("expected", "upper", "score", "p_value", "status", "reason")


def judge_again(
    panel: Panel,
    method: str,
    *,
    before: Signals | None,
    start: int,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Signals:
    """Judge the periods of a panel from place `start` to its end, with the help of an earlier judging.

    before  signals of an earlier panel, judged by the same method and options; None = there are none. They
            are of no use, and nothing is lost, where the panels begin at different times or have populations

    The answer is that of `judge_by` on the whole panel, to the last digits of a fit that began elsewhere.
    Cost: one comparison of the panels, and the judging of what changed.
    """
    first, _ = judged_span(panel, panel.periods.end(start), None)
    if before is None or not _comparable(panel, before.panel):
        return judge_by(panel, method, start=panel.periods.end(first), options=options, progress=progress)
    S, J = panel.counts.shape[0], panel.counts.shape[1] - first
    names = choose(panel, first) if method == AUTO else np.full(S, find_method(method).name, dtype=object)
    rows = _rows_of(panel, before.panel)
    begin = np.where(
        np.equal(before.method[np.maximum(rows, 0)], names), _first_change(panel, before.panel, rows), 0
    )
    begin = np.where(first < before.first, first, np.maximum(begin, first))
    arrays = {name: np.empty((S, J), getattr(before, name).dtype) for name in _ARRAYS}
    for place in np.unique(begin).tolist():
        mine = np.flatnonzero(begin == place)
        for name, array in arrays.items():
            array[mine, : place - first] = getattr(before, name)[
                rows[mine], first - before.first : place - before.first
            ]
        if place < panel.counts.shape[1]:
            _judge_rows(panel, names, mine, place, first, arrays, None if method == AUTO else options)
        if progress is not None:
            progress(len(mine))
    return Signals(panel=panel, first=first, method=names, **arrays)


def _judge_rows(
    panel: Panel,
    names: "np.ndarray[Any, Any]",
    rows: Index,
    place: int,
    first: int,
    arrays: Mapping[str, "np.ndarray[Any, Any]"],
    options: Mapping[str, Any] | None,
) -> None:
    """Judge some rows from a place on, into the arrays."""
    for name in dict.fromkeys(names[rows].tolist()):
        mine = rows[np.equal(names[rows], name)]
        part = judge(panel.take(mine), name, start=panel.periods.end(place), options=options)
        for field, array in arrays.items():
            array[mine, place - first :] = getattr(part, field)


def _comparable(panel: Panel, before: Panel) -> bool:
    same = panel.periods.every == before.periods.every and panel.periods.first == before.periods.first
    return same and panel.by == before.by and panel.population is None and before.population is None


def _rows_of(panel: Panel, before: Panel) -> Index:
    """(S,) the row of each series in the earlier panel; -1 where it was not there."""
    if not panel.by:
        return np.arange(panel.counts.shape[0])
    at = {row: i for i, row in enumerate(before.series.rows())}
    return np.array([at.get(row, -1) for row in panel.series.rows()], np.int64)


def _first_change(panel: Panel, before: Panel, rows: Index) -> Index:
    """(S,) the first place whose count is not what it was; the end of the shorter panel where all are."""
    T = min(panel.counts.shape[1], before.counts.shape[1])
    now, then = panel.counts[:, :T], before.counts[np.maximum(rows, 0), :T]
    same = (now == then) | (np.isnan(now) & np.isnan(then))
    return np.where(rows < 0, 0, np.where(same.all(axis=1), T, same.argmin(axis=1)))

"""One way from a panel to signals, the same for every method."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np

from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.registry import find_method
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array, Codes
from tocsin.vocab.errors import DateError, InputError
from tocsin.vocab.periods import parse_day
from tocsin.vocab.status import Reason, Status

BLOCK = 1024  # series judged by one worker at a time; bounds the scratch memory


def judge(
    panel: Panel,
    method: str = "farrington-flexible",
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Signals:
    """Judge every series from `start` to `end` (dates inside the first and last judged period).

    Without `start` and `end` the newest period is judged. `progress` is called with the number of
    series done since the last call. Raises UnknownNameError for a method or option that does not exist,
    OptionError for an option out of bounds, DateError for dates outside the panel.
    """
    first, stop = judged_span(panel, start, end)
    record = find_method(method)
    record.check_every(panel.periods.every)
    chosen = record.configure(options or {})
    panel = panel if stop == len(panel.periods) else panel.part(0, stop)
    question = Question(counts=panel.counts, periods=panel.periods, first=first, population=panel.population)
    verdicts = in_blocks(record, question, chosen, progress)
    reason = final_reason(verdicts, question, record.history(chosen, panel.periods.every))
    names = np.full(panel.counts.shape[0], record.name, dtype=object)
    return as_signals(panel, first, verdicts, reason, names)


def judged_span(panel: Panel, start: date | str | None, end: date | str | None) -> tuple[int, int]:
    """Places of the first judged period and of the one after the last."""
    periods = panel.periods
    if not len(periods) or not panel.counts.shape[0]:
        raise InputError("There is nothing to judge: the panel is empty.")
    last = len(periods) - 1 if end is None else periods.index(_day(end))
    first = last if start is None else periods.index(_day(start))
    if not 0 <= first <= last < len(periods):
        known = f"{periods.end(0)} to {periods.end(-1)}"
        asked = f"{start or periods.end(-1)} to {end or periods.end(-1)}"
        raise DateError(f"Cannot judge {asked}: the data cover {known}; choose dates inside, in order.")
    return first, last + 1


def _day(when: date | str) -> date:
    return parse_day(when) if isinstance(when, str) else when


def in_blocks(
    method: Method, question: Question, options: object, progress: Callable[[int], None] | None = None
) -> Verdicts:
    """Run a method over blocks of series on every core; series are independent, so blocks are too."""
    S = question.counts.shape[0]
    edges = list(range(0, S, BLOCK))
    result = Verdicts.unjudged(question.shape, Reason.SHORT_HISTORY)

    def one(start: int) -> int:
        stop = min(start + BLOCK, S)
        part = method.run(question.block(start, stop), options)
        for f in fields(Verdicts):
            getattr(result, f.name)[start:stop] = getattr(part, f.name)
        return int(stop - start)

    with ThreadPoolExecutor(max_workers=min(len(edges), os.cpu_count() or 1)) as pool:
        for done in pool.map(one, edges):
            if progress is not None:
                progress(done)
    return result


def final_reason(verdicts: Verdicts, question: Question, history: int) -> Codes:
    """The method's own reasons, under two that hold for all: no report, and a history shorter than needed."""
    there = ~np.isnan(question.counts)
    begun = np.where(there.any(axis=1), there.argmax(axis=1), question.counts.shape[1])
    place = np.arange(question.first, question.counts.shape[1])
    reason = verdicts.reason.copy()
    reason[place[None, :] - begun[:, None] < history] = Reason.SHORT_HISTORY
    reason[~there[:, question.first :]] = Reason.MISSING_REPORT
    return reason


def as_signals(
    panel: Panel, first: int, verdicts: Verdicts, reason: Codes, method: "np.ndarray[Any, Any]"
) -> Signals:
    """Verdicts and reasons as signals: no number is shown for a cell that was not judged."""
    judged = reason == Reason.NONE

    def shown(values: Array) -> Array:
        return np.where(judged, values, np.nan)

    status = np.where(judged, np.where(verdicts.above, Status.ABOVE, Status.BELOW), Status.UNJUDGED)
    return Signals(
        panel=panel,
        first=first,
        expected=shown(verdicts.expected),
        upper=shown(verdicts.upper),
        score=shown(verdicts.score),
        p_value=shown(verdicts.p_value),
        status=status.astype(np.uint8),
        reason=reason,
        method=method,
    )

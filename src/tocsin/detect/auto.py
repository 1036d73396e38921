"""`auto`: for each series the first method in a fixed order whose history it has, named beside it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np

from tocsin.detect.judge import as_signals, final_reason, in_blocks, judge, judged_span
from tocsin.detect.method import Question, Verdicts
from tocsin.detect.registry import find_method
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason

AUTO = "auto"
ORDER: dict[Every, tuple[str, ...]] = {
    "week": ("farrington-flexible", "negbin-glm", "ears-c2"),
    "month": ("farrington-flexible", "negbin-glm", "ears-c2"),
    "day": ("ears-c2",),
}


def judge_by(
    panel: Panel,
    method: str,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Signals:
    """Judge by the method of that name, or by `judge_auto` where it is "auto"; see `judge` for the rest."""
    if method == AUTO:
        return judge_auto(panel, start=start, end=end, options=options, progress=progress)
    return judge(panel, method, start=start, end=end, options=options, progress=progress)


def judge_auto(
    panel: Panel,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Signals:
    """Judge each series by the first method of `ORDER` whose history lies before the first judged period.

    A series too short for all of them is given to the last one, which says so. Takes no options:
    methods differ in theirs, so a given one raises UnknownNameError.
    """
    for name in options or {}:
        raise UnknownNameError("option of auto", name, [])
    first, stop = judged_span(panel, start, end)
    panel = panel if stop == len(panel.periods) else panel.part(0, stop)
    verdicts = Verdicts.unjudged((panel.counts.shape[0], stop - first), Reason.SHORT_HISTORY)
    reason = verdicts.reason.copy()
    names = choose(panel, first)
    for name in ORDER[panel.periods.every]:
        record = find_method(name)
        chosen = record.configure({})
        need = record.history(chosen, panel.periods.every)
        mine = np.equal(names, name)
        if not mine.any():
            continue
        part = panel.take(mine)
        question = Question(counts=part.counts, periods=part.periods, first=first, population=part.population)
        answer = in_blocks(record, question, chosen, progress)
        for f in fields(Verdicts):
            getattr(verdicts, f.name)[mine] = getattr(answer, f.name)
        reason[mine] = final_reason(answer, question, need)
    return as_signals(panel, first, verdicts, reason, names)


def choose(panel: Panel, first: int) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """(S,) name of the method that "auto" takes for each series when judging begins at place `first`."""
    there = ~np.isnan(panel.counts)
    have = np.where(there.any(axis=1), first - there.argmax(axis=1), -1)
    order = ORDER[panel.periods.every]
    names = np.full(panel.counts.shape[0], order[-1], dtype=object)
    left = np.ones(len(names), np.bool_)
    for name in order[:-1]:
        record = find_method(name)
        mine = left & (have >= record.history(record.configure({}), panel.periods.every))
        names[mine] = name
        left &= ~mine
    return names

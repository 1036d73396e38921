"""From files or a workspace to reproduction numbers and growth, one row per series and period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading, check_key_columns, read_panel
from tocsin.flows.rt_table import NO_DAYS, RtTable, rt_table
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import parse_day

if TYPE_CHECKING:
    from tocsin.panel import Panel
    from tocsin.panel.triangle import Triangle
    from tocsin.rt import SerialInterval
    from tocsin.vocab.arrays import Array

DRAWS, SEED = 200, 1  # of the nowcast; the same seed every time, so that a result can be made again


@dataclass(frozen=True, slots=True, kw_only=True)
class RtQuestion:
    """What is asked.

    interval    mean and sd of the serial interval in days; None = that of `disease`
    disease     name of a published interval; None = the indicator of each series is its name
    window      periods of a window; None = 7 days or 1 week
    start, end  days inside the first and last period to answer for; None = the newest
    """

    interval: tuple[float, float] | None = None
    disease: str | None = None
    window: int | None = None
    start: str | None = None
    end: str | None = None


def rt_files(reading: Reading, question: RtQuestion, *, progress: Progress = no_progress) -> RtTable:
    """R and growth of counts in files.

    Raises OptionError without a serial interval, ColumnError where a key column has the name of a result, and
    what reading and computing raise.
    """
    check_key_columns(reading.by, RtTable.COLUMNS)
    if reading.rates:
        raise OptionError("rates", True, "left out: R needs counts of cases, how sure it is depends on them")
    panel = read_panel(reading, progress=progress)
    intervals = _intervals(panel, question)
    progress("Computing")
    return _answer(panel, intervals, question, None)


def rt_workspace(
    path: str,
    question: RtQuestion,
    *,
    as_of: date | None = None,
    indicator: Sequence[str] = (),
    place: Sequence[str] = (),
    progress: Progress = no_progress,
) -> RtTable:
    """R and growth of the reports of a workspace, as they were known on a day.

    The newest counts are completed by draws of the nowcast where delays are known, so that the interval of R
    holds the doubt about them; column `nowcast` says where.

    Raises ArchiveError, AsOfError and UnknownNameError for what the workspace cannot answer, and OptionError.
    """
    from tocsin.flows.workspace import open_workspace

    archive = open_workspace(path).archive
    names, places = list(indicator) or None, list(place) or None
    progress("Reading")
    panel = archive.panel(as_of=as_of, indicator=names, place=places)
    intervals = _intervals(panel, question)
    every = panel.periods.every
    if every == "month":
        raise OptionError("every", every, NO_DAYS)
    progress("Nowcasting")
    triangle = archive.triangle(as_of=as_of, indicator=names, place=places, delay_every=every)
    draws = _draws(panel, triangle)
    progress("Computing")
    return _answer(panel, intervals, question, draws)


def _draws(panel: "Panel", triangle: "Triangle") -> "Array":
    """Draws of all counts of a panel, (S, T, D): the nowcast's where it has an answer, else the count."""
    from tocsin.nowcast import nowcast_draws

    made = nowcast_draws(triangle, rng=np.random.default_rng(SEED), n=DRAWS)
    draws = np.repeat(panel.counts[:, :, None], DRAWS, axis=2)
    row = {key: i for i, key in enumerate(panel.series.rows())}
    offset = triangle.periods.first - panel.periods.first
    for at, key in enumerate(triangle.series.rows() or [()]):
        s = row.get(key, None if panel.by else 0)
        if s is None:
            continue
        for t in range(max(0, -offset), min(made.shape[1], panel.counts.shape[1] - offset)):
            known = np.isfinite(made[at, t]).all() and np.isfinite(panel.counts[s, t + offset])
            if known:  # a draw below zero stands for no case
                draws[s, t + offset] = np.maximum(made[at, t], 0.0)
    return draws


def _intervals(panel: "Panel", question: RtQuestion) -> "list[SerialInterval]":
    """The serial interval of each series, in days."""
    from tocsin.rt import SerialInterval, find_interval

    S = panel.counts.shape[0]
    if question.interval is not None:
        return [SerialInterval(mean=question.interval[0], sd=question.interval[1])] * S
    if question.disease is not None:
        return [find_interval(question.disease).interval] * S
    if "indicator" not in panel.by:
        raise OptionError("si", None, "a mean and sd in days, such as 11.9,2.6; or say --disease measles")
    return [find_interval(str(name)).interval for name in panel.series["indicator"]]


def _answer(
    panel: "Panel", intervals: "list[SerialInterval]", question: RtQuestion, draws: "Array | None"
) -> RtTable:
    """R and growth of the periods that are asked for."""
    T = len(panel.periods)
    last = T - 1 if question.end is None else panel.periods.index(parse_day(question.end))
    if not 0 <= last < T:
        raise OptionError("end", question.end, f"inside the data: {_span(panel)}")
    part = panel.part(0, last + 1)
    first = last if question.start is None else panel.periods.index(parse_day(question.start))
    if not 0 <= first <= last:
        raise OptionError("start", question.start, f"inside the data and not after the end: {_span(panel)}")
    known = None if draws is None else draws[:, : last + 1]
    return replace(rt_table(part, intervals, window=question.window, draws=known), first=first)


def _span(panel: "Panel") -> str:
    labels = panel.periods.labels()
    return f"{labels[0]} to {labels[-1]}"

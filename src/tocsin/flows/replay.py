"""The replay: the watch week by week, each week with what was known then and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tocsin.cluster.artefact_revision import Revisions
from tocsin.cluster.find import Weighed, at_level, how_many
from tocsin.cluster.finding import Finding, Watch
from tocsin.detect.completed import judge_completed
from tocsin.flows.budget import LEVELS, check_budget, learn_level
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.replay_labels import Label
from tocsin.flows.replay_record import Key, Replay, Told, Week
from tocsin.flows.replay_score import episodes_of, score_of, struck_of
from tocsin.flows.replay_threshold import SIMPLE, Threshold
from tocsin.flows.watch import judge_watched, told, weigh_watched
from tocsin.flows.watch_settings import WatchSettings
from tocsin.panel.forecast import Forecast
from tocsin.panel.panel import Panel
from tocsin.vocab.errors import DateError, OptionError

if TYPE_CHECKING:
    from tocsin.panel.signals import Signals

STEP = timedelta(days=7)


class Past(Protocol):
    """What a replay asks of the past; `tocsin.flows.published.Published` is one."""

    def days(self) -> list[date]:
        """Days on which anything was published, increasing."""

    def panel(self, day: date) -> Panel:
        """What was known at the end of a day."""

    def revisions(self, panel: Panel) -> Revisions:
        """Numbers replaced by the day of a panel, by its rows and periods."""

    def nowcast(self, day: date) -> Forecast:
        """What the newest periods will have come to, as of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one week showed.

    over   key columns of the series over the threshold (no sums, unless all are)
    """

    week: Week
    findings: tuple[Told, ...] = ()
    budgeted: tuple[Told, ...] = ()
    over: frozenset[Key] = frozenset()


@dataclass(slots=True)
class _Memory:
    """What is carried from week to week: nothing but the past."""

    signals: "Signals | None" = None
    day: date | None = None
    counts: list[Any] = field(default_factory=list)


def replay(
    past: Past,
    settings: WatchSettings,
    first: date,
    last: date,
    *,
    budget: float | None = None,
    labels: Sequence[Label] = (),
    threshold: Threshold = SIMPLE,
    complete: str | None = None,
    progress: Progress = no_progress,
) -> Replay:
    """Watch as of `first` and every seventh day after it up to `last`.

    Parameters
    ----------
    past       what was published when
    settings   how to watch
    budget     findings a week for which a level is to be learnt (`flows.budget`)
    labels     outbreaks to compare with
    threshold  the simple rule to compare with
    complete   "nowcast": judge incomplete newest counts by their nowcast (`detect.completed`)

    What is said of a week does not change when later snapshots are added. A day on which nothing new had been
    published since the one before is not judged again.

    Raises DateError where `last` is before `first`, OptionError for a budget that is none, and what the
    archive raises of days it cannot know. Cost: that of a panel and of judging what changed, for each week.
    """
    if last < first:
        raise DateError(f"The replay ends on {last}, before it begins on {first}; swap the two.")
    if complete not in (None, "nowcast"):
        raise OptionError("complete", complete, "nowcast, or left out")
    if budget is not None:
        check_budget(budget)
    days = [first + k * STEP for k in range((last - first).days // STEP.days + 1)]
    done = progress("Replaying", len(days))
    seen: list[Seen] = []
    memory = _Memory()
    for one in _weeks(past, settings, days, memory, budget, threshold, complete):
        seen.append(one)
        done(1)
    return _summed_up(seen, memory, settings, budget, labels, threshold, complete)


def _weeks(
    past: Past,
    settings: WatchSettings,
    days: Sequence[date],
    memory: _Memory,
    budget: float | None,
    threshold: Threshold,
    complete: str | None,
) -> Iterator[Seen]:
    published = past.days()
    for day in days:
        newest = max((d for d in published if d <= day), default=None)
        known = newest is not None and day <= published[-1]  # otherwise the archive says what is wrong
        if known and memory.day is not None and newest is not None and newest <= memory.day:
            yield Seen(week=Week(day=day, published=False))
            continue
        yield _week(past, settings, day, memory, budget, threshold, complete)
        memory.day = day


def _week(
    past: Past,
    settings: WatchSettings,
    day: date,
    memory: _Memory,
    budget: float | None,
    threshold: Threshold,
    complete: str | None,
) -> Seen:
    """One week as of its day; remembers its signals and how many findings it had at each level."""
    panel = past.panel(day)
    judging: dict[str, Any] = {"method": settings.method, "options": settings.options}
    signals = judge_watched(panel, before=memory.signals, **judging)
    completion = judge_completed(signals, past.nowcast(day), **judging) if complete else None
    regions: dict[str, Any] = {
        "options": settings.options, "place": settings.place, "borders": settings.borders
    }  # fmt: skip
    revisions = past.revisions(panel)
    shown = signals if completion is None else completion.signals
    weighed = weigh_watched(shown, revisions=revisions, **regions)
    watch = told(weighed, completion, fdr=settings.fdr, **regions)
    level: float | None = None
    within: tuple[Finding, ...] = ()
    if budget is not None:
        level = learn_level(memory.counts, budget)
        loosest = weigh_watched(at_level(shown, LEVELS[-1]), revisions=revisions, **regions)
        memory.counts.append(how_many(loosest, LEVELS))
        if level is not None:
            strict = weigh_watched(at_level(shown, level), revisions=revisions, **regions)
            within = told(strict, completion, fdr=settings.fdr, level=level, **regions).findings
    over = _over(panel, threshold.over(panel, memory.day))
    memory.signals = signals
    week = _counted(day, watch, weighed, level, None if level is None else len(within), len(over))
    return Seen(
        week=week, over=over,
        findings=tuple(_as_told(f, watch, day) for f in watch.findings),
        budgeted=tuple(_as_told(f, watch, day) for f in within),
    )  # fmt: skip


def _counted(
    day: date, watch: Watch, weighed: Weighed, level: float | None, budgeted: int | None, over: int
) -> Week:
    signals = watch.signals
    return Week(
        day=day, published=True, period=signals.periods.end(-1), judged=int(signals.judged[:, -1].sum()),
        above=int(signals.above[:, -1].sum()), findings=len(watch.findings), artefacts=len(watch.artefacts),
        hidden=sum(artefact.hides for artefact in weighed.artefacts), completed=watch.completed, over=over,
        level=level, budgeted=budgeted,
    )  # fmt: skip


def _over(panel: Panel, flags: "np.ndarray[Any, np.dtype[np.bool_]]") -> frozenset[Key]:
    """Series over the threshold that are no sums; sums too where there is nothing else."""
    keys: list[Key] = panel.series.rows() if panel.by else [()] * len(flags)
    whole = all(None in key for key in keys)
    chosen = (keys[i] for i in np.flatnonzero(flags).tolist())
    return frozenset(key for key in chosen if whole or None not in key)


def _as_told(finding: Finding, watch: Watch, day: date) -> Told:
    keys: list[Key] = watch.signals.panel.series.rows() if watch.signals.panel.by else [()]
    at = (lambda i: keys[i]) if watch.signals.panel.by else (lambda i: ())
    return Told(
        day=day, period=watch.signals.periods.end(-1), rank=finding.rank, points=finding.points,
        key=finding.key, lead=at(finding.lead), series=tuple(at(i) for i in finding.series),
        start=finding.start, observed=finding.observed, expected=finding.expected, p_value=finding.p_value,
        q_value=finding.q_value, completed=finding.completed,
    )  # fmt: skip


def _summed_up(
    seen: Sequence[Seen],
    memory: _Memory,
    settings: WatchSettings,
    budget: float | None,
    labels: Sequence[Label],
    threshold: Threshold,
    complete: str | None,
) -> Replay:
    by = () if memory.signals is None else tuple(memory.signals.panel.by)
    judged = [one for one in seen if one.week.published]
    inside = _labels_inside(labels, judged)
    weeks, episodes = episodes_of(seen, by, inside if labels else None)
    learnt = [one for one in judged if one.week.level is not None]
    budgeted = [Seen(week=one.week, findings=one.budgeted, over=one.over) for one in learnt]
    later = _labels_inside(labels, learnt)
    return Replay(
        weeks=weeks,
        findings=tuple(f for one in judged for f in one.findings),
        budgeted=tuple(f for one in learnt for f in one.budgeted),
        episodes=episodes,
        labels=struck_of(judged, by, inside),
        labels_budgeted=struck_of(budgeted, by, later) if budgeted else (),
        score=score_of(judged, by, inside, labels=bool(labels), budget=budget),
        score_same=score_of(learnt, by, later, labels=bool(labels), budget=budget) if learnt else None,
        budgeted_score=score_of(budgeted, by, later, labels=bool(labels), budget=budget) if learnt else None,
        threshold=threshold.words,
        fdr=settings.fdr,
        budget=budget,
        next_level=None if budget is None else learn_level(memory.counts, budget),
        method=settings.method,
        nowcast=complete or "",
        by=by,
    )


def _labels_inside(labels: Sequence[Label], seen: Sequence[Seen]) -> tuple[Label, ...]:
    """Labels of which some period was the newest in one of the weeks."""
    periods = {one.week.period for one in seen}
    return tuple(
        label for label in labels if any(p is not None and label.start <= p <= label.end for p in periods)
    )

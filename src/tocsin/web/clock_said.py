"""Clocks in the reader's language: where each stands, until when, what it waits for, what held it up."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.events.clocks import Clock, ClockState
from tocsin.events.event import Event
from tocsin.web.telling import Telling
from tocsin.web.words import clock_state_word, clock_title, rule_set_title

SOON = 0.25  # of the whole time: a clock with less left than that is marked
_MARK = {
    ClockState.OVERDUE: "late",
    ClockState.LATE: "late",
    ClockState.MET: "met",
    ClockState.RUNNING: "running",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSaid:
    """One clock in words.

    mark   "late", "soon", "running", "met" or "": its colour, which `state` says as well
    brief  how much time is left, or how late it is; the state where neither is to be told
    lines  the rest, a sentence each
    """

    title: str
    rules: str
    mark: str
    state: str
    brief: str
    lines: Sequence[str]


def clock_said(clock: Clock, tell: Telling, event: Event, member: str) -> ClockSaid:
    """A clock of a member on an event as the reader sees it."""
    state = clock_state_word(clock.state, tell.lang)
    return ClockSaid(
        title=clock_title(clock, tell.rule_sets, tell.lang),
        rules=rule_set_title(clock.rule_set, tell.rule_sets, tell.lang),
        mark=clock_mark(clock), state=state, brief=_brief(clock, tell) or state,
        lines=[line for line in _lines(clock, tell, event, member) if line],
    )  # fmt: skip


def clock_mark(clock: Clock) -> str:
    """How much a clock presses: "late", "soon", "running", "met" or ""."""
    if clock.state is ClockState.RUNNING and clock.due and clock.started and clock.remaining is not None:
        return "soon" if clock.remaining < SOON * (clock.due - clock.started) else "running"
    return _MARK.get(clock.state, "")


def _brief(clock: Clock, tell: Telling) -> str:
    _ = tell.lang.gettext
    if clock.remaining is not None:
        return _("%(time)s left", time=tell.length(clock.remaining))
    if clock.overrun is not None:
        return _("%(time)s late", time=tell.length(clock.overrun))
    return ""


def _lines(clock: Clock, tell: Telling, event: Event, member: str) -> list[str]:
    _ = tell.lang.gettext
    missing = "; ".join(tell.milestone(name) for name in clock.missing)
    stopped = "" if clock.last is None else tell.milestone(clock.last)
    held_up = _held_up(clock, tell, event, member) if clock.stopped is not None else ""
    return [
        _("Due: %(when)s", when=tell.when(clock.due)) if clock.due and clock.stopped is None else "",
        _("Stops at: %(milestones)s", milestones=missing) if clock.missing else "",
        _("Stopped by “%(name)s”, %(when)s", name=stopped, when=tell.when(clock.stopped))
        if clock.stopped is not None
        else "",
        _("What held it up: %(words)s", words=held_up) if held_up else "",
        "" if clock.certain else _("Told as a day; another hour of it might change the answer."),
    ]


def _held_up(clock: Clock, tell: Telling, event: Event, member: str) -> str:
    """What was said to have held it up: with its end, or with its start where that was told later."""
    rules = tell.rule_sets.get(clock.rule_set)
    starts = [rule.starts for rule in (rules.clocks if rules else ()) if rule.id == clock.id]
    inside = event.inside.get(member)
    stamps = {**({} if inside is None else inside.stamps), **event.stamps.get(member, {})}
    told = [stamps[name].bottleneck for name in (clock.last, *starts) if name in stamps]
    return next((text for text in told if text), "")

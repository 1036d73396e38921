"""Clocks: how long a member has, had, or took, by the rules that bind it. Nothing here guesses a milestone.

Moments are in UTC. A milestone may be a day without an hour: it counts to the end of that day, UTC, and
`certain` says whether any hour of it would have given the same answer. Clocks that count days compare
calendar days in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from tocsin.events.rule_sets import ClockRule, RuleSet
from tocsin.vocab.errors import OptionError


class ClockState(StrEnum):
    """Where a clock stands."""

    WAITING = "waiting"  # its start has not come
    NOT_KNOWN = "not-known"  # its start is past, and nobody knows when it was
    NOT_APPLICABLE = "not-applicable"  # none of what would stop it applies
    RUNNING = "running"
    OVERDUE = "missed-and-running"
    MET = "met"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """What happened when, of one event and one member.

    at              moments with an offset, or days; what is not in it has not happened or was not told
    unknown         those that happened at a time nobody knows
    not_applicable  those that will not happen, since the event does not ask for them
    """

    at: Mapping[str, datetime | date] = field(default_factory=dict, hash=False)
    unknown: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One clock at one moment.

    rule_set, id  which rule
    started    when it started, the end of the day for a day; None = it did not, or nobody knows when
    due        the last moment that is in time
    stopped    when it stopped; None = it runs, or has not started
    last       milestone that stopped it, of several the last one
    missing    milestones that it still waits for
    remaining  until `due`, of a running clock; overrun  beyond it, of a late or overdue one
    certain    False where a day without an hour leaves open whether it was in time
    """

    rule_set: str
    id: str
    state: ClockState
    started: datetime | None = None
    due: datetime | None = None
    stopped: datetime | None = None
    last: str | None = None
    missing: tuple[str, ...] = ()
    remaining: timedelta | None = None
    overrun: timedelta | None = None
    certain: bool = True

    @property
    def asks_bottleneck(self) -> bool:
        """Whether it is time to ask what held things up."""
        return self.state in (ClockState.LATE, ClockState.OVERDUE)


def clocks(milestones: Milestones, rule_sets: Sequence[RuleSet], at: datetime) -> list[Clock]:
    """Every clock of the rule sets as it stood at a moment, in their order.

    Milestones after `at` have not happened yet. A clock may stop before it starts, as when a team is sent
    before anybody is notified; it is then in time. Raises OptionError where `at` has no offset.
    """
    if at.utcoffset() is None:
        raise OptionError("at", at.isoformat(), "a moment with an offset, such as 2026-05-18T08:00:00+00:00")
    happened = {name: _Span.of(when) for name, when in milestones.at.items()}
    past = {name: span for name, span in happened.items() if span.first <= at}
    return [
        _clock(rule, rules.id, past, milestones, at.astimezone(UTC))
        for rules in rule_sets
        for rule in rules.clocks
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """When a milestone was: one moment, or any of a day."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, when: datetime | date) -> "_Span":
        if isinstance(when, datetime):
            if when.utcoffset() is None:
                raise OptionError("milestone", when.isoformat(), "a moment with an offset, or a day")
            return cls(first=when.astimezone(UTC), last=when.astimezone(UTC))
        return cls(first=datetime.combine(when, time(), UTC), last=_end_of(when))


def _clock(
    rule: ClockRule, rule_set: str, past: Mapping[str, _Span], milestones: Milestones, at: datetime
) -> Clock:
    stops = [name for name in rule.stops if name not in milestones.not_applicable]
    missing = tuple(name for name in stops if name not in past and name not in milestones.unknown)
    clock = Clock(rule_set=rule_set, id=rule.id, state=ClockState.WAITING, missing=missing)
    if not stops or rule.starts in milestones.not_applicable:
        return replace(clock, state=ClockState.NOT_APPLICABLE, missing=())
    start = past.get(rule.starts)
    if start is None:
        begun = rule.starts in milestones.unknown or len(missing) < len(stops)
        return replace(clock, state=ClockState.NOT_KNOWN) if begun else clock
    due = _due(rule, start.last)
    clock = replace(clock, started=start.last, due=due)
    if missing:
        if at > due:
            return replace(clock, state=ClockState.OVERDUE, overrun=at - due)
        certain = at <= _due(rule, start.first)
        return replace(clock, state=ClockState.RUNNING, remaining=due - at, certain=certain)
    if not milestones.unknown.isdisjoint(stops):
        return replace(clock, state=ClockState.NOT_KNOWN)
    last = max(stops, key=lambda name: past[name].last)
    stop = past[last]
    late = stop.last > due
    in_time_at_best, in_time_at_worst = stop.first <= due, stop.last <= _due(rule, start.first)
    return replace(
        clock, state=ClockState.LATE if late else ClockState.MET, stopped=stop.last, last=last,
        overrun=stop.last - due if late else None, certain=in_time_at_best == in_time_at_worst,
    )  # fmt: skip


def _due(rule: ClockRule, started: datetime) -> datetime:
    """The last moment in time: so many hours later, or the end of the day so many days later."""
    if rule.counting == "hours":
        return started + timedelta(hours=rule.limit)
    return _end_of(started.date() + timedelta(days=rule.limit))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)

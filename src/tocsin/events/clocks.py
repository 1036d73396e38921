"""Clocks: how long a member has, had, or took, by the rules that bind it. Nothing here guesses a milestone.

Moments are in UTC. A milestone may be a day without an hour: it counts to the end of that day, UTC, and
`certain` says whether any hour of it would have given the same answer. Clocks that count days compare
calendar days in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from tocsin.events.rule_sets import RuleSet


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

    Milestones after `at` have not happened yet. Raises OptionError where `at` has no offset.
    """
    raise NotImplementedError

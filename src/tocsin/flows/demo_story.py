"""What the demo's past year is told in: tales of events, each a list of steps that people took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tocsin.events.audience import Tlp
from tocsin.events.entries import OriginKind

RESPONSE = (
    "investigation", "analysis", "laboratory", "case-management", "countermeasures", "communication",
    "coordination",
)  # fmt: skip
FOCAL, ANALYST, SECRETARIAT = "focal-point", "analyst", "secretariat"
CHAIR = "SX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act on an event.

    after   since the event was opened
    member, role   of whoever did it
    act     name of a module of `events.acts`; "seal-answer" and "reveal-round" go by `flows.assess`
    wanted  what the act takes beside board, actor, moment and event
    """

    after: timedelta
    member: str
    role: str
    act: str
    wanted: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One event, by hand, from its opening on.

    ago       since it was opened, from the moment of the demo
    audience  codes of members, with blanks between
    """

    ago: timedelta
    owner: str
    title: str
    summary: str
    hazard: str
    audience: str
    origin: OriginKind
    source: str
    places: str = ""
    pack: str = "infectious"
    tlp: Tlp = Tlp.AMBER
    steps: Sequence[Step] = ()


def days(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def step(hours: float, member: str, act: str, role: str = FOCAL, /, **wanted: Any) -> Step:
    """A step so many hours after the opening."""
    return Step(after=timedelta(hours=hours), member=member, role=role, act=act, wanted=wanted)


def seen(hours: float, member: str, text: str) -> Step:
    """A member has seen the same."""
    return step(hours, member, "give-sighting", ANALYST, said="seen", text=text)


def looked(hours: float, member: str, text: str) -> Step:
    """A member has looked, and has not seen it."""
    return step(hours, member, "give-sighting", ANALYST, said="looked-not-seen", text=text)


def message(hours: float, member: str, text: str, role: str = FOCAL) -> Step:
    """Words to all who see the event."""
    return step(hours, member, "write-message", role, text=text)


def task(hours: float, member: str, doer: str, text: str, done: float, outcome: str) -> tuple[Step, Step]:
    """Something to be done, and that it is done so many hours after the opening."""
    return (
        step(hours, member, "set-task", text=text, member=doer),
        step(done, doer, "end-task", ANALYST, text=text, outcome=outcome),
    )


def assessed(
    hours: float, member: str, said: str, likelihood: str, impact: str, *reasons: str, bottleneck: str = ""
) -> Step:
    """A sealed answer.

    said     y, n or ? for each question of the pack
    reasons  one for each question, or one for all
    """
    return step(
        hours, member, "seal-answer", said=said, likelihood=likelihood, impact=impact, reasons=reasons,
        bottleneck=bottleneck,
    )  # fmt: skip


def stamped(hours: float, member: str, *milestones: str) -> tuple[Step, ...]:
    """Milestones that a member had reached half an hour before it says so."""
    return tuple(
        step(hours, member, "stamp-milestone", ANALYST, milestone=name, happened=hours - 0.5)
        for name in milestones
    )


def round_of(hours: float, member: str, asked: str, lasts: timedelta, role: str = FOCAL) -> Step:
    """Members are asked to assess, each alone."""
    return step(hours, member, "start-round", role, members=asked.split(), lasts=lasts)

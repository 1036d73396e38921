"""What held a milestone up: asked for at the moment in which a clock is found to have stopped late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from tocsin.events.clocks import Clock, ClockState, clocks
from tocsin.events.event import Event, milestones
from tocsin.events.fields import prose
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import EventError


def late_by(
    event: Event, member: str, milestone: str, happened: datetime | date,
    rule_sets: Sequence[RuleSet], at: datetime,
) -> list[Clock]:  # fmt: skip
    """Clocks of a member that have stopped late once this milestone was reached at this moment.

    Those that it stops, and those that it starts too early for the stop they have.
    """
    known = milestones(event, member)
    before = {(c.rule_set, c.id) for c in clocks(known, rule_sets, at) if c.state is ClockState.LATE}
    after = clocks(replace(known, at={**known.at, milestone: happened}), rule_sets, at)
    return [
        clock for clock in after
        if clock.state is ClockState.LATE
        and (clock.last == milestone or (clock.rule_set, clock.id) not in before)
    ]  # fmt: skip


def bottleneck_for(
    event: Event, member: str, milestone: str, happened: datetime | date,
    rule_sets: Sequence[RuleSet], at: datetime, told: str, *, again: bool = False,
) -> str:  # fmt: skip
    """The bottleneck as it is recorded, up to 1,000 characters; it may be empty where nothing was late.

    again  whether a milestone that is stamped already moves; otherwise nothing more is asked about it

    Raises EventError where something was late and nothing is said.
    """
    text = prose("bottleneck", told, most=1000, empty=True)
    if text or (milestone in event.stamps.get(member, {}) and not again):
        return text
    late = late_by(event, member, milestone, happened, rule_sets, at)
    if late:
        raise EventError(
            "This is late by {clocks}; say what held it up.",
            clocks=", ".join(f"{clock.rule_set}/{clock.id}" for clock in late),
        )  # fmt: skip
    return text

"""What held a milestone up: asked for at the moment in which a clock is found to be late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from tocsin.events.clocks import Clock, clocks
from tocsin.events.event import Event, milestones
from tocsin.events.fields import prose
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import EventError


def late_by(
    event: Event, member: str, milestone: str, happened: datetime | date,
    rule_sets: Sequence[RuleSet], at: datetime,
) -> list[Clock]:  # fmt: skip
    """Clocks of a member that this milestone, reached at this moment, would stop late."""
    known = milestones(event, member)
    after = replace(known, at={**known.at, milestone: happened})
    return [
        clock for clock in clocks(after, rule_sets, at)
        if clock.asks_bottleneck and clock.last == milestone
    ]  # fmt: skip


def bottleneck_for(
    event: Event, member: str, milestone: str, happened: datetime | date,
    rule_sets: Sequence[RuleSet], at: datetime, told: str,
) -> str:  # fmt: skip
    """The bottleneck as it is recorded, up to 1,000 characters; "" where nothing was late.

    Raises EventError where something was late and nothing is said.
    """
    text = prose("bottleneck", told, most=1000, empty=True)
    late = late_by(event, member, milestone, happened, rule_sets, at)
    if late and not text:
        raise EventError(
            "This is late by {clocks}; say what held it up.",
            clocks=", ".join(f"{clock.rule_set}/{clock.id}" for clock in late),
        )  # fmt: skip
    return text

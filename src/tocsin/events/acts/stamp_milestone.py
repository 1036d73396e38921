"""Say for one's member when a milestone was reached."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from tocsin.events.board import Board
from tocsin.events.delay import bottleneck_for
from tocsin.events.event import Event, milestones
from tocsin.events.fact import Draft, moment
from tocsin.events.fields import not_later, prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.rule_sets import RuleSet
from tocsin.events.seen import unchanged
from tocsin.vocab.errors import EventError, UnknownNameError

# what cannot have come before what; an action of the response may well begin before anything was notified
ORDER = (
    ("emerged", "detected"),
    ("detected", "notified"),
    ("detected", "assessed"),
    ("assessed", "notifiable"),
    ("verification-requested", "verification-answered"),
)


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    milestone: str,
    rule_sets: Sequence[RuleSet],
    seen: int,
    happened: datetime | date | None = None,
    unknown: bool = False,
    applicable: bool = True,
    bottleneck: str = "",
) -> list[Draft]:
    """A moment or a day, or that nobody knows when, or that this event does not ask for it: one of these.

    rule_sets   those the member is bound by; the milestone is one of theirs
    seen        number of the newest fact that the form showed
    happened    not in the future, not before 1900, and in the order of things
    bottleneck  up to 1,000 characters; asked for when a clock stops late by it
    """
    now = event_for(board, actor, "stamp-milestone", event)
    known = {name for rules in rule_sets for name in rules.milestones}
    if milestone not in known:
        raise UnknownNameError("milestone", milestone, known)
    if (happened is not None) + unknown + (not applicable) != 1:
        raise EventError("Say when it happened, or that it is not known, or that it does not apply.")
    unchanged(now.touched, [f"milestone/{actor.member}/{milestone}"], seen)
    held_up = prose("bottleneck", bottleneck, most=1000, empty=True)
    if happened is not None:
        not_later(milestone, happened, at)
        _in_order(now, actor.member, milestone, happened)
        held_up = bottleneck_for(
            now, actor.member, milestone, happened, rule_sets, at, bottleneck, again=True
        )
    body = {
        "milestone": milestone, "happened": None if happened is None else _told(happened),
        "unknown": unknown, "applicable": applicable, "bottleneck": held_up,
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="milestone-stamped", body=body)]


def _in_order(event: Event, member: str, milestone: str, happened: datetime | date) -> None:
    at = {**milestones(event, member).at, milestone: happened}
    for first, then in ORDER:
        if milestone in (first, then) and first in at and then in at and _is_before(at[then], at[first]):
            raise EventError(
                "{then} at {later} would come before {first} at {earlier}; correct one of the two.",
                then=then, later=_told(at[then]), first=first, earlier=_told(at[first]),
            )  # fmt: skip


def _is_before(one: datetime | date, other: datetime | date) -> bool:
    """Whether one came before the other; by days, UTC, where one of them is a day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one) < _day(other)


def _day(when: datetime | date) -> date:
    return when.astimezone(UTC).date() if isinstance(when, datetime) else when


def _told(happened: datetime | date) -> str:
    return moment(happened) if isinstance(happened, datetime) else happened.isoformat()

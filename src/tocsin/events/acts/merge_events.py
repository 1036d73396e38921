"""Let an event go on in another one."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import nothing_pending
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError, UnknownThingError


def decide(board: Board, actor: Actor, *, at: datetime, event: str, into: str) -> list[Draft]:
    """End an event in favour of another, which says from then on where it came from.

    Both have the same audience, label and rule about passing on: so nobody learns of an event that they may
    not see, and nothing is seen by more people than before. What members keep inside stays where it is.
    """
    now = event_for(board, actor, "merge-events", event)
    other = board.events.get(into)
    if other is None or not other.audience.shows_to(actor):
        raise UnknownThingError("event", into)
    if other.id == now.id:
        raise EventError("An event cannot go on in itself; name another one.")
    if not other.is_open:
        raise EventError("The event '{into}' is closed, discarded or merged; reopen it first.", into=into)
    if other.audience != now.audience:
        raise EventError(
            "The two events are not for the same people: this one for {one}, the other for {two}. "
            "Give both the same audience, label and rule about passing on first.",
            one=_told(now.audience.members), two=_told(other.audience.members),
        )  # fmt: skip
    nothing_pending(now)
    return [
        Draft(stream=f"event/{now.id}", kind="event-merged", body={"into": other.id}),
        Draft(stream=f"event/{other.id}", kind="event-absorbed", body={"from": now.id}),
    ]


def _told(members: frozenset[str]) -> str:
    return ", ".join(sorted(members))

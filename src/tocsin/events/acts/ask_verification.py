"""Ask members to verify an event."""

from collections.abc import Collection
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.event import Event
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError


def decide(
    board: Board, actor: Actor, *, at: datetime, event: str, members: Collection[str], text: str
) -> list[Draft]:
    """Ask; the clock of each member's answer starts now.

    members  in the audience, one or more, none that still owes an answer
    text     what is asked, 1 to 10,000 characters
    """
    now = event_for(board, actor, "ask-verification", event)
    asked = sorted(in_audience(now, members))
    waiting = [code for code in asked if code in now.requests and now.requests[code].is_waiting]
    if waiting:
        raise EventError("{members} was asked already and has not answered yet.", members=", ".join(waiting))
    body = {"members": asked, "text": prose("text", text)}
    return [Draft(stream=f"event/{now.id}", kind="verification-asked", body=body)]


def in_audience(event: Event, members: Collection[str]) -> frozenset[str]:
    """Members to be asked: one or more, all of whom see the event."""
    asked = frozenset(members)
    if not asked:
        raise EventError("Nobody is asked; name at least one member.")
    blind = sorted(asked - event.audience.members)
    if blind:
        raise EventError(
            "{members} does not see this event, so it cannot be asked; add it to the audience first.",
            members=", ".join(blind),
        )  # fmt: skip
    return asked

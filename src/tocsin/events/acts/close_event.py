"""Close an event that is over."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import ended, from_stages, nothing_pending
from tocsin.events.event import Stage
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, reason: str) -> list[Draft]:
    """From event or response; no round of assessment and no shared task may be open."""
    now = event_for(board, actor, "close-event", event)
    from_stages(now, (Stage.EVENT, Stage.RESPONSE), "closed")
    nothing_pending(now)
    return ended(now, "event-closed", reason)

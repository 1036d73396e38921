"""Say that an event is real."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import from_stages
from tocsin.events.event import Stage
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, text: str = "") -> list[Draft]:
    """From signal or verification to event; text up to 2,000 characters."""
    now = event_for(board, actor, "confirm-event", event)
    from_stages(now, (Stage.SIGNAL, Stage.VERIFICATION), "confirmed")
    body = {"text": prose("text", text, most=2000, empty=True)}
    return [Draft(stream=f"event/{now.id}", kind="event-confirmed", body=body)]

"""Say that something is being done about an event."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import from_stages
from tocsin.events.event import Stage
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, text: str = "") -> list[Draft]:
    """From event to response; text up to 2,000 characters."""
    now = event_for(board, actor, "start-response", event)
    from_stages(now, (Stage.EVENT,), "answered with a response")
    body = {"text": prose("text", text, most=2000, empty=True)}
    return [Draft(stream=f"event/{now.id}", kind="response-started", body=body)]

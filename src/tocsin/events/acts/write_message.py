"""Write to all who see an event."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, text: str) -> list[Draft]:
    """1 to 10,000 characters, for the whole audience."""
    now = event_for(board, actor, "write-message", event)
    body = {"text": prose("text", text)}
    return [Draft(stream=f"event/{now.id}", kind="message-written", body=body)]

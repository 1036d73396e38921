"""Write a note that one's own member alone can read."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, text: str) -> list[Draft]:
    """1 to 10,000 characters; no other member ever gets it, nor learns that it exists."""
    now = event_for(board, actor, "write-note", event)
    body = {"text": prose("text", text), "internal": True}
    return [Draft(stream=f"event/{now.id}", kind="note-written", body=body)]

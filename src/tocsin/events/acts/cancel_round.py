"""Call a round of assessment off; its sealed answers are never opened."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.round import running


def decide(
    board: Board, actor: Actor, *, at: datetime, event: str, number: int, reason: str
) -> list[Draft]:  # fmt: skip
    """A reason of 1 to 2,000 characters; a round that was revealed stays revealed."""
    now = event_for(board, actor, "cancel-round", event)
    told = running(now.rounds, number)
    body = {"round": told.number, "reason": prose("reason", reason, most=2000)}
    return [Draft(stream=f"event/{now.id}", kind="round-cancelled", body=body)]

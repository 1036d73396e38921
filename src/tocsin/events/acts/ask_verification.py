"""Ask members to verify an event."""

from collections.abc import Collection
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import in_audience, prose
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
    asked = sorted(in_audience(now.audience, members))
    waiting = [code for code in asked if code in now.requests and now.requests[code].is_waiting]
    if waiting:
        raise EventError("{members} was asked already and has not answered yet.", members=", ".join(waiting))
    body = {"members": asked, "text": prose("text", text)}
    return [Draft(stream=f"event/{now.id}", kind="verification-asked", body=body)]

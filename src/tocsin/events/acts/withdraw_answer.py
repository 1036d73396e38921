"""Take one's member's sealed answer back before the reveal."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.round import running
from tocsin.vocab.errors import EventError


def decide(board: Board, actor: Actor, *, at: datetime, event: str, number: int) -> list[Draft]:
    """The others see that there is no answer any more; the clocks that it stopped run on."""
    now = event_for(board, actor, "withdraw-answer", event)
    told = running(now.rounds, number)
    if actor.member not in told.sealed:
        raise EventError(
            "{member} has no answer under seal in round {number}.", member=actor.member, number=number
        )
    stream = f"event/{now.id}"
    own = {"milestone": "notifiable", "internal": True}
    return [
        Draft(stream=stream, kind="answer-withdrawn", body={"round": told.number}),
        Draft(stream=stream, kind="milestone-unstamped", body=own),
    ]

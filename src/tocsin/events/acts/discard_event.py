"""Discard an event that turned out to be nothing."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import ended, from_stages, nothing_pending
from tocsin.events.event import Stage
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, reason: str) -> list[Draft]:
    """From signal or verification; what was confirmed is closed instead."""
    now = event_for(board, actor, "discard-event", event)
    from_stages(now, (Stage.SIGNAL, Stage.VERIFICATION), "discarded")
    nothing_pending(now)
    return ended(now, "event-discarded", reason)

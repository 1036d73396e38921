"""Open a closed or discarded event again."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.ending import from_stages
from tocsin.events.event import Stage
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(board: Board, actor: Actor, *, at: datetime, event: str, reason: str) -> list[Draft]:
    """A closed one is an event again, a discarded one is verified again; reason 1 to 2,000 characters."""
    now = event_for(board, actor, "reopen-event", event)
    from_stages(now, (Stage.CLOSED, Stage.DISCARDED), "reopened")
    stage = Stage.EVENT if now.stage is Stage.CLOSED else Stage.VERIFICATION
    body = {"reason": prose("reason", reason, most=2000), "stage": stage.value}
    return [Draft(stream=f"event/{now.id}", kind="event-reopened", body=body)]

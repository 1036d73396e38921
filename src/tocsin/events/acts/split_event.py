"""Open another event out of one."""

from collections.abc import Collection
from datetime import datetime

from tocsin.events.audience import audience_body
from tocsin.events.board import Board
from tocsin.events.entries import origin_body
from tocsin.events.fact import Draft
from tocsin.events.fields import identifier, line, places_of, prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    new: str,
    title: str,
    summary: str = "",
    hazard: str = "",
    places: Collection[str] = (),
) -> list[Draft]:
    """A second event with the owner, audience, pack and origin of the first; it begins as a signal.

    new  8 random letters a-z or digits; its audience may be changed afterwards
    """
    now = event_for(board, actor, "split-event", event)
    if identifier("new", new) in board.events:
        raise EventError("There is an event '{event}' already; draw another identifier.", event=new)
    body = {
        "title": line("title", title),
        "summary": prose("summary", summary, empty=True),
        "pack": now.pack,
        "hazard": line("hazard", hazard, empty=True),
        "origin": origin_body(now.origin),
        "owner": now.owner,
        "audience": audience_body(now.audience),
        "places": list(places_of(places)),
        "split_from": now.id,
    }
    return [
        Draft(stream=f"event/{now.id}", kind="event-split", body={"into": new}),
        Draft(stream=f"event/{new}", kind="event-opened", body=body),
    ]

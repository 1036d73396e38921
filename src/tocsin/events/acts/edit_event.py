"""Change what an event is called, what is said of it, its hazard and its places."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import line, places_of, prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.seen import unchanged


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    seen: int,
    title: str | None = None,
    summary: str | None = None,
    hazard: str | None = None,
    places: Collection[str] | None = None,
) -> list[Draft]:
    """Change the fields that are given; nothing is recorded where none of them is new.

    seen   number of the newest fact that the form showed
    title  1 to 200 characters; summary up to 10,000; hazard up to 200; None = as it is
    """
    now = event_for(board, actor, "edit-event", event)
    wanted: dict[str, Any] = {}
    if title is not None:
        wanted["title"] = line("title", title)
    if summary is not None:
        wanted["summary"] = prose("summary", summary, empty=True)
    if hazard is not None:
        wanted["hazard"] = line("hazard", hazard, empty=True)
    if places is not None:
        wanted["places"] = places_of(places)
    new = {name: value for name, value in wanted.items() if getattr(now, name) != value}
    unchanged(now.touched, new, seen)
    if not new:
        return []
    return [Draft(stream=f"event/{now.id}", kind="event-edited", body=_as_json(new))]


def _as_json(new: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in new.items()}

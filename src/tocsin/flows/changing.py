"""Changing what others may have changed meanwhile: what they changed is told, and nothing is overwritten."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.events.acts import edit_event
from tocsin.events.fact import Fact
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import ChangedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an event is called and what is said of it, as somebody wants it."""

    title: str
    summary: str
    hazard: str
    places: Sequence[str]


def edit(
    room: BoardRoom, actor: Actor, *, event: str, seen: int, wanted: Wording, at: datetime
) -> Collection[tuple[str, Fact]]:  # fmt: skip
    """Change the wording; where somebody else changed the same meanwhile: nothing, and which fields by whom.

    Empty when it is done. Raises what the act raises otherwise.
    """
    return _or_changes(
        lambda: room.act(
            actor,
            lambda board: edit_event.decide(
                board, actor, at=at, event=event, seen=seen, title=wanted.title, summary=wanted.summary,
                hazard=wanted.hazard, places=wanted.places,
            ),
            at=at,
        )
    )  # fmt: skip


def _or_changes(act: Callable[[], object]) -> Collection[tuple[str, Fact]]:
    try:
        act()
    except ChangedError as error:
        changes: Collection[tuple[str, Fact]] = error.values["changes"]  # type: ignore[assignment]
        return changes
    return ()

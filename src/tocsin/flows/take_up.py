"""Taking something up as an event: by hand, or from a finding with the data of its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.board import Board
from tocsin.events.card import Card
from tocsin.events.entries import OriginKind
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What a new event is to be; `event` is its identifier, drawn before it was asked for.

    finding  id of the card it is opened from; "" = by hand
    mark     of the newest fact that the form showed of that card
    """

    event: str
    title: str
    summary: str
    pack: str
    hazard: str
    places: Sequence[str]
    origin: OriginKind
    source: str
    audience: Audience
    finding: str = ""
    mark: str = ""


def take_up(room: BoardRoom, actor: Actor, new: NewEvent, *, at: datetime) -> None:
    """Open the event. The same form sent again by the same person opens nothing more.

    Raises what `open_event` raises.
    """

    def decide(board: Board) -> list[Draft]:
        known = board.events.get(new.event)
        if known is not None and known.opened.person == actor.person:
            return []
        return drafts_of(room, board, actor, new, at=at)

    room.act(actor, decide, at=at)


def drafts_of(room: BoardRoom, board: Board, actor: Actor, new: NewEvent, *, at: datetime) -> list[Draft]:
    """What opening it would record; for a page that lists who will see it before it is done."""
    wanted: dict[str, Any] = {name: getattr(new, name) for name in new.__slots__ if name != "mark"}
    return open_event.decide(board, actor, at=at, seen=_seen(room, actor, new), **wanted)


def mark_of(card: Card, actor: Actor) -> str:
    """Mark of the newest fact of a card that its reader is shown."""
    own = card.of(actor.member).by
    return (own or card.last).mark


def _seen(room: BoardRoom, actor: Actor, new: NewEvent) -> int:
    if not new.finding:
        return 0
    card = room.card(actor, new.finding)
    own = card.of(actor.member).by
    return next((fact.number for fact in (own, card.last) if fact is not None and fact.mark == new.mark), 0)

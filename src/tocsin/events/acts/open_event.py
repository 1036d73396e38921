"""Open an event, by hand or from a finding."""

from collections.abc import Collection
from datetime import datetime

from tocsin.events.audience import Audience, audience_body
from tocsin.events.board import Board
from tocsin.events.card import Card, Triage
from tocsin.events.entries import Origin, OriginKind, origin_body
from tocsin.events.fact import Draft
from tocsin.events.fields import identifier, line, places_of, prose, with_owner, word
from tocsin.events.people import Actor
from tocsin.events.rights import card_for, named, require
from tocsin.events.seen import untouched
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    title: str,
    audience: Audience,
    pack: str,
    origin: OriginKind,
    summary: str = "",
    hazard: str = "",
    places: Collection[str] = (),
    source: str = "",
    finding: str = "",
    seen: int = 0,
) -> list[Draft]:
    """A new event, owned by the actor's member, at the stage of a signal.

    event     8 random letters a-z or digits, new
    title     1 to 200 characters; summary up to 10,000; hazard and source up to 200
    audience  who will see it; the owner is in it
    finding   id of the card it is opened from, with origin "finding"; its day and numbers go along
    seen      number of the newest fact that the form showed of that card
    """
    require(actor, "open-event", board)
    if identifier("event", event) in board.events:
        raise EventError("There is an event '{event}' already; draw another identifier.", event=event)
    card = None
    if (origin is OriginKind.FINDING) != bool(finding):
        raise EventError("An event from a finding names the finding, and no other does.")
    if finding:
        card = card_for(board, actor, "triage-finding", finding)
        _still_free(board, card, actor, seen)
    opened = Draft(
        stream=f"event/{event}",
        kind="event-opened",
        body={
            "title": line("title", title),
            "summary": prose("summary", summary, empty=True),
            "pack": word("pack", pack),
            "hazard": line("hazard", hazard, empty=True),
            "origin": origin_body(_origin(origin, line("source", source, empty=True), card)),
            "owner": actor.member,
            "audience": audience_body(with_owner(board, audience, actor.member)),
            "places": list(places_of(places)),
            "split_from": "",
        },
    )
    if card is None:
        return [opened]
    triaged = {"status": Triage.EVENT.value, "reason": "", "event": event}
    return [opened, Draft(stream=f"finding/{card.id}", kind="finding-triaged", body=triaged)]


def _origin(kind: OriginKind, source: str, card: Card | None) -> Origin:
    if card is None:
        return Origin(kind=kind, source=source)
    return Origin(
        kind=kind, source=source, card=card.id, as_of=card.as_of, pack=card.pack, indicator=card.indicator,
        finding=card.finding,
    )  # fmt: skip


def _still_free(board: Board, card: Card, actor: Actor, seen: int) -> None:
    own = card.of(actor.member)
    untouched("triage", own.by, seen)
    if own.event:
        raise EventError("{member} opened event '{event}' from this finding already.", member=actor.member,
                         event=named(board, actor, own.event))  # fmt: skip

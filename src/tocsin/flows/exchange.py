"""Events out to other systems and in from them. What is not to be passed on stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.events.audience import only
from tocsin.events.entries import OriginKind
from tocsin.events.fields import LINE, PROSE
from tocsin.events.people import Actor
from tocsin.events.rights import event_for, require
from tocsin.events.shared import SharedEvent, share
from tocsin.flows.board import BoardRoom
from tocsin.flows.take_up import NewEvent
from tocsin.vocab.errors import EventError

if TYPE_CHECKING:
    from tocsin.sources.cap import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An event out of a bundle, and the new one that it would become; nothing is opened yet."""

    shared: SharedEvent
    new: NewEvent


def shared_by(room: BoardRoom, actor: Actor, event: str) -> SharedEvent:
    """What of an event may leave.

    Raises UnknownThingError for one that the reader does not see, DeniedError for one that is TLP:RED or not
    to be passed on.
    """
    event_for(room.board, actor, "see-event", event)
    return share(room.event(actor, event), room.packs)


def as_stix(room: BoardRoom, actor: Actor, event: str) -> str:
    """An event as a STIX 2.1 bundle; raises what `shared_by` raises."""
    from tocsin.sources.stix import write_stix

    return write_stix(shared_by(room, actor, event))


def as_cap(room: BoardRoom, actor: Actor, event: str, alert: "Alert") -> str:
    """An alert about an event as CAP 1.2; raises what `shared_by` raises, ExchangeError for a wrong part."""
    from tocsin.sources.cap import write_cap

    return write_cap(shared_by(room, actor, event), alert)


def incoming(room: BoardRoom, actor: Actor, text: str, *, event: str) -> Incoming:
    """A bundle as a new event of the reader's member, seen by nobody else.

    What others say in it becomes part of the summary: nobody here has said it. A pack that is not on this
    server is left open.

    event  an identifier that was drawn

    Raises ExchangeError that names what is wrong with the bundle, DeniedError where the reader opens no
    events, EventError for a summary that does not fit.
    """
    require(actor, "open-event", room.board)
    from tocsin.sources.stix_read import read_stix

    shared = read_stix(text)
    summary = "\n".join([shared.summary, *_said(shared)]).strip()
    for field, words, most in (("title", shared.title, LINE), ("summary", summary, PROSE)):
        if len(words) > most:
            raise EventError(
                "{field} has {length} characters; at most {most} fit. Shorten it.",
                field=field, length=len(words), most=most,
            )  # fmt: skip
    new = NewEvent(
        event=event, title=shared.title, summary=summary, hazard=shared.hazard, places=shared.places,
        pack=shared.pack if shared.pack in room.packs else "", origin=OriginKind.OTHER,
        source=f"STIX 2.1: {shared.owner}, {shared.id}, {shared.changed:%Y-%m-%d %H:%M} UTC"[:LINE],
        audience=only(actor.member, shared.tlp),
    )  # fmt: skip
    return Incoming(shared=shared, new=new)


def _said(shared: SharedEvent) -> Sequence[str]:
    """Sightings, opinions and measures as lines."""
    return [
        *(f"- {s.member}: {'+' if s.seen else '0'} {s.text}".rstrip() for s in shared.sightings),
        *(f"- {o.member}: {o.decision.value} {o.risk}".rstrip() for o in shared.opinions),
        *(f"- {m.member} ({m.state}): {m.text}" for m in shared.measures),
    ]

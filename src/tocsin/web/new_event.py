"""`/events/new`: a new event, by hand or from a finding; who will see it is listed before it is opened."""

from dataclasses import replace

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from tocsin.events.audience import Tlp, only
from tocsin.events.card import Card
from tocsin.events.entries import OriginKind
from tocsin.events.people import Actor
from tocsin.events.rights import require
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_findings import PACK
from tocsin.flows.dossier import people_of
from tocsin.flows.take_up import NewEvent, drafts_of, mark_of, take_up
from tocsin.ledger.chance import new_id
from tocsin.report.language import Language
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.drawn import drawn
from tocsin.web.event_words import hazards_of, words_of
from tocsin.web.finding_said import name_said, sentence_said
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.telling import telling
from tocsin.web.words import pack_title

_TITLE = 200  # characters


@get("/events/new", include_in_schema=False, sync_to_thread=True)
def new_event_page(request: Asked, room: Room, actor: Me, finding: FromQuery[str] = "") -> Response[str]:
    """The form; from a finding it is filled in as far as the finding tells."""
    require(actor, "open-event", room.board)
    card = room.card(actor, finding) if finding else None
    lang = request.user.lang
    return form_of(request, room, actor, _from(room, card, actor, lang) if card else _empty(actor))


@post("/events/new/change", include_in_schema=False, sync_to_thread=True)
def change_new_event(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """The form again, as it was filled in."""
    require(actor, "open-event", room.board)
    return form_of(request, room, actor, _read(Fields(data)))


@post("/events/new/check", include_in_schema=False, sync_to_thread=True)
def check_new_event(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """Who will see it, and how many people that is; nothing is opened yet."""
    new, tell = _read(Fields(data)), telling(room, request.user.lang)
    drafts_of(room, room.board, actor, _named(request, new), at=now())
    return page(
        request, "new_event_check.html.j2", wanted=new, people=people_of(room, new.audience.members),
        tell=tell, packs={name: pack_title(name, room.packs, tell.lang) for name in room.packs},
        **words_of(tell),
    )  # fmt: skip


@post("/events/new", include_in_schema=False, sync_to_thread=True)
def open_new_event(request: Asked, room: Room, actor: Me, data: Form) -> Redirect:
    """Open it, as it was confirmed; the same form sent twice opens one."""
    new = _named(request, _read(Fields(data)))
    take_up(room, actor, new, at=now())
    return done(f"/events/{new.event}", "opened")


def form_of(request: Asked, room: BoardRoom, actor: Actor, wanted: NewEvent) -> Response[str]:
    """The form of a new event, filled in."""
    tell = telling(room, request.user.lang)
    card = room.card(actor, wanted.finding) if wanted.finding else None
    return page(
        request, "new_event.html.j2", wanted=wanted, card=card, tlps=list(Tlp), tell=tell,
        sentence_said=sentence_said,
        codes=[code for code, member in sorted(room.board.members.items()) if member.active],
        packs=[(name, pack_title(name, room.packs, tell.lang)) for name in room.packs],
        origins=[kind for kind in OriginKind if kind is not OriginKind.FINDING],
        hazards=hazards_of([p for p in room.packs.values() if p.id == wanted.pack or not card], tell),
        **words_of(tell),
    )  # fmt: skip


def _named(request: Asked, new: NewEvent) -> NewEvent:
    """The event under the identifier that goes with its form."""
    return replace(new, event=drawn(request, new.event))


def _empty(actor: Actor) -> NewEvent:
    return NewEvent(
        event=new_id(), title="", summary="", pack=PACK, hazard="", places=(),
        origin=OriginKind.RUMOUR, source="", audience=only(actor.member),
    )  # fmt: skip


def _from(room: BoardRoom, card: Card, actor: Actor, lang: Language) -> NewEvent:
    """What a finding tells of its event; the audience is chosen anew, and begins with the owner alone.

    An indicator is the hazard where it names a disease, and not where it is one of the pack's own: cases.
    """
    pack, key = room.packs.get(card.pack), card.finding.get("key") or {}
    counted = {one.id for one in pack.indicators} if pack else set()
    places = [str(place) for place in card.finding.get("places") or [key.get("place")] if place]
    return NewEvent(
        event=new_id(), title=name_said(card, lang)[:_TITLE], summary=sentence_said(card, lang),
        pack=card.pack, hazard="" if card.indicator in counted else card.indicator, places=places,
        origin=OriginKind.FINDING, source="", finding=card.id,
        audience=replace(only(actor.member), tlp=card.audience.tlp), mark=mark_of(card, actor),
    )  # fmt: skip


def _read(form: Fields) -> NewEvent:
    finding = form.text("finding")
    texts = {key: form.text(key) for key in ("event", "title", "summary", "pack", "hazard", "source", "mark")}
    return NewEvent(
        **texts, places=form.parts("places"), audience=form.audience(), finding=finding,
        origin=OriginKind.FINDING if finding else form.word("origin", OriginKind),
    )  # fmt: skip

"""`/events/{event}/audience`: who sees an event; what changes is listed before it is done."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import change_audience
from tocsin.events.acts.change_audience import given
from tocsin.events.audience import Tlp
from tocsin.events.rights import event_for
from tocsin.flows.dossier import dossier, people_of
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.event_words import words_of
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.telling import telling


@get("/events/{event:str}/audience", include_in_schema=False, sync_to_thread=True)
def audience_page(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[str]:
    """The members, ticked as it is now."""
    event_for(room.board, actor, "change-audience", event)
    found, tell = dossier(room, actor, event, at=now()), telling(room, request.user.lang)
    codes = [code for code, member in sorted(room.board.members.items()) if member.active]
    return page(
        request, "audience.html.j2", event=found.event, mark=found.mark, codes=codes, tell=tell,
        tlps=list(Tlp), **words_of(tell),
    )  # fmt: skip


@post("/events/{event:str}/audience/check", include_in_schema=False, sync_to_thread=True)
def check_audience(request: Asked, room: Room, actor: Me, event: FromPath[str], data: Form) -> Response[str]:
    """Who will see it, who is added, who is removed and what they gave; nothing is changed yet."""
    form, tell = Fields(data), telling(room, request.user.lang)
    known = event_for(room.board, actor, "change-audience", event)
    wanted, seen = form.audience(), room.number_of(actor, event, form.text("seen"))
    change_audience.decide(room.board, actor, at=now(), event=event, audience=wanted, seen=seen)
    added, removed = wanted.members - known.audience.members, known.audience.members - wanted.members
    return page(
        request, "audience_check.html.j2", event=room.event(actor, event), wanted=wanted,
        people=people_of(room, wanted.members), added=sorted(added), removed=sorted(removed),
        gave=sorted(removed & given(known).keys()), mark=form.text("seen"), tell=tell, **words_of(tell),
    )  # fmt: skip


@post("/events/{event:str}/audience", include_in_schema=False, sync_to_thread=True)
def set_audience(room: Room, actor: Me, event: FromPath[str], data: Form) -> Redirect:
    """Change it, as it was confirmed."""
    form, at = Fields(data), now()
    wanted, seen = form.audience(), room.number_of(actor, event, form.text("seen"))
    room.act(
        actor,
        lambda board: change_audience.decide(board, actor, at=at, event=event, audience=wanted, seen=seen),
        at=at,
    )
    return done(f"/events/{event}", "saved")

"""`/events/{event}/edit`: title, summary, hazard and places."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.rights import event_for
from tocsin.flows.changing import Wording, edit
from tocsin.flows.dossier import dossier
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.event_words import hazards_of, words_of
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.telling import telling


@get("/events/{event:str}/edit", include_in_schema=False, sync_to_thread=True)
def edit_page(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[str]:
    """The form, filled in as it stands."""
    event_for(room.board, actor, "edit-event", event)
    found = dossier(room, actor, event, at=now())
    shown = found.event
    wanted = Wording(title=shown.title, summary=shown.summary, hazard=shown.hazard, places=shown.places)
    tell = telling(room, request.user.lang, shown)
    return page(
        request, "edit_event.html.j2", event=shown, mark=found.mark, wanted=wanted, changes=(), tell=tell,
        hazards=hazards_of([found.pack] if found.pack else [], tell), **words_of(tell),
    )  # fmt: skip


@post("/events/{event:str}/edit", include_in_schema=False, sync_to_thread=True)
def edit_the_event(
    request: Asked, room: Room, actor: Me, event: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Change it, or show what somebody else changed since, with both versions."""
    form = Fields(data)
    wanted = Wording(
        title=form.text("title"), summary=form.text("summary"), hazard=form.text("hazard"),
        places=form.parts("places"),
    )  # fmt: skip
    seen = room.number_of(actor, event, form.text("seen"))
    changes = edit(room, actor, event=event, seen=seen, wanted=wanted, at=now())
    if not changes:
        return done(f"/events/{event}", "saved")
    found = dossier(room, actor, event, at=now())
    tell = telling(room, request.user.lang, found.event, names=found.names)
    return page(
        request, "edit_event.html.j2", status=409, event=found.event, mark=found.mark, wanted=wanted,
        changes=changes, tell=tell, hazards=hazards_of([found.pack] if found.pack else [], tell),
        **words_of(tell),
    )  # fmt: skip

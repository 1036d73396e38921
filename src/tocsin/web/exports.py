"""`/events/{event}/export`: an event for other systems, as JSON, STIX 2.1 or CAP 1.2."""

from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from tocsin.flows.dossier import dossier
from tocsin.flows.exchange import as_cap, as_stix, shared_by
from tocsin.sources.cap import Alert, AlertText
from tocsin.vocab.errors import EventError
from tocsin.web.api.event_tell import tell_event
from tocsin.web.api.event_told import encoded
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.cap_words import cap_words
from tocsin.web.clock import now
from tocsin.web.event_files import disposition
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page

_OPEN: dict[str, Any] = {"include_in_schema": False, "sync_to_thread": True}


@get("/events/{event:str}/export", **_OPEN)
def export_page(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[str]:
    """What leaves in which form, and the form of an alert; refused for what is not to be passed on."""
    shared = shared_by(room, actor, event)
    return page(
        request, "export.html.j2", event=shared, words=cap_words(request.user.lang),
        private=shared.tlp.value not in ("clear", "green"),
    )  # fmt: skip


@get("/events/{event:str}/export/json", **_OPEN)
def export_json(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[bytes]:
    """The event as the reader sees it, their own member's notes and tasks with it."""
    shared_by(room, actor, event)
    found = dossier(room, actor, event, at=now())
    return _file(
        encoded(tell_event(room, actor, found, request.user.lang)), "application/json", f"{event}.json"
    )


@get("/events/{event:str}/export/stix", **_OPEN)
def export_stix(room: Room, actor: Me, event: FromPath[str]) -> Response[bytes]:
    """A STIX 2.1 bundle."""
    text = as_stix(room, actor, event)
    return _file(text.encode(), "application/stix+json;version=2.1", f"{event}.stix.json")


@post("/events/{event:str}/export/cap", status_code=200, **_OPEN)
def export_cap(
    request: Asked, room: Room, actor: Me, event: FromPath[str], data: Form
) -> Response[bytes]:  # fmt: skip
    """A CAP 1.2 alert in the reader's language, as it was decided; nothing is sent."""
    form, at = Fields(data), now()
    shared_by(room, actor, event)
    text = as_cap(room, actor, event, _alert(form, request.user.lang.code, at))
    return _file(text.encode(), "application/cap+xml", f"{event}.cap.xml")


def _alert(form: Fields, lang: str, at: datetime) -> Alert:
    expires = form.moment("expires")
    if expires is not None and expires <= at:
        raise EventError("{field} is past; choose a later moment.", field="expires")
    told = {key: form.text(key).strip() for key in ("event", "headline", "description", "area")}
    for key, text in told.items():
        if not text:
            raise EventError("{field} is empty; write something.", field=key)
    return Alert(
        sender=form.text("sender").strip(), sent=at.astimezone(UTC), expires=expires,
        urgency=form.text("urgency"), severity=form.text("severity"), certainty=form.text("certainty"),
        category=form.text("category"), status=form.text("status"),
        addresses=tuple(form.parts("addresses")),
        texts={lang: AlertText(**told, instruction=form.text("instruction").strip())},
    )  # fmt: skip


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": disposition(name)}
    )  # fmt: skip

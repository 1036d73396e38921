"""`/events/{event}/files`: attach a file, and fetch it again."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect

from tocsin.events.rights import event_for
from tocsin.flows.attach import attach, fetch
from tocsin.vocab.errors import EventError
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields

Parts = MultipartBody[dict[str, Any]]


@post("/events/{event:str}/files", include_in_schema=False, sync_to_thread=True)
def attach_to_event(
    request: Asked, room: Room, actor: Me, event: FromPath[str], data: Parts
) -> Redirect:  # fmt: skip
    """Keep one file, for all who see the event or for one's own member alone."""
    event_for(room.board, actor, "attach-file", event)
    file, form = data.get("file"), Fields({key: part for key, part in data.items() if isinstance(part, str)})
    if not isinstance(file, UploadFile) or not file.filename:
        raise EventError("No file was sent; choose one.")
    attach(
        room, actor, event=event, name=file.filename, media_type=file.content_type,
        content=file.file.read(room.books.files.most + 1), internal=form.ticked("internal"),
        seen=room.number_of(actor, event, form.text("seen")), at=now(),
    )  # fmt: skip
    return done(f"/events/{event}", "saved")


@get("/events/{event:str}/files/{file:str}", include_in_schema=False, sync_to_thread=True)
def fetch_from_event(room: Room, actor: Me, event: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """A file to be saved, never to be shown: whatever it says it is, no browser runs it here."""
    found = fetch(room, actor, event=event, file=file)
    return Response(
        found.content, media_type="application/octet-stream",
        headers={"Content-Disposition": disposition(found.about.name)},
    )  # fmt: skip


def disposition(name: str) -> str:
    """Content-Disposition with a name in any script, RFC 6266.

    >>> disposition('Отчёт "5".csv')
    'attachment; filename="_____ _5_.csv"; filename*=UTF-8\\'\\'%D0%9E%D1%82%D1%87%D1%91%D1%82%20%225%22.csv'
    """
    plain = "".join(char if char.isascii() and char.isprintable() and char not in '"\\%' else "_"
                    for char in name)  # fmt: skip
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

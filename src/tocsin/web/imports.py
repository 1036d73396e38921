"""`/events/import`: a STIX bundle as a new event; it is looked at first, and opened like any other."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody

from tocsin.events.rights import require
from tocsin.flows.exchange import incoming
from tocsin.ledger.chance import new_id
from tocsin.vocab.errors import EventError, ExchangeError
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.new_event import form_of
from tocsin.web.pages import page

MOST = 5_000_000  # bytes of a bundle
_OPEN: dict[str, Any] = {"include_in_schema": False, "sync_to_thread": True}


@get("/events/import", **_OPEN)
def import_page(request: Asked, room: Room, actor: Me) -> Response[str]:
    """Choose the file."""
    require(actor, "open-event", room.board)
    return page(request, "import.html.j2")


@post("/events/import", status_code=200, **_OPEN)
def preview_import(
    request: Asked, room: Room, actor: Me, data: MultipartBody[dict[str, Any]]
) -> Response[str]:
    """The form of a new event as the bundle fills it in, for the reader's member alone; nothing is opened."""
    require(actor, "open-event", room.board)
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise EventError("No file was sent; choose one.")
    found = incoming(room, actor, read_text(file.file.read(MOST + 1)), event=new_id())
    return form_of(request, room, actor, found.new)


def read_text(content: bytes) -> str:
    """The text of a bundle. Raises ExchangeError for one that is too large or not UTF-8."""
    if len(content) > MOST:
        raise ExchangeError(f"The bundle has over {MOST:,} bytes; send a smaller one.")
    text = content.decode("utf-8", "replace")
    if "\ufffd" in text:
        raise ExchangeError("The bundle is not UTF-8; save it so.")
    return text

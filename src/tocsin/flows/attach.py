"""Files of events: the bytes and the fact that names them, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tocsin.events.acts import attach_file
from tocsin.events.board import Board
from tocsin.events.entries import Attachment
from tocsin.events.fact import Draft
from tocsin.events.inside import file_of
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.once import once
from tocsin.vocab.errors import EventError, UnknownThingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file and its bytes."""

    about: Attachment
    content: bytes


def attach(
    room: BoardRoom,
    actor: Actor,
    *,
    event: str,
    name: str,
    media_type: str,
    content: bytes,
    internal: bool,
    seen: int,
    at: datetime,
) -> str:
    """Attach a file and give its id; what is sent of a path before its name is taken off.

    seen  number of the newest fact that the form was made from: the same file sent twice is kept once

    Raises EventError for a file over the bound of this server, and what the act raises.
    """
    from tocsin.ledger.chance import new_id

    most = room.books.files.most
    if len(content) > most:
        raise EventError("The file has {size} bytes; 1 to {most} are taken.", size=len(content), most=most)
    file, plain = new_id(), name.replace("\\", "/").rpartition("/")[2]
    kind = media_type.partition(";")[0].strip().lower() or "application/octet-stream"

    def decide(board: Board) -> list[Draft]:
        return attach_file.decide(
            board, actor, at=at, event=event, file=file, name=plain, media_type=kind, size=len(content),
            sha256=sha256(content).hexdigest(), internal=internal,
        )  # fmt: skip

    def keep() -> None:
        room.books.files.keep(
            content, file=file, stream=f"event/{event}", member=actor.member, name=plain, media_type=kind,
            at=at,
        )  # fmt: skip

    room.act(actor, once(decide, actor, event, seen), at=at, beside=keep)
    return file


def fetch(room: BoardRoom, actor: Actor, *, event: str, file: str) -> Fetched:
    """A file of an event, shared or of the reader's own member.

    Raises UnknownThingError for one that is not there, that the reader may not see, or that was removed.
    """
    about = file_of(room.event(actor, event), actor.member, file)
    content = room.books.files.content(file)
    if content is None:
        raise UnknownThingError("file", file)
    return Fetched(about=about, content=content)

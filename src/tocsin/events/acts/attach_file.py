"""Attach a file to an event."""

import re
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import identifier, line
from tocsin.events.inside import all_ids
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError

LARGEST = 25 * 1024 * 1024  # bytes
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,99}/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_NAME = re.compile(r'[/\\:*?"<>|]')


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    file: str,
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    internal: bool = False,
) -> list[Draft]:
    r"""Record a file, for all who see the event or, internal, for one's own member; its bytes lie elsewhere.

    file    8 random letters a-z or digits
    name    1 to 120 characters, no path: none of / \ : * ? " < > |, no dot at either end
    size    bytes, 1 to 25 MiB
    sha256  of the bytes, hex
    """
    now = event_for(board, actor, "attach-file", event)
    if identifier("file", file) in all_ids(now):
        raise EventError("'{file}' is taken; draw another identifier.", file=file)
    if not 1 <= size <= LARGEST:
        raise EventError("The file has {size} bytes; 1 to {most} are taken.", size=size, most=LARGEST)
    if not _TYPE.fullmatch(media_type):
        raise EventError("'{type}' is no media type; write one such as text/csv.", type=media_type)
    if not _SHA256.fullmatch(sha256):
        raise EventError("sha256 must be 64 hexadecimal digits, a-f in lower case.")
    body = {
        "file": file, "name": _file_name(name), "media_type": media_type, "size": size, "sha256": sha256,
        "internal": internal,
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="file-attached", body=body)]


def _file_name(name: str) -> str:
    name = line("file name", name, most=120)
    bad = _NO_NAME.search(name)
    if bad:
        raise EventError("The file name holds '{char}'; rename the file without it.", char=bad.group())
    if name.startswith(".") or name.endswith("."):
        raise EventError("The file name '{name}' begins or ends with a dot; rename the file.", name=name)
    return name

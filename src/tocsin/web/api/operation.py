"""One operation of the interface for programs, as a row of a table.

A row says where it is, what it takes, what it gives and which row of the table of rights it comes under. Its
route, its part of the OpenAPI document and its part of the page `/api/docs` are all made from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from tocsin.events.people import Actor
from tocsin.events.rights import ACTIONS
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_view import BoardViews
from tocsin.flows.series_room import SeriesRoom
from tocsin.report.language import Language
from tocsin.vocab.errors import InputError

T = TypeVar("T")
MOST = 200  # things on one page
ONE_PAGE = 50


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a program sends; a field that is not known is refused."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a program is given."""


class Page(Answer, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `next` is the cursor of the part that follows, null after the last one."""

    items: list[T]
    next: str | None


class Problem(Answer, frozen=True, kw_only=True):
    """What stood against it, after RFC 9457; `code` never changes, `detail` is in your language."""

    type: str
    title: str
    status: int
    detail: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as an answer."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: who asks, when, and for what.

    path, query, body  as the operation takes them; a file's bytes are a body too
    media_type         of the body, as it was sent
    """

    room: BoardRoom
    series: SeriesRoom
    views: BoardViews
    actor: Actor
    lang: Language
    at: datetime
    path: Mapping[str, str]
    query: Any = None
    body: Any = None
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A row.

    method, path   "POST", "/api/events/{event}/write-message"
    does           a sentence; about more of it, in English
    action         row of `rights.ACTIONS` that lets it through; the scope follows from it
    run            what it does; gives an `answer`
    query, body    classes of what it takes; None = nothing. `bytes` is a file, `str` a text of `takes`
    answer         class of what it gives; `Sent` is a file of `gives`
    acts           whether it records something: then an Idempotency-Key makes sure of once
    example        of the body, or of the query
    """

    method: str
    path: str
    group: str
    does: str
    action: str
    run: Callable[[Call], Any]
    answer: Any
    about: str = ""
    query: type[Body] | None = None
    body: Any = None
    takes: str = "application/json"
    gives: str = "application/json"
    status: int = 200
    acts: bool = False
    example: Any = field(default=None, hash=False)

    @property
    def scope(self) -> str:
        """The scope that a token needs for it."""
        return ACTIONS[self.action].scope.value

    @property
    def name(self) -> str:
        """The same in one word: post-events-event-write-message."""
        parts = self.path.removeprefix("/api/").replace("{", "").replace("}", "").replace("/", "-")
        return f"{self.method.lower()}-{parts}"


def read_body(operation: Operation, raw: bytes) -> Any:
    """The body of a call. Raises InputError for one that is not as its schema says."""
    if operation.body is bytes:
        return raw
    try:
        if operation.body is str:
            return raw.decode("utf-8")
        return msgspec.json.decode(raw, type=operation.body)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError(f"The body is not as /api/docs says: {error}.") from None


def read_query(operation: Operation, given: Mapping[str, list[str]]) -> Any:
    """The parameters in the address. Raises InputError for one that is not known, or not as it must be."""
    twice = sorted(name for name, values in given.items() if len(values) > 1)
    if twice:
        raise InputError(f"{', '.join(twice)} is given more than once; give it once.")
    try:
        told = {name: values[0] for name, values in given.items()}
        return msgspec.convert(told, type=operation.query or Body, strict=False)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError(f"The address is not as /api/docs says: {error}.") from None


def paged(items: list[T], name_of: Callable[[T], str], cursor: str, limit: int) -> tuple[list[T], str | None]:
    """The part of a list after the item that a cursor names, and the cursor of the next part.

    items  what the reader may see, in an order that does not change between two calls

    Raises InputError for a cursor that names nothing there, which is said alike of all that the reader does
    not see.
    """
    start = 0
    if cursor:
        known = [name_of(item) for item in items]
        if cursor not in known:
            raise InputError(f"There is nothing to go on from at {cursor!r}; begin without a cursor.")
        start = known.index(cursor) + 1
    part = items[start : start + limit]
    return part, name_of(part[-1]) if start + limit < len(items) else None

"""`/search`: everything the reader sees, by words."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from tocsin.flows.search import Hit, Kind, search, shown
from tocsin.report.language import Language
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.pages import page

SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit in words: where it leads, and its text in pieces, each with whether it is one of the words."""

    hit: Hit
    kind: str
    address: str
    pieces: list[tuple[str, bool]]


@get("/search", include_in_schema=False, sync_to_thread=True)
def search_page(
    request: Asked, room: Room, actor: Me, q: FromQuery[str] = "", part: FromQuery[str] = "1"
) -> Response[Any]:
    """What was found, twenty-five on a page; how many it is counts what the reader sees."""
    lang = request.user.lang
    hits = search(room, actor, q, lang=lang.code)
    pages = max(1, -(-len(hits) // SIZE))
    number = min(int(part) if part.isascii() and part.isdigit() and len(part) < 7 else 1, pages) or 1
    return page(
        request, "search.html.j2", q=q[:200], total=len(hits), number=number, pages=pages,
        found=[found(hit, q, lang) for hit in hits[(number - 1) * SIZE : number * SIZE]],
        address=lambda n: "/search?" + urlencode({"q": q[:200], "part": n}),
    )  # fmt: skip


def found(hit: Hit, words: str, lang: Language) -> Found:
    """A hit for the page."""
    anchors = {Kind.MESSAGE: "#messages", Kind.NOTE: "#messages", Kind.TASK: "#tasks", Kind.FILE: "#files"}
    address = {Kind.FINDING: "/findings/", Kind.MEMBER: "/members/", Kind.PERSON: "/people/"}.get(
        hit.kind, "/events/"
    )
    return Found(
        hit=hit, kind=kind_said(hit.kind, lang), pieces=shown(hit.text, words),
        address=f"{address}{hit.id}{anchors.get(hit.kind, '')}",
    )  # fmt: skip


def kind_said(kind: Kind, lang: Language) -> str:
    """What kind of thing was found."""
    _ = lang.pgettext
    return {
        Kind.EVENT: _("kind of thing", "event"),
        Kind.FINDING: _("kind of thing", "finding"),
        Kind.MESSAGE: _("kind of thing", "message"),
        Kind.NOTE: _("kind of thing", "internal note"),
        Kind.TASK: _("kind of thing", "task"),
        Kind.FILE: _("kind of thing", "file"),
        Kind.MEMBER: _("kind of thing", "member"),
        Kind.PERSON: _("kind of thing", "person"),
    }[kind]

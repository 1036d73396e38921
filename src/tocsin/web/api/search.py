"""Search for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from tocsin.events.rights import require
from tocsin.flows.search import LONGEST, Kind, search
from tocsin.web.api.events import Cursor, Limit
from tocsin.web.api.operation import ONE_PAGE, Answer, Body, Call, Operation, Page, paged


class HitTold(Answer, frozen=True, kw_only=True):
    """What was found: `id` and title of the event, finding, member or person, and the text with the words."""

    kind: Kind
    id: str
    title: str
    text: str
    at: datetime | None


class SearchQuery(Body, frozen=True, kw_only=True):
    """What is searched for."""

    q: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=LONGEST,
            examples=["cholera"],
            description="words that must all be there; case and accents do not count",
        ),
    ]
    limit: Limit = ONE_PAGE
    cursor: Cursor = ""  # fmt: skip


def _search(call: Call) -> Page[HitTold]:
    require(call.actor, "see-event", call.room.board)
    found = search(call.room, call.actor, call.query.q, lang=call.lang.code)
    part, following = paged(found, lambda hit: hit.key, call.query.cursor, call.query.limit)
    return Page(
        items=[HitTold(kind=h.kind, id=h.id, title=h.title, text=h.text, at=h.at) for h in part],
        next=following,
    )


SEARCH: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/search", group="search", does="search all that you see", action="see-event",
        about="Events, findings, messages, tasks, files, members and people, and your own member's notes.",
        query=SearchQuery, answer=Page[HitTold], run=_search,
    ),
)  # fmt: skip

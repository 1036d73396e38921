"""The question of what held things up, asked at the moment in which a clock is found to be late."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from litestar import Response

from tocsin.events.delay import late_by
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.web.asked import Asked
from tocsin.web.clock import now
from tocsin.web.clock_said import clock_said
from tocsin.web.form_fields import Fields
from tocsin.web.pages import chosen, page
from tocsin.web.telling import telling

_OURS = frozenset({"_csrf_token", "bottleneck"})


def ask_what_held_up(
    request: Asked,
    room: BoardRoom,
    actor: Actor,
    action: str,
    event: str,
    milestone: str,
    happened: datetime | date,
    data: Mapping[str, Any],
) -> Response[str] | None:
    """A page that asks, and carries on what the form said; None where nothing is late, or it is said already.

    Raises what `event_for` raises for an event that the reader may not see, or not act on.
    """
    known = event_for(room.board, actor, action, event)
    if Fields(data).text("bottleneck").strip():
        return None
    rules = bound(room, actor.member, known.pack)
    late = late_by(known, actor.member, milestone, happened, rules, now())
    if not late:
        return None
    found, tell = room.event(actor, event), telling(room, request.user.lang)
    return page(
        request, "bottleneck.html.j2", event=found, address=request.url.path, carried=_carried(data),
        clocks=[clock_said(clock, tell, found, actor.member) for clock in late], tell=tell,
    )  # fmt: skip


def _carried(data: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    return [(key, value) for key in data if key not in _OURS for value in chosen(data, key)]

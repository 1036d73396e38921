"""`/events`: every event the reader sees, with the clock that presses most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get

from tocsin.events.clocks import Clock, clocks
from tocsin.events.event import Event, Stage, milestones
from tocsin.events.people import Actor
from tocsin.events.rights import may
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.clock import now
from tocsin.web.clock_said import clock_said, pressing
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import page
from tocsin.web.telling import Telling, telling
from tocsin.web.words import pack_title, stage_word

_NEVER = datetime.max.replace(tzinfo=UTC)
_OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event in the list; `clock` is the reader's own that presses most."""

    event: Event
    clock: Clock | None


@get("/events", include_in_schema=False, sync_to_thread=True)
def events(request: Asked, room: Room, actor: Me) -> Response[Any]:
    """The list, or all of it as CSV."""
    tell = telling(room, request.user.lang)
    rows, at, wish = lines_of(room, actor, now()), now(), Wish.of(request.query_params)
    columns, choices = _columns(tell, actor, at), _choices(tell, rows)
    if request.query_params.get("format") == "csv":
        return Response(
            as_csv(rows, columns, wish, choices), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="events.csv"'},
        )  # fmt: skip
    return page(
        request, "events.html.j2", list=listed(rows, columns, wish, choices),
        may_open=may(actor, "open-event", room.board),
    )  # fmt: skip


def lines_of(room: BoardRoom, actor: Actor, at: datetime) -> list[Line]:
    """Events the reader sees, the newest activity first."""
    rules = {pack: bound(room, actor.member, pack) for pack in room.packs}
    return [
        Line(
            event=event,
            clock=pressing(clocks(milestones(event, actor.member), rules.get(event.pack, ()), at))
            if event.is_open
            else None,
        )
        for event in room.events(actor)
    ]


def _columns(tell: Telling, actor: Actor, at: datetime) -> list[Column[Line]]:
    _ = tell.lang.gettext
    return [
        Column(key="title", title=_("Title"), value=lambda row: row.event.title),
        Column(key="stage", title=_("Stage"), value=lambda row: _stage(row.event, tell),
               order=lambda row: list(Stage).index(row.event.stage)),
        Column(key="clock", title=_("Clock"), value=lambda row: _clock(row, tell, actor),
               order=lambda row: row.clock.due if row.clock and row.clock.due else _NEVER),
        Column(key="hazard", title=_("Hazard"), value=lambda row: row.event.hazard),
        Column(key="owner", title=_("Owner"), value=lambda row: tell.member(row.event.owner)),
        Column(key="label", title=_("Label"), value=lambda row: f"TLP:{row.event.audience.tlp.upper()}"),
        Column(key="opened", title=_("Opened"), value=lambda row: tell.when(row.event.opened.at.date()),
               order=lambda row: row.event.opened.at),
        Column(key="last", title=_("Newest activity"), value=lambda row: tell.when(row.event.last.at),
               order=lambda row: row.event.last.at),
    ]  # fmt: skip


def _stage(event: Event, tell: Telling) -> str:
    return tell.lang.gettext("merged") if event.merged_into else stage_word(event.stage, tell.lang)


def _clock(row: Line, tell: Telling, actor: Actor) -> str:
    if row.clock is None:
        return ""
    said = clock_said(row.clock, tell, row.event, actor.member)
    return tell.lang.gettext("%(clock)s: %(time)s", clock=said.title, time=said.brief)


def _choices(tell: Telling, rows: list[Line]) -> list[Choice[Line]]:
    _ = tell.lang.gettext
    stages: Mapping[str, str] = {stage.value: stage_word(stage, tell.lang) for stage in Stage}
    owners = {row.event.owner: tell.member(row.event.owner) for row in rows}
    packs = {row.event.pack: pack_title(row.event.pack, tell.packs, tell.lang) for row in rows}
    return [
        Choice(key="stage", title=_("Stage"), options={_OPEN: _("all that are open"), **stages},
               keeps=lambda row, value: row.event.is_open if value == _OPEN else row.event.stage == value),
        Choice(key="owner", title=_("Owner"), options=owners,
               keeps=lambda row, value: row.event.owner == value),
        Choice(key="pack", title=_("Kind of threat"), options=packs,
               keeps=lambda row, value: row.event.pack == value),
    ]  # fmt: skip

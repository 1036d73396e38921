"""`/events`: every event the reader sees, with the clock that presses most."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get

from tocsin.events.clocks import Clock, clocks
from tocsin.events.event import Event, Stage, milestones
from tocsin.events.people import Actor
from tocsin.events.rights import may
from tocsin.events.urgency import pressing
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.clock import now
from tocsin.web.clock_said import clock_said
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import page
from tocsin.web.telling import Telling, telling
from tocsin.web.words import pack_title, stage_word

_NEVER = datetime.max.replace(tzinfo=UTC)
_OPEN = "open"


class OwnClocks:
    """The reader's own clock that presses most, of each event that it is asked of."""

    def __init__(self, room: BoardRoom, actor: Actor, at: datetime) -> None:
        self.member, self.at = actor.member, at
        self.rules = {pack: bound(room, actor.member, pack) for pack in room.packs}
        self.told: dict[str, Clock | None] = {}

    def of(self, event: Event) -> Clock | None:
        """None where none runs."""
        if event.id not in self.told:
            rules = self.rules.get(event.pack, ()) if event.is_open else ()
            self.told[event.id] = pressing(clocks(milestones(event, self.member), rules, self.at))
        return self.told[event.id]


@get("/events", include_in_schema=False, sync_to_thread=True)
def events(request: Asked, room: Room, actor: Me) -> Response[Any]:
    """The list, or all of it as CSV."""
    tell = telling(room, request.user.lang)
    rows, wish = room.events(actor), Wish.of(request.query_params)
    columns, choices = _columns(tell, OwnClocks(room, actor, now())), _choices(tell, rows)
    if request.query_params.get("format") == "csv":
        return Response(
            as_csv(rows, columns, wish, choices), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="events.csv"'},
        )  # fmt: skip
    return page(
        request, "events.html.j2", list=listed(rows, columns, wish, choices),
        may_open=may(actor, "open-event", room.board),
    )  # fmt: skip


def _columns(tell: Telling, own: OwnClocks) -> list[Column[Event]]:
    _ = tell.lang.gettext
    return [
        Column(key="title", title=_("Title"), value=lambda row: row.title),
        Column(key="stage", title=_("Stage"), value=lambda row: _stage(row, tell),
               order=lambda row: list(Stage).index(row.stage)),
        Column(key="clock", title=_("Clock"), value=lambda row: _clock(row, tell, own),
               order=lambda row: _due(own.of(row))),
        Column(key="hazard", title=_("Hazard"), value=lambda row: row.hazard),
        Column(key="owner", title=_("Owner"), value=lambda row: tell.member(row.owner)),
        Column(key="label", title=_("Label"), value=lambda row: f"TLP:{row.audience.tlp.upper()}"),
        Column(key="opened", title=_("Opened"), value=lambda row: tell.when(row.opened.at.date()),
               order=lambda row: row.opened.at),
        Column(key="last", title=_("Newest activity"), value=lambda row: tell.when(row.last.at),
               order=lambda row: row.last.at),
    ]  # fmt: skip


def _stage(event: Event, tell: Telling) -> str:
    return tell.lang.gettext("merged") if event.merged_into else stage_word(event.stage, tell.lang)


def _clock(event: Event, tell: Telling, own: OwnClocks) -> str:
    clock = own.of(event)
    if clock is None:
        return ""
    said = clock_said(clock, tell, event, own.member)
    return tell.lang.gettext("%(clock)s: %(time)s", clock=said.title, time=said.brief)


def _due(clock: Clock | None) -> datetime:
    return _NEVER if clock is None or clock.due is None else clock.due


def _choices(tell: Telling, rows: list[Event]) -> list[Choice[Event]]:
    _ = tell.lang.gettext
    stages: Mapping[str, str] = {stage.value: stage_word(stage, tell.lang) for stage in Stage}
    owners = {row.owner: tell.member(row.owner) for row in rows}
    packs = {row.pack: pack_title(row.pack, tell.packs, tell.lang) for row in rows}
    return [
        Choice(key="stage", title=_("Stage"), options={_OPEN: _("all that are open"), **stages},
               keeps=lambda row, value: row.is_open if value == _OPEN else row.stage == value),
        Choice(key="owner", title=_("Owner"), options=owners,
               keeps=lambda row, value: row.owner == value),
        Choice(key="pack", title=_("Kind of threat"), options=packs,
               keeps=lambda row, value: row.pack == value),
    ]  # fmt: skip

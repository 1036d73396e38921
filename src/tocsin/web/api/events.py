"""Events for programs: the list, one, a new one, and files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from tocsin.events.acts import open_event
from tocsin.events.entries import OriginKind
from tocsin.events.event import Event, Stage
from tocsin.events.rights import event_for, require
from tocsin.flows.attach import attach, fetch
from tocsin.flows.dossier import dossier
from tocsin.flows.take_up import NewEvent, take_up
from tocsin.ledger.chance import new_id
from tocsin.web.api.act_bodies import AudienceBody, Mark, Moment, descriptions
from tocsin.web.api.acts import Recorded, mark_after
from tocsin.web.api.event_tell import brief, tell_event
from tocsin.web.api.event_told import EventBrief, EventTold
from tocsin.web.api.operation import MOST, ONE_PAGE, Body, Call, Operation, Page, Sent, paged

Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST, description="how many at most")]
Cursor = Annotated[str, msgspec.Meta(description="`next` of the part before; empty for the first")]
_SAID = descriptions(open_event.decide)


def _said(name: str) -> msgspec.Meta:
    return msgspec.Meta(description=_SAID[name])


class EventsQuery(Body, frozen=True, kw_only=True):
    """Which events: all that are given must hold."""

    stage: Stage | None = None
    open: Annotated[bool | None, msgspec.Meta(description="true: open ones; false: ended or merged")] = None
    owner: Annotated[str, msgspec.Meta(description="code of a member")] = ""
    pack: Annotated[str, msgspec.Meta(description="kind of threat")] = ""
    changed_since: Annotated[
        Moment | None, msgspec.Meta(description="with a fact at this moment or later")
    ] = None
    limit: Limit = ONE_PAGE
    cursor: Cursor = ""


class OpenEventBody(Body, frozen=True, kw_only=True):
    """A new event. Its identifier is drawn here."""

    title: Annotated[str, _said("title")]
    pack: str
    origin: OriginKind
    audience: Annotated[
        AudienceBody | None, msgspec.Meta(description="who will see it; left out = its owner alone")
    ] = None
    summary: str = ""
    hazard: str = ""
    places: tuple[str, ...] = ()
    source: str = ""
    finding: Annotated[str, _said("finding")] = ""
    seen: Annotated[Mark | None, msgspec.Meta(description="`mark` of that finding")] = None


class FileQuery(Body, frozen=True, kw_only=True):
    """About a file that is attached."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["week 20.csv"])]
    internal: Annotated[bool, msgspec.Meta(description="for your own member alone")] = False


def _list(call: Call) -> Page[EventBrief]:
    require(call.actor, "see-event", call.room.board)
    wish: EventsQuery = call.query
    found = [event for event in call.room.events(call.actor) if _is_wanted(event, wish)]
    found.sort(key=lambda event: (event.opened.at, event.id), reverse=True)
    part, following = paged(found, lambda event: event.id, wish.cursor, wish.limit)
    return Page(items=[brief(event) for event in part], next=following)


def _is_wanted(event: Event, wish: EventsQuery) -> bool:
    since: datetime | None = wish.changed_since
    return (
        (wish.stage is None or event.stage is wish.stage)
        and (wish.open is None or event.is_open is wish.open)
        and wish.owner in ("", event.owner)
        and wish.pack in ("", event.pack)
        and (since is None or event.last.at >= since)
    )


def _one(call: Call) -> EventTold:
    event_for(call.room.board, call.actor, "see-event", call.path["event"])
    found = dossier(call.room, call.actor, call.path["event"], at=call.at)
    return tell_event(call.room, call.actor, found, call.lang)


def _open(call: Call) -> Recorded:
    body: OpenEventBody = call.body
    audience = body.audience or AudienceBody(members=[call.actor.member])
    new = NewEvent(
        event=new_id(), title=body.title, summary=body.summary, pack=body.pack, hazard=body.hazard,
        places=body.places, origin=body.origin, source=body.source, audience=audience.audience(),
        finding=body.finding, mark=body.seen or "",
    )  # fmt: skip
    take_up(call.room, call.actor, new, at=call.at)
    return Recorded(event=new.event, mark=mark_after(call, new.event), made=new.event)


def _attach(call: Call) -> Recorded:
    event, query = call.path["event"], call.query
    event_for(call.room.board, call.actor, "attach-file", event)
    file = attach(
        call.room, call.actor, event=event, name=query.name, media_type=call.media_type, content=call.body,
        internal=query.internal, seen=0, at=call.at,
    )  # fmt: skip
    return Recorded(event=event, mark=mark_after(call, event), made=file)


def _fetch(call: Call) -> Sent:
    event_for(call.room.board, call.actor, "see-event", call.path["event"])
    found = fetch(call.room, call.actor, event=call.path["event"], file=call.path["file"])
    return Sent(content=found.content, media_type="application/octet-stream", name=found.about.name)


EVENTS: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/events", group="events", does="list the events you see", action="see-event",
        about="The newest opened first.", query=EventsQuery, answer=Page[EventBrief], run=_list,
    ),
    Operation(
        method="POST", path="/api/events", group="events", does="open an event, by hand or from a finding",
        action="open-event", body=OpenEventBody, answer=Recorded, status=201, acts=True, run=_open,
        example={"title": "Cholera in two provinces", "pack": "infectious", "origin": "rumour",
                 "source": "A call from the district", "audience": {"members": ["XA", "XB"]}},
    ),
    Operation(
        method="GET", path="/api/events/{event}", group="events", does="read all of an event that you see",
        action="see-event", answer=EventTold, run=_one,
        about="A round of assessment whose time is up is opened first.",
    ),
    Operation(
        method="POST", path="/api/events/{event}/files", group="events", does="attach a file",
        action="attach-file", about="The body is the file as it is; its Content-Type is kept.",
        query=FileQuery, body=bytes, takes="application/octet-stream", answer=Recorded, status=201,
        acts=True, run=_attach,
    ),
    Operation(
        method="GET", path="/api/events/{event}/files/{file}", group="events", does="fetch a file",
        action="see-event", answer=Sent, gives="application/octet-stream", run=_fetch,
    ),
)  # fmt: skip

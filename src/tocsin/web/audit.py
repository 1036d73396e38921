"""`/audit`: the facts one may see, and whether the chain of all facts is whole."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from tocsin.events.fact import Fact
from tocsin.events.people import Actor, Role
from tocsin.flows.audit_room import MOST, Roll, roll, verify_chain
from tocsin.flows.board import BoardRoom
from tocsin.flows.dossier import names
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.fact_said import fact_said
from tocsin.web.form_fields import Fields
from tocsin.web.kind_word import kind_words
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import page
from tocsin.web.telling import Telling, telling


@get("/audit", include_in_schema=False, sync_to_thread=True)
def audit(
    request: Asked, room: Room, actor: Me, stream: FromQuery[str] = "", until: FromQuery[str] = ""
) -> Response[Any]:
    """The list, or all of it as CSV."""
    last = Fields({"until": until}).day("until")
    moment = datetime.combine(last, time.max, UTC) if last else None
    found, tell = roll(room, actor, stream=stream, until=moment), _tell(request, room, actor)
    wish = Wish.of(request.query_params)
    columns, choices = _columns(room, tell), _choices(tell, found)
    if request.query_params.get("format") == "csv":
        return Response(
            as_csv(found.facts, columns, wish, choices), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
        )  # fmt: skip
    return page(
        request, "audit.html.j2", list=listed(found.facts, columns, wish, choices), more=found.more,
        most=MOST, stream=stream, until=until, thing=_thing(room, tell, stream) if stream else "",
        address=lambda fact: f"/audit?stream={fact.stream}", administers=actor.has({Role.ADMINISTRATOR}),
    )  # fmt: skip


@post("/audit/verify", include_in_schema=False, sync_to_thread=True)
def verify(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """Verify the chain now."""
    anchor = Fields(data).text("anchor").strip()
    found = verify_chain(room, actor, anchor=anchor, at=now())
    return page(
        request, "audit_verified.html.j2", found=found, anchor=anchor,
        administers=actor.has({Role.ADMINISTRATOR}),
    )  # fmt: skip


def _tell(request: Asked, room: BoardRoom, actor: Actor) -> Telling:
    links = {event.id: event.title for event in room.events(actor)}
    return telling(room, request.user.lang, links=links, names=names(room))


def _columns(room: BoardRoom, tell: Telling) -> Sequence[Column[Fact]]:
    _ = tell.lang.gettext
    return [
        Column(key="thing", title=_("About"), value=lambda fact: _thing(room, tell, fact.stream)),
        Column(key="when", title=_("When (UTC)"), value=lambda fact: tell.when(fact.at).removesuffix(" UTC"),
               order=lambda fact: fact.number),
        Column(key="who", title=_("Who"), value=lambda fact: tell.person(fact.person)),
        Column(key="for", title=_("For the member"),
               value=lambda fact: tell.member(fact.member) if fact.member else ""),
        Column(key="what", title=_("What happened"), value=lambda fact: fact_said(fact, tell)),
        Column(key="mark", title=_("Mark"), value=lambda fact: fact.mark),
    ]  # fmt: skip


def _thing(room: BoardRoom, tell: Telling, stream: str) -> str:
    """What a stream is about, in words: only for streams whose facts the reader sees."""
    _ = tell.lang.gettext
    place, _sep, name = stream.partition("/")
    if place == "event":
        return tell.links.get(name) or name
    if place == "finding":
        return _("finding %(id)s", id=name)
    if place == "member":
        return tell.member(name)
    return tell.person(name) if place == "person" and name in room.board.people else name


def _choices(tell: Telling, found: Roll) -> Sequence[Choice[Fact]]:
    _ = tell.lang.gettext
    places: Mapping[str, str] = {
        "event": _("events"), "finding": _("findings"), "member": _("members"), "person": _("people"),
    }  # fmt: skip
    words, there = kind_words(tell.lang), {fact.kind for fact in found.facts}
    kinds = sorted(there, key=lambda kind: words.get(kind, kind))
    codes = sorted({fact.member for fact in found.facts if fact.member})
    people = sorted({fact.person for fact in found.facts}, key=tell.person)
    return [
        Choice(key="about", title=_("About"), options=places,
               keeps=lambda fact, value: fact.stream.startswith(f"{value}/")),
        Choice(key="kind", title=_("What happened"), options={kind: words.get(kind, kind) for kind in kinds},
               keeps=lambda fact, value: fact.kind == value),
        Choice(key="member", title=_("Member"), options={code: tell.member(code) for code in codes},
               keeps=lambda fact, value: fact.member == value),
        Choice(key="person", title=_("Person"), options={one: tell.person(one) for one in people},
               keeps=lambda fact, value: fact.person == value),
    ]  # fmt: skip

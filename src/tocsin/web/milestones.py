"""`/events/{event}/milestones`: when what happened, for the reader's own member; with the early response."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import stamp_milestone
from tocsin.events.entries import Stamp
from tocsin.events.event import Event
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.assess import bound
from tocsin.flows.dossier import dossier
from tocsin.vocab.errors import EventError
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.bottleneck import ask_what_held_up
from tocsin.web.clock import now
from tocsin.web.clock_said import clock_said
from tocsin.web.done import done
from tocsin.web.event_words import words_of
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.telling import Telling, telling
from tocsin.web.words import titled


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One milestone: what it is called, and how the member has it; `stamp` is None while it has not come."""

    name: str
    title: str
    stamp: Stamp | None


@get("/events/{event:str}/milestones", include_in_schema=False, sync_to_thread=True)
def milestones_page(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[str]:
    """Every milestone of the texts that bind the member, each once, with a form to stamp it."""
    event_for(room.board, actor, "stamp-milestone", event)
    found = dossier(room, actor, event, at=now())
    tell = telling(room, request.user.lang, found.event, names=found.names)
    rules = bound(room, actor.member, found.event.pack)
    clocks = found.clocks.get(actor.member, ())
    return page(
        request, "milestones.html.j2", d=found, event=found.event, tell=tell,
        clocks=[clock_said(clock, tell, found.event, actor.member) for clock in clocks],
        groups=groups(found.event, actor, rules, tell), **words_of(tell),
    )  # fmt: skip


def groups(
    event: Event, actor: Actor, rule_sets: Sequence[RuleSet], tell: Telling
) -> list[tuple[str, list[Line]]]:  # fmt: skip
    """Rule sets by title, each with the milestones that no earlier one has."""
    inside = event.inside.get(actor.member)
    stamps = {**({} if inside is None else inside.stamps), **event.stamps.get(actor.member, {})}
    listed: set[str] = set()
    found = []
    for rules in rule_sets:
        fresh = {name: title for name, title in rules.milestones.items() if name not in listed}
        listed |= fresh.keys()
        lines = [
            Line(name=name, title=titled(title, tell.lang), stamp=stamps.get(name))
            for name, title in fresh.items()
        ]
        if lines:
            found.append((titled(rules.title, tell.lang), lines))
    return found


@post("/events/{event:str}/milestones", include_in_schema=False, sync_to_thread=True)
def stamp_on_event(
    request: Asked, room: Room, actor: Me, event: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Stamp one; where a clock stops late by it, what held it up is asked for first."""
    form, at = Fields(data), now()
    known = event_for(room.board, actor, "stamp-milestone", event)
    milestone, wanted = form.text("milestone"), _wanted(form)
    if wanted.get("happened") is not None:
        question = ask_what_held_up(
            request, room, actor, "stamp-milestone", event, milestone, wanted["happened"], data
        )
        if question is not None:
            return question
    rules, seen = bound(room, actor.member, known.pack), room.number_of(actor, event, form.text("seen"))
    room.act(
        actor,
        lambda board: stamp_milestone.decide(
            board, actor, at=at, event=event, milestone=milestone, rule_sets=rules, seen=seen,
            bottleneck=form.text("bottleneck"), **wanted,
        ),
        at=at,
    )  # fmt: skip
    return done(f"/events/{event}/milestones", "saved")


def _wanted(form: Fields) -> dict[str, Any]:
    match form.text("how"):
        case "unknown":
            return {"unknown": True}
        case "not-applicable":
            return {"applicable": False}
    happened = form.moment_or_day("day")
    if happened is None:
        raise EventError("Say when it happened, or that it is not known, or that it does not apply.")
    return {"happened": happened}

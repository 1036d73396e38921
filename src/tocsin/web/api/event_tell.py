"""Telling an event: from the dossier of one reader to the records of `event_told`."""

from typing import Any

from tocsin.events.assessment import Assessment
from tocsin.events.event import Event, lines
from tocsin.events.inside import NOTHING
from tocsin.events.people import Actor
from tocsin.events.round import Round
from tocsin.flows.assess import own_answer
from tocsin.flows.board import BoardRoom
from tocsin.flows.dossier import Dossier
from tocsin.flows.opened import Opening, opening
from tocsin.report.language import Language
from tocsin.web.api.event_told import (
    EventBrief,
    EventTold,
    LineTold,
    LinkTold,
    MemberClock,
    NoticeTold,
    OpenedTold,
    OriginTold,
    RequestTold,
    RoundTold,
    SaidTold,
    SightingTold,
    brief_of,
    by_told,
    clock_told,
    files_told,
    stamps_told,
    tasks_told,
    words_told,
)
from tocsin.web.fact_said import fact_said
from tocsin.web.telling import telling


def brief(event: Event) -> EventBrief:
    """An event, as its reader sees it, in a list."""
    newest = max((fact for fact, _ in lines(event)), key=lambda fact: fact.number)
    return EventBrief(**brief_of(event, newest.mark))


def tell_event(room: BoardRoom, actor: Actor, found: Dossier, lang: Language) -> EventTold:
    """All of an event that the reader of the dossier sees."""
    event, names = found.event, found.names
    own = event.inside.get(actor.member, NOTHING)
    stamps = {**event.stamps, actor.member: {**own.stamps, **event.stamps.get(actor.member, {})}}
    return EventTold(
        **brief_of(event, found.mark), summary=event.summary, reason=event.reason,
        origin=_origin(room, actor, event), sightings=_sightings(found), requests=_requests(found),
        messages=words_told(event.messages, names), notes=words_told(own.notes, names),
        tasks=[*tasks_told(event.tasks.values(), names, internal=False),
               *tasks_told(own.tasks.values(), names, internal=True)],
        files=[*files_told(event.files.values(), names, internal=False),
               *files_told(own.files.values(), names, internal=True)],
        stamps=stamps_told(stamps, names),
        clocks=[
            MemberClock(member=member, clock=clock_told(clock))
            for member, clocks in found.clocks.items()
            for clock in clocks
        ],
        rounds=[_round(room, actor, event, told) for told in event.rounds],
        notices=[
            NoticeTold(member=m, state=n.state, text=n.text, sent_at=n.sent_at, by=by_told(n.by, names))
            for m, n in sorted(event.notices.items())
        ],
        links=[LinkTold(id=name, title=title) for name, title in found.links.items()],
        timeline=_timeline(room, found, lang), may=sorted(found.offers),
    )  # fmt: skip


def _timeline(room: BoardRoom, found: Dossier, lang: Language) -> list[LineTold]:
    tell = telling(room, lang, found.event, links=found.links, names=found.names)
    return [
        LineTold(kind=fact.kind, said=fact_said(fact, tell), internal=bool(inner),
                 by=by_told(fact, found.names))
        for fact, inner in found.lines
    ]  # fmt: skip


def _origin(room: BoardRoom, actor: Actor, event: Event) -> OriginTold:
    origin = event.origin
    card = room.board.findings.get(origin.card) if origin.card else None
    return OriginTold(
        kind=origin.kind, source=origin.source, as_of=origin.as_of, indicator=origin.indicator,
        finding=card.id if card is not None and card.audience.shows_to(actor) else None,
        numbers=dict(origin.finding),
    )  # fmt: skip


def _sightings(found: Dossier) -> list[SightingTold]:
    return [
        SightingTold(member=member, said=s.kind, text=s.text, by=by_told(s.by, found.names))
        for member, s in sorted(found.event.sightings.items())
    ]


def _requests(found: Dossier) -> list[RequestTold]:
    return [
        RequestTold(
            member=member, text=r.text, by=by_told(r.by, found.names), reply=r.reply, reply_text=r.reply_text,
            replied=by_told(r.replied, found.names) if r.replied else None,
        )
        for member, r in sorted(found.event.requests.items())
    ]  # fmt: skip


def _round(room: BoardRoom, actor: Actor, event: Event, told: Round) -> RoundTold:
    state = "revealed" if told.revealed else "cancelled" if told.cancelled else "running"
    sealed: dict[str, Any] | None = None
    if told.is_running and actor.member in told.sealed:
        sealed = dict(own_answer(room, actor, event.id, told.number) or {}) or None
    found = opening(room, event, told)
    return RoundTold(
        number=told.number, pack=told.pack, version=told.version, asked=sorted(told.asked), due=told.due,
        state=state, answered=sorted({*told.sealed, *told.opened}), own=sealed,
        opened=[] if found is None else [_opened(found, told, one) for one in found.assessments],
    )  # fmt: skip


def _opened(found: Opening, told: Round, one: Assessment) -> OpenedTold:
    body, came_to = one.answers.body(), found.outcomes[one.member]
    commitment, holds = found.seals.get(one.member, ("", None))
    return OpenedTold(
        member=one.member, likelihood=body["likelihood"], impact=body["impact"],
        answers={question: SaidTold(**said) for question, said in body["answers"].items()},
        decision=came_to.decision, risk=came_to.risk, late=one.late, commitment=commitment,
        nonce=told.opened[one.member].nonce, seal_holds=holds,
    )  # fmt: skip

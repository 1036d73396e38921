"""`/events/{event}/rounds/{number}`: one round of assessment, sealed and opened."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import cancel_round
from tocsin.events.people import Actor
from tocsin.events.round import of_number
from tocsin.flows.assess import answer_after, own_answer, reveal, round_pack, seal, withdraw
from tocsin.flows.assess import pack_of_round as pack_for
from tocsin.flows.board import BoardRoom
from tocsin.flows.dossier import dossier
from tocsin.flows.opened import opening
from tocsin.web.answer_form import Draft, answers_of, drafted, faults_of
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.assessment_said import agreement_rows, because_said, changes_said, level_words, shade
from tocsin.web.bottleneck import ask_what_held_up
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.event_words import words_of
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.telling import telling

_OPEN: dict[str, Any] = {"include_in_schema": False, "sync_to_thread": True}


@get("/events/{event:str}/rounds/{number:int}", **_OPEN)
def round_page(
    request: Asked, room: Room, actor: Me, event: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """Who has answered, and nothing else; the reader's own answer; all of them once they are open."""
    return _page(request, room, actor, event, number)


@post("/events/{event:str}/rounds/{number:int}/answer", **_OPEN)
def answer_round(
    request: Asked, room: Room, actor: Me, event: FromPath[str], number: FromPath[int], data: Form
) -> Response[str] | Redirect:
    """Seal an answer, or, once the others' are open, give it late in the open."""
    told = of_number(room.event(actor, event).rounds, number)
    late = told.revealed is not None
    action = "answer-late" if late else "seal-answer"
    pack, at = pack_for(room, actor, action, event, number), now()
    faults = faults_of(pack, Fields(data), request.user.lang)
    if faults:
        return _page(request, room, actor, event, number, faults=faults, draft=drafted(pack, Fields(data)))
    question = ask_what_held_up(request, room, actor, action, event, "assessed", at, data)
    if question is not None:
        return question
    (answer_after if late else seal)(
        room, actor, event=event, number=number, answers=answers_of(pack, Fields(data)),
        bottleneck=Fields(data).text("bottleneck"), at=at,
    )  # fmt: skip
    return done(f"/events/{event}/rounds/{number}", "answered" if late else "sealed")


@post("/events/{event:str}/rounds/{number:int}/withdraw", **_OPEN)
def withdraw_from_round(
    room: Room, actor: Me, event: FromPath[str], number: FromPath[int], data: Form
) -> Redirect:
    """Take the own answer back."""
    withdraw(room, actor, event=event, number=number, at=now())
    return done(f"/events/{event}/rounds/{number}", "saved")


@post("/events/{event:str}/rounds/{number:int}/reveal", **_OPEN)
def reveal_the_round(
    room: Room, actor: Me, event: FromPath[str], number: FromPath[int], data: Form
) -> Redirect:
    """Open all answers."""
    reveal(room, actor, event=event, number=number, at=now())
    return done(f"/events/{event}/rounds/{number}", "revealed")


@post("/events/{event:str}/rounds/{number:int}/cancel", **_OPEN)
def cancel_the_round(
    room: Room, actor: Me, event: FromPath[str], number: FromPath[int], data: Form
) -> Redirect:
    """Call it off, with the reason."""
    at, reason = now(), Fields(data).text("reason")
    room.act(
        actor,
        lambda board: cancel_round.decide(board, actor, at=at, event=event, number=number, reason=reason),
        at=at,
    )
    return done(f"/events/{event}", "saved")


def _page(
    request: Asked,
    room: BoardRoom,
    actor: Actor,
    event: str,
    number: int,
    *,
    faults: Sequence[str] = (),
    draft: Draft | None = None,
) -> Response[str]:
    found = dossier(room, actor, event, at=now())
    told = of_number(found.event.rounds, number)
    pack, opened = round_pack(room, told), opening(room, found.event, told)
    tell = telling(room, request.user.lang, found.event, links=found.links, names=found.names)
    sealed = own_answer(room, actor, event, number)
    shown: dict[str, Any] = {}
    if pack is not None:
        shown = {"levels": {"likelihood": level_words(pack.matrix.likelihood, tell),
                            "impact": level_words(pack.matrix.impact, tell)},
                 "shade": lambda risk, pack=pack: shade(pack, risk)}  # fmt: skip
    if opened is not None:
        shown |= {
            "rows": agreement_rows(opened, tell),
            "because": {m: [because_said(b, opened.pack, tell) for b in o.reasons]
                        for m, o in opened.outcomes.items()},
            "changes": {m: changes_said(c, opened.pack, tell) for m, c in opened.changes.items()},
            "answers": {one.member: one.answers.body() for one in opened.assessments},
        }  # fmt: skip
    takes = _takes(found.offers, told.revealed is not None, actor.member in told.asked - told.opened.keys())
    return page(
        request, "round.html.j2", status=422 if faults else 200, d=found, event=found.event, round=told,
        pack=pack, opened=opened, tell=tell, sealed=sealed, faults=faults,
        draft=draft or Draft.of(sealed), form=pack is not None and told.cancelled is None and takes,
        may_open=told.may_open(found.at), **shown, **words_of(tell, pack),
    )  # fmt: skip


def _takes(offers: frozenset[str], revealed: bool, owes: bool) -> bool:
    """Whether the reader is offered the form: as one who was asked, and has not answered in the open."""
    return owes and ("answer-late" if revealed else "seal-answer") in offers

"""Acts on an event that take one form and come back to its page: one row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import (
    answer_verification,
    ask_verification,
    close_event,
    confirm_event,
    discard_event,
    end_task,
    give_sighting,
    merge_events,
    reopen_event,
    set_task,
    split_event,
    start_response,
    start_round,
    write_message,
    write_note,
)
from tocsin.events.entries import ReplyKind, SightingKind, TaskState
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.flows.once import once
from tocsin.ledger.chance import new_id
from tocsin.vocab.errors import EventError, UnknownThingError
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.bottleneck import ask_what_held_up
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields

Wanted = dict[str, Any]
Read = Callable[[Fields, BoardRoom, Actor, str], Wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """An act, how its form is read, and what is said afterwards.

    stops  milestone that it reaches at that moment; late, the bottleneck is asked for first
    """

    decide: Callable[..., list[Draft]]
    read: Read
    said: str = "saved"
    stops: str = ""


def _texts(*keys: str) -> Read:
    return lambda form, room, actor, event: {key: form.text(key) for key in keys}


def _ask(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    return {"members": form.many("member"), "text": form.text("text")}


def _answer(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    return {
        "reply": form.word("reply", ReplyKind), "text": form.text("text"),
        "rule_sets": bound(room, actor.member, room.event(actor, event).pack),
        "bottleneck": form.text("bottleneck"),
    }  # fmt: skip


def _sighting(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    return {"said": form.word("said", SightingKind), "text": form.text("text")}


def _task(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    member = form.text("member")
    inner = member == "internal"
    return {
        "task": new_id(), "text": form.text("text"), "due": form.day("due"), "internal": inner,
        "member": "" if inner else member,
    }  # fmt: skip


def _ended(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    return {
        "task": form.text("task"), "state": form.word("state", TaskState), "outcome": form.text("outcome"),
    }  # fmt: skip


def _split(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    texts = {key: form.text(key) for key in ("title", "summary", "hazard")}
    return {**texts, "places": form.parts("places"), "new": new_id()}


def _round(form: Fields, room: BoardRoom, actor: Actor, event: str) -> Wanted:
    pack, due = room.event(actor, event).pack, form.moment("due")
    if pack not in room.packs:
        raise UnknownThingError("pack", pack)
    if due is None:
        raise EventError("{field} is empty; write something.", field="due")
    return {"members": form.many("member"), "due": due, "pack": room.packs[pack]}


PLAIN: Mapping[str, Plain] = {
    "ask-verification": Plain(decide=ask_verification.decide, read=_ask, said="sent"),
    "answer-verification": Plain(
        decide=answer_verification.decide, read=_answer, said="answered", stops="verification-answered"
    ),
    "confirm-event": Plain(decide=confirm_event.decide, read=_texts("text")),
    "start-response": Plain(decide=start_response.decide, read=_texts("text")),
    "close-event": Plain(decide=close_event.decide, read=_texts("reason"), said="closed"),
    "discard-event": Plain(decide=discard_event.decide, read=_texts("reason")),
    "reopen-event": Plain(decide=reopen_event.decide, read=_texts("reason")),
    "merge-events": Plain(decide=merge_events.decide, read=_texts("into")),
    "split-event": Plain(decide=split_event.decide, read=_split),
    "give-sighting": Plain(decide=give_sighting.decide, read=_sighting, said="answered"),
    "write-message": Plain(decide=write_message.decide, read=_texts("text"), said="sent"),
    "write-note": Plain(decide=write_note.decide, read=_texts("text")),
    "set-task": Plain(decide=set_task.decide, read=_task),
    "end-task": Plain(decide=end_task.decide, read=_ended),
    "start-round": Plain(decide=start_round.decide, read=_round, said="sent"),
}


@post("/events/{event:str}/do/{act:str}", include_in_schema=False, sync_to_thread=True)
def act_on_event(
    request: Asked, room: Room, actor: Me, event: FromPath[str], act: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Do it and come back; the same form sent twice is acted on once."""
    if act not in PLAIN:
        raise NotFoundException
    row, form, at = PLAIN[act], Fields(data), now()
    seen = room.number_of(actor, event, form.text("seen"))
    if row.stops:
        question = ask_what_held_up(request, room, actor, act, event, row.stops, at, data)
        if question is not None:
            return question
    wanted = row.read(form, room, actor, event)
    decide = partial(_decide, row.decide, actor, at, event, wanted)
    room.act(actor, once(decide, actor, event, seen), at=at)
    return done(f"/events/{event}", row.said)


def _decide(
    decide: Callable[..., list[Draft]], actor: Actor, at: datetime, event: str, wanted: Wanted, board: Any
) -> list[Draft]:
    return decide(board, actor, at=at, event=event, **wanted)

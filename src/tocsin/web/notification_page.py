"""`/events/{event}/notification`: the form as far as the records go. A person checks, decides and sends."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import record_notice
from tocsin.events.entries import NoticeState
from tocsin.events.notification import Notification, prepare
from tocsin.events.rights import event_for, may
from tocsin.flows.assess import bound
from tocsin.flows.dossier import dossier
from tocsin.flows.opened import opening
from tocsin.vocab.errors import EventError
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.bottleneck import ask_what_held_up
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.event_words import words_of
from tocsin.web.form_fields import Fields
from tocsin.web.notification_said import entry_said, field_title
from tocsin.web.pages import page
from tocsin.web.telling import telling


@get("/events/{event:str}/notification", include_in_schema=False, sync_to_thread=True)
def notification_page(request: Asked, room: Room, actor: Me, event: FromPath[str]) -> Response[str]:
    """What the records hold for each field, and what a person still has to write."""
    found = dossier(room, actor, event, at=now())
    tell, pack = telling(room, request.user.lang, found.event, names=found.names), found.pack
    if pack is None:
        raise EventError(
            "The threat pack '{pack}' of this event is not on this server.", pack=found.event.pack
        )
    opened = [o for o in (opening(room, found.event, told) for told in found.event.rounds) if o is not None]
    given = [one for o in opened for one in o.assessments]
    told = prepare(found.event, pack, given, member=actor.member, at=found.at)
    rules = bound(room, actor.member, found.event.pack)
    return page(
        request, "notification.html.j2", d=found, event=found.event, tell=tell, told=told,
        fields=_fields(told, lambda entry: entry_said(entry, pack, tell), tell.lang.gettext),
        milestones=record_notice.reached_by_sending(rules),
        may_record=may(actor, "record-notice", room.board, found.event), states=list(NoticeState),
        **words_of(tell, pack),
    )  # fmt: skip


@post("/events/{event:str}/notification", include_in_schema=False, sync_to_thread=True)
def record_decision(
    request: Asked, room: Room, actor: Me, event: FromPath[str], data: Form
) -> Response[str] | Redirect:
    """Keep what a person decided; nothing is sent."""
    form, at = Fields(data), now()
    known = event_for(room.board, actor, "record-notice", event)
    rules = bound(room, actor.member, known.pack)
    state, milestone = form.word("state", NoticeState), form.text("milestone")
    sent = form.moment("sent_at") if state is NoticeState.SENT else None
    if sent is not None:
        milestone = milestone or next(iter(record_notice.reached_by_sending(rules)), "")
        question = ask_what_held_up(request, room, actor, "record-notice", event, milestone, sent, data)
        if question is not None:
            return question
    room.act(
        actor,
        lambda board: record_notice.decide(
            board, actor, at=at, event=event, state=state, text=form.text("text"), sent_at=sent,
            milestone=milestone, rule_sets=rules, bottleneck=form.text("bottleneck"),
        ),
        at=at,
    )  # fmt: skip
    return done(f"/events/{event}/notification", "saved")


def _fields(
    told: Notification, say: Callable[[Any], str], _: Callable[[str], str]
) -> list[tuple[str, list[str]]]:
    return [(field_title(field.id, _), [say(entry) for entry in field.entries]) for field in told.fields]

"""How each fact changes an event. Nothing here refuses: a fact has already happened.

The names of facts are fixed for ever, since ledgers hold them. A fact of a name that is not in the tables
comes from a newer version: it stays in the timeline and changes nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from tocsin.events.audience import audience_of
from tocsin.events.entries import (
    Attachment,
    Inside,
    Message,
    Notice,
    NoticeState,
    Origin,
    OriginKind,
    ReplyKind,
    Request,
    Sighting,
    SightingKind,
    Stamp,
    Task,
    TaskState,
    by,
)
from tocsin.events.event import Event, Stage
from tocsin.events.fact import Fact
from tocsin.events.log import Log
from tocsin.events.round import Opened, Round, Sealed

Changes = dict[str, Any]


def after(event: Event | None, fact: Fact) -> Event | None:
    """The event with one more fact; None while it has not been opened."""
    if event is None:
        return _opened(fact) if fact.kind == "event-opened" else None
    if fact.body.get("internal"):
        own = INTERNAL.get(fact.kind)
        return kept(event, fact, {} if own is None else own(event.inside.get(fact.member, Inside()), fact))
    change = SHARED.get(fact.kind)
    return kept(event, fact, {} if change is None else change(event, fact))


def kept(event: Event, fact: Fact, changes: Mapping[str, Any] = MappingProxyType({})) -> Event:
    """The event with a fact in the shared timeline, or in its member's own, and what it changes there."""
    if not fact.body.get("internal"):
        return replace(event, **changes, last=by(fact), timeline=event.timeline.plus(fact))
    own = event.inside.get(fact.member, Inside())
    own = replace(own, **changes, timeline=own.timeline.plus(fact))
    return replace(event, inside={**event.inside, fact.member: own})


def _opened(fact: Fact) -> Event:
    body, told = fact.body, by(fact)
    origin = body["origin"]
    as_of = origin["as_of"]
    return Event(
        id=fact.stream.partition("/")[2],
        title=body["title"],
        summary=body["summary"],
        pack=body["pack"],
        hazard=body["hazard"],
        origin=Origin(
            kind=OriginKind(origin["kind"]),
            source=origin["source"],
            card=origin["card"],
            as_of=None if as_of is None else date.fromisoformat(as_of),
            finding=origin["finding"],
        ),
        owner=body["owner"],
        audience=audience_of(body["audience"]),
        places=tuple(body["places"]),
        split_from=body["split_from"],
        opened=told,
        last=told,
        stamps={body["owner"]: {"detection": Stamp(happened=fact.at, by=told)}},
        timeline=Log([fact]),
    )


def _edited(event: Event, fact: Fact) -> Changes:
    changes: Changes = {name: fact.body[name] for name in ("title", "summary", "hazard") if name in fact.body}
    if "places" in fact.body:
        changes["places"] = tuple(fact.body["places"])
    return changes | {"touched": {**event.touched, **dict.fromkeys(changes, by(fact))}}


def _audience_changed(event: Event, fact: Fact) -> Changes:
    return {
        "audience": audience_of(fact.body["audience"]), "touched": {**event.touched, "audience": by(fact)}
    }  # fmt: skip


def _verification_asked(event: Event, fact: Fact) -> Changes:
    asked, told = fact.body["members"], by(fact)
    stage = Stage.VERIFICATION if event.stage is Stage.SIGNAL else event.stage
    stamps = event.stamps
    for member in asked:
        stamps = _stamped(
            stamps, member, "verification-request", Stamp(happened=fact.at, by=told), again=True
        )
        stamps = {**stamps, member: {k: v for k, v in stamps[member].items() if k != "verification-reply"}}
    request = Request(text=fact.body["text"], by=told)
    return {"stage": stage, "stamps": stamps, "requests": {**event.requests, **dict.fromkeys(asked, request)}}


def _verification_answered(event: Event, fact: Fact) -> Changes:
    told, member = by(fact), fact.member
    answered = replace(
        event.requests[member],
        reply=ReplyKind(fact.body["reply"]), reply_text=fact.body["text"], replied=told,
    )  # fmt: skip
    stamp = Stamp(happened=fact.at, by=told, bottleneck=fact.body["bottleneck"])
    return {
        "requests": {**event.requests, member: answered},
        "stamps": _stamped(event.stamps, member, "verification-reply", stamp),
    }


def _stamped(
    stamps: Any, member: str, milestone: str, stamp: Stamp, *, again: bool = False
) -> dict[str, dict[str, Stamp]]:
    """The stamps with one more; one that is there already stays, unless it happens again."""
    own = stamps.get(member, {})
    if milestone in own and not again:
        return dict(stamps)
    return {**stamps, member: {**own, milestone: stamp}}


def _to(stage: Stage) -> Callable[[Event, Fact], Changes]:
    return lambda event, fact: {"stage": stage, "reason": ""}


def _ended(stage: Stage) -> Callable[[Event, Fact], Changes]:
    return lambda event, fact: {"stage": stage, "reason": fact.body["reason"]}


def _reopened(event: Event, fact: Fact) -> Changes:
    return {"stage": Stage(fact.body["stage"]), "reason": ""}


def _sighting(event: Event, fact: Fact) -> Changes:
    told = by(fact)
    said = Sighting(kind=SightingKind(fact.body["said"]), text=fact.body["text"], by=told)
    changes: Changes = {"sightings": {**event.sightings, fact.member: said}}
    if said.kind is SightingKind.SEEN:
        stamp = Stamp(happened=fact.at, by=told)
        changes["stamps"] = _stamped(event.stamps, fact.member, "detection", stamp)
    return changes


def _message(event: Event, fact: Fact) -> Changes:
    return {"messages": event.messages.plus(Message(text=fact.body["text"], by=by(fact)))}


def _note(own: Inside, fact: Fact) -> Changes:
    return {"notes": own.notes.plus(Message(text=fact.body["text"], by=by(fact)))}


def _task_set(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    due = None if body["due"] is None else date.fromisoformat(body["due"])
    task = Task(id=body["task"], text=body["text"], member=body["member"], due=due, by=by(fact))
    return {"tasks": {**event.tasks, task.id: task}}


def _task_ended(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    ended = replace(
        event.tasks[body["task"]], state=TaskState(body["state"]), outcome=body["outcome"], ended=by(fact)
    )
    return {"tasks": {**event.tasks, ended.id: ended}}


def _file_attached(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    file = Attachment(
        id=body["file"], name=body["name"], media_type=body["media_type"], size=body["size"],
        sha256=body["sha256"], by=by(fact),
    )  # fmt: skip
    return {"files": {**event.files, file.id: file}}


def _milestone_stamped(event: Event, fact: Fact) -> Changes:
    body = fact.body
    stamp = Stamp(
        happened=_when(body["happened"]), unknown=body["unknown"], applicable=body["applicable"],
        bottleneck=body["bottleneck"], by=by(fact),
    )  # fmt: skip
    field = f"milestone/{fact.member}/{body['milestone']}"
    return {
        "stamps": _stamped(event.stamps, fact.member, body["milestone"], stamp, again=True),
        "touched": {**event.touched, field: stamp.by},
    }


def _when(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _round_started(event: Event, fact: Fact) -> Changes:
    body = fact.body
    started = Round(
        number=body["round"], pack=body["pack"], version=body["version"], asked=frozenset(body["asked"]),
        due=datetime.fromisoformat(body["due"]), by=by(fact),
    )  # fmt: skip
    return {"rounds": (*event.rounds, started)}


def _with_round(event: Event, number: int, **changes: Any) -> Changes:
    rounds = tuple(replace(r, **changes) if r.number == number else r for r in event.rounds)
    return {"rounds": rounds}


def _round_cancelled(event: Event, fact: Fact) -> Changes:
    return _with_round(event, fact.body["round"], cancelled=by(fact))


def _answer_sealed(event: Event, fact: Fact) -> Changes:
    body, told = fact.body, by(fact)
    sealed = Sealed(commitment=body["commitment"], late=body["late"], by=told)
    round_ = _round(event, body["round"])
    stamp = Stamp(happened=fact.at, by=told, bottleneck=body["bottleneck"])
    return {
        **_with_round(event, round_.number, sealed={**round_.sealed, fact.member: sealed}),
        "stamps": _stamped(event.stamps, fact.member, "assessment", stamp),
    }


def _answer_withdrawn(event: Event, fact: Fact) -> Changes:
    round_ = _round(event, fact.body["round"])
    left = {member: sealed for member, sealed in round_.sealed.items() if member != fact.member}
    own = event.stamps.get(fact.member, {})
    stamp, gone = own.get("assessment"), round_.sealed.get(fact.member)
    changes = _with_round(event, round_.number, sealed=left)
    if stamp is not None and gone is not None and stamp.by == gone.by:  # it stamped itself with that answer
        kept = {name: other for name, other in own.items() if name != "assessment"}
        changes["stamps"] = {**event.stamps, fact.member: kept}
    return changes


def _round_revealed(event: Event, fact: Fact) -> Changes:
    round_ = _round(event, fact.body["round"])
    opened = {
        member: Opened(
            answers=told["answers"], nonce=told["nonce"],
            late=round_.sealed[member].late, by=round_.sealed[member].by,
        )
        for member, told in fact.body["opened"].items()
    }  # fmt: skip
    return _with_round(event, round_.number, opened=opened, revealed=by(fact))


def _answered_late(event: Event, fact: Fact) -> Changes:
    round_, told = _round(event, fact.body["round"]), by(fact)
    late = Opened(answers=fact.body["answers"], nonce="", late=True, by=told)
    stamp = Stamp(happened=fact.at, by=told, bottleneck=fact.body["bottleneck"])
    return {
        **_with_round(event, round_.number, opened={**round_.opened, fact.member: late}),
        "stamps": _stamped(event.stamps, fact.member, "assessment", stamp),
    }


def _round(event: Event, number: int) -> Round:
    return next(r for r in event.rounds if r.number == number)


def _notice(event: Event, fact: Fact) -> Changes:
    body, told = fact.body, by(fact)
    sent = None if body["sent_at"] is None else datetime.fromisoformat(body["sent_at"])
    notice = Notice(state=NoticeState(body["state"]), text=body["text"], by=told, sent_at=sent)
    changes: Changes = {"notices": {**event.notices, fact.member: notice}}
    if sent is not None:
        stamp = Stamp(happened=sent, by=told, bottleneck=body["bottleneck"])
        changes["stamps"] = _stamped(event.stamps, fact.member, "notification", stamp)
    return changes


SHARED: dict[str, Callable[[Event, Fact], Changes]] = {
    "event-edited": _edited,
    "audience-changed": _audience_changed,
    "verification-asked": _verification_asked,
    "verification-answered": _verification_answered,
    "event-confirmed": _to(Stage.EVENT),
    "response-started": _to(Stage.RESPONSE),
    "event-closed": _ended(Stage.CLOSED),
    "event-discarded": _ended(Stage.DISCARDED),
    "event-reopened": _reopened,
    "event-merged": lambda event, fact: {"merged_into": fact.body["into"]},
    "event-absorbed": lambda event, fact: {"merged_from": (*event.merged_from, fact.body["from"])},
    "event-split": lambda event, fact: {"split_into": (*event.split_into, fact.body["into"])},
    "sighting-given": _sighting,
    "message-written": _message,
    "task-set": _task_set,
    "task-ended": _task_ended,
    "file-attached": _file_attached,
    "milestone-stamped": _milestone_stamped,
    "round-started": _round_started,
    "round-cancelled": _round_cancelled,
    "answer-sealed": _answer_sealed,
    "answer-withdrawn": _answer_withdrawn,
    "round-revealed": _round_revealed,
    "answered-late": _answered_late,
    "notice-recorded": _notice,
}
INTERNAL: dict[str, Callable[[Inside, Fact], Changes]] = {
    "note-written": _note, "task-set": _task_set, "task-ended": _task_ended, "file-attached": _file_attached,
}  # fmt: skip

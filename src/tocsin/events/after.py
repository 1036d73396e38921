"""How each fact changes an event. Nothing here refuses: a fact has already happened.

The names of facts are fixed for ever, since ledgers hold them. A fact of a name that is not in the tables
comes from a newer version: it stays in the timeline and changes nothing else.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tocsin.events.after_assessing import ASSESSING
from tocsin.events.audience import audience_of
from tocsin.events.entries import (
    Attachment,
    Inside,
    Message,
    ReplyKind,
    Request,
    Sighting,
    SightingKind,
    Stamp,
    Task,
    TaskState,
    origin_of,
)
from tocsin.events.event import Event, Stage
from tocsin.events.fact import Fact
from tocsin.events.log import Log
from tocsin.events.stamps import stamp_of, stamped, without

Changes = dict[str, Any]
NOTHING = Inside()
AT_FIRST = ("detected", "aware")  # what a member reaches when it opens an event, or has seen it too


def after(event: Event | None, fact: Fact) -> Event | None:
    """The event with one more fact; None while it has not been opened."""
    if event is None:
        return opened(fact) if fact.kind == "event-opened" else None
    return replace(event, **changes_by(event, fact))


def changes_by(event: Event, fact: Fact) -> Changes:
    """Fields of an event that a fact changes, with their new values."""
    if fact.body.get("internal"):
        inside = INTERNAL.get(fact.kind)
        return _kept_inside(event, fact, inside)
    shared = SHARED.get(fact.kind)
    changes = {} if shared is None else shared(event, fact)
    changes["last"] = fact
    changes["timeline"] = event.timeline.plus(fact)
    return changes


def kept(event: Event, fact: Fact) -> Changes:
    """A fact in the timeline, the shared one or that of its member, which changes nothing else."""
    if fact.body.get("internal"):
        return _kept_inside(event, fact, None)
    return {"last": fact, "timeline": event.timeline.plus(fact)}


def _kept_inside(event: Event, fact: Fact, change: Callable[[Inside, Fact], Changes] | None) -> Changes:
    own = event.inside.get(fact.member, NOTHING)
    changes = {} if change is None else change(own, fact)
    own = replace(own, **changes, timeline=own.timeline.plus(fact))
    return {"inside": {**event.inside, fact.member: own}}


def opened(fact: Fact) -> Event:
    """A new event, at the stage of a signal."""
    body = fact.body
    return Event(
        id=fact.stream.partition("/")[2],
        title=body["title"],
        summary=body["summary"],
        pack=body["pack"],
        hazard=body["hazard"],
        origin=origin_of(body["origin"]),
        owner=body["owner"],
        audience=audience_of(body["audience"]),
        places=tuple(body["places"]),
        split_from=body["split_from"],
        opened=fact,
        last=fact,
        stamps={body["owner"]: dict.fromkeys(AT_FIRST, Stamp(happened=fact.at, by=fact))},
        timeline=Log([fact]),
    )


def _edited(event: Event, fact: Fact) -> Changes:
    changes: Changes = {name: fact.body[name] for name in ("title", "summary", "hazard") if name in fact.body}
    if "places" in fact.body:
        changes["places"] = tuple(fact.body["places"])
    return changes | {"touched": {**event.touched, **dict.fromkeys(changes, fact)}}


def _audience_changed(event: Event, fact: Fact) -> Changes:
    return {
        "audience": audience_of(fact.body["audience"]), "touched": {**event.touched, "audience": fact}
    }  # fmt: skip


def _verification_asked(event: Event, fact: Fact) -> Changes:
    asked, stamps = fact.body["members"], event.stamps
    now = Stamp(happened=fact.at, by=fact)
    stage = Stage.VERIFICATION if event.stage is Stage.SIGNAL else event.stage
    for member in asked:
        earlier = without(stamps, member, "verification-answered")
        stamps = stamped(earlier, member, "verification-requested", now, again=True)
    requests = {**event.requests, **dict.fromkeys(asked, Request(text=fact.body["text"], by=fact))}
    return {"stage": stage, "stamps": stamps, "requests": requests}


def _verification_answered(event: Event, fact: Fact) -> Changes:
    member, body = fact.member, fact.body
    answered = replace(
        event.requests[member], reply=ReplyKind(body["reply"]), reply_text=body["text"], replied=fact
    )
    stamp = Stamp(happened=fact.at, by=fact, bottleneck=body["bottleneck"])
    return {
        "requests": {**event.requests, member: answered},
        "stamps": stamped(event.stamps, member, "verification-answered", stamp),
    }


def _to(stage: Stage) -> Callable[[Event, Fact], Changes]:
    return lambda event, fact: {"stage": stage, "reason": ""}


def _ended(stage: Stage) -> Callable[[Event, Fact], Changes]:
    return lambda event, fact: {"stage": stage, "reason": fact.body["reason"]}


def _reopened(event: Event, fact: Fact) -> Changes:
    return {"stage": Stage(fact.body["stage"]), "reason": ""}


def _sighting(event: Event, fact: Fact) -> Changes:
    said = Sighting(kind=SightingKind(fact.body["said"]), text=fact.body["text"], by=fact)
    stamps = event.stamps
    if said.kind is SightingKind.SEEN:
        for milestone in AT_FIRST:
            stamps = stamped(stamps, fact.member, milestone, Stamp(happened=fact.at, by=fact))
    return {"sightings": {**event.sightings, fact.member: said}, "stamps": stamps}


def _message(event: Event, fact: Fact) -> Changes:
    return {"messages": event.messages.plus(Message(text=fact.body["text"], by=fact))}


def _note(own: Inside, fact: Fact) -> Changes:
    return {"notes": own.notes.plus(Message(text=fact.body["text"], by=fact))}


def _task_set(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    due = None if body["due"] is None else date.fromisoformat(body["due"])
    task = Task(id=body["task"], text=body["text"], member=body["member"], due=due, by=fact)
    return {"tasks": {**event.tasks, task.id: task}}


def _task_ended(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    ended = replace(
        event.tasks[body["task"]], state=TaskState(body["state"]), outcome=body["outcome"], ended=fact
    )
    return {"tasks": {**event.tasks, ended.id: ended}}


def _file_attached(event: Event | Inside, fact: Fact) -> Changes:
    body = fact.body
    file = Attachment(
        id=body["file"], name=body["name"], media_type=body["media_type"], size=body["size"],
        sha256=body["sha256"], by=fact,
    )  # fmt: skip
    return {"files": {**event.files, file.id: file}}


def _milestone_stamped(event: Event, fact: Fact) -> Changes:
    name = fact.body["milestone"]
    return {
        "stamps": stamped(event.stamps, fact.member, name, stamp_of(fact), again=True),
        "touched": {**event.touched, f"milestone/{fact.member}/{name}": fact},
    }


def _stamped_inside(own: Inside, fact: Fact) -> Changes:
    return {"stamps": {**own.stamps, fact.body["milestone"]: stamp_of(fact)}}


def _unstamped_inside(own: Inside, fact: Fact) -> Changes:
    return {"stamps": {name: s for name, s in own.stamps.items() if name != fact.body["milestone"]}}


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
    **ASSESSING,
}
INTERNAL: dict[str, Callable[[Inside, Fact], Changes]] = {
    "note-written": _note,
    "task-set": _task_set,
    "task-ended": _task_ended,
    "file-attached": _file_attached,
    "milestone-stamped": _stamped_inside,
    "milestone-unstamped": _unstamped_inside,
}

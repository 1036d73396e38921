"""An event as programs and exports are told it: what its page shows one reader, in records.

Of facts it holds when, by whom and their mark; never their number, which goes up with hidden events too.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from tocsin.events.assessment import Said
from tocsin.events.audience import Tlp
from tocsin.events.clocks import Clock, ClockState
from tocsin.events.entries import (
    Attachment,
    Message,
    NoticeState,
    OriginKind,
    ReplyKind,
    SightingKind,
    Stamp,
    Task,
    TaskState,
)
from tocsin.events.event import Event, Stage
from tocsin.events.fact import Fact
from tocsin.events.outcome import Decision
from tocsin.web.api.operation import Answer


class ByTold(Answer, frozen=True, kw_only=True):
    """Who did it, for which member, and when; `person` is an id, `name` is empty once it was erased."""

    at: datetime
    person: str
    name: str
    member: str
    mark: str


class AudienceTold(Answer, frozen=True, kw_only=True):
    """Members whose people see it, the label, and whether it may be passed on."""

    members: list[str]
    tlp: Tlp
    pass_on: bool


class EventBrief(Answer, frozen=True, kw_only=True):
    """An event in a list. `merged`: it goes on in another one. `mark`: of its newest fact that you see."""

    id: str
    title: str
    stage: Stage
    is_open: bool
    merged: bool
    owner: str
    pack: str
    hazard: str
    places: list[str]
    audience: AudienceTold
    opened: datetime
    changed: datetime
    mark: str


class OriginTold(Answer, frozen=True, kw_only=True):
    """What an event was opened from. `finding`: the id of a card that you see; `numbers`: those of then."""

    kind: OriginKind
    source: str
    finding: str | None
    as_of: date | None
    indicator: str
    numbers: dict[str, Any]


class WordsTold(Answer, frozen=True, kw_only=True):
    """A message, or a note of your own member."""

    text: str
    by: ByTold


class TaskTold(Answer, frozen=True, kw_only=True):
    """A task. `internal`: your own member's alone."""

    id: str
    text: str
    member: str
    due: date | None
    state: TaskState
    outcome: str
    internal: bool
    by: ByTold
    ended: ByTold | None


class FileTold(Answer, frozen=True, kw_only=True):
    """A file; its bytes are at `/api/events/{event}/files/{id}`."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    internal: bool
    by: ByTold


class SightingTold(Answer, frozen=True, kw_only=True):
    """What a member says of the same at home."""

    member: str
    said: SightingKind
    text: str
    by: ByTold


class RequestTold(Answer, frozen=True, kw_only=True):
    """A member was asked to verify, and its newest reply."""

    member: str
    text: str
    by: ByTold
    reply: ReplyKind | None
    reply_text: str
    replied: ByTold | None


class StampTold(Answer, frozen=True, kw_only=True):
    """A milestone as one member has it: a moment, a day, or neither."""

    member: str
    milestone: str
    happened: str | None
    unknown: bool
    applicable: bool
    bottleneck: str
    by: ByTold


class NoticeTold(Answer, frozen=True, kw_only=True):
    """What a member decided about notifying; a person sends it."""

    member: str
    state: NoticeState
    text: str
    sent_at: datetime | None
    by: ByTold


class SaidTold(Answer, frozen=True, kw_only=True):
    """An answer to one question."""

    said: Said
    reason: str
    evidence: str


class OpenedTold(Answer, frozen=True, kw_only=True):
    """Answers of a member that are open. `seal_holds`: they are those that it sealed; null without a seal."""

    member: str
    answers: dict[str, SaidTold]
    likelihood: str
    impact: str
    decision: Decision
    risk: str | None
    late: bool
    commitment: str
    nonce: str
    seal_holds: bool | None


class RoundTold(Answer, frozen=True, kw_only=True):
    """A round of assessment. `own`: what your member has under seal. `opened`: all, once they are."""

    number: int
    pack: str
    version: int
    asked: list[str]
    due: datetime
    state: str
    answered: list[str]
    own: dict[str, Any] | None
    opened: list[OpenedTold]


class ClockTold(Answer, frozen=True, kw_only=True):
    """A clock at this moment; `remaining` and `overrun` are whole seconds, see docs/clocks.md."""

    rule_set: str
    id: str
    state: ClockState
    started: datetime | None
    due: datetime | None
    stopped: datetime | None
    last: str | None
    missing: list[str]
    remaining: int | None
    overrun: int | None
    certain: bool


class MemberClock(Answer, frozen=True, kw_only=True):
    """A clock of a member."""

    member: str
    clock: ClockTold


class LineTold(Answer, frozen=True, kw_only=True):
    """One fact of the timeline, as a sentence in your language."""

    kind: str
    said: str
    internal: bool
    by: ByTold


class LinkTold(Answer, frozen=True, kw_only=True):
    """An event that this one was merged with, or split from or into, and that you see."""

    id: str
    title: str


class EventTold(EventBrief, frozen=True, kw_only=True):
    """An event with all of it that you see. `may`: acts that are open to you now."""

    summary: str
    reason: str
    origin: OriginTold
    sightings: list[SightingTold]
    requests: list[RequestTold]
    messages: list[WordsTold]
    notes: list[WordsTold]
    tasks: list[TaskTold]
    files: list[FileTold]
    stamps: list[StampTold]
    clocks: list[MemberClock]
    rounds: list[RoundTold]
    notices: list[NoticeTold]
    links: list[LinkTold]
    timeline: list[LineTold]
    may: list[str]


def by_told(fact: Fact, names: Mapping[str, str]) -> ByTold:
    """Who did it and when."""
    return ByTold(
        at=fact.at, person=fact.person, name=names.get(fact.person, ""), member=fact.member, mark=fact.mark
    )


def clock_told(clock: Clock) -> ClockTold:
    """A clock."""
    left, over = clock.remaining, clock.overrun
    return ClockTold(
        rule_set=clock.rule_set, id=clock.id, state=clock.state, started=clock.started, due=clock.due,
        stopped=clock.stopped, last=clock.last, missing=list(clock.missing), certain=clock.certain,
        remaining=None if left is None else int(left.total_seconds()),
        overrun=None if over is None else int(over.total_seconds()),
    )  # fmt: skip


def brief_of(event: Event, mark: str) -> dict[str, Any]:
    """Fields of an `EventBrief`."""
    seen = event.audience
    return {
        "id": event.id, "title": event.title, "stage": event.stage, "is_open": event.is_open,
        "merged": bool(event.merged_into), "owner": event.owner, "pack": event.pack, "hazard": event.hazard,
        "places": list(event.places), "opened": event.opened.at, "changed": event.last.at, "mark": mark,
        "audience": AudienceTold(members=sorted(seen.members), tlp=seen.tlp, pass_on=seen.pass_on),
    }  # fmt: skip


def words_told(words: Iterable[Message], names: Mapping[str, str]) -> list[WordsTold]:
    """Messages or notes."""
    return [WordsTold(text=one.text, by=by_told(one.by, names)) for one in words]


def tasks_told(tasks: Iterable[Task], names: Mapping[str, str], *, internal: bool) -> list[TaskTold]:
    """Tasks."""
    return [
        TaskTold(
            id=t.id, text=t.text, member=t.member, due=t.due, state=t.state, outcome=t.outcome,
            internal=internal, by=by_told(t.by, names), ended=by_told(t.ended, names) if t.ended else None,
        )
        for t in tasks
    ]  # fmt: skip


def files_told(files: Iterable[Attachment], names: Mapping[str, str], *, internal: bool) -> list[FileTold]:
    """Files."""
    return [
        FileTold(
            id=f.id, name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256, internal=internal,
            by=by_told(f.by, names),
        )
        for f in files
    ]  # fmt: skip


def stamps_told(
    stamps: Mapping[str, Mapping[str, Stamp]], names: Mapping[str, str]
) -> list[StampTold]:  # fmt: skip
    """Milestones by member."""
    return [
        StampTold(
            member=member, milestone=name, happened=s.happened.isoformat() if s.happened else None,
            unknown=s.unknown, applicable=s.applicable, bottleneck=s.bottleneck, by=by_told(s.by, names),
        )
        for member, own in sorted(stamps.items())
        for name, s in own.items()
    ]  # fmt: skip


def encoded(told: EventTold) -> bytes:
    """An event as a file of JSON, two blanks a level."""
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"

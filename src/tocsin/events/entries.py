"""What people leave on an event: words, tasks, files, answers, moments.

Each has `by`: the fact it is from, which says who did it, for which member and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tocsin.events.fact import Fact
from tocsin.events.log import Log


class OriginKind(StrEnum):
    """Where an event came from."""

    FINDING = "finding"  # the watch
    RUMOUR = "rumour"
    LABORATORY = "laboratory"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an event was opened from.

    source   where it was heard, in words; empty for a finding
    card     id of the finding's card; empty without a finding
    as_of    the day whose data were looked at; None without a finding
    pack, indicator, finding   as on the card on that day: with `as_of` they open the same data again
    """

    kind: OriginKind
    source: str = ""
    card: str = ""
    as_of: date | None = None
    pack: str = ""
    indicator: str = ""
    finding: Mapping[str, Any] = field(default_factory=dict, hash=False)


def origin_body(origin: Origin) -> dict[str, Any]:
    """An origin as a fact holds it."""
    return {
        "kind": origin.kind.value, "source": origin.source, "card": origin.card,
        "as_of": None if origin.as_of is None else origin.as_of.isoformat(),
        "pack": origin.pack, "indicator": origin.indicator, "finding": dict(origin.finding),
    }  # fmt: skip


def origin_of(body: Mapping[str, Any]) -> Origin:
    """An origin out of a fact."""
    as_of = body["as_of"]
    return Origin(
        kind=OriginKind(body["kind"]), source=body["source"], card=body["card"],
        as_of=None if as_of is None else date.fromisoformat(as_of),
        pack=body["pack"], indicator=body["indicator"], finding=body["finding"],
    )  # fmt: skip


class SightingKind(StrEnum):
    """What another member says of an event."""

    SEEN = "seen"
    NOT_SEEN = "looked-not-seen"
    NOT_LOOKED = "not-looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A member's newest answer to "have you seen this too?"."""

    kind: SightingKind
    text: str
    by: Fact


class ReplyKind(StrEnum):
    """How a request for verification is answered. Any of them stops its clock."""

    LOOKING = "looking"  # received; the answer is still to come
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A member was asked to verify.

    reply, reply_text, replied  its newest answer; None and "" while there is none
    """

    text: str
    by: Fact
    reply: ReplyKind | None = None
    reply_text: str = ""
    replied: Fact | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the member still owes the answer itself."""
        return self.reply in (None, ReplyKind.LOOKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Words to everybody who sees the event, or, as a note, to one's own member alone."""

    text: str
    by: Fact


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to be done.

    member    who is to do it
    due       last day on which it is in time; None = whenever
    outcome   what was said when it ended
    ended     who ended it; None while it is open
    """

    id: str
    text: str
    member: str
    due: date | None
    by: Fact
    state: TaskState = TaskState.OPEN
    outcome: str = ""
    ended: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file; its bytes lie beside the facts, under its id.

    size    bytes
    sha256  of the bytes, hex
    """

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When a milestone was reached, as one member has it.

    happened    moment (UTC) or day; None = see the next two
    unknown     it happened, and nobody knows when
    applicable  False: this event does not ask for it
    bottleneck  what held it up, asked for when it came late; "" = not asked or in time
    by          who stamped it; a clock that stamped itself carries the act that it follows from
    """

    happened: datetime | date | None
    by: Fact
    unknown: bool = False
    applicable: bool = True
    bottleneck: str = ""


class NoticeState(StrEnum):
    """How far a notification is; nothing here is ever sent by itself."""

    PREPARED = "prepared"
    SENT = "sent"
    NOT_NEEDED = "decided-against"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one member decided about notifying.

    text  why, or where it was sent
    sent_at   when a person sent it, as they say; None unless sent
    """

    state: NoticeState
    text: str
    by: Fact
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What one member keeps to itself on an event. Nobody else ever gets it.

    stamps    milestones that nobody else may know of yet: what a sealed answer came to
    timeline  facts about it, oldest first
    """

    notes: Log[Message] = field(default_factory=Log)
    tasks: Mapping[str, Task] = field(default_factory=dict, hash=False)
    files: Mapping[str, Attachment] = field(default_factory=dict, hash=False)
    stamps: Mapping[str, Stamp] = field(default_factory=dict, hash=False)
    timeline: Log[Fact] = field(default_factory=Log)

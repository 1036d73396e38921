"""A notification, prepared: what the records hold for each field, and what a person still has to write.

Nothing here is sent. A person checks it, fills it in, decides and sends it by the means of their own; that
they did is then recorded (`Notice`). It is made for one member and holds what that member may tell for
itself: the shared event, its own milestones and its own answers, and nothing that another member said.

Source    International Health Regulations (2005), Article 6: what a notification and its follow-up hold.
Differs   Packs without such a text use the same fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tocsin.events.assessment import Assessment
from tocsin.events.event import Event, milestones
from tocsin.events.outcome import Outcome, outcome
from tocsin.events.packs import Pack

MEASURES = ("investigation", "case-management", "countermeasures", "communication", "coordination")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something known for a field: a code that pages translate, what it speaks of, and where it is from.

    text       {text}
    hazard     {name}: as it was written; {id}: of the pack's list, "" = on none
    place      {code}
    milestone  {name, when}: moment or day as ISO text; when "" = at a time nobody knows
    answer     {question, said, reason, evidence}
    finding    {sentence, as_of}: the watch's finding on that day; "" = none was kept
    bottleneck {name, text}: what held a milestone up
    origin     {kind, source}

    source  "event", "milestones", "assessment" or "finding"
    """

    code: str
    about: Mapping[str, str] = field(hash=False)
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a notification.

    id       "what", "where", "when", "case-definition", "cases-and-deaths", "laboratory", "risk",
             "spread", "measures", "difficulties", "support", "assessment", "contact"
    entries  what is known
    """

    id: str
    entries: tuple[Entry, ...]

    @property
    def to_fill(self) -> bool:
        """Whether nothing is known, so that a person has to write it."""
        return not self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A prepared notification of one member; `outcome` is None where it has not assessed."""

    event: str
    member: str
    prepared: datetime
    outcome: Outcome | None
    fields: tuple[Field, ...]


def prepare(
    event: Event, pack: Pack, assessments: Sequence[Assessment], *, member: str, at: datetime
) -> Notification:
    """The notification of one member as far as the records go.

    event        as that member sees it
    assessments  opened ones of the event; only the member's own is used, of several the last
    """
    mine = [given for given in assessments if given.member == member]
    answers = mine[-1].answers if mine else None
    happened = milestones(event, member)
    inside = event.inside.get(member)
    stamps = {**({} if inside is None else inside.stamps), **event.stamps.get(member, {})}

    def moments(names: Sequence[str]) -> list[Entry]:
        told: list[tuple[str, str]] = [
            (name, _iso(happened.at[name]) if name in happened.at else "")
            for name in names
            if name in happened.at or name in happened.unknown
        ]
        return [_entry("milestone", "milestones", name=name, when=when) for name, when in told]

    def said(*names: str) -> list[Entry]:
        return [
            _entry(
                "answer", "assessment", question=answer.question, said=answer.said.value,
                reason=answer.reason, evidence=answer.evidence,
            )
            for answer in (() if answers is None else answers.answers)
            if not names or answer.question in names
        ]  # fmt: skip

    held_up = [
        _entry("bottleneck", "milestones", name=name, text=stamp.bottleneck)
        for name, stamp in stamps.items()
        if stamp.bottleneck
    ]
    told: dict[str, list[Entry]] = {
        "what": [*_texts(event.title, event.summary), *_hazard(event, pack)],
        "where": [_entry("place", "event", code=code) for code in event.places],
        "when": moments(("emerged", "detected", "notified", "aware")),
        "case-definition": [],
        "cases-and-deaths": _finding(event),
        "laboratory": moments(("laboratory",)),
        "risk": [_entry("origin", "event", kind=event.origin.kind.value, source=event.origin.source)],
        "spread": said("spread"),
        "measures": moments(MEASURES),
        "difficulties": held_up,
        "support": [],
        "assessment": said(),
        "contact": [],
    }
    return Notification(
        event=event.id, member=member, prepared=at,
        outcome=None if answers is None else outcome(pack, answers, event.hazard or None),
        fields=tuple(Field(id=name, entries=tuple(entries)) for name, entries in told.items()),
    )  # fmt: skip


def _entry(code: str, source: str, /, **about: str) -> Entry:
    return Entry(code=code, about=about, source=source)


def _texts(*texts: str) -> list[Entry]:
    return [_entry("text", "event", text=text) for text in texts if text]


def _hazard(event: Event, pack: Pack) -> list[Entry]:
    if not event.hazard:
        return []
    listed = pack.hazard(event.hazard)
    return [_entry("hazard", "event", name=event.hazard, id="" if listed is None else listed.id)]


def _finding(event: Event) -> list[Entry]:
    """What the watch said; the count is part of its sentence. No number is made from it here."""
    found: Mapping[str, Any] = event.origin.finding
    if not found:
        return []
    as_of = event.origin.as_of
    sentence = str(found.get("sentence", ""))
    return [_entry("finding", "finding", sentence=sentence, as_of="" if as_of is None else as_of.isoformat())]


def _iso(when: datetime | date) -> str:
    return when.isoformat()

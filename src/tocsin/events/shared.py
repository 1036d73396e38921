"""What of an event leaves for other systems, in no format yet: see `sources.stix` and `sources.cap`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.events.assessment import check
from tocsin.events.audience import Tlp
from tocsin.events.entries import SightingKind
from tocsin.events.event import Event
from tocsin.events.outcome import Decision, outcome
from tocsin.events.packs import Pack
from tocsin.vocab.errors import DeniedError


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSighting:
    """A member looked: `seen` says whether it saw the same. Who has not looked has said nothing to share."""

    member: str
    seen: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOpinion:
    """What a member's opened answers came to.

    risk  level of the pack's matrix; "" = not known
    text  the answers with their reasons
    late  given with the others' answers in view
    """

    member: str
    decision: Decision
    risk: str
    text: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMeasure:
    """Something a member is to do, or did."""

    id: str
    member: str
    text: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEvent:
    """One event as it is handed on.

    id         of the event where it comes from
    changed    when it last changed
    pack, hazard   "" = not named
    """

    id: str
    title: str
    summary: str
    pack: str
    hazard: str
    places: tuple[str, ...]
    owner: str
    tlp: Tlp
    opened: datetime
    changed: datetime
    sightings: tuple[SharedSighting, ...] = ()
    opinions: tuple[SharedOpinion, ...] = ()
    measures: tuple[SharedMeasure, ...] = field(default=())


def share(event: Event, packs: Mapping[str, Pack]) -> SharedEvent:
    """What of an event may leave; `event` is as the one who exports it sees it.

    Opinions are those of the newest round that was revealed. Notes, internal tasks, files and messages stay.
    Raises DeniedError for an event that is not to be passed on, and for TLP:RED, which is for nobody but
    those who see it here.
    """
    if not event.audience.pass_on or event.audience.tlp is Tlp.RED:
        why = "TLP:RED" if event.audience.pass_on else '"do not pass on"'
        raise DeniedError(
            "The event {id} is marked {why} by its owner {owner}; it is not exported. Ask the owner to mark "
            "it otherwise.", id=event.id, why=why, owner=event.owner,
        )  # fmt: skip
    return SharedEvent(
        id=event.id, title=event.title, summary=event.summary, pack=event.pack, hazard=event.hazard,
        places=event.places, owner=event.owner, tlp=event.audience.tlp, opened=event.opened.at,
        changed=event.last.at, sightings=_sightings(event), opinions=_opinions(event, packs),
        measures=tuple(
            SharedMeasure(id=t.id, member=t.member, text=t.text, state=t.state.value, at=t.by.at)
            for t in event.tasks.values()
        ),
    )  # fmt: skip


def _sightings(event: Event) -> tuple[SharedSighting, ...]:
    return tuple(
        SharedSighting(member=member, seen=s.kind is SightingKind.SEEN, text=s.text, at=s.by.at)
        for member, s in sorted(event.sightings.items())
        if s.kind is not SightingKind.NOT_LOOKED
    )


def _opinions(event: Event, packs: Mapping[str, Pack]) -> tuple[SharedOpinion, ...]:
    revealed = [r for r in event.rounds if r.revealed is not None]
    if not revealed or revealed[-1].pack not in packs:
        return ()
    pack, opinions = packs[revealed[-1].pack], []
    for member, opened in sorted(revealed[-1].opened.items()):
        answers = check(pack, opened.answers)
        found = outcome(pack, answers, event.hazard or None)
        text = "\n".join(f"{a.question}: {a.said}: {a.reason}" for a in answers.answers)
        opinions.append(
            SharedOpinion(
                member=member, decision=found.decision, risk=found.risk or "", text=text, late=opened.late,
                at=opened.by.at,
            )
        )  # fmt: skip
    return tuple(opinions)

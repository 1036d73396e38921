"""An event: signals that people took up, verified and assess; and what of it one reader may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from heapq import merge
from itertools import repeat

from tocsin.events.audience import Audience
from tocsin.events.clocks import Milestones
from tocsin.events.entries import (
    Attachment,
    Inside,
    Message,
    Notice,
    Origin,
    Request,
    Sighting,
    Stamp,
    Task,
)
from tocsin.events.fact import Fact
from tocsin.events.log import Log
from tocsin.events.people import Actor
from tocsin.events.round import Round


class Stage(StrEnum):
    """Where an event is in its life."""

    SIGNAL = "signal"  # taken up, nobody has checked it
    VERIFICATION = "verification"  # members were asked to check
    EVENT = "event"  # confirmed
    RESPONSE = "response"  # something is done about it
    CLOSED = "closed"  # over
    DISCARDED = "discarded"  # it was nothing


ENDED = frozenset({Stage.CLOSED, Stage.DISCARDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as it stands after some fact.

    pack, hazard  the kind of threat, and the disease, substance or kind of incident; "" = not named yet
    owner         code of the member that runs it
    places        codes of the places concerned
    reason        why it was closed or discarded; "" while it is open
    merged_into   id of the event that goes on with this one; "" = none
    merged_from, split_from, split_into   ids of the others
    stamps        member to milestone to stamp; `milestones` gives them to the clocks
    requests, sightings, notices   by member
    inside        by member: what each keeps to itself
    touched       field to who changed it last: what a decision that overwrites is held against
    timeline      every fact that all of the audience may see, oldest first; `lines` adds one's own
    last          the newest of these facts
    """

    id: str
    title: str
    summary: str
    pack: str
    hazard: str
    origin: Origin
    owner: str
    audience: Audience
    places: tuple[str, ...]
    opened: Fact
    last: Fact
    stage: Stage = Stage.SIGNAL
    reason: str = ""
    merged_into: str = ""
    merged_from: tuple[str, ...] = ()
    split_from: str = ""
    split_into: tuple[str, ...] = ()
    stamps: Mapping[str, Mapping[str, Stamp]] = field(default_factory=dict, hash=False)
    requests: Mapping[str, Request] = field(default_factory=dict, hash=False)
    sightings: Mapping[str, Sighting] = field(default_factory=dict, hash=False)
    notices: Mapping[str, Notice] = field(default_factory=dict, hash=False)
    rounds: tuple[Round, ...] = ()
    messages: Log[Message] = field(default_factory=Log)
    tasks: Mapping[str, Task] = field(default_factory=dict, hash=False)
    files: Mapping[str, Attachment] = field(default_factory=dict, hash=False)
    inside: Mapping[str, Inside] = field(default_factory=dict, hash=False)
    touched: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    timeline: Log[Fact] = field(default_factory=Log)

    @property
    def is_open(self) -> bool:
        """Whether it still takes changes."""
        return self.stage not in ENDED and not self.merged_into

    @property
    def running_round(self) -> Round | None:
        """The round of assessment under way; there is never more than one."""
        return next((r for r in self.rounds if r.is_running), None)


def sees(event: Event, actor: Actor) -> bool:
    """Whether a reader may know of an event, see `Audience.shows_to`."""
    return event.audience.shows_to(actor)


def seen_by(event: Event, actor: Actor) -> Event | None:
    """What of an event a reader may see; None = for them it does not exist.

    Notes, tasks, files and lines that other members keep inside are gone. Sealed answers were never in it.
    """
    if not sees(event, actor):
        return None
    own = event.inside.get(actor.member)
    if len(event.inside) == (own is not None):
        return event
    return replace(event, inside={} if own is None else {actor.member: own})


def lines(event: Event) -> Iterator[tuple[Fact, str]]:
    """The whole timeline, oldest first, each fact with the member it is internal to; "" = shared.

    Of an event that came through `seen_by` these are the reader's own and the shared ones.
    """
    inside = [zip(own.timeline, repeat(member)) for member, own in event.inside.items()]
    return merge(zip(event.timeline, repeat("")), *inside, key=lambda told: told[0].number)


def newest(event: Event) -> int:
    """Number of the newest fact that is in the event as given: what a form keeps as `seen`.

    Of an event that came through `seen_by` it says nothing about what others keep to themselves.
    """
    inside = [own.timeline[-1].number for own in event.inside.values() if own.timeline]
    return max([event.last.number, *inside])


def milestones(event: Event, member: str) -> Milestones:
    """An event's milestones as one member has them, for its clocks; shared ones come before its own."""
    inside = event.inside.get(member)
    stamps = {**({} if inside is None else inside.stamps), **event.stamps.get(member, {})}
    return Milestones(
        at={name: s.happened for name, s in stamps.items() if s.happened is not None},
        unknown=frozenset(name for name, s in stamps.items() if s.unknown),
        not_applicable=frozenset(name for name, s in stamps.items() if not s.applicable),
    )


def assessed_under_seal(event: Event, told: Round, member: str) -> bool:
    """Whether a member's assessment was stamped by the answer it has under seal in a round."""
    stamp, sealed = event.stamps.get(member, {}).get("assessed"), told.sealed.get(member)
    return stamp is not None and sealed is not None and stamp.by.number == sealed.by.number

"""The board: everything as it stands, folded from the facts. The one container here that changes."""

from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tocsin.events import after, card
from tocsin.events.card import Card
from tocsin.events.event import Event
from tocsin.events.fact import Fact
from tocsin.events.folded import Folded
from tocsin.events.membership import member_after, person_after
from tocsin.events.people import Member, Person

T = TypeVar("T")
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, StopIteration)


@dataclass(slots=True, kw_only=True)
class Board:
    """Members, people, findings and events after fact `number`. One thread at a time may use it.

    runs      `Card.run` to the id of its card
    versions  stream to the number of its last fact: what the ledger holds a decision against
    unread    facts that this version cannot read; those of an event are in its timeline too
    """

    number: int = 0
    members: dict[str, Member] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    findings: Folded[Card] = field(default_factory=partial(Folded, Card))
    events: Folded[Event] = field(default_factory=partial(Folded, Event))
    runs: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    unread: list[Fact] = field(default_factory=list)

    def take(self, fact: Fact) -> None:
        """Apply the next fact. Never refuses; what it cannot read it keeps in `unread`. O(1)."""
        self.number = self.versions[fact.stream] = fact.number
        try:
            self._apply(fact)
        except _UNREADABLE:
            self._keep_unread(fact)

    def _apply(self, fact: Fact) -> None:
        room, _, name = fact.stream.partition("/")
        match room:
            case "event":
                self._apply_to_event(name, fact)
            case "finding":
                self._apply_to_card(name, fact)
            case "member":
                _put(self.members, name, member_after(self.members.get(name), fact))
            case "person":
                _put(self.people, name, person_after(self.people.get(name), fact))

    def _apply_to_event(self, name: str, fact: Fact) -> None:
        event = self.events.state(name)
        if event is not None:
            self.events.change(name, after.changes_by(event, fact))
        elif fact.kind == "event-opened":
            self.events.put(name, after.opened(fact))
        else:
            self.unread.append(fact)

    def _apply_to_card(self, name: str, fact: Fact) -> None:
        known = self.findings.state(name)
        if known is not None:
            self.findings.change(name, card.changes_by(known, fact))
        elif fact.kind == "finding-put":
            new = card.put(fact)
            self.findings.put(name, new)
            self.runs[new.run] = name
        else:
            self.unread.append(fact)

    def _keep_unread(self, fact: Fact) -> None:
        self.unread.append(fact)
        room, _, name = fact.stream.partition("/")
        event = self.events.state(name) if room == "event" else None
        if event is not None:
            self.events.change(name, after.kept(event, fact))


def _put(things: dict[str, T], name: str, thing: T | None) -> None:
    if thing is not None:
        things[name] = thing

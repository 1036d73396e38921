"""The board: everything as it stands, folded from the facts. The one container here that changes."""

from dataclasses import dataclass, field
from typing import TypeVar

from tocsin.events import card as cards
from tocsin.events.after import after, kept
from tocsin.events.card import Card
from tocsin.events.event import Event
from tocsin.events.fact import Fact
from tocsin.events.membership import member_after, person_after
from tocsin.events.people import Member, Person

T = TypeVar("T")
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, StopIteration)


@dataclass(slots=True, kw_only=True)
class Board:
    """Members, people, findings and events after fact `number`.

    runs      `Card.run` to the id of its card
    versions  stream to the number of its last fact: what the ledger holds a decision against
    unread    facts of this board that this version cannot read; those of an event are in its timeline too
    """

    number: int = 0
    members: dict[str, Member] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    findings: dict[str, Card] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
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
                _put(self.events, name, after(self.events.get(name), fact))
            case "finding":
                card = cards.after(self.findings.get(name), fact)
                _put(self.findings, name, card)
                if card is not None:
                    self.runs[card.run] = name
            case "member":
                _put(self.members, name, member_after(self.members.get(name), fact))
            case "person":
                _put(self.people, name, person_after(self.people.get(name), fact))

    def _keep_unread(self, fact: Fact) -> None:
        self.unread.append(fact)
        room, _, name = fact.stream.partition("/")
        event = self.events.get(name) if room == "event" else None
        if event is not None:
            self.events[name] = kept(event, fact)


def _put(things: dict[str, T], name: str, thing: T | None) -> None:
    if thing is not None:
        things[name] = thing

"""The board: everything as it stands, folded from the facts. The one container here that changes."""

from typing import TypeVar

from tocsin.events import after, card
from tocsin.events.card import Card
from tocsin.events.event import Event
from tocsin.events.fact import Fact
from tocsin.events.folded import Folded
from tocsin.events.membership import member_after, person_after
from tocsin.events.people import Member, Person

T = TypeVar("T")
_UNREADABLE = (KeyError, ValueError, TypeError)


class Board:
    """Members, people, findings and events after fact `number`. One thread takes; others may look meanwhile.

    members, people, findings, events   by code or id
    number    of the last fact; 0 = none
    runs      `Card.run` to the id of its card
    versions  stream to the number of its last fact: what the ledger holds a decision against
    unread    facts that this version cannot read, as far as somebody has looked at what they are about;
              those of an event are in its timeline too
    """

    __slots__ = ("events", "findings", "members", "number", "people", "runs", "unread", "versions")

    def __init__(self) -> None:
        self.number = 0
        self.members: dict[str, Member] = {}
        self.people: dict[str, Person] = {}
        self.runs: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.unread: list[Fact] = []
        self.findings: Folded[Card] = Folded(
            Card, begin=card.put, step=card.changes_by, keep=card.kept, unread=self.unread
        )
        self.events: Folded[Event] = Folded(
            Event, begin=after.opened, step=after.changes_by, keep=after.kept, unread=self.unread
        )

    def take(self, fact: Fact) -> None:
        """Apply the next fact. Never refuses; what it cannot read it keeps in `unread`. O(1)."""
        self.number = self.versions[fact.stream] = fact.number
        room, _, name = fact.stream.partition("/")
        if room == "event":
            self._take_for_event(name, fact)
        elif room == "finding":
            self._take_for_card(name, fact)
        elif room in ("member", "person"):
            try:
                self._take_for_people(room, name, fact)
            except _UNREADABLE:
                self.unread.append(fact)

    def _take_for_event(self, name: str, fact: Fact) -> None:
        if name in self.events:
            self.events.add(name, fact)
        elif fact.kind == "event-opened":
            self.events.begin(name, fact)
        else:
            self.unread.append(fact)

    def _take_for_card(self, name: str, fact: Fact) -> None:
        if name in self.findings:
            self.findings.add(name, fact)
        elif fact.kind == "finding-put":
            if self.findings.begin(name, fact):
                self.runs[self.findings[name].run] = name
        else:
            self.unread.append(fact)

    def _take_for_people(self, room: str, name: str, fact: Fact) -> None:
        if room == "member":
            _put(self.members, name, member_after(self.members.get(name), fact))
        else:
            _put(self.people, name, person_after(self.people.get(name), fact))


def _put(things: dict[str, T], name: str, thing: T | None) -> None:
    if thing is not None:
        things[name] = thing

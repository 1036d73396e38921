"""A board in memory, with a few members and a person for each role, on which acts are played."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.events.board import Board
from tocsin.events.fact import FIRST, SYSTEM, Draft, Fact, chained
from tocsin.events.people import Actor, MemberKind, Role

SYSTEM_ACTOR = Actor(person=SYSTEM, member="", roles=frozenset())
STATES = ("XA", "XB", "XC")
CHAIR = "HUB"  # the secretariat


class Rehearsal:
    """A small alliance: a secretariat and three states, every role taken; a minute passes before every act.

    board  as it stands;  facts  all that was recorded, chained;  at  what time it is

    >>> from tocsin.events.acts import end_membership
    >>> play = Rehearsal()
    >>> [fact.kind for fact in play.do(end_membership, play.person("HUB", "administrator"), member="XC")]
    ['membership-ended']
    >>> play.board.members["XC"].active
    False
    """

    def __init__(self, *, states: Sequence[str] = STATES, rule_sets: Collection[str] = ()) -> None:
        self.board = Board()
        self.facts: list[Fact] = []
        self.at = datetime(2026, 5, 18, 8, tzinfo=UTC)
        for code in (CHAIR, *states):
            kind = MemberKind.SECRETARIAT if code == CHAIR else MemberKind.FULL
            self._found(f"member/{code}", "member-added", {
                "name": {"en": code}, "kind": kind.value, "rule_sets": list(rule_sets)
            })  # fmt: skip
            for role in Role:
                if role is not Role.SECRETARIAT or code == CHAIR:
                    body = {"member": code, "roles": [role.value]}
                    self._found(f"person/{self.id_of(code, role)}", "person-added", body)

    def id_of(self, member: str, role: str) -> str:
        """Id of the one person of a member who has that role alone."""
        return (member + role.replace("-", "")).lower()[:8].ljust(8, "0")

    def person(self, member: str, role: str, *more: str, scopes: frozenset[str] | None = None) -> Actor:
        """Somebody of a member, in their role; with `more` roles, which they are given for it."""
        known = self.board.people[self.id_of(member, role)]
        for other in more:
            if other not in known.roles:
                self._found(f"person/{known.id}", "role-given", {"role": other})
        roles = self.board.people[known.id].roles
        return Actor(person=known.id, member=member, roles=roles, scopes=scopes)

    def do(self, act: Any, actor: Actor, **wanted: Any) -> list[Fact]:
        """Decide by an act (a module with `decide`) and record what it comes to."""
        self.at += timedelta(minutes=1)
        return self.record(act.decide(self.board, actor, at=self.at, **wanted), actor)

    def record(self, drafts: Sequence[Draft], actor: Actor) -> list[Fact]:
        """Record drafts as decided by an actor."""
        facts = []
        for draft in drafts:
            previous = self.facts[-1].hash if self.facts else FIRST
            fact = chained(
                draft, number=len(self.facts) + 1, at=self.at, person=actor.person, member=actor.member,
                previous=previous,
            )  # fmt: skip
            self.facts.append(fact)
            self.board.take(fact)
            facts.append(fact)
        return facts

    def wait(self, **time: float) -> None:
        """Let time pass: hours=5."""
        self.at += timedelta(**time)

    def _found(self, stream: str, kind: str, body: dict[str, Any]) -> None:
        self.record([Draft(stream=stream, kind=kind, body=body)], SYSTEM_ACTOR)


def folded(facts: Sequence[Fact]) -> Board:
    """A board made anew from facts."""
    board = Board()
    for fact in facts:
        board.take(fact)
    return board

"""A round of assessment: members answer apart, and all answers are opened at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.events.fact import Fact
from tocsin.events.packs import Pack
from tocsin.vocab.errors import EventError, UnknownThingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A member has answered; with what, nobody knows yet.

    commitment  see `assessment.commitment`
    late        handed in after the time was up
    """

    commitment: str
    late: bool
    by: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A member's answers, open to all.

    answers  in the shape of `Answers.body`
    nonce    with which the commitment can be computed again; "" for answers given after the others' were open
    late     after the time was up
    """

    answers: Mapping[str, Any] = field(hash=False)
    nonce: str
    late: bool
    by: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of an event.

    number         1, 2, ... on its event
    pack, version  whose questions are asked
    asked          members that are asked
    due            when the time is up
    sealed         members that have answered
    opened         their answers, once revealed
    revealed, cancelled   who ended it so; None while it runs
    """

    number: int
    pack: str
    version: int
    asked: frozenset[str]
    due: datetime
    by: Fact
    sealed: Mapping[str, Sealed] = field(default_factory=dict, hash=False)
    opened: Mapping[str, Opened] = field(default_factory=dict, hash=False)
    revealed: Fact | None = None
    cancelled: Fact | None = None

    @property
    def is_running(self) -> bool:
        """Whether answers are still taken under seal."""
        return self.revealed is None and self.cancelled is None

    @property
    def missing(self) -> frozenset[str]:
        """Members that were asked and have not answered."""
        return self.asked - self.sealed.keys() - self.opened.keys()

    def may_open(self, at: datetime) -> bool:
        """Whether all answers are in, or the time is up."""
        return self.is_running and (not self.missing or at >= self.due)


def running(rounds: Sequence[Round], number: int) -> Round:
    """The round of that number, while it takes sealed answers.

    Raises UnknownThingError where there is none, EventError where it is over.
    """
    told = of_number(rounds, number)
    if told.revealed is not None:
        raise EventError("Round {number} was revealed; its answers are open.", number=number)
    if told.cancelled is not None:
        raise EventError("Round {number} was called off.", number=number)
    return told


def of_number(rounds: Sequence[Round], number: int) -> Round:
    """The round of that number; raises UnknownThingError where there is none."""
    if not 1 <= number <= len(rounds):
        raise UnknownThingError("round", str(number))
    return rounds[number - 1]


def asks(told: Round, member: str) -> None:
    """Refuse a member that the round does not ask."""
    if member not in told.asked:
        raise EventError(
            "Round {number} does not ask {member}; it asks {asked}.",
            number=told.number, member=member, asked=", ".join(sorted(told.asked)),
        )  # fmt: skip


def of_version(pack: Pack, told: Round) -> Pack:
    """The pack a round asks from, when this is it."""
    if (pack.id, pack.version) != (told.pack, told.version):
        raise EventError(
            "The round asks from pack '{pack}' version {version}, and this is '{id}' version {other}.",
            pack=told.pack, version=told.version, id=pack.id, other=pack.version,
        )  # fmt: skip
    return pack

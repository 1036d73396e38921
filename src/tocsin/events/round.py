"""A round of assessment: members answer apart, and all answers are opened at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.events.entries import By


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A member has answered; with what, nobody knows yet.

    commitment  see `assessment.commitment`
    late        handed in after the time was up
    """

    commitment: str
    late: bool
    by: By


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
    by: By


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
    by: By
    sealed: Mapping[str, Sealed] = field(default_factory=dict, hash=False)
    opened: Mapping[str, Opened] = field(default_factory=dict, hash=False)
    revealed: By | None = None
    cancelled: By | None = None

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

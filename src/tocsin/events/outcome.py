"""What follows from answers: notify, not now, or not decided yet; with the reasons, and what would change it.

Source    International Health Regulations (2005), Annex 2: lists first, then two or more yes of four.
Differs   The number of yes and the questions come from the pack. "Undecided" is ours: with fewer yes than
          needed, but enough "not known" to get there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tocsin.events.assessment import Answers, Said
from tocsin.events.packs import Pack


class Decision(StrEnum):
    """What an assessment comes to. The pack's `outcomes` say what each is called."""

    NOTIFY = "notify"
    UNDECIDED = "undecided"
    NOT_NOW = "not-now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One reason: a code that pages translate, and what it speaks of.

    always-notify  {hazard}: on the list; the answers do not decide
    must-assess    {hazard}: on the list of those whose assessment may not be left out
    enough-yes     {yes, needed, questions}
    may-reach      {yes, unknown, needed, questions}: the open ones could still make it notify
    too-few-yes    {yes, unknown, needed}: not even if every open one were yes
    """

    code: str
    about: Mapping[str, str | int | tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one member's answers come to.

    yes, no, unknown  how many questions were answered so
    risk   level of the matrix; None where likelihood or impact is not known
    """

    decision: Decision
    yes: int
    no: int
    unknown: int
    risk: str | None
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The least that would have to be answered otherwise for another decision.

    answers  question and what it would have to be; no part of it is enough
    """

    answers: tuple[tuple[str, Said], ...]
    to: Decision


def outcome(pack: Pack, answers: Answers, hazard: str | None = None) -> Outcome:
    """What answers come to; `hazard` is the event's disease, substance or kind of incident, None = not named."""
    raise NotImplementedError


def what_would_change(pack: Pack, answers: Answers, hazard: str | None = None) -> tuple[Change, ...]:
    """Every smallest set of other answers that leads to another decision, the shortest first.

    Empty for a hazard that is always notified: no answer changes that.
    """
    raise NotImplementedError

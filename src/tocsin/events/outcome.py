"""What follows from answers: notify, not now, or not decided yet; with the reasons, and what would change it.

Source    International Health Regulations (2005), Annex 2: lists first, then two or more yes of four.
Differs   The number of yes and the questions come from the pack. "Undecided" is ours: with fewer yes than
          needed, but enough "not known" to get there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, product

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
    """What answers come to.

    hazard  the event's disease, substance or kind of incident, by id or any of its names; None = not named
    """
    said = {answer.question: answer.said for answer in answers.answers}
    decision, reasons = _decide(pack, said, hazard)
    count = Counter(said.values())
    return Outcome(
        decision=decision, yes=count[Said.YES], no=count[Said.NO], unknown=count[Said.NOT_KNOWN],
        risk=pack.matrix.of(answers.likelihood, answers.impact), reasons=reasons,
    )  # fmt: skip


def _decide(pack: Pack, said: Mapping[str, Said], hazard: str | None) -> tuple[Decision, tuple[Because, ...]]:
    listed = pack.hazard(hazard)
    if listed in pack.always_notify and listed is not None:
        return Decision.NOTIFY, (Because(code="always-notify", about={"hazard": listed.id}),)
    first: tuple[Because, ...] = ()
    if listed is not None:
        first = (Because(code="must-assess", about={"hazard": listed.id}),)
    yes = tuple(name for name, answer in said.items() if answer is Said.YES)
    unknown = tuple(name for name, answer in said.items() if answer is Said.NOT_KNOWN)
    needed = pack.notify_from
    numbers = {"yes": len(yes), "needed": needed}
    if len(yes) >= needed:
        return Decision.NOTIFY, (*first, Because(code="enough-yes", about={**numbers, "questions": yes}))
    numbers["unknown"] = len(unknown)
    if len(yes) + len(unknown) >= needed:
        because = Because(code="may-reach", about={**numbers, "questions": unknown})
        return Decision.UNDECIDED, (*first, because)
    return Decision.NOT_NOW, (*first, Because(code="too-few-yes", about=numbers))


def what_would_change(pack: Pack, answers: Answers, hazard: str | None = None) -> tuple[Change, ...]:
    """Every smallest set of other answers that leads to another decision, the shortest first.

    Empty for a hazard that is always notified: no answer changes that. Cost: 3^n decisions for n questions.
    """
    said = {answer.question: answer.said for answer in answers.answers}
    now, _ = _decide(pack, said, hazard)
    options = [[(name, other) for other in Said if other is not answer] for name, answer in said.items()]
    found: list[Change] = []
    for size in range(1, len(said) + 1):
        for chosen in combinations(options, size):
            for others in product(*chosen):
                decision, _ = _decide(pack, {**said, **dict(others)}, hazard)
                known = (set(change.answers) <= set(others) for change in found if change.to is decision)
                if decision is not now and not any(known):
                    found.append(Change(answers=others, to=decision))
    return tuple(found)

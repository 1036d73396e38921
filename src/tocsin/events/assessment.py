"""One member's answers to the questions of a pack, and the seal that keeps them from the others.

Answers are checked against the pack, then committed to: the fact holds SHA-256 of the answers, a nonce, the
event and the member. When all are opened anybody can compute it again. Event and member are part of it, so
that nobody can hand in another member's seal as their own.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tocsin.events.fact import canonical
from tocsin.events.packs import NOT_KNOWN, Pack
from tocsin.vocab.errors import AnswerError

LONGEST = 4000  # characters of a reason or of evidence
NONCE = re.compile(r"[0-9a-f]{64}")


class Said(StrEnum):
    """What a question can be answered with."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered question.

    reason    why; never empty, for "not known" too
    evidence  what it rests on: reports, results, links; may be empty, and then says so
    """

    question: str
    said: Said
    reason: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers of one member, in the order of the pack's questions.

    pack, version       whose questions were answered
    likelihood, impact  ids of levels of the pack's matrix; None = not known
    """

    pack: str
    version: int
    answers: tuple[Answer, ...]
    likelihood: str | None
    impact: str | None

    def said(self, question: str) -> Said:
        """What a question was answered with."""
        return next(answer.said for answer in self.answers if answer.question == question)

    def body(self) -> dict[str, Any]:
        """The answers as JSON; `check` reads it back."""
        return {
            "pack": self.pack,
            "version": self.version,
            "answers": {
                answer.question: {
                    "said": answer.said.value, "reason": answer.reason, "evidence": answer.evidence
                }
                for answer in self.answers
            },
            "likelihood": self.likelihood or NOT_KNOWN,
            "impact": self.impact or NOT_KNOWN,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Answers that were opened.

    at    when they were handed in
    late  handed in after the time was up, and so with the others' answers in view; shown, counted apart
    """

    member: str
    answers: Answers
    at: datetime
    late: bool = False


def check(pack: Pack, raw: Mapping[str, Any]) -> Answers:
    """Answers out of JSON or a form, in the shape of `Answers.body`.

    "pack" and "version" may be left out. Raises AnswerError that names every fault at once.
    """
    faults: list[str] = []
    for name, mine in (("pack", pack.id), ("version", pack.version)):
        if raw.get(name, mine) != mine:
            faults.append(
                f"{name} is {raw[name]!r}; these questions are those of {pack.id!r}, version {pack.version}"
            )
    given = raw.get("answers")
    if not isinstance(given, Mapping):
        faults.append(f"answers is {given!r}; it must hold an answer to each question")
        given = {}
    answers = tuple(_answer(question.id, given, faults) for question in pack.questions)
    known = [question.id for question in pack.questions]
    faults += [
        f"there is no question {name!r}; they are {', '.join(known)}" for name in given if name not in known
    ]
    matrix = pack.matrix
    likelihood = _level("likelihood", [level.id for level in matrix.likelihood], raw, faults)
    impact = _level("impact", [level.id for level in matrix.impact], raw, faults)
    top = ("pack", "version", "answers", "likelihood", "impact")
    faults += [f"there is no {name!r}; known: {', '.join(top)}" for name in raw if name not in top]
    if faults:
        raise AnswerError(f"The answers are not complete: {'; '.join(faults)}.")
    return Answers(pack=pack.id, version=pack.version, answers=answers, likelihood=likelihood, impact=impact)


def _answer(question: str, given: Mapping[str, Any], faults: list[str]) -> Answer:
    parts = given.get(question)
    words = ", ".join(Said)
    if not isinstance(parts, Mapping):
        faults.append(f"{question}: no answer; it must be {words}, with a reason")
        return Answer(question=question, said=Said.NOT_KNOWN, reason="")
    said = parts.get("said")
    if said not in list(Said):
        faults.append(f"{question}: {said!r} is no answer; it must be {words}")
        said = Said.NOT_KNOWN
    texts = {name: parts.get(name, "") for name in ("reason", "evidence")}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > LONGEST:
            found = f"has {len(text)} characters" if isinstance(text, str) else f"is {text!r}"
            faults.append(
                f"{question}: the {name} {found}; it must be a text of {LONGEST} characters at most"
            )
            texts[name] = "-"
    texts = {name: text.strip() for name, text in texts.items()}
    if not texts["reason"]:
        faults.append(f"{question}: the reason is empty; say why, also for not known")
    faults += [
        f"{question}: there is no {name!r}; known: said, reason, evidence"
        for name in parts
        if name not in ("said", "reason", "evidence")
    ]
    return Answer(question=question, said=Said(said), **texts)


def _level(name: str, levels: Sequence[str], raw: Mapping[str, Any], faults: list[str]) -> str | None:
    found = raw.get(name)
    if found == NOT_KNOWN:
        return None
    if found not in levels:
        said = "is missing" if found is None else f"is {found!r}"
        faults.append(f"{name} {said}; it must be one of {', '.join([*levels, NOT_KNOWN])}")
        return None
    return str(found)


def commitment(answers: Answers, nonce: str, *, event: str, member: str) -> str:
    """SHA-256, hex, of the canonical JSON of answers, nonce (64 hex digits of chance), event and member."""
    if not NONCE.fullmatch(nonce):
        raise AnswerError("The nonce is not usable: it must be 64 hexadecimal digits, drawn by chance.")
    told = {"answers": answers.body(), "event": event, "member": member, "nonce": nonce}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def verify(committed: str, answers: Answers, nonce: str, *, event: str, member: str) -> bool:
    """Whether answers and nonce are those that were committed to."""
    return hmac.compare_digest(committed, commitment(answers, nonce, event=event, member=member))

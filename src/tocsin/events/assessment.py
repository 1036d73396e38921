"""One member's answers to the questions of a pack, and the seal that keeps them from the others.

Answers are checked against the pack, then committed to: the fact holds SHA-256 of the answers, a nonce, the
event and the member. When all are opened anybody can compute it again. Event and member are part of it, so
that nobody can hand in another member's seal as their own.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
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
    raise NotImplementedError


def commitment(answers: Answers, nonce: str, *, event: str, member: str) -> str:
    """SHA-256, hex, of the canonical JSON of answers, nonce (64 hex digits of chance), event and member."""
    if not NONCE.fullmatch(nonce):
        raise AnswerError("The nonce is not usable: it must be 64 hexadecimal digits, drawn by chance.")
    told = {"answers": answers.body(), "event": event, "member": member, "nonce": nonce}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def verify(committed: str, answers: Answers, nonce: str, *, event: str, member: str) -> bool:
    """Whether answers and nonce are those that were committed to."""
    return hmac.compare_digest(committed, commitment(answers, nonce, event=event, member=member))

"""The form of an assessment: read, held against the questions, and filled in again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tocsin.events.assessment import LONGEST, Said
from tocsin.events.packs import NOT_KNOWN, Pack
from tocsin.report.language import Language
from tocsin.web.form_fields import Fields
from tocsin.web.words import titled


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the form: in the shape of `Answers.body`, as far as it was filled in."""

    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    likelihood: str = ""
    impact: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any] | None) -> "Draft":
        """The form of answers that were given; an empty one for None."""
        if body is None:
            return cls()
        return cls(answers=body["answers"], likelihood=body["likelihood"], impact=body["impact"])


def drafted(pack: Pack, form: Fields) -> Draft:
    """What was filled in."""
    return Draft.of(answers_of(pack, form))


def answers_of(pack: Pack, form: Fields) -> dict[str, Any]:
    """The answers of a form, in the shape of `Answers.body`; `assessment.check` refuses what is wrong."""
    return {
        "answers": {
            question.id: {key: form.text(f"{question.id}-{key}") for key in ("said", "reason", "evidence")}
            for question in pack.questions
        },
        "likelihood": form.text("likelihood"),
        "impact": form.text("impact"),
    }


def faults_of(pack: Pack, form: Fields, lang: Language) -> list[str]:
    """What is still missing, each as a sentence that names the question."""
    _, faults = lang.gettext, []
    for question in pack.questions:
        title = titled(question.title, lang)
        if form.text(f"{question.id}-said") not in list(Said):
            faults.append(_("“%(question)s” Choose yes, no or not known.", question=title))
        if not form.text(f"{question.id}-reason").strip():
            faults.append(_("“%(question)s” Say why, also for not known.", question=title))
        if any(len(form.text(f"{question.id}-{key}")) > LONGEST for key in ("reason", "evidence")):
            faults.append(
                _("“%(question)s” At most %(n)s characters fit.", question=title, n=lang.number(LONGEST))
            )
    matrix = pack.matrix
    for key, title, levels in (
        ("likelihood", _("Likelihood"), matrix.likelihood), ("impact", _("Impact"), matrix.impact)
    ):  # fmt: skip
        if form.text(key) not in [NOT_KNOWN, *(level.id for level in levels)]:
            faults.append(_("%(scale)s: choose a level, or not known.", scale=title))
    return faults

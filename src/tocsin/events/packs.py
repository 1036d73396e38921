"""Threat packs: what is asked, listed, measured and timed for one kind of threat, as data.

A pack is a TOML file. `read_pack` makes it from what the file holds; `flows/packs.py` reads the files.
Every text is there in each language of `LANGS`. docs/packs.md has the format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LANGS = ("en", "ru", "zh")
Text = Mapping[str, str]  # one text in each language of LANGS
NOT_KNOWN = "not-known"  # an answer, and a level that nobody can name yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of an assessment; it is answered by yes, no or not known.

    id     short and fixed: "serious"
    title  the question; help  what to think of
    """

    id: str
    title: Text = field(hash=False)
    help: Text = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A disease, substance or kind of incident that a list names.

    names  titles and further spellings, in lower case, under which sources and people know it
    """

    id: str
    title: Text = field(hash=False)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a scale; scales run from the lowest up."""

    id: str
    title: Text = field(hash=False)
    help: Text = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Likelihood x impact = risk, all in words.

    likelihood, impact, risks  scales, the lowest first
    risk      id of the risk of each likelihood (rows) and impact (columns)
    source    where the scales and the table were published
    """

    likelihood: tuple[Level, ...]
    impact: tuple[Level, ...]
    risks: tuple[Level, ...]
    risk: tuple[tuple[str, ...], ...]
    source: str

    def of(self, likelihood: str | None, impact: str | None) -> str | None:
        """The risk of a cell; None where one of the two is not known."""
        if likelihood is None or impact is None:
            return None
        row = [level.id for level in self.likelihood].index(likelihood)
        return self.risk[row][[level.id for level in self.impact].index(impact)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is counted or measured of the threat.

    id     as the reports name it: "seizures"
    unit   of one number: "seizures", "kg"
    kind   "count" of things; "rate" for whatever is fractional: kilograms, prices, shares
    watch  whether the watch judges it; a price or an effort is shown beside what it judges
    """

    id: str
    title: Text = field(hash=False)
    unit: Text = field(hash=False)
    kind: Literal["count", "rate"] = "count"
    watch: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """An indicator of work that moves others: more controls, more seizures.

    indicator  the one that measures the work
    on         indicators that it moves
    exclude_above  periods with more of it are left out of the baseline and not judged; a workspace may
               set its own
    """

    indicator: str
    on: tuple[str, ...]
    exclude_above: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that is particular to one kind of threat.

    id, version    "infectious", 1; answers name both, so that they are read with the questions they answered
    questions      asked of every member; as many yes as `notify_from` or more = notify
    always_notify  hazards for which no question is needed
    always_assess  hazards for which the questions are always asked
    outcomes       what "notify", "undecided" and "not-now" are called here
    matrix         likelihood x impact
    rule_sets      ids of the rule sets whose clocks may apply; a member's own list says which do
    indicators     what is reported
    others         whether the watch takes other indicators, too: each disease is one
    effort         what to make of joint operations; None = nothing
    sources        publications that questions, lists and wording rest on
    """

    id: str
    version: int
    title: Text = field(hash=False)
    questions: tuple[Question, ...]
    notify_from: int
    always_notify: tuple[Hazard, ...]
    always_assess: tuple[Hazard, ...]
    outcomes: Mapping[str, Text] = field(hash=False)
    matrix: Matrix
    rule_sets: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    others: bool
    effort: Effort | None
    sources: tuple[str, ...]

    def question(self, name: str) -> Question:
        """A question by its id."""
        return next(question for question in self.questions if question.id == name)

    def hazard(self, name: str | None) -> Hazard | None:
        """The hazard of a list that a name or id means; None where it is on neither list.

        Case and blanks around it do not count; nothing is guessed from parts of a name.
        """
        plain = " ".join((name or "").split()).casefold()
        listed = (*self.always_notify, *self.always_assess)
        return next((hazard for hazard in listed if plain in {hazard.id, *hazard.names}), None)

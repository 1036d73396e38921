"""Where assessments of one event agree and where they differ. It counts answers; it never scores members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.events.assessment import Assessment, Said
from tocsin.events.outcome import Decision, outcome
from tocsin.events.packs import NOT_KNOWN, Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How one thing was answered by those in time, and, apart, by those who were late.

    members  who gave which answer; answers that nobody gave are there, empty
    late     the same for late ones
    share    of those in time, the share that gave the most frequent answer; None where nobody was in time
    most     the most frequent answers; two or more on a tie
    """

    members: Mapping[str, tuple[str, ...]] = field(hash=False)
    late: Mapping[str, tuple[str, ...]] = field(hash=False)
    share: float | None
    most: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether two or more were in time and all gave one answer."""
        return self.share == 1.0 and sum(map(len, self.members.values())) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The lowest and the highest level of a scale that anybody in time named, and the steps between them.

    All None where nobody in time knew.
    """

    lowest: str | None
    highest: str | None
    steps: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Assessments side by side.

    in_time, late  how many of each
    questions      by id of the question: yes, no, not-known
    decisions      notify, undecided, not-now
    likelihood, impact, risk   by level, and "not-known"; `ranges` has the ends of each, by the same names
    """

    in_time: int
    late: int
    questions: Mapping[str, Spread] = field(hash=False)
    decisions: Spread
    likelihood: Spread
    impact: Spread
    risk: Spread
    ranges: Mapping[str, Range] = field(hash=False)


def agreement(pack: Pack, assessments: Sequence[Assessment], hazard: str | None = None) -> Agreement:
    """Opened assessments of one event side by side; of each member one, all with the pack's questions."""
    outcomes = [outcome(pack, given.answers, hazard) for given in assessments]
    matrix = pack.matrix
    scales = {"likelihood": matrix.likelihood, "impact": matrix.impact, "risk": matrix.risks}
    levels = {name: [level.id for level in scale] for name, scale in scales.items()}
    said: dict[str, list[str | None]] = {
        "likelihood": [given.answers.likelihood for given in assessments],
        "impact": [given.answers.impact for given in assessments],
        "risk": [result.risk for result in outcomes],
    }
    spread = {
        name: _spread(assessments, [level or NOT_KNOWN for level in said[name]], [*levels[name], NOT_KNOWN])
        for name in scales
    }
    return Agreement(
        in_time=sum(not given.late for given in assessments),
        late=sum(given.late for given in assessments),
        questions={
            question.id: _spread(
                assessments, [given.answers.said(question.id) for given in assessments], Said
            )
            for question in pack.questions
        },
        decisions=_spread(assessments, [result.decision for result in outcomes], Decision),
        likelihood=spread["likelihood"],
        impact=spread["impact"],
        risk=spread["risk"],
        ranges={name: _range(assessments, said[name], levels[name]) for name in scales},
    )


def _spread(assessments: Sequence[Assessment], said: Sequence[str], possible: Iterable[str]) -> Spread:
    names = [str(answer) for answer in possible]

    def who(late: bool) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(
                given.member
                for given, answer in zip(assessments, said, strict=True)
                if answer == name and given.late is late
            )
            for name in names
        }

    members = who(late=False)
    counts = {name: len(those) for name, those in members.items()}
    total, largest = sum(counts.values()), max(counts.values())
    return Spread(
        members=members,
        late=who(late=True),
        share=largest / total if total else None,
        most=tuple(name for name, count in counts.items() if count == largest) if total else (),
    )


def _range(assessments: Sequence[Assessment], said: Sequence[str | None], levels: list[str]) -> Range:
    known = [
        levels.index(level)
        for given, level in zip(assessments, said, strict=True)
        if level is not None and not given.late
    ]
    if not known:
        return Range(lowest=None, highest=None, steps=None)
    return Range(lowest=levels[min(known)], highest=levels[max(known)], steps=max(known) - min(known))

"""Where assessments of one event agree and where they differ. It counts answers; it never scores members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.events.assessment import Assessment, Said
from tocsin.events.outcome import Decision
from tocsin.events.packs import Pack


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
    """Opened assessments of one event side by side."""
    raise NotImplementedError

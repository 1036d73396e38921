"""What a detection method is: a record with a pure function, its options and the history it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from tocsin.vocab.arrays import Array, Codes, Flags
from tocsin.vocab.errors import OptionError, UnknownNameError
from tocsin.vocab.periods import EVERY, Every, Periods
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """What a method is asked: judge periods `first` to the end, each from what came before it.

    counts      (S, T) float64, contiguous along time; cases per period; NaN = no report
    periods     the T periods
    first       place of the first period to judge, 0 <= first <= T
    population  (S, T) persons, or None
    """

    counts: Array
    periods: Periods
    first: int
    population: Array | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of the answer, (S, J)."""
        return self.counts.shape[0], self.counts.shape[1] - self.first

    def block(self, start: int, stop: int) -> "Question":
        """The same question for series `start` to `stop` (not included); views, no copies."""
        people = None if self.population is None else self.population[start:stop]
        return Question(
            counts=self.counts[start:stop], periods=self.periods, first=self.first, population=people
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdicts:
    """A method's answer; every array (S, J), J = periods judged.

    expected  cases expected; NaN = unjudged
    upper     largest count that would not be above; NaN where the method has none
    score     the method's own statistic, larger = more unusual; NaN = unjudged
    p_value   in [0, 1]; NaN = unjudged
    above     True = above; only read where `reason` is 0
    reason    uint8, see `Reason`; 0 = judged
    """

    expected: Array
    upper: Array
    score: Array
    p_value: Array
    above: Flags
    reason: Codes

    @classmethod
    def unjudged(cls, shape: tuple[int, int], reason: Reason) -> "Verdicts":
        """Arrays to be filled in: nothing judged yet, all for one reason."""
        nothing = [np.full(shape, np.nan) for _ in range(4)]
        return cls(
            expected=nothing[0], upper=nothing[1], score=nothing[2], p_value=nothing[3],
            above=np.zeros(shape, np.bool_), reason=np.full(shape, reason, np.uint8),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A detection method as the rest of tocsin sees it.

    name       what users type
    title      one line in plain words
    run        the pure function; a cell's answer depends on its own series' counts up to that cell
               alone: not on later values, other series or `Question.first`
    options    a frozen dataclass; a misspelt option is refused
    history    periods that must lie before the first judged one, given options and kind of period
    source     paper
    reference  the call in another program whose numbers it equals, and the file that proves it
    every      kinds of period it is meant for
    """

    name: str
    title: str
    run: Callable[[Question, Any], Verdicts]
    options: type[Any]
    history: Callable[[Any, Every], int]
    source: str
    reference: str = ""
    every: tuple[Every, ...] = field(default=EVERY)

    def configure(self, given: Mapping[str, Any]) -> Any:
        """Options from names and values; an unknown name is an error that lists the known ones."""
        known = [f.name for f in fields(self.options)]
        for name in given:
            if name not in known:
                raise UnknownNameError(f"option of {self.name}", name, known)
        return self.options(**given)

    def check_every(self, every: Every) -> None:
        """Refuse a kind of period the method was not made for."""
        if every not in self.every:
            raise OptionError("every", every, f"{' or '.join(self.every)} for method {self.name}")

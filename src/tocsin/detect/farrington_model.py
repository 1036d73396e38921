"""What the two Farrington detectors share: from a question to verdicts through one compiled kernel."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from tocsin.detect.farrington_bounds import BOUND, Bound, normal_quantile
from tocsin.detect.method import Question, Verdicts
from tocsin.detect.reference_weeks import REFERENCE, Windows, plan_reference
from tocsin.vocab.arrays import Array, Codes
from tocsin.vocab.errors import OptionError
from tocsin.vocab.status import Reason

LEAST_YEARS = 3  # of history for a trend
LEAST_ROOM = 0.5  # cases between expected and upper, so that the score stays finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One Farrington detector with its options resolved for a kind of period.

    tail         one-sided level of the bound
    classic      standard errors from the Pearson dispersion (1996), not the working one (2013)
    first_cases  Jeffreys' prior, not a fit, where no reference period has a case
    other names  as in `farrington_flexible.FlexibleOptions`
    """

    windows: Windows
    residual_limit: float
    trend: bool
    trend_alpha: float
    tail: float
    bound: Bound
    power: float
    classic: bool
    min_cases: float
    min_cases_periods: int
    population_offset: bool
    first_cases: bool

    @property
    def slope(self) -> bool:
        """Whether a trend is tried."""
        return self.trend and self.windows.years >= LEAST_YEARS


class Rules(NamedTuple):
    """What compiled code needs of a model: numbers only; see `_farrington_kernel`."""

    slope: bool
    limit: float
    classic: bool
    bound: int
    power: float
    tail: float
    z: float
    min_cases: float
    recent: int
    first_cases: bool


def persons(question: Question, model: Model) -> Array:
    """(S, T) persons, or (0, 0) without an offset."""
    if not model.population_offset:
        return np.empty((0, 0))
    if question.population is None:
        raise OptionError("population_offset", True, "False for data without a population column")
    return np.ascontiguousarray(question.population, dtype=np.float64)


@lru_cache(maxsize=16)
def critical_values(trend_alpha: float, size: int) -> Array:
    """|t| above which a trend is significant, by degrees of freedom 0 to size - 1."""
    if trend_alpha >= 1:
        return np.zeros(size)  # p < 1 for any trend at all
    free = np.arange(size, dtype=np.float64)
    free[0] = 1.0  # never read: a fit needs a degree of freedom
    return np.asarray(-stdtrit(free, trend_alpha / 2))


class Fit(NamedTuple):
    """What a detector says of each cell before it is scored; arrays (S, J), NaN = unjudged.

    expected    cases expected
    dispersion  phi of the last fit, 1 or more: counts vary with variance phi times their mean
    upper       bound
    p_value     chance of as many cases
    reason      see `Reason`
    """

    expected: Array
    dispersion: Array
    upper: Array
    p_value: Array
    reason: Codes

    @classmethod
    def unjudged(cls, shape: tuple[int, int]) -> "Fit":
        """Arrays to be filled in."""
        expected, dispersion, upper, p_value = (np.full(shape, np.nan) for _ in range(4))
        return cls(expected, dispersion, upper, p_value, np.full(shape, Reason.SHORT_HISTORY, np.uint8))


def fit(question: Question, model: Model) -> Fit:
    """Fit every cell; O(S J) fits of a few microseconds, scratch memory O(T)."""
    from tocsin.detect._count_tail_kernel import INVERSE
    from tocsin.detect._farrington_kernel import judge_series

    plan = plan_reference(question.periods, question.first, model.windows)
    rules = Rules(
        slope=model.slope,
        limit=float(model.residual_limit),
        classic=model.classic,
        bound=BOUND.index(model.bound),
        power=float(model.power),
        tail=float(model.tail),
        z=normal_quantile(model.tail),
        min_cases=float(model.min_cases),
        recent=model.min_cases_periods,
        first_cases=model.first_cases,
    )
    longest = int(np.diff(plan.start).max(initial=0))
    found = Fit.unjudged(question.shape)
    if found.reason.size:
        judge_series(
            question.counts, persons(question, model), question.first, plan, rules,
            critical_values(float(model.trend_alpha), longest + 1), INVERSE, *found,
        )  # fmt: skip
    return found


def judge(question: Question, model: Model) -> Verdicts:
    """Judge every cell: fit, then score."""
    return with_score(question, fit(question, model))


def with_score(question: Question, found: Fit) -> Verdicts:
    """The verdicts: score and above follow from the bound."""
    y = question.counts[:, question.first :]
    room = np.maximum(found.upper - found.expected, LEAST_ROOM)
    return Verdicts(
        expected=found.expected,
        upper=found.upper,
        score=(y - found.expected) / room,
        p_value=found.p_value,
        above=(y > found.upper) & (y > 0),
        reason=found.reason,
    )


def check_options(options: object) -> None:
    """Refuse values that no kind of period can hold; both option records share these names."""
    for name, low in _WHOLE.items():
        value = getattr(options, name, None)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < low):
            raise OptionError(name, value, f"a whole number, {low} or more")
    for name, (least, most, bound) in _WITHIN.items():
        value = getattr(options, name)
        if not least <= value <= most:
            raise OptionError(name, value, bound)
    words = {"bound": BOUND, "reference": REFERENCE, "first_cases": ("jeffreys", "fit")}
    for name, known in words.items():
        value = getattr(options, name, known[0])
        if value not in known:
            raise OptionError(name, value, f"one of {', '.join(known)}")


_WHOLE = {"years_back": 1, "half_window": 0, "groups": 1, "past_excluded": 0, "min_cases_weeks": 1}
_WITHIN = {
    "alpha": (1e-12, 0.5, "in [1e-12, 0.5]"),
    "trend_alpha": (1e-12, 1.0, "above 0, at most 1"),
    "residual_limit": (1e-12, math.inf, "above 0; inf = no downweighting"),
    "min_cases": (0.0, math.inf, "0 or more"),
    "power": (0.1, 1.0, "in [0.1, 1]"),
}

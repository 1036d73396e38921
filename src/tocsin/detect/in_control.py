"""Phase 1 of a chart: the mean a series has in control, learnt from its first periods and then held.

A chart is told what is usual once. Phase 1 is the first `baseline` periods from the series' first report on;
the chart runs from there to the end, so a cell's answer does not depend on where judging began.

constant   the mean of phase 1
seasonal   harmonics of the year and, if asked for, a trend, fitted to phase 1; see `seasonal_fit`
known      a number given by the user; phase 1 may then be empty

A phase 1 with less than the share `reported` of its reports is a short history, one without a single case
holds too few cases to learn from (R surveillance answers infinity there), and one that cannot be fitted is
no convergence.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np

from tocsin.detect.method import Question
from tocsin.detect.seasonal_fit import season_basis
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every, Periods
from tocsin.vocab.status import Reason

Mean = Literal["constant", "seasonal"]
YEARS = 2  # phase 1 unless told otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOne:
    """How the in-control mean is learnt.

    mean        "constant" or "seasonal"
    known_mean  cases per period, > 0; then nothing is learnt
    baseline    periods of phase 1, or None for two years
    harmonics   waves per year, 0 or more
    trend       True = the mean may grow or fall
    alpha       dispersion of the seasonal fit, None = estimated
    reported    share of phase 1 that must be reported, in (0, 1]
    """

    mean: Mean
    known_mean: float | None
    baseline: int | None
    harmonics: int
    trend: bool
    alpha: float | None
    reported: float

    def __post_init__(self) -> None:
        if self.mean not in get_args(Mean):
            raise OptionError("mean", self.mean, f"one of {', '.join(get_args(Mean))}")
        if self.known_mean is not None and not 0 < self.known_mean < np.inf:
            raise OptionError("known_mean", self.known_mean, "more than 0 cases per period")
        if not 0 <= self.harmonics <= 6:
            raise OptionError("harmonics", self.harmonics, "0 to 6 waves a year")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "more than 0 and at most 1")
        if self.baseline is not None and self.baseline < self.least:
            raise OptionError("baseline", self.baseline, f"{self.least} periods or more")

    @property
    def least(self) -> int:
        """The fewest periods phase 1 can have."""
        if self.known_mean is not None:
            return 0
        return 1 if self.mean == "constant" else 2 * (1 + self.trend + 2 * self.harmonics)

    def length(self, every: Every) -> int:
        """Periods of phase 1."""
        return YEARS * Periods(every, 0, 0).per_year if self.baseline is None else self.baseline


class InControl(NamedTuple):
    """What phase 1 taught.

    begin   (S,) place of the first period of the chart; T where there is none
    mean    (S, T) cases expected in control; NaN where there is no chart
    alpha   (S,) dispersion; 0 = Poisson
    reason  (S,) why there is no chart, 0 = there is one
    """

    begin: Index
    mean: Array
    alpha: Array
    reason: Codes


def begins(counts: Array, length: int) -> Index:
    """Place of the first period after phase 1, (S,); T where it never comes.

    >>> begins(np.array([[np.nan, 1, 2, 0, 3]]), 2)
    array([3])
    """
    T = counts.shape[1]
    if counts.size == 0:
        return np.full(counts.shape[0], T)
    there = ~np.isnan(counts)
    begin: Index = np.where(there.any(axis=1), np.minimum(there.argmax(axis=1) + length, T), T)
    return begin


def learn(question: Question, phase: PhaseOne) -> InControl:
    """The in-control mean of every series. Cost: a pass over phase 1, or a fit of some microseconds."""
    counts = question.counts
    S, T = counts.shape
    length = phase.length(question.periods.every)
    begin = begins(counts, length)
    alpha = np.full(S, phase.alpha or 0.0)
    if phase.known_mean is not None:
        reason = np.where(begin < T, Reason.NONE, Reason.SHORT_HISTORY).astype(np.uint8)
        return InControl(begin, np.broadcast_to(phase.known_mean, (S, T)), alpha, reason)
    if phase.mean == "constant":
        mean, reason = _constant(counts, begin, length, phase.reported)
        return InControl(begin, np.broadcast_to(mean[:, None], (S, T)), alpha, reason)
    from tocsin.detect._in_control_kernel import seasonal_means

    means, found, codes = seasonal_means(
        counts, begin, length, season_basis(question.periods.per_year, phase.harmonics), phase.trend,
        -1.0 if phase.alpha is None else phase.alpha, phase.reported,
    )  # fmt: skip
    return InControl(begin, means, found, codes)


def _constant(counts: Array, begin: Index, length: int, reported: float) -> tuple[Array, Codes]:
    from tocsin.detect._in_control_kernel import sums_before

    n, total = sums_before(counts, begin, length)
    enough = (n >= reported * length) & (begin < counts.shape[1])
    reason = np.where(enough, np.where(total > 0, Reason.NONE, Reason.TOO_FEW_CASES), Reason.SHORT_HISTORY)
    mean = np.where(reason == Reason.NONE, total / np.maximum(n, 1), np.nan)
    return mean, reason.astype(np.uint8)

"""CDC: judge the last four weeks against the same weeks, and those around them, of five years before.

    x(t) = y[t-3] + ... + y[t]          total of the four weeks that end at t; of one month when monthly
    b    = x(t_i + 4 m), i = 1..years, m = -half_window..half_window        t_i = same week i years before
    z    = (x(t) - mean(b)) / (max(sd(b), min_sd) sqrt(1 + 1/n))            above when z > normal quantile
                                                                           of 1 - alpha/2
A simple method for series with years of history and no trend. It looks at four weeks at once, so a sudden
rise shows a little late and stays above for up to three weeks after it is over.

p-value  z is Student's t with n - 1 degrees of freedom when totals are normal and independent (one-sided).
The week  `expected` is mean(b)/4 and `upper` the largest count of the judged week alone that keeps the total
         within bounds; NaN where the three weeks before are already too many: any count is then above.
Missing  A total with a week missing is left out of the baseline; a baseline with less than the share
         `reported` of its totals is a short history. Without all four judged weeks there is no judgement:
         missing report.

Source   Stroup, Williamson, Herndon, Karon (1989), Stat. Med. 8:323-329; Farrington, Andrews (2003), in:
         Monitoring the Health of Populations, eq. 8-1.
Differs  `reference` = "dates" finds the same week of earlier years by the calendar; the reference counts 52
         steps a year: reference="steps". `min_sd` = 0.5 where the reference has 0: after years without a
         case, one case in four weeks is not above, two are. For months the totals are single months, as in
         the source; the reference adds four.
Checked  tests/reference/cdc.csv (R surveillance 1.20.3, algo.cdc), made by validation/cdc.R.
"""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from scipy.special import ndtri

from tocsin.detect.answer import answer
from tocsin.detect.baseline_weeks import Reference, moments, steps_back, years_back
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.student_tail import student_tail
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason

_WIDEST = 6  # totals of four weeks in half a year


@dataclass(frozen=True, slots=True, kw_only=True)
class CdcOptions:
    """Options of the CDC method.

    years        years to go back
    half_window  totals on either side of the same one in those years
    alpha        two-sided level of the limit, in (0, 1)
    min_sd       smallest standard deviation used, cases in a total
    reference    "dates" or "steps", see `baseline_weeks`
    reported     share of the totals that must be complete, in (0, 1]
    """

    years: int = 5
    half_window: int = 1
    alpha: float = 0.025
    min_sd: float = 0.5
    reference: Reference = "dates"
    reported: float = 0.6

    def __post_init__(self) -> None:
        if self.years < 1:
            raise OptionError("years", self.years, "1 or more")
        if not 0 <= self.half_window <= _WIDEST or self.size < 2:
            raise OptionError("half_window", self.half_window, "0 to 6, and 1 or more when years is 1")
        if not 0 < self.alpha < 1:
            raise OptionError("alpha", self.alpha, "above 0 and below 1")
        if not 0 <= self.min_sd < np.inf:
            raise OptionError("min_sd", self.min_sd, "0 or more")
        if self.reference not in get_args(Reference):
            raise OptionError("reference", self.reference, f"one of {', '.join(get_args(Reference))}")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "above 0 and at most 1")

    @property
    def size(self) -> int:
        """Totals in the baseline."""
        return self.years * (2 * self.half_window + 1)


def _length(every: Every) -> int:
    return 1 if every == "month" else 4


def _totals(counts: Array, length: int) -> Array:
    """Total of the `length` periods that end at each; NaN where one is missing or before the data."""
    totals = np.full(counts.shape, np.nan)
    ends = counts.shape[1] - length + 1
    if ends > 0:
        totals[:, length - 1 :] = sum(
            (counts[:, k : k + ends] for k in range(length)), np.zeros((len(counts), ends))
        )
    return totals


def cdc(question: Question, options: CdcOptions) -> Verdicts:
    """Judge each series; see the top of this page.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[5.0, 7, 6, 4] * 67 + [25]])
    >>> verdicts = cdc(Question(counts=y, periods=Periods("week", 2400, 269), first=268), CdcOptions())
    >>> verdicts.expected, verdicts.upper.round(2), verdicts.above
    (array([[5.5]]), array([[6.16]]), array([[ True]]))
    """
    first, length = question.first, _length(question.periods.every)
    totals = _totals(question.counts, length)
    window = length * np.arange(-options.half_window, options.half_window + 1)
    same = years_back(question.periods, first, options.years, options.reference)
    places = (same[:, :, None] + window).reshape(len(same), options.size)
    base = moments(totals, np.where(places < np.arange(first, first + len(places))[:, None], places, -1))
    n = np.maximum(base.n, 2)
    mean, x = base.total / n, totals[:, first:]
    spread = np.maximum(base.sd, options.min_sd) * np.sqrt(1 + 1 / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(x == mean, 0.0, (x - mean) / spread)
    limit = mean - ndtri(options.alpha / 2) * spread
    before = x - question.counts[:, first:]
    needed = max(2, int(np.ceil(options.reported * options.size - 1e-9)))
    reached = np.arange(first, question.counts.shape[1]) >= _history(options, question.periods.every)
    verdicts = answer(
        question, expected=mean / length, upper=limit - before, score=z, p_value=student_tail(z, n - 1),
        enough=(base.n >= needed) & reached, there=~np.isnan(x) | ~reached,
    )  # fmt: skip
    judged = verdicts.reason == Reason.NONE
    verdicts.above[:] = judged & (x > limit)
    verdicts.upper[verdicts.upper < 0] = np.nan
    return verdicts


def _history(options: CdcOptions, every: Every) -> int:
    length = _length(every)
    return steps_back(every, options.years, options.reference) + length * options.half_window + length - 1


METHOD = Method(
    name="cdc",
    title="Last four weeks against the same weeks of five years before",
    run=cdc,
    options=CdcOptions,
    history=_history,
    source="Stroup, Williamson, Herndon, Karon (1989), Stat. Med. 8:323-329",
    reference="R surveillance 1.20.3 algo.cdc, tests/reference/cdc.csv",
    every=("week", "month"),
)

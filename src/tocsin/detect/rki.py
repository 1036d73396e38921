"""RKI: judge a count against the mean of comparable weeks, by a Poisson table where it is small.

    b  = the `half_window` weeks before, and 2 half_window + 1 around the same week of each year before
    U  = mean(b) + 2 sd(b)                   when mean(b) > 20
       = 95 % upper limit of Crow and Gardner for a Poisson mean of which floor(mean(b)) was seen, otherwise
    above when y > U;  score = 2 (y - mean(b)) / (U - mean(b)), so that 2 is the bound in both cases

variant  years  half_window  this_year   baseline
   1       0         6          yes      6 weeks
   2       1         6          yes      6 weeks and 13 of the year before
   3       2         4          no       9 weeks of each of two years

Simple and easy to explain; knows no trend, and past outbreaks in the baseline raise the bound.

p-value  mean(b) <= 20: P(Y >= y) when counts are Poisson and their mean is known from b alone, see `bayes`.
         mean(b) > 20: (y - mean(b)) / (sd(b) sqrt(1 + 1/n)) as Student's t with n - 1 degrees of freedom.
         As the bound itself, small counts are taken as Poisson: p is too small when they vary more.
Missing  Weeks without a report are left out; a baseline with less than the share `reported` of its weeks is
         a short history.

Source   Höhle (2007), Comput. Stat. 22:571-582; the table: Crow, Gardner (1959), Biometrika 46:441-453.
Differs  `reference` = "dates" finds the same week of earlier years by the calendar; the reference counts 52
         steps a year: reference="steps". The reference stops at a missing report.
Checked  tests/reference/rki.csv (R surveillance 1.20.3, rki), made by validation/rki.R.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.detect.answer import answer
from tocsin.detect.baseline_weeks import Reference, SeasonalBaseline, moments
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.poisson_memory import chance_of_as_many
from tocsin.detect.student_tail import student_tail
from tocsin.vocab.periods import Every

_LARGEST_IN_TABLE = 20.0
_CROW_GARDNER = np.array([
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
    19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RkiOptions:
    """Options of the RKI method.

    variant      1, 2 or 3: the baseline, see the table above
    years        years to go back; None = as in `variant`, as for the next two
    half_window  weeks on either side of the same week in those years
    this_year    True = also the `half_window` weeks just before
    reference    "dates" or "steps", see `baseline_weeks`
    reported     share of the baseline that must be reported, in (0, 1]
    """

    variant: int = 3
    years: int | None = None
    half_window: int | None = None
    this_year: bool | None = None
    reference: Reference = "dates"
    reported: float = 0.6

    def __post_init__(self) -> None:
        SeasonalBaseline.of(self)


def rki(question: Question, options: RkiOptions) -> Verdicts:
    """Judge each series; see the top of this page.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[3.0, 1, 2, 4, 2, 3, 9]])
    >>> verdicts = rki(Question(counts=y, periods=Periods("week", 2600, 7), first=6), RkiOptions(variant=1))
    >>> verdicts.expected, verdicts.upper, verdicts.above
    (array([[2.5]]), array([[6.686]]), array([[ True]]))
    """
    first, baseline = question.first, SeasonalBaseline.of(options)
    base = moments(question.counts, baseline.places(question.periods, first))
    reached = np.arange(first, question.counts.shape[1]) >= baseline.reach(question.periods.every)
    enough = (base.n >= baseline.needed) & reached
    y, n = question.counts[:, first:], np.where(enough, base.n, baseline.size)
    mean = base.total / n
    small = mean <= _LARGEST_IN_TABLE
    table = _CROW_GARDNER[np.clip(mean, 0.0, _LARGEST_IN_TABLE).astype(np.int64)]
    upper = np.where(small, table, mean + 2 * base.sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(y == mean, 0.0, 2 * (y - mean) / (upper - mean))
    p_value = np.full(y.shape, np.nan)
    p_value[small] = chance_of_as_many(y[small], base.total[small], n[small])
    p_value[~small] = student_tail((score / np.sqrt(1 + 1 / n))[~small], n[~small] - 1)
    return answer(
        question, expected=mean, upper=upper, score=score, p_value=p_value,
        enough=enough,
    )  # fmt: skip


def _history(options: RkiOptions, every: Every) -> int:
    return SeasonalBaseline.of(options).reach(every)


METHOD = Method(
    name="rki",
    title="Count against the mean of comparable weeks, by a Poisson table where it is small",
    run=rki,
    options=RkiOptions,
    history=_history,
    source="Höhle (2007), Comput. Stat. 22:571-582",
    reference="R surveillance 1.20.3 rki, tests/reference/rki.csv",
)

"""Bayes: judge a count against what a Poisson count would be, given only comparable weeks.

    b = the `half_window` weeks before, and 2 half_window + 1 around the same week of each year before
    Y | b ~ negative binomial, size sum(b) + 1/2, probability n / (n + 1)       n = weeks in b
    upper = smallest k with P(Y > k | b) <= alpha;  above when y > upper, that is when P(Y >= y | b) <= alpha

variant  years  half_window  this_year   baseline
   1       0         6          yes      6 weeks
   2       1         6          yes      6 weeks and 13 of the year before
   3       2         4          no       9 weeks of each of two years

The mean of a Poisson distribution with the Jeffreys prior is learnt from the baseline, so a short one gives
a wide bound. Sharp and early for small counts; counts that vary more than Poisson alarm often, and there is
no trend and no guard against past outbreaks in the baseline.

p-value  P(Y >= y | b), exact under that model; score = -log10 of it, at most 300. For rates between whole
         numbers, see `poisson_memory`.
Missing  Weeks without a report are left out; a baseline with less than the share `reported` of its weeks is
         a short history (the reference judges from one week on).

Source   Riebler (2004), Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung bei
         Surveillance Daten, LMU München; Höhle (2007), Comput. Stat. 22:571-582.
Differs  `reference` = "dates" finds the same week of earlier years by the calendar; the reference counts 52
         steps a year: reference="steps".
Checked  tests/reference/bayes.csv (R surveillance 1.20.3, bayes), made by validation/bayes.R.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.detect.answer import answer
from tocsin.detect.baseline_weeks import Reference, SeasonalBaseline, moments
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.poisson_memory import chance_of_as_many, largest_usual
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesOptions:
    """Options of the Bayes method.

    variant      1, 2 or 3: the baseline, see the table above
    alpha        level of the bound, in (0, 1)
    years        years to go back; None = as in `variant`, as for the next two
    half_window  weeks on either side of the same week in those years
    this_year    True = also the `half_window` weeks just before
    reference    "dates" or "steps", see `baseline_weeks`
    reported     share of the baseline that must be reported, in (0, 1]
    """

    variant: int = 1
    alpha: float = 0.05
    years: int | None = None
    half_window: int | None = None
    this_year: bool | None = None
    reference: Reference = "dates"
    reported: float = 0.6

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise OptionError("alpha", self.alpha, "above 0 and below 1")
        SeasonalBaseline.of(self)


def bayes(question: Question, options: BayesOptions) -> Verdicts:
    """Judge each series; see the top of this page. Cost: O(S J baseline) and a microsecond a cell.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[3.0, 1, 2, 4, 2, 3, 9]])
    >>> verdicts = bayes(Question(counts=y, periods=Periods("week", 2600, 7), first=6), BayesOptions())
    >>> verdicts.expected.round(2), verdicts.upper, verdicts.p_value.round(4), verdicts.above
    (array([[2.58]]), array([[6.]]), array([[0.0036]]), array([[ True]]))
    """
    first, baseline = question.first, SeasonalBaseline.of(options)
    base = moments(question.counts, baseline.places(question.periods, first))
    reached = np.arange(first, question.counts.shape[1]) >= baseline.reach(question.periods.every)
    enough = (base.n >= baseline.needed) & reached
    y, n = question.counts[:, first:], np.where(enough, base.n, baseline.size)
    p_value = chance_of_as_many(y, base.total, n)
    return answer(
        question, expected=(base.total + 0.5) / n, upper=largest_usual(base.total, n, options.alpha),
        score=-np.log10(np.maximum(p_value, 1e-300)), p_value=p_value,
        enough=enough,
    )  # fmt: skip


def _history(options: BayesOptions, every: Every) -> int:
    return SeasonalBaseline.of(options).reach(every)


METHOD = Method(
    name="bayes",
    title="Count against a Poisson count known only from comparable weeks",
    run=bayes,
    options=BayesOptions,
    history=_history,
    source="Riebler (2004), LMU München; Höhle (2007), Comput. Stat. 22:571-582",
    reference="R surveillance 1.20.3 bayes, tests/reference/bayes.csv",
)

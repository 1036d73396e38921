"""Farrington 1996: judge a count against the same weeks of earlier years, past outbreaks weighed down.

    log mu[t] = a + b t,   Var y[t] = phi mu[t]
    above when y > (mu0^(2/3) + z sd)^(3/2)      sd^2 = 4/9 mu0^(1/3) tau,   tau = phi + se^2 mu0

The method behind many national systems. It uses only the weeks around the same date of earlier years; the
improved one (`farrington-flexible`) learns from all weeks, raises fewer false alarms and is to be preferred.

Reference periods  the same calendar date in each of the `years_back` years before, with `half_window`
          periods on each side.
Fit       Quasi-Poisson by maximum likelihood; phi = max(1, X^2 / degrees of freedom), X^2 Pearson's.
          Residuals s = 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)) above `residual_limit` get the
          weight 1 / s^2, all weights are scaled to sum to n; fit again. The trend is kept when there are 3
          years or more, it is significant at `trend_alpha` (t test with X^2 / degrees of freedom, not raised
          to 1), and mu0 does not exceed the largest reference count; otherwise the steps are repeated
          without it.
Bound     mu0 = prediction for the judged period, se the standard error of log mu0 under phi, z the normal
          quantile of 1 - alpha; `power` in the place of 2/3.
p-value   the normal tail beyond (y^(2/3) - mu0^(2/3)) / sd: below alpha exactly where the count is above.
Score     (y - expected) / max(upper - expected, 0.5); above 1 where the count is above.
Unjudged  too few cases when the last `min_cases_weeks` periods, the judged one among them, hold fewer than
          `min_cases`; no convergence when neither fit settles within 25 iterations.
Missing   Periods without a report are left out of the fit and skipped in the sum of the last periods.

Source    Farrington, Andrews, Beale, Catchpole (1996), J. R. Statist. Soc. A 159:547-563.
Differs   `alpha` is one-sided, so that p-values below it are above; the reference's two-sided level is twice
          that: its alpha=0.01 (the paper's 99 %) is 0.005, the default here.
          The reference answers 0 for the bound where there are too few cases; here the cell is unjudged. It
          does not judge when one of the last periods is missing; here that period is skipped. It judges with
          the windows that exist where history is short; here the cell is unjudged.
          No days: a weekday pattern is not modelled; sum to weeks.
Checked   tests/reference/farrington.csv (R surveillance 1.20.3, farrington), made by validation/farrington.R.
"""

from dataclasses import dataclass

from tocsin.detect.farrington_model import Model, check_options, judge
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.reference_weeks import Reference, Windows
from tocsin.vocab.periods import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class FarringtonOptions:
    """Options of the Farrington method of 1996.

    years_back         years of reference periods, 1 or more
    half_window        periods on each side of a reference period; None = 3 weeks, 1 month
    residual_limit     Anscombe residuals above it are weighed down; inf = none
    alpha              level of the upper bound, one-sided, in [1e-12, 0.5]
    trend              whether to try a trend
    trend_alpha        level at which the trend must be significant
    power              of the transformation: 2/3, 1/2 or 1, any in [0.1, 1]
    reference          "dates": the same calendar date in earlier years; "steps": 52 weeks a year
    min_cases          fewest cases in the last periods for a judgement
    min_cases_weeks    how many last periods, the judged one included; None = 4 weeks, 1 month
    population_offset  whether to fit rates per person; needs a population
    """

    years_back: int = 5
    half_window: int | None = None
    residual_limit: float = 1.0
    alpha: float = 0.005
    trend: bool = True
    trend_alpha: float = 0.05
    power: float = 2 / 3
    reference: Reference = "dates"
    min_cases: float = 5
    min_cases_weeks: int | None = None
    population_offset: bool = False

    def __post_init__(self) -> None:
        check_options(self)


def model_of(options: FarringtonOptions, every: Every) -> Model:
    """The model for weeks or months, what was left to the kind of period filled in."""
    monthly = every == "month"
    half = options.half_window if options.half_window is not None else 1 if monthly else 3
    recent = options.min_cases_weeks if options.min_cases_weeks is not None else 1 if monthly else 4
    return Model(
        windows=Windows(
            years=options.years_back,
            half=half,
            groups=1,
            past_excluded=half,
            reference="steps" if monthly else options.reference,  # months are equal steps of time
        ),
        residual_limit=options.residual_limit,
        trend=options.trend,
        trend_alpha=options.trend_alpha,
        tail=options.alpha,
        bound="delta",
        power=options.power,
        classic=True,
        min_cases=options.min_cases,
        min_cases_periods=recent,
        population_offset=options.population_offset,
        first_cases=False,
    )


def run(question: Question, options: FarringtonOptions) -> Verdicts:
    """Judge each period by the same weeks of earlier years.

    >>> import numpy as np
    >>> from datetime import date
    >>> from tocsin.vocab.periods import Periods
    >>> weeks = Periods.spanning(date(2015, 1, 5), date(2021, 1, 3), "week")
    >>> counts = np.random.default_rng(1).poisson(8, (1, len(weeks))).astype(float)
    >>> counts[0, -1] = 30
    >>> verdicts = run(Question(counts=counts, periods=weeks, first=len(weeks) - 2), FarringtonOptions())
    >>> verdicts.expected.round(2), verdicts.upper.round(2), verdicts.above
    (array([[8.26, 8.09]]), array([[16.81, 16.57]]), array([[False,  True]]))
    """
    return judge(question, model_of(options, question.periods.every))


METHOD = Method(
    name="farrington",
    title="Farrington 1996: same weeks of earlier years, past outbreaks weighed down",
    run=run,
    options=FarringtonOptions,
    history=lambda options, every: model_of(options, every).windows.history(every),
    source="Farrington et al. 1996, J. R. Statist. Soc. A 159:547",
    reference="R surveillance 1.20.3 farrington; tests/reference/farrington.csv",
    every=("week", "month"),
)

"""Improved Farrington: judge a count against the same season of earlier years, past outbreaks weighed down.

    log mu[t] = a[season of t] + b t,   Var y[t] = phi mu[t]
    above when y > upper

Reference periods. The same calendar date in each of the `years_back` years before, with `half_window`
periods on each side: the group that is compared with the judged period. What lies between two such windows is
cut into `groups` - 1 equal blocks, one seasonal level each, so that trend and dispersion are learnt from all
periods. The newest `past_excluded` periods are left out: an outbreak that is under way does not raise its own
baseline.

Fit. Quasi-Poisson by maximum likelihood; phi = max(1, X^2 / degrees of freedom), X^2 Pearson's. Standardised
Anscombe residuals

    s = 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)),   h the leverage

above `residual_limit` get the weight 1 / s^2; all weights are scaled to sum to n; fit again. The trend is
kept when there are 3 years or more, it is significant at `trend_alpha` (1 = always), and the expected count
does not exceed the largest reference count; otherwise the steps are repeated without it, as when the fit with
trend does not converge.

Upper bound and p-value, mu0 the prediction for the judged period, z the normal quantile of 1 - alpha

    plugin  the 1 - alpha quantile of a negative binomial with mean mu0 and variance phi mu0 (Poisson at
            phi = 1); p = P(Y >= y)
    muan    the same with mu0 exp(z se) in the place of mu0, se the standard error of log mu0; its p-value too
    delta   (mu0^(2/3) + z sd)^(3/2), sd^2 = 4/9 mu0^(1/3) tau, tau = phi + se^2 mu0; p = the normal tail
            beyond (y^(2/3) - mu0^(2/3)) / sd; `power` in the place of 2/3

Score     (y - expected) / max(upper - expected, 0.5); above 1 where the count is above.
First     Where no reference period has a case the fit says nothing: its mean runs to zero, settled or not.
cases     Under first_cases="jeffreys" the rate then has Jeffreys' prior: after n periods without a case the
          next count is negative binomial with mean 1 / (2 n) and dispersion 1 + 1 / n, whatever the `bound`.
          A disease that was never there and comes is what a watch is for.
Unjudged  too few cases when the last `min_cases_weeks` periods, the judged one among them, hold fewer than
          `min_cases`; no convergence when neither fit converges, or when the bound is infinite; not
          applicable without a population.
Missing   Periods without a report are left out of the fit and skipped in the sum of the last periods.

Source    Noufaily, Enki, Farrington, Garthwaite, Andrews, Charlett (2013), Stat. Med. 32:1206-1222; Salmon,
          Schumacher, Höhle (2016), J. Stat. Softw. 70(10), for muan.
Differs   Default options are the published ones (plugin, 10 groups, 26 weeks excluded, limit 2.58,
          alpha 0.01, trend always tried); the reference's are bound="delta", groups=1,
          past_excluded=half_window, residual_limit=2.58, alpha=0.05, trend_alpha=0.05.
          The score: the reference takes the logarithm of mu0 in its place under plugin and muan.
          First cases: the reference fits, and often does not converge; first_cases="fit" gives its answer.
          Missing periods among the last ones: the reference does not judge, here they are skipped. Where the
          oldest reference periods are missing, the reference predicts that many periods early; here not.
          Fractional counts: P(Y >= y) of the next whole count; the reference takes the whole count below.
          A count fitted by itself (a group of one) keeps its weight; the reference divides by nearly 0.
          Kept as in the reference: se, and the test of the trend, use the dispersion
          sum w ((y - mu) / mu)^2 / degrees of freedom, w the robust weights, where Pearson's is expected;
          without downweighting Pearson's is used.
          No days: a weekday pattern is not modelled; sum to weeks.
Checked   tests/reference/farrington_flexible.csv (R surveillance 1.20.3, farringtonFlexible), made by
          validation/farrington_flexible.R.
"""

from dataclasses import dataclass
from typing import Literal

from tocsin.detect.farrington_bounds import Bound
from tocsin.detect.farrington_model import Model, check_options, judge
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.reference_weeks import Reference, Windows
from tocsin.vocab.periods import Every

FirstCases = Literal["jeffreys", "fit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexibleOptions:
    """Options of the improved Farrington method.

    years_back         years of reference periods, 1 or more
    half_window        periods on each side of a reference period; None = 3 weeks, 1 month
    groups             seasonal groups, 1 = only the windows; None = 10 for weeks, 4 for months
    past_excluded      newest periods left out; None = 26 weeks, 6 months
    residual_limit     Anscombe residuals above it are weighed down; inf = none
    alpha              level of the upper bound, one-sided, in [1e-12, 0.5]
    trend              whether to try a trend
    trend_alpha        level at which the trend must be significant, 1 = always kept unless it extrapolates
    bound              plugin, muan or delta
    power              of the delta bound: 2/3, 1/2 or 1, any in [0.1, 1]
    reference          "dates": the same calendar date in earlier years; "steps": 52 weeks a year
    min_cases          fewest cases in the last periods for a judgement
    min_cases_weeks    how many last periods, the judged one included; None = 4 weeks, 1 month
    population_offset  whether to fit rates per person; needs a population
    first_cases        where no reference period has a case: "jeffreys", or "fit" as the reference
    """

    years_back: int = 5
    half_window: int | None = None
    groups: int | None = None
    past_excluded: int | None = None
    residual_limit: float = 2.58
    alpha: float = 0.01
    trend: bool = True
    trend_alpha: float = 1.0
    bound: Bound = "plugin"
    power: float = 2 / 3
    reference: Reference = "dates"
    min_cases: float = 5
    min_cases_weeks: int | None = None
    population_offset: bool = False
    first_cases: FirstCases = "jeffreys"

    def __post_init__(self) -> None:
        check_options(self)


def model_of(options: FlexibleOptions, every: Every) -> Model:
    """The model for weeks or months, what was left to the kind of period filled in."""
    monthly = every == "month"

    def or_else(value: int | None, weeks: int, months: int) -> int:
        return value if value is not None else months if monthly else weeks

    return Model(
        windows=Windows(
            years=options.years_back,
            half=or_else(options.half_window, 3, 1),
            groups=or_else(options.groups, 10, 4),
            past_excluded=or_else(options.past_excluded, 26, 6),
            reference=options.reference,
        ),
        residual_limit=options.residual_limit,
        trend=options.trend,
        trend_alpha=options.trend_alpha,
        tail=options.alpha,
        bound=options.bound,
        power=options.power,
        classic=False,
        min_cases=options.min_cases,
        min_cases_periods=or_else(options.min_cases_weeks, 4, 1),
        population_offset=options.population_offset,
        first_cases=options.first_cases == "jeffreys",
    )


def run(question: Question, options: FlexibleOptions) -> Verdicts:
    """Judge each period by its season in earlier years.

    >>> import numpy as np
    >>> from datetime import date
    >>> from tocsin.vocab.periods import Periods
    >>> weeks = Periods.spanning(date(2015, 1, 5), date(2021, 1, 3), "week")
    >>> counts = np.random.default_rng(1).poisson(8, (1, len(weeks))).astype(float)
    >>> counts[0, -1] = 30
    >>> verdicts = run(Question(counts=counts, periods=weeks, first=len(weeks) - 2), FlexibleOptions())
    >>> verdicts.expected.round(2), verdicts.upper, verdicts.above
    (array([[7.57, 7.4 ]]), array([[15., 14.]]), array([[False,  True]]))
    """
    return judge(question, model_of(options, question.periods.every))


METHOD = Method(
    name="farrington-flexible",
    title="Improved Farrington: same season of earlier years, past outbreaks weighed down",
    run=run,
    options=FlexibleOptions,
    history=lambda options, every: model_of(options, every).windows.history(every),
    source="Noufaily et al. 2013, Stat. Med. 32:1206",
    reference="R surveillance 1.20.3 farringtonFlexible; tests/reference/farrington_flexible.csv",
    every=("week", "month"),
)

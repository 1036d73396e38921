"""Seasonal GLM: a season and a trend fitted to the years before, and what the next count may then be.

    log m(t) = a + sum_j (b_j cos(2 pi j t / 52) + c_j sin(2 pi j t / 52)) + d t        see `seasonal_fit`
    y[t] ~ Poisson(m)                               poisson-glm
    y[t] ~ negative binomial, variance m + a m^2    negbin-glm, a estimated with the mean
    above when y[k] > q, the 1 - alpha quantile of the count predicted for week k from weeks before k

One of the plainest detectors there are, fitted anew each week by maximum likelihood. Past outbreaks are not
weighed down, so they raise the bound; the estimates are taken for the truth, so with short histories more
than alpha of all weeks are above. poisson-glm is for series whose counts vary no more than Poisson ones do.

The cell  `expected` is m(k), `upper` is q, `score` is (y - m) / sqrt(variance).
p-value   P(Y >= y) of the predicted count.
History   `years` years, or as many as there are since the first report, at least `least_years`. A window
          with less than the share `reported` of its reports is a short history, one without a case holds
          too few cases.
Missing   Weeks without a report are left out of the fit.

Source    Bédubourg, Le Strat (2017), PLoS ONE 12(7):e0181227.
Differs   The paper fits all years there are; a window lets slow changes pass. Years of 53 weeks: a wave has
          52 weeks throughout.
Checked   tests/reference/seasonal_glm.csv (R 4.2.2 glm, MASS glm.nb, qpois, qnbinom), made by
          validation/seasonal_glm.R.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from tocsin.detect.count_quantile import chance_of_at_least, count_quantile
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.seasonal_fit import season_basis
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every, Periods
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonalGlmOptions:
    """Options of the seasonal GLM.

    alpha          a count is above when fewer than this share are as large, in (0, 0.5)
    years          years the fit looks back
    least_years    years there must be, at most `years`
    harmonics      waves per year
    trend          True = the mean may grow or fall
    past_excluded  newest periods before the judged one left out of the fit
    reported       share of the window that must be reported
    """

    alpha: float = 0.01
    years: int = 5
    least_years: int = 2
    harmonics: int = 1
    trend: bool = True
    past_excluded: int = 0
    reported: float = 0.6

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 0.5:
            raise OptionError("alpha", self.alpha, "more than 0 and less than 0.5")
        if not 1 <= self.years <= 100:
            raise OptionError("years", self.years, "1 to 100")
        if not 1 <= self.least_years <= self.years:
            raise OptionError("least_years", self.least_years, f"1 to years, {self.years}")
        if not 0 <= self.harmonics <= 4:
            raise OptionError("harmonics", self.harmonics, "0 to 4 waves a year")
        if self.past_excluded < 0:
            raise OptionError("past_excluded", self.past_excluded, "0 periods or more")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "more than 0 and at most 1")


def run(
    question: Question, options: SeasonalGlmOptions = SeasonalGlmOptions(), *, negbin: bool = True
) -> Verdicts:
    """Judge by a seasonal GLM; see the module.

    Cost: a fit a cell, some 5 us for Poisson and 50 us for negative binomial counts of five years of weeks.

    >>> y = np.tile([3.0, 5, 8, 5, 3, 2], 8)[None, :]
    >>> y[0, -1] = 20
    >>> question = Question(counts=y, periods=Periods("month", 600, 48), first=46)
    >>> verdicts = run(question, SeasonalGlmOptions(years=3, harmonics=2, trend=False))
    >>> verdicts.expected.round(2), verdicts.upper, verdicts.above
    (array([[2.83, 2.05]]), array([[7., 6.]]), array([[False,  True]]))
    """
    from tocsin.detect._seasonal_glm_kernel import window_fits

    per_year = question.periods.per_year
    mean, spread, reason = window_fits(
        question.counts, question.first, options.years * per_year, options.least_years * per_year,
        options.past_excluded, season_basis(per_year, options.harmonics), options.trend, negbin,
        options.reported,
    )  # fmt: skip
    y = question.counts[:, question.first :]
    reason[np.isnan(y)] = Reason.MISSING_REPORT
    judged = reason == Reason.NONE
    mean, spread = np.where(judged, mean, np.nan), np.where(judged, spread, np.nan)
    upper = count_quantile(options.alpha, mean, spread)
    return Verdicts(
        expected=mean, upper=upper, score=(y - mean) / np.sqrt(mean + spread * mean**2),
        p_value=chance_of_at_least(np.where(judged, y, np.nan), mean, spread),
        above=judged & (y > upper), reason=reason,
    )  # fmt: skip


def history(options: SeasonalGlmOptions, every: Every) -> int:
    """The shortest window and what is left out after it."""
    return options.least_years * Periods(every, 0, 0).per_year + options.past_excluded


NEGBIN = Method(
    name="negbin-glm",
    title="Season and trend fitted to the years before, negative binomial",
    run=partial(run, negbin=True),
    options=SeasonalGlmOptions,
    history=history,
    source="Bédubourg, Le Strat 2017, PLoS ONE 12(7):e0181227",
    reference="R MASS glm.nb; tests/reference/test_seasonal_glm.py",
)
POISSON = Method(
    name="poisson-glm",
    title="Season and trend fitted to the years before, Poisson",
    run=partial(run, negbin=False),
    options=SeasonalGlmOptions,
    history=history,
    source="Bédubourg, Le Strat 2017, PLoS ONE 12(7):e0181227",
    reference="R glm; tests/reference/test_seasonal_glm.py",
)

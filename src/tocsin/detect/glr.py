"""GLR: how much better a change at some past week explains the counts than none, size and week unknown.

    GLR(n) = max_{1<=k<=n} sup_{theta>=0} sum_{t=k}^n log f(y[t]; changed) / f(y[t]; usual)
    usual mean m(t); changed mean  m(t) e^theta  ("intercept")  or  m(t) + theta y[t-1]  ("epi")
f is Poisson (glr-poisson) or negative binomial with variance m + alpha m^2 (glr-negbin). Above when GLR(n) >=
limit; the chart then starts again from nothing, so that a long outbreak rings now and then, not every week.
It finds jumps of any size: large ones at once, small ones once they have lasted.

The mean   learnt in phase 1, the first two years: harmonics and, if asked for, a trend; see `in_control`.
           With `refit` it is fitted again to all counts up to each alarm; alpha stays.
theta      given, the chart is a likelihood ratio CUSUM: S(n) = max(0, S(n-1) + log ratio at theta).
The cell   `expected` is m(t), `score` is GLR(n). Counts above `upper` ring; NaN where any would, or none.
p-value    The chance in control of a value as large since the chart last began, see `glr_tail`.
Missing    A period without a report is left out. In the epidemic chart the count after one, and the first
           of a chart, has no predecessor and says nothing of theta.

Source   Höhle, Paul (2008), Comput. Stat. Data Anal. 52:4357-4368.
Differs  In the epidemic chart the reference's search for theta stops early at times, for the negative
         binomial nearly always; here the maximum is found, so values are as large or larger (for negative
         binomial counts the likelihood can have two peaks; the search climbs one). The reference gives no
         bound for the epidemic chart, and 1e99 for negative binomial counts of 0 as a bound; here there is
         one. A phase 1 without cases is too few cases; the reference answers a mean of 1e-12. Only
         increases are looked for.
Checked  tests/reference/glr.csv (R surveillance 1.20.3, algo.glrpois, algo.glrnb), made by validation/glr.R.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np

from tocsin.detect.cusum import Chart, judge_chart
from tocsin.detect.glr_tail import chance_of_as_large
from tocsin.detect.in_control import InControl, PhaseOne, learn
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.seasonal_fit import season_basis
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason

Change = Literal["intercept", "epi"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlrOptions:
    """Options of the likelihood ratio chart of Poisson counts.

    limit       rings at this value, > 0; at 5 there are about 420 weeks between false alarms
    change      "intercept" or "epi": how the mean changes
    theta       size of the change if known, > 0
    window      how many periods before the newest one a change may have begun; None = any
    refit       True = learn the mean again after each alarm
    known_mean  the mean, if known
    baseline    periods of phase 1; None = two years
    harmonics   waves per year of the mean
    trend       True = the mean has a trend
    reported    share of phase 1 that must be reported
    """

    limit: float = 5.0
    change: Change = "intercept"
    theta: float | None = None
    window: int | None = None
    refit: bool = False
    known_mean: float | None = None
    baseline: int | None = None
    harmonics: int = 1
    trend: bool = False
    reported: float = 0.6

    def __post_init__(self) -> None:
        if not 0 < self.limit < np.inf:
            raise OptionError("limit", self.limit, "more than 0")
        if self.change not in get_args(Change):
            raise OptionError("change", self.change, f"one of {', '.join(get_args(Change))}")
        if self.theta is not None and not 0 < self.theta < 50:
            raise OptionError("theta", self.theta, "more than 0 and less than 50")
        if self.window is not None and self.window < 1:
            raise OptionError("window", self.window, "1 period or more")
        if self.refit and self.known_mean is not None:
            raise OptionError("refit", True, "False where the mean is known")
        self.phase()

    def phase(self) -> PhaseOne:
        """Phase 1; a Poisson fit."""
        return _phase(self, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NegbinGlrOptions(GlrOptions):
    """Options of the likelihood ratio chart of negative binomial counts: those of the Poisson chart and

    dispersion  alpha of the variance m + alpha m^2, >= 0; None = estimated with the mean in phase 1
    """

    dispersion: float | None = None

    def __post_init__(self) -> None:
        if self.dispersion is not None and not 0 <= self.dispersion < np.inf:
            raise OptionError("dispersion", self.dispersion, "0 or more")
        if self.dispersion is None and self.known_mean is not None:
            raise OptionError("dispersion", None, "given where the mean is known")
        GlrOptions.__post_init__(self)

    def phase(self) -> PhaseOne:
        """Phase 1; a negative binomial fit."""
        return _phase(self, self.dispersion)


def _phase(options: GlrOptions, alpha: float | None) -> PhaseOne:
    return PhaseOne(
        mean="seasonal", known_mean=options.known_mean, baseline=options.baseline,
        harmonics=options.harmonics, trend=options.trend, alpha=alpha, reported=options.reported,
    )  # fmt: skip


class Run(NamedTuple):
    """Judged cells of the charts, (S, J): statistic, smallest count that rings, counts since the start."""

    statistic: Array
    needed: Array
    steps: Array


def chart(question: Question, learnt: InControl, options: GlrOptions) -> Run:
    """Run the chart of every series. With `refit` the means of `learnt` are renewed in place.

    Cost: some 0.1 us a period with theta given, 0.4 us for jumps of Poisson counts, 5 us otherwise.
    """
    from tocsin.detect._glr_kernel import chart_kernel

    epi = 2 * (options.change == "epi")
    phase = options.phase()
    basis = season_basis(question.periods.per_year, options.harmonics)
    return Run(
        *chart_kernel(
            question.counts, learnt.begin, phase.length(question.periods.every), learnt.mean, learnt.alpha,
            learnt.reason == Reason.NONE, basis, basis.shape[1] + options.trend, options.refit,
            question.first, (epi, epi + 1), options.theta or 0.0, options.limit, options.window or 0,
        )
    )  # fmt: skip


def run(question: Question, options: GlrOptions = GlrOptions()) -> Verdicts:
    """Judge by a likelihood ratio chart; see the module. A cell inside phase 1 has a short history.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[2.0, 2, 2, 2, 4, 6, 9]])
    >>> question = Question(counts=y, periods=Periods("week", 0, 7), first=4)
    >>> verdicts = run(question, GlrOptions(baseline=4, harmonics=0))
    >>> verdicts.score.round(3), verdicts.above
    (array([[0.773, 3.163, 8.901]]), array([[False, False,  True]]))
    """
    learnt = learn(question, options.phase())
    if learnt.mean.strides[1] == 0:  # a known mean is one number seen T times
        learnt = learnt._replace(mean=np.ascontiguousarray(learnt.mean))
    found = chart(question, learnt, options)
    if options.theta is None:
        p_value = chance_of_as_large(found.statistic, np.fmax(found.steps, 1))
    else:
        p_value = np.exp(-found.statistic)
    return judge_chart(question, learnt, Chart(found.statistic, found.needed, p_value), options.limit)


def history(options: GlrOptions, every: Every) -> int:
    """The periods of phase 1."""
    return options.phase().length(every)


POISSON = Method(
    name="glr-poisson",
    title="Likelihood ratio chart of Poisson counts for a change of any size",
    run=run,
    options=GlrOptions,
    history=history,
    source="Höhle, Paul 2008, Comput. Stat. Data Anal. 52:4357",
    reference="R surveillance algo.glrpois; tests/reference/test_glr.py",
)
NEGBIN = Method(
    name="glr-negbin",
    title="Likelihood ratio chart of negative binomial counts for a change of any size",
    run=run,
    options=NegbinGlrOptions,
    history=history,
    source="Höhle, Paul 2008, Comput. Stat. Data Anal. 52:4357",
    reference="R surveillance algo.glrnb; tests/reference/test_glr.py",
)

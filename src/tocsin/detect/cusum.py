"""CUSUM: add up what each count exceeds its usual value by, and ring when the sum is high.

    z(t) = transform of y[t] that is about standard normal while the mean is m(t), see `cusum_transform`
    S(t) = max(0, S(t-1) + z(t) - k)                                    above when S(t) >= h
Many small excesses in a row ring as a single large one does, so slow rises are found that no single week
shows. The mean m is learnt in phase 1, the first two years, and then held, see `in_control`: for series
without a trend. After an outbreak the sum comes down slowly, and cells stay above until it has; with
`reset` the chart starts again after each alarm.

k and h      k is half the rise to be found, in standard deviations; h sets how rare a false alarm is. With
             `arl0` and `arl1` both follow: on average `arl0` periods between false alarms, `arl1` periods
             until a rise of 2 k is found, see `run_length`. k = 1.04 and h = 2.26 give 531 and 2.9 for
             normal numbers.
The cell     `expected` is m(t), `score` is S(t). Counts above `upper` ring; NaN where the sum so far is so
             high that any count would.
p-value      An upper bound for the chance of a sum as large in control, see `chart_tail`. A chart above its
             limit need not be significant at a small level: an alarm every 500 weeks is expected.
Missing      A period without a report is left out; the sum stands still.

Source   Rossi, Lampugnani, Marchi (1999), Stat. Med. 18:2111-2122.
Differs  A phase 1 without cases is too few cases; the reference answers infinity. For "anscombe2nd" the
         reference gives the bound with m^(1/3)/9 where the transform has m^(-1/3)/9; here the two agree. For
         "anscombe-negbin" the reference reads G from a table of rounded a m (sums differ by some 0.001) and
         gives h - S(t) for the bound. For "rossi" the reference's bound is wrong where any count rings.
         `mean="seasonal"` is the reference's m="glm".
Checked  tests/reference/cusum.csv (R surveillance 1.20.3, algo.cusum), made by validation/cusum.R.
"""

from dataclasses import dataclass
from typing import NamedTuple, get_args

import numpy as np

from tocsin.detect.chart_tail import HIGHEST, LOWEST, NODES, decay_table
from tocsin.detect.cusum_transform import Transform, transform
from tocsin.detect.in_control import InControl, Mean, PhaseOne, learn
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.run_length import find_kh
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CusumOptions:
    """Options of the CUSUM.

    k           reference value, standard deviations, > 0
    h           limit of the sum, > 0
    arl0, arl1  periods between false alarms and until a rise is found; both given, they replace k and h
    transform   "standard", "rossi", "anscombe", "anscombe2nd", "pearson-negbin" or "anscombe-negbin"
    dispersion  a of the negative binomial transforms, variance m + a m^2, > 0
    reset       True = start again from 0 after an alarm
    mean        "constant" or "seasonal": how the mean is learnt in phase 1
    known_mean  the mean, if known
    baseline    periods of phase 1; None = two years
    harmonics   waves per year of the seasonal mean
    trend       True = the seasonal mean has a trend
    reported    share of phase 1 that must be reported
    """

    k: float = 1.04
    h: float = 2.26
    arl0: float | None = None
    arl1: float | None = None
    transform: Transform = "standard"
    dispersion: float = 0.1
    reset: bool = False
    mean: Mean = "constant"
    known_mean: float | None = None
    baseline: int | None = None
    harmonics: int = 1
    trend: bool = False
    reported: float = 0.6

    def __post_init__(self) -> None:
        for name in ("k", "h", "dispersion"):
            if not 0 < getattr(self, name) < np.inf:
                raise OptionError(name, getattr(self, name), "more than 0")
        if self.transform not in get_args(Transform):
            raise OptionError("transform", self.transform, f"one of {', '.join(get_args(Transform))}")
        if (self.arl0 is None) != (self.arl1 is None):
            missing = "arl0" if self.arl0 is None else "arl1"
            raise OptionError(missing, None, "given together with the other of arl0 and arl1")
        self.limits()
        self.phase()

    def limits(self) -> tuple[float, float]:
        """k and h in use."""
        if self.arl0 is None or self.arl1 is None:
            return self.k, self.h
        return find_kh(self.arl0, self.arl1)

    def phase(self) -> PhaseOne:
        """Phase 1; the seasonal mean is a Poisson fit."""
        return PhaseOne(
            mean=self.mean, known_mean=self.known_mean, baseline=self.baseline, harmonics=self.harmonics,
            trend=self.trend, alpha=0.0, reported=self.reported,
        )  # fmt: skip


class Chart(NamedTuple):
    """A chart's judged cells, (S, J): statistic, smallest count that rings (below 0 = any), p-value."""

    statistic: Array
    needed: Array
    p_value: Array


def chart(question: Question, learnt: InControl, options: CusumOptions) -> Chart:
    """Run the chart of every series from `learnt.begin` on. NaN = no chart or no report.

    Cost: O(S T) time, some 5 ns a period.
    """
    from tocsin.detect._cusum_kernel import chart_kernel

    k, h = options.limits()
    low, width = np.log(LOWEST), np.log(HIGHEST / LOWEST) / (NODES - 1)
    return Chart(
        *chart_kernel(
            question.counts, learnt.begin, learnt.mean, learnt.reason == Reason.NONE,
            learnt.mean.strides[1] != 0, question.first, get_args(Transform).index(options.transform),
            options.dispersion, k, h, options.reset,
            (decay_table(options.transform, k, options.dispersion), low, width),
        )
    )  # fmt: skip


def plain_chart(question: Question, learnt: InControl, options: CusumOptions) -> Chart:
    """The same in a loop over periods and plain arrays: the judge of the kernel. Slow."""
    k, h = options.limits()
    counts, mean = question.counts, np.asarray(learnt.mean)
    S, T = counts.shape
    z = transform(counts, mean, options.transform, options.dispersion)
    logs = decay_table(options.transform, k, options.dispersion)
    nodes = np.linspace(np.log(LOWEST), np.log(HIGHEST), NODES)
    total, decay = np.zeros(S), np.full(S, np.inf)
    out = Chart(*(np.full((S, T), np.nan) for _ in range(3)))
    for t in range(T):
        runs = (t >= learnt.begin) & ~np.isnan(z[:, t]) & (learnt.reason == Reason.NONE)
        m = mean[runs, t]
        decay[runs] = np.minimum(decay[runs], np.exp(np.interp(np.log(m), nodes, logs)))
        out.needed[runs, t] = _count_of(h + k - total[runs], m, options)
        total[runs] = np.maximum(0, total[runs] + z[runs, t] - k)
        out.statistic[runs, t] = total[runs]
        out.p_value[runs, t] = np.exp(-decay[runs] * total[runs])
        if options.reset:
            total[runs & (total >= h)] = 0
    return Chart(*(array[:, question.first :] for array in out))


def _count_of(goal: Array, m: Array, options: CusumOptions) -> Array:
    """The count whose transform is `goal`, by bisection; -1 where that of no cases is already larger."""
    kind, alpha = options.transform, options.dispersion
    low, high = np.zeros(goal.shape), np.ones(goal.shape)
    while (short := transform(high, m, kind, alpha) < goal).any():
        high[short] *= 4
    for _ in range(200):
        middle = (low + high) / 2
        less = transform(middle, m, kind, alpha) < goal
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.where(transform(np.zeros(goal.shape), m, kind, alpha) > goal, -1, high)


def judge_chart(question: Question, learnt: InControl, found: Chart, h: float) -> Verdicts:
    """A chart's numbers as verdicts; shared by the charts that ring when their statistic reaches h.

    Renews `found.needed` in place.
    """
    from tocsin.detect._chart_verdict_kernel import verdicts

    expected, above, reason = verdicts(
        question.counts, learnt.begin, learnt.mean, learnt.reason, question.first, found.statistic,
        found.needed, h,
    )  # fmt: skip
    return Verdicts(
        expected=expected, upper=found.needed, score=found.statistic, p_value=found.p_value, above=above,
        reason=reason,
    )  # fmt: skip


def run(question: Question, options: CusumOptions = CusumOptions()) -> Verdicts:
    """Judge by a CUSUM; see the module. A cell before the end of phase 1 has a short history.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[4.0, 4, 4, 4, 6, 7, 8]])
    >>> question = Question(counts=y, periods=Periods("week", 0, 7), first=4)
    >>> verdicts = run(question, CusumOptions(baseline=4, k=0.5, h=2.0))
    >>> verdicts.score, verdicts.above, verdicts.upper.round(3)
    (array([[0.5, 1.5, 3. ]]), array([[False, False,  True]]), array([[9., 8., 6.]]))
    """
    learnt = learn(question, options.phase())
    return judge_chart(question, learnt, chart(question, learnt, options), options.limits()[1])


def history(options: CusumOptions, every: Every) -> int:
    """The periods of phase 1."""
    return options.phase().length(every)


METHOD = Method(
    name="cusum",
    title="Sum of what the counts exceed their usual level by",
    run=run,
    options=CusumOptions,
    history=history,
    source="Rossi, Lampugnani, Marchi 1999, Stat. Med. 18:2111",
    reference="R surveillance algo.cusum; tests/reference/test_cusum.py",
)

"""Rogerson: a CUSUM of counts whose limits follow a mean that moves through the year.

    S(t) = max(0, S(t-1) + (y[t] - k(t)) / h(t))                         above when S(t) >= 1
    k(t) = s sqrt(m) / log(1 + s / sqrt(m)),  m = m(t): best for a rise of s standard deviations
    h(t): the limit at which a Poisson CUSUM of constant mean m(t) runs `arl0` periods between false alarms
The sums of the CUSUM are left as they are: whole counts, no normal numbers. So small counts, for which
normal scores are poor, are judged rightly. The mean is learnt in phase 1, the first two years, see
`in_control`.

k and h   both on the grid of `digits` decimals, k off multiples of 0.5; h for the mean rounded to that grid,
          see `run_length`. Above a mean of 20 h is that of normal numbers. `intervals` gives h for chosen
          means instead; the nearest mean counts.
The cell  `expected` is m(t), `score` is S(t), in units of the limit. Counts above `upper` ring; NaN where any
          count would.
p-value   An upper bound for the chance of a sum as large in control, see `chart_tail`.
Missing   A period without a report is left out; the sum stands still.

Source   Rogerson, Yamada (2004), MMWR 53(Suppl):79-85; Hawkins, Olwell (1998), ch. 5.
Differs  The reference's S is ours times its h at the mean of all m(t), which would let the future change the
         past; alarms and bounds are the same. Its default h may lie at the upper end of equal run lengths.
Checked  tests/reference/rogerson.csv (R surveillance 1.20.3, algo.rogerson), made by validation/rogerson.R.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.detect.cusum import Chart, judge_chart
from tocsin.detect.in_control import InControl, Mean, PhaseOne, learn
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.run_length import find_h, normal_limit, round_off_half
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason

_EXACT = 20.0  # mean up to which the run length is that of Poisson counts


@dataclass(frozen=True, slots=True, kw_only=True)
class RogersonOptions:
    """Options of the Rogerson chart.

    s           rise to be found, standard deviations, > 0
    arl0        periods between false alarms
    digits      decimals of k and h, 1 or 2
    intervals   pairs (mean, h) to use instead of `arl0`, or None
    head_start  True = the sum starts, and starts again after an alarm, at half the limit
    limit       largest sum kept after an alarm, in limits; 0 = start again; None = all of it
    mean        "constant" or "seasonal": how the mean is learnt in phase 1
    known_mean  the mean, if known
    baseline    periods of phase 1; None = two years
    harmonics   waves per year of the seasonal mean
    trend       True = the seasonal mean has a trend
    reported    share of phase 1 that must be reported
    """

    s: float = 1.0
    arl0: float = 500.0
    digits: int = 1
    intervals: tuple[tuple[float, float], ...] | None = None
    head_start: bool = False
    limit: float | None = None
    mean: Mean = "seasonal"
    known_mean: float | None = None
    baseline: int | None = None
    harmonics: int = 1
    trend: bool = False
    reported: float = 0.6

    def __post_init__(self) -> None:
        if not 0 < self.s <= 10:
            raise OptionError("s", self.s, "more than 0 and at most 10 standard deviations")
        if not 10 <= self.arl0 <= 1e6:
            raise OptionError("arl0", self.arl0, "10 to 1000000 periods")
        if self.digits not in (1, 2):
            raise OptionError("digits", self.digits, "1 or 2")
        if self.intervals is not None and not (self.intervals and all(h > 0 < m for m, h in self.intervals)):
            raise OptionError("intervals", self.intervals, "pairs of a mean and a limit, both more than 0")
        if self.limit is not None and not self.limit >= 0:
            raise OptionError("limit", self.limit, "0 or more limits")
        self.phase()

    def phase(self) -> PhaseOne:
        """Phase 1; the seasonal mean is a Poisson fit."""
        return PhaseOne(
            mean=self.mean, known_mean=self.known_mean, baseline=self.baseline, harmonics=self.harmonics,
            trend=self.trend, alpha=0.0, reported=self.reported,
        )  # fmt: skip


def limits(mean: Array, options: RogersonOptions) -> tuple[Array, Array]:
    """k(t) and h(t) of each mean; NaN where the mean is.

    >>> k, h = limits(np.array([0.5, 5.0]), RogersonOptions())
    >>> k, h
    (array([0.8, 6.1]), array([ 4.7, 11.2]))
    """
    root = np.sqrt(mean)
    k = round_off_half(options.s * root / np.log1p(options.s / root), options.digits)
    if options.intervals is not None:
        means, values = np.array(options.intervals).T
        order = np.argsort(means)
        between = (means[order][1:] + means[order][:-1]) / 2
        h = values[order][np.searchsorted(between, mean)]
        return k, np.where(np.isnan(mean), np.nan, h)
    unit = 10**options.digits
    grid = np.maximum(np.round(mean * unit), 1) / unit
    h = np.where(mean > _EXACT, root * normal_limit(options.s / 2, options.arl0), np.nan)
    small = np.isfinite(grid) & (mean <= _EXACT)
    for m in np.unique(grid[small]):
        h[small & (grid == m)] = find_h(options.arl0, float(m), options.s, options.digits)
    return k, h


def decay(mean: Array, k: Array, h: Array) -> Array:
    """r > 0 with E exp(r (Y - k) / h) = 1 for Poisson counts of this mean, by Newton from above.

    See `chart_tail`. 0 where rounding has brought k down to the mean: then nothing is unusual.

    >>> from tocsin.detect.run_length import find_k
    >>> decay(np.array([2.0]), np.array([find_k(2.0)]), np.array([1.0])).round(6)  # log(m1 / m0)
    array([0.5348])
    """
    higher = k > mean * (1 + 1e-9)
    k = np.where(higher, k, 2 * mean)
    u = 4 * np.log(k / mean)
    for _ in range(60):
        u = u - (mean * np.expm1(u) - u * k) / (mean * np.exp(u) - k)
    rate: Array = np.where(higher, u * h, 0.0)
    return rate


def chart(question: Question, learnt: InControl, options: RogersonOptions) -> Chart:
    """Run the chart of every series. Cost: O(S T), some 5 ns a period, and once per mean a search for h."""
    from tocsin.detect._rogerson_kernel import chart_kernel

    k, h, rate = _moving(learnt.mean, options)
    return Chart(
        *chart_kernel(
            question.counts, learnt.begin, learnt.reason == Reason.NONE, k, h, rate, question.first,
            0.5 if options.head_start else 0.0, np.inf if options.limit is None else options.limit,
        )
    )  # fmt: skip


def _moving(mean: Array, options: RogersonOptions) -> tuple[Array, Array, Array]:
    """k, h and decay of every cell; found once per series where the mean does not move."""
    still = mean.strides[1] == 0 and mean.shape[1] > 0
    part = np.array(mean[:, :1] if still else mean)
    k, h = limits(part, options)
    rate = np.full(part.shape, np.nan)
    known = ~np.isnan(part)
    rate[known] = decay(part[known], k[known], h[known])
    k, h, rate = (np.broadcast_to(a, mean.shape) for a in (k, h, rate))
    return k, h, rate


def plain_chart(question: Question, learnt: InControl, options: RogersonOptions) -> Chart:
    """The same in a loop over periods and plain arrays: the judge of the kernel. Slow."""
    counts, mean = question.counts, np.array(learnt.mean)
    k, h = limits(mean, options)
    S, T = counts.shape
    head = 0.5 if options.head_start else 0.0
    total, least = np.full(S, head), np.full(S, np.inf)
    out = Chart(*(np.full((S, T), np.nan) for _ in range(3)))
    for t in range(T):
        runs = (t >= learnt.begin) & ~np.isnan(counts[:, t]) & (learnt.reason == Reason.NONE)
        y, kt, ht = counts[runs, t], k[runs, t], h[runs, t]
        least[runs] = np.minimum(least[runs], decay(mean[runs, t], kt, ht))
        out.needed[runs, t] = kt + ht * (1 - total[runs])
        total[runs] = np.maximum(0, total[runs] + (y - kt) / ht)
        out.statistic[runs, t] = total[runs]
        p = np.exp(-least[runs] * total[runs]) * (1 + (head > 0) * np.exp(least[runs] * head))
        out.p_value[runs, t] = np.where(total[runs] > 0, np.minimum(p, 1), 1)
        rings = runs & (total >= 1 - 1e-12)
        if options.head_start:
            total[rings] = head
        elif options.limit is not None:
            total[rings] = np.minimum(options.limit, total[rings])
    return Chart(*(array[:, question.first :] for array in out))


def run(question: Question, options: RogersonOptions = RogersonOptions()) -> Verdicts:
    """Judge by the Rogerson chart; see the module. A cell before the end of phase 1 has a short history.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[2.0, 2, 2, 2, 4, 6, 9]])
    >>> question = Question(counts=y, periods=Periods("week", 0, 7), first=4)
    >>> verdicts = run(question, RogersonOptions(baseline=4, mean="constant"))
    >>> verdicts.score.round(3), verdicts.above, verdicts.upper.round(1)
    (array([[0.169, 0.578, 1.349]]), array([[False, False,  True]]), array([[10.9,  9.5,  6.1]]))
    """
    learnt = learn(question, options.phase())
    return judge_chart(question, learnt, chart(question, learnt, options), 1 - 1e-12)


def history(options: RogersonOptions, every: Every) -> int:
    """The periods of phase 1."""
    return options.phase().length(every)


METHOD = Method(
    name="rogerson",
    title="Sum of counts against limits that follow the season",
    run=run,
    options=RogersonOptions,
    history=history,
    source="Rogerson, Yamada 2004, MMWR 53(Suppl):79",
    reference="R surveillance algo.rogerson; tests/reference/test_rogerson.py",
)

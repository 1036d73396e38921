"""Farrington scan: the improved Farrington baseline, with the last weeks read together.

    z[t] = normal quantile of 1 - p[t],    p[t] the improved Farrington p-value of period t
    S[m] = (z[t] + ... + z[t-m+1]) / sqrt(m)                     the last m periods, m = 1 .. windows
    above when y > expected and max over m of S[m] >= c,         P(max S[m] >= c) = alpha

A slow outbreak seldom stands out in one week; three high weeks in a row do. Improved Farrington judges each
week by itself. Here each week is still compared with its own baseline, and a scan statistic over time looks
at the last one, two and three weeks at once, for the price of a higher bound for a single week. A week
without a case ends the run: its z is minus infinity, and a window that reaches it says nothing.

On simulated outbreaks, at one false alarm in a hundred weeks, it marks half as many outbreak weeks again as
improved Farrington and finds a few more outbreaks, but slightly fewer of them in their first week;
benchmarks/README.md has the numbers.

The cell  `expected` is improved Farrington's. `upper` is the bound of this period by itself, or, where the
          periods before make a smaller count above, the bound that they leave. `score` is max S[m] / c: 1 is
          the limit.
p-value   P(max S[m] >= the one seen) for independent standard normal z, see `scan_tail`. Counts are whole, so
          it is a little too large rather than too small.
Missing   Periods without a report, or that improved Farrington cannot judge, are left out of the windows.
Unjudged  as improved Farrington.

Source    own. The baseline: Noufaily et al. (2013), Stat. Med. 32:1206-1222. Scans over time: Wallenstein,
          Naus (2004), MMWR 53 (Suppl.):74-78. Sums of z: Stouffer et al. (1949), The American Soldier, 1.
Checked   tests/unit/detect/test_farrington_scan.py (a plain loop; its level on simulated series)
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import ndtr, ndtri

from tocsin.detect.farrington_flexible import FlexibleOptions, model_of
from tocsin.detect.farrington_model import fit
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.reference_weeks import Reference
from tocsin.detect.scan_tail import critical_score, scan_tail
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Reason

LEAST_P = 1e-300  # a smaller p-value is read as this one: z stays finite


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """Options of the Farrington scan; those of the baseline as in farrington-flexible.

    windows            longest window, periods, 1 to 8; 1 is improved Farrington by itself
    alpha              level of the largest window, one-sided, in [1e-12, 0.5]
    years_back         years of reference periods
    past_excluded      newest periods left out; None = 26 weeks, 6 months
    residual_limit     Anscombe residuals above it are weighed down; inf = none
    reference          "dates": the same calendar date in earlier years; "steps": 52 weeks a year
    min_cases          fewest cases in the last periods for a judgement
    population_offset  whether to fit rates per person; needs a population
    """

    windows: int = 3
    alpha: float = 0.01
    years_back: int = 5
    past_excluded: int | None = None
    residual_limit: float = 2.58
    reference: Reference = "dates"
    min_cases: float = 5
    population_offset: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.windows <= 8:
            raise OptionError("windows", self.windows, "1 to 8 periods")
        self.baseline()

    def baseline(self) -> FlexibleOptions:
        """The improved Farrington that judges each period; checks the options it shares."""
        return FlexibleOptions(
            alpha=self.alpha, years_back=self.years_back, past_excluded=self.past_excluded,
            residual_limit=self.residual_limit, reference=self.reference, min_cases=self.min_cases,
            population_offset=self.population_offset,
        )  # fmt: skip


class Scan(NamedTuple):
    """What the windows that end in each period say; arrays (S, J).

    largest  max S[m]; NaN where z is
    needed   z from which this period is above, given the periods before
    """

    largest: Array
    needed: Array


def scan(z: Array, windows: int, limit: float) -> Scan:
    """Largest standardised window sum of each period.

    Parameters
    ----------
    z        (S, windows - 1 + J) scores of the judged periods and of those before them; NaN = none
    windows  longest window, periods
    limit    S[m] from which a period is above

    Cost: O(S J windows) time, O(S J) memory.

    >>> found = scan(np.array([[1.0, 2.0, 3.0]]), windows=3, limit=2.5)
    >>> found.largest.round(2), found.needed.round(2)
    (array([[3.54]]), array([[1.33]]))
    """
    J = z.shape[1] - windows + 1
    last = z[:, windows - 1 :]
    before, reported = np.zeros(last.shape), np.ones(last.shape)
    largest, needed = last.copy(), np.full(last.shape, limit)
    for back in range(1, windows):
        earlier = z[:, windows - 1 - back : windows - 1 - back + J]
        there = ~np.isnan(earlier)
        before = before + np.where(there, earlier, 0.0)
        reported = reported + there
        root = np.sqrt(reported)
        largest = np.maximum(largest, (last + before) / root)
        needed = np.minimum(needed, limit * root - before)
    return Scan(largest, needed)


def run(question: Question, options: ScanOptions) -> Verdicts:
    """Judge the last periods together, each against the same season of earlier years.

    Cost: that of improved Farrington for `windows` - 1 more periods, and two count quantiles a cell.

    >>> from datetime import date
    >>> from tocsin.vocab.periods import Periods
    >>> weeks = Periods.spanning(date(2015, 1, 5), date(2021, 1, 3), "week")
    >>> counts = np.random.default_rng(1).poisson(8, (1, len(weeks))).astype(float)
    >>> counts[0, -3:] = 14
    >>> verdicts = run(Question(counts=counts, periods=weeks, first=len(weeks) - 3), ScanOptions())
    >>> verdicts.upper, verdicts.above
    (array([[16., 12.,  9.]]), array([[False,  True,  True]]))
    """
    from tocsin.detect._count_tail_kernel import quantiles

    back = min(options.windows - 1, question.first)
    model = model_of(options.baseline(), question.periods.every)
    early = fit(replace(question, first=question.first - back), replace(model, min_cases=0.0))
    z = -ndtri(np.maximum(early.p_value, LEAST_P))
    z = np.pad(z, ((0, 0), (options.windows - 1 - back, 0)), constant_values=np.nan)
    limit = critical_score(options.alpha, options.windows)
    found = scan(z, options.windows, limit)

    y = question.counts[:, question.first :]
    expected, dispersion = early.expected[:, back:], early.dispersion[:, back:]
    alone, left = (
        np.maximum(quantiles(expected, dispersion, ndtr(-need), need), expected)
        for need in (np.full(y.shape, limit), found.needed)
    )
    reason = np.array(early.reason[:, back:])
    few = _recent(question, model.min_cases_periods) < model.min_cases
    reason[few & (reason == Reason.NONE)] = Reason.TOO_FEW_CASES
    upper = np.where((y > left) & (y <= alone), left, alone)
    score, p_value = found.largest / limit, scan_tail(found.largest, options.windows)
    judged = reason == Reason.NONE
    expected, upper, score, p_value = (np.where(judged, a, np.nan) for a in (expected, upper, score, p_value))
    return Verdicts(
        expected=expected, upper=upper, score=score, p_value=p_value,
        above=judged & (y > upper) & (y > 0), reason=reason,
    )  # fmt: skip


def _recent(question: Question, periods: int) -> Array:
    """Cases in the last periods of each judged one; missing ones are skipped."""
    cases = np.pad(np.nan_to_num(question.counts), ((0, 0), (periods - 1, 0)))
    return np.asarray(sliding_window_view(cases, periods, axis=1)[:, question.first :].sum(axis=-1))


def history(options: ScanOptions, every: Every) -> int:
    """That of improved Farrington: the windows are shorter where less is there."""
    return model_of(options.baseline(), every).windows.history(every)


METHOD = Method(
    name="farrington-scan",
    title="Improved Farrington baseline, the last three periods read together",
    run=run,
    options=ScanOptions,
    history=history,
    source="own; baseline of Noufaily et al. 2013, Stat. Med. 32:1206",
    reference="a plain loop; tests/unit/detect/test_farrington_scan.py",
    every=("week", "month"),
)

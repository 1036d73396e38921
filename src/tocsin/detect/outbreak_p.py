"""OutbreakP: has a constant level begun to rise? No shape and no size of the rise is assumed.

    D       all counts are Poisson with one mean
    C       counts are Poisson with means that never fall
    OutbreakP(t) = likelihood under C / likelihood under D, both at their best, over the reports up to t
                 = product over u <= t of (m_C(u) / m_D)^y(u)          m_C: increasing (isotonic) regression
    score = log10 OutbreakP(t);  above when OutbreakP(t) > threshold

Made for the onset of influenza and the like, where nobody knows how fast the rise will be. Every rise of a
season counts as one; a fall never does.

memory   The likelihoods run over the last `memory` periods (default 26), the judged one among them, or over
         fewer where the series began later. The answer then depends neither on when judging starts nor on
         waves long past. memory=None: from the first report on, as the source and the reference have it.
p-value  Chance of as large a statistic in one period when the mean is constant: of s reports,
             P(OutbreakP >= x) = sum over l = 2..s of  P(l, s) P(chi²(l-1) >= 2 log x)
         P(l, s) = |Stirling number of the first kind (s, l)| / s!, the chance that the increasing regression
         has l levels. A limit for large means; at mean 5 it holds within a quarter down to 0.01. One in 1/p
         quiet periods is as unusual; threshold 100 with memory 26 means p = 0.037.
bounds   `expected` = mean of the earlier reports in memory; `upper` = count at which the statistic meets the
         threshold, NaN where it is above with any count (the rise lies in the periods before).
Missing  Periods without a report are left out of both likelihoods. Negative counts, of corrections that
         were kept, are taken as 0.

Source   Frisén, Andersson, Schiöler (2009), Stat. Med. 28:476-493; Frisén, Andersson (2009), Sequential
         Analysis 28:434-454. p: Robertson, Wright, Dykstra (1988), Order Restricted Statistical Inference,
         theorem 2.3.1 and section 2.4.
Differs  `memory`, above. At least `reports` lie before the judged one; reports=1 as the reference.
         The reference's bound is the smallest whole count that is above: floor(upper) + 1. It multiplies
         likelihoods, so beyond 10^200 its statistic loses digits and turns into NaN, infinity or 0, which
         is no alarm; here logarithms are added.
Checked  tests/reference/outbreak_p.csv (R surveillance 1.20.3, outbreakP), made by validation/outbreak_p.R.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tocsin.detect.answer import answer
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError

_MOST_LEVELS = 64  # more levels have no chance that matters: their number is log(s) on average
_SINCE_FIRST = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class OutbreakOptions:
    """Options of OutbreakP.

    threshold  above when OutbreakP exceeds it, above 1
    memory     periods the statistic runs over, the judged one among them; None = since the first report
    reports    fewest reports before the judged one, within memory
    """

    threshold: float = 100.0
    memory: int | None = 26
    reports: int = 6

    def __post_init__(self) -> None:
        if not 1 < self.threshold < np.inf:
            raise OptionError("threshold", self.threshold, "above 1")
        if self.reports < 1:
            raise OptionError("reports", self.reports, "1 or more")
        if self.memory is not None and self.memory <= self.reports:
            raise OptionError("memory", self.memory, f"more than reports, {self.reports}, or None")


def outbreak_p(question: Question, options: OutbreakOptions) -> Verdicts:
    """Judge each series; see the top of this page. Cost: O(S J memory), O(S T) with memory=None.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[1.0, 0, 3, 1, 2, 3, 5, 4, 7]])
    >>> verdicts = outbreak_p(
    ...     Question(counts=y, periods=Periods("week", 2600, 9), first=7), OutbreakOptions())
    >>> (10**verdicts.score).round(2), verdicts.upper.round(2), verdicts.above
    (array([[ 47.62, 565.08]]), array([[5.11, 4.67]]), array([[False,  True]]))
    """
    from tocsin.detect._outbreak_p_kernel import outbreak_kernel

    memory = _SINCE_FIRST if options.memory is None else options.memory
    counts = np.ascontiguousarray(np.maximum(question.counts, 0.0))
    n, total, statistic, upper = outbreak_kernel(counts, question.first, memory, np.log(options.threshold))
    verdicts = answer(
        question, expected=total / np.maximum(n, 1), upper=upper, score=statistic / np.log(10),
        p_value=chance_of_rise(statistic, n + 1), enough=n >= options.reports,
    )  # fmt: skip
    verdicts.above[:] = verdicts.score > np.log10(options.threshold)
    return verdicts


def chance_of_rise(statistic: Array, s: Array) -> Array:
    """P(log OutbreakP >= statistic) over s reports with a constant mean; 1 where the statistic is 0.

    The tails of chi² with 1, 2, 3, ... degrees of freedom follow from one another by adding a term.

    >>> chance_of_rise(np.array([[0.0, np.log(100)]]), np.array([[26, 26]])).round(3)
    array([[1.   , 0.037]])
    """
    from scipy.special import erfc, gammaln

    inside = np.isfinite(statistic) & (statistic > 0)
    x, size = statistic[inside], s[inside].astype(np.int64)
    chances = _level_chances(int(size.max(initial=2)))[size]
    tails = [erfc(np.sqrt(x)), np.exp(-x)]
    p = chances[:, 2] * tails[0]
    for levels in range(3, chances.shape[1]):
        a = (levels - 1) / 2
        if levels > 3:
            tails.append(tails.pop(0) + np.exp((a - 1) * np.log(x) - x - gammaln(a)))
        p += chances[:, levels] * tails[-1]
    found = np.where(np.isnan(statistic), np.nan, 1.0)
    found[inside] = p
    return found


@cache
def _level_chances(size: int) -> Array:
    """P(l, s), (size + 1, levels + 1): chance that increasing regression over s reports has l levels."""
    table = np.zeros((size + 1, min(size, _MOST_LEVELS) + 1))
    table[0, 0] = 1.0
    for s in range(1, size + 1):
        table[s] = table[s - 1] * (s - 1) / s
        table[s, 1:] += table[s - 1, :-1] / s
    return table


METHOD = Method(
    name="outbreak-p",
    title="Has a constant level begun to rise, however fast?",
    run=outbreak_p,
    options=OutbreakOptions,
    history=lambda options, _: options.reports,
    source="Frisén, Andersson, Schiöler (2009), Stat. Med. 28:476-493",
    reference="R surveillance 1.20.3 outbreakP, tests/reference/outbreak_p.csv",
)

"""EARS C1, C2, C3: judge a count against its own last few periods.

    z[t]  = (y[t] - mean(b)) / max(sd(b), min_sd)     b = y[t-lag-window : t-lag], lag 0 for C1, 2 for C2
    C1, C2: above when z[t] > q                       q = normal quantile of 1 - alpha
    C3    : above when sum over t-2, t-1, t of max(0, z - 1) > q, z that of C2

Made for series without years of history: days, weeks or months, from the tenth report on. The baseline
follows seasons and slow outbreaks upward, so it sees sudden rises best.

p-value  C1, C2: z / sqrt(1 + 1/n) is Student's t with n - 1 degrees of freedom when counts are normal and n
         periods form the baseline. The limit q stays the normal one of the source, so alpha = 0.001 marks
         what has p < 0.014 (n = 7).
         C3: chance that the sum is as large when counts are normal, see `ears_tail`.
Missing  Periods without a report are left out of the baseline; one with less than the share `reported` of
         its periods is a short history. A missing period adds nothing to the sum of C3.

Source   Hutwagner, Thompson, Seeman, Treadwell (2003), J. Urban Health 80:i89-i96; Fricker, Hegler, Dunfee
         (2008), Stat. Med. 27:3407-3429, section 2.1.
Differs  `min_sd` = 0.5 where the source has 0: after weeks without a case one case is not above, two are.
         min_sd=0 gives the reference's answer.
         C3 is the published sum. The reference's C3 adds the discrepancies of the two periods before to the
         count of the judged period itself, so a rise is above one period late at the earliest;
         rule="reference" gives that answer: upper = max(0, y + sd (q - sum over t-2, t-1)).
         Where the reference answers NaN (C3 on a flat baseline without `min_sd`), a count equal to the
         baseline has z = 0 here. A count of zero is never above.
Checked  tests/reference/ears.csv (R surveillance 1.20.3, earsC), made by validation/ears.R.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from scipy.special import ndtri

from tocsin.detect.answer import answer
from tocsin.detect.baseline_weeks import moments
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.student_tail import student_tail
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import OptionError

C2_LAG = 2  # periods between the baseline and the judged one
C3_TERMS = 3  # periods whose discrepancies C3 adds up
Rule = Literal["published", "reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarsOptions:
    """Options of C1 and C2.

    window    length of the baseline, periods
    alpha     level of the limit, in (0, 0.5)
    min_sd    smallest standard deviation used, cases (or the unit of a rate)
    reported  share of the baseline that must be reported, in (0, 1]
    """

    window: int = 7
    alpha: float = 0.001
    min_sd: float = 0.5
    reported: float = 0.6

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class C3Options:
    """Options of C3: those of C2, and `rule`.

    rule  "published": above when the sum exceeds its limit; "reference": as R surveillance has it
    """

    window: int = 7
    alpha: float = 0.025
    min_sd: float = 0.5
    reported: float = 0.6
    rule: Rule = "published"

    def __post_init__(self) -> None:
        _check(self)
        if self.rule not in get_args(Rule):
            raise OptionError("rule", self.rule, f"one of {', '.join(get_args(Rule))}")


def _check(options: EarsOptions | C3Options) -> None:
    if options.window < 3:
        raise OptionError("window", options.window, "3 periods or more")
    if not 0 < options.alpha < 0.5:
        raise OptionError("alpha", options.alpha, "above 0 and below 0.5")
    if not 0 <= options.min_sd < np.inf:
        raise OptionError("min_sd", options.min_sd, "0 or more")
    if not 0 < options.reported <= 1:
        raise OptionError("reported", options.reported, "above 0 and at most 1")


class Discrepancy(NamedTuple):
    """How far counts lie from their baselines; arrays (S, J).

    mean, sd  of the baseline, sd at least `min_sd`
    n         reported periods in it
    z         (count - mean) / sd; 0 where both are 0; NaN where the period or its baseline is not there
    enough    False where the baseline starts before the data or too few of its periods are reported
    """

    mean: Array
    sd: Array
    n: Array
    z: Array
    enough: Flags

    def since(self, place: int) -> "Discrepancy":
        """Only the periods from a place on."""
        return Discrepancy(
            self.mean[:, place:],
            self.sd[:, place:],
            self.n[:, place:],
            self.z[:, place:],
            self.enough[:, place:],
        )


def discrepancy(counts: Array, first: int, lag: int, options: EarsOptions | C3Options) -> Discrepancy:
    """Discrepancies of periods `first` to the end of counts (S, T); NaN = no report.

    Cost: O(S J window) time, O(S J) memory.

    >>> y = np.array([[4.0, 5, 6, 5, 4, 5, 6, 5, 5, 14]])
    >>> discrepancy(y, 9, C2_LAG, EarsOptions()).z.round(1)
    array([[11.]])
    """
    judged = np.arange(first, counts.shape[1])
    places = judged[:, None] + np.arange(-lag - options.window, -lag)
    base = moments(counts, places)
    need = max(2, int(np.ceil(options.reported * options.window - 1e-9)))
    enough = (base.n >= need) & (judged >= lag + options.window)
    mean = base.total / np.maximum(base.n, 1)
    sd = np.maximum(base.sd, options.min_sd)
    gap = counts[:, first:] - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(gap == 0, 0.0, gap / sd)
    return Discrepancy(mean, sd, base.n, np.where(enough, z, np.nan), enough)


def c1(question: Question, options: EarsOptions) -> Verdicts:
    """C1: the baseline ends just before the judged period."""
    return _shewhart(question, 0, options)


def c2(question: Question, options: EarsOptions) -> Verdicts:
    """C2: two periods lie between the baseline and the judged one, so a slow rise cannot hide itself."""
    return _shewhart(question, C2_LAG, options)


def _shewhart(question: Question, lag: int, options: EarsOptions) -> Verdicts:
    d = discrepancy(question.counts, question.first, lag, options)
    q = -ndtri(options.alpha)
    n = np.where(d.enough, d.n, options.window)
    p_value = student_tail(d.z / np.sqrt(1 + 1 / n), n - 1)
    return answer(
        question, expected=d.mean, upper=d.mean + q * d.sd, score=d.z, p_value=p_value, enough=d.enough
    )


def c3(question: Question, options: C3Options) -> Verdicts:
    """C3: the discrepancies of C2 beyond 1 sd, added over the judged period and the two before it."""
    from tocsin.detect.ears_tail import sum_tail

    first, J = question.first, question.shape[1]
    back = C3_TERMS - 1
    start = max(first - back, 0)
    whole = discrepancy(question.counts, start, C2_LAG, options)
    d = whole.since(first - start)
    beyond = np.maximum(0.0, np.nan_to_num(whole.z, nan=0.0, posinf=np.inf) - 1)
    beyond = np.concatenate([np.zeros((len(beyond), back - first + start)), beyond], axis=1)
    before = sum((beyond[:, k : k + J] for k in range(back)), np.zeros(question.shape))
    score = before + beyond[:, back:]
    q = -ndtri(options.alpha)
    y = question.counts[:, first:]
    with np.errstate(invalid="ignore"):
        if options.rule == "reference":
            upper = np.maximum(0.0, y + np.where(d.sd > 0, d.sd * (q - before), 0.0))
        else:
            upper = np.where(before > q, 0.0, d.mean + d.sd * (1 + q - before))
    place = np.arange(first, question.counts.shape[1])
    enough = d.enough & (place >= _c3_history(options))
    p_value = sum_tail(score, np.where(enough, d.n, options.window))
    return answer(question, expected=d.mean, upper=upper, score=score, p_value=p_value, enough=enough)


def _c3_history(options: C3Options) -> int:
    return options.window + C2_LAG + C3_TERMS - 1


_SOURCE = (
    "Hutwagner et al. (2003), J. Urban Health 80:i89; Fricker, Hegler, Dunfee (2008), Stat. Med. 27:3407"
)
_REFERENCE = "R surveillance 1.20.3 earsC, tests/reference/ears.csv"

C1 = Method(
    name="ears-c1",
    title="Count against the mean and spread of the 7 periods before it",
    run=c1,
    options=EarsOptions,
    history=lambda options, _: options.window,
    source=_SOURCE,
    reference=_REFERENCE,
)
C2 = Method(
    name="ears-c2",
    title="As C1, with two periods between baseline and judged count",
    run=c2,
    options=EarsOptions,
    history=lambda options, _: options.window + C2_LAG,
    source=_SOURCE,
    reference=_REFERENCE,
)
C3 = Method(
    name="ears-c3",
    title="Discrepancies of C2 added over three periods",
    run=c3,
    options=C3Options,
    history=lambda options, _: _c3_history(options),
    source=_SOURCE,
    reference=_REFERENCE,
)

"""From a method's arrays to its verdicts: no number stands in a cell that was not judged."""

import numpy as np

from tocsin.detect.method import Question, Verdicts
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.status import Reason


def answer(
    question: Question,
    *,
    expected: Array,
    upper: Array,
    score: Array,
    p_value: Array,
    enough: Flags,
    there: Flags | None = None,
) -> Verdicts:
    """Verdicts where a count above `upper` is above; all arrays (S, J).

    A missing report is named first: of the judged period, or of what else is judged with it where `there`
    is False. Then a short history where `enough` is False.

    >>> from tocsin.vocab.periods import Periods
    >>> y = np.array([[3.0, 9.0, np.nan]])
    >>> verdicts = answer(
    ...     Question(counts=y, periods=Periods("week", 0, 3), first=0), expected=y, upper=y * 0 + 5,
    ...     score=y, p_value=y, enough=np.array([[False, True, True]]))
    >>> verdicts.above, verdicts.expected, verdicts.reason
    (array([[False,  True, False]]), array([[nan,  9., nan]]), array([[1, 0, 3]], dtype=uint8))
    """
    y = question.counts[:, question.first :]
    reason = np.where(enough, Reason.NONE, Reason.SHORT_HISTORY)
    reason[np.isnan(y) if there is None else np.isnan(y) | ~there] = Reason.MISSING_REPORT
    judged = reason == Reason.NONE
    expected, upper, score, p_value = (np.where(judged, a, np.nan) for a in (expected, upper, score, p_value))
    return Verdicts(
        expected=expected, upper=upper, score=score, p_value=p_value,
        above=judged & (y > upper), reason=reason.astype(np.uint8),
    )  # fmt: skip

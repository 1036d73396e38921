"""The order of findings: points that a duty officer can add up by hand.

    how many times the usual   log2((observed + 1) / (expected + 1))      0 to 5   a doubling, one point
    how many cases too many    log2(1 + observed - expected) / 3          0 to 4   eight times, one point
    how many places            log2(places) / 2                           0 to 3   four times, one point
    how long unseen            2 min(1, years without as many / 10)       0 to 2
    how sure                   min(-log10 q, 10) / 5                      0 to 2

Why these and not others: docs/decisions/0002-how-findings-are-ranked.md.
"""

import math

import numpy as np

from tocsin.vocab.arrays import Array

MOST_FOLD, MOST_CASES, MOST_PLACES = 5.0, 4.0, 3.0
UNSEEN, YEARS = 2.0, 10.0
SURE, DIGITS = 2.0, 10.0


def size(observed: Array, expected: Array) -> Array:
    """The first two lines above, for arrays of one shape: how large a rise is, 0 to 9; NaN where unjudged.

    >>> size(np.array([7.0, 63.0]), np.array([0.0, 63.0]))
    array([4., 0.])
    """
    expected = np.maximum(expected, 0.0)
    more = np.maximum(observed - expected, 0.0)
    fold = np.log2((expected + more + 1) / (expected + 1))
    return np.asarray(np.minimum(fold, MOST_FOLD) + np.minimum(np.log2(1 + more) / 3, MOST_CASES))


def points(*, observed: float, expected: float, places: int, years: float, q_value: float) -> float:
    """How much a finding deserves to be looked at first, 0 to 16.

    observed, expected  cases of the lead series in the newest period
    places              how many take part; 0 counts as 1
    years               for how long there were not as many cases as at the peak, at most the record's length
    q_value             after false discovery control

    One case where none was expected stays below a hundred where ten were:

    >>> one = points(observed=1, expected=0.01, places=1, years=20, q_value=0.01)
    >>> hundred = points(observed=100, expected=10, places=1, years=1, q_value=1e-8)
    >>> round(one, 1), round(hundred, 1)
    (3.7, 7.2)
    """
    digits = DIGITS if q_value <= 0 else min(-math.log10(q_value), DIGITS)
    return (
        float(size(np.array(observed), np.array(expected)))
        + min(math.log2(max(places, 1)) / 2, MOST_PLACES)
        + UNSEEN * min(1.0, max(years, 0.0) / YEARS)
        + SURE * digits / DIGITS
    )

"""False discovery control: of everything called unusual on one date, how much may be chance.

    q[i] = min over j with p[j] >= p[i] of  p[j] m / rank(p[j]),   m = p-values on that date

Source    Benjamini, Hochberg (1995), J. R. Stat. Soc. B 57:289-300; valid under positive dependence,
          hence for a sum judged beside its parts: Benjamini, Yekutieli (2001), Ann. Stat. 29:1165-1188.
Checked   tests/unit/cluster/test_fdr.py (scipy.stats.false_discovery_control; simulation of the level)
"""

import numpy as np

from tocsin.vocab.arrays import Array


def false_discovery(p_value: Array) -> Array:
    """Smallest false discovery rate at which each p-value would be called, date by date.

    Parameters
    ----------
    p_value  (S,) or (S, J) in [0, 1]; NaN = unjudged, and not counted among the tests of that date

    Returns
    -------
    same shape, in [0, 1]; NaN where unjudged. Discrete p-values P(Y >= y) only make it more cautious.
    Cost: one sort of each date, O(S log S) per date.

    >>> false_discovery(np.array([0.01, np.nan, 0.04, 0.03])).round(3)
    array([0.03,  nan, 0.04, 0.04])
    """
    order = np.argsort(p_value, axis=0, kind="stable")  # NaN last
    ranked = np.take_along_axis(p_value, order, axis=0)
    tests = np.count_nonzero(~np.isnan(p_value), axis=0)
    rank = np.arange(1, len(p_value) + 1).reshape(-1, *[1] * (p_value.ndim - 1))
    scaled = ranked * tests / rank
    least = np.fmin.accumulate(scaled[::-1], axis=0)[::-1]
    q_value = np.empty_like(p_value)
    np.put_along_axis(q_value, order, np.minimum(least, 1.0), axis=0)
    return q_value

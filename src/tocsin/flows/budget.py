"""The alarm budget: at which level would there have been so many findings a week? Learnt from the past alone.

The level is a p-value: a series is above where its newest p-value is at or below it, in place of the method's
own bound and of the false discovery control (`tocsin watch --level`). In each week that is replayed the
findings at every level of `LEVELS` are counted, as they would have been told that day. The level for a week
is the largest one at which the weeks before it, at most a year of them, had on average no more findings than
the budget; the smallest one where even that had more. The first weeks have no level: there is nothing yet to
learn from.
"""

from collections.abc import Sequence

import numpy as np

from tocsin.vocab.arrays import Index
from tocsin.vocab.errors import OptionError

LEVELS: tuple[float, ...] = (
    1e-10, 1e-9, 1e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 3e-4, 5e-4, 7e-4, 0.001, 0.0015,
    0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2,
)  # fmt: skip
FEWEST = 8  # weeks from which a level is learnt
MOST = 52  # weeks that are looked back on


def check_budget(budget: float) -> None:
    """Refuse a budget that is none."""
    if not 0 < budget < np.inf:
        raise OptionError("budget", budget, "above 0, findings a week")


def learn_level(counts: Sequence[Index], budget: float) -> float | None:
    """The level for the next week; None with fewer than `FEWEST` weeks.

    counts  (L,) findings at each of `LEVELS`, one array for each week that has been replayed, oldest first

    >>> weeks = [np.minimum(np.arange(len(LEVELS)), 12)] * 8
    >>> learn_level(weeks, 10), learn_level(weeks[1:], 10)
    (0.0001, None)
    """
    if len(counts) < FEWEST:
        return None
    mean = np.mean(counts[-MOST:], axis=0)
    within = np.flatnonzero(mean <= budget)
    return LEVELS[int(within[-1])] if len(within) else LEVELS[0]

"""Log score: how surprised a forecast was, minus the logarithm of the probability it gave to what came.

There is none for draws or quantiles: it would need a density that these do not hold, and any smoothing would
be part of the score. Use the CRPS or the WIS for them.

Source    Good (1952), J. R. Stat. Soc. B 14:107-114; Gneiting & Raftery (2007), section 4.1.
Checked   tests/reference/test_scoringrules.py (scoringrules.logs_normal, logs_poisson, logs_negbinom).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tocsin.vocab.arrays import Array


def log_score_normal(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> Array:
    """Minus the log density of a normal forecast; smaller is better, can be negative. NaN gives NaN.

    >>> print(log_score_normal(0.0, 1.0, 0.0).round(4))
    0.9189
    """
    return np.asarray(-stats.norm.logpdf(*_numbers(observed, mean, sd)))


def log_score_poisson(mean: ArrayLike, observed: ArrayLike) -> Array:
    """Minus the log probability of a Poisson forecast; inf for what it held impossible. NaN gives NaN.

    >>> log_score_poisson(2.0, [0.0, 2.0]).round(4)
    array([2.    , 1.3069])
    """
    return np.asarray(-stats.poisson.logpmf(*_numbers(observed, mean)))


def log_score_negbin(mean: ArrayLike, size: ArrayLike, observed: ArrayLike) -> Array:
    """The same for a negative binomial with variance mean + mean^2 / size.

    >>> print(log_score_negbin(2.0, 1.0, 0.0).round(4))
    1.0986
    """
    y, m, n = _numbers(observed, mean, size)
    return np.asarray(-stats.nbinom.logpmf(y, n, n / (n + m)))


def _numbers(*given: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.asarray(x, np.float64) for x in given)

"""Upper bounds and p-values of the Farrington detectors from a fit, in plain NumPy and SciPy."""

from typing import Literal, get_args

import numpy as np
from scipy.special import log_ndtr, ndtri
from scipy.stats import nbinom, poisson

Bound = Literal["plugin", "muan", "delta"]
BOUND: tuple[Bound, ...] = get_args(Bound)


def normal_quantile(tail: float) -> float:
    """The normal quantile of 1 - tail, exact for small tails."""
    return -float(ndtri(tail))


def count_bound(y: float, mean: float, phi: float, tail: float) -> tuple[float, float]:
    """Smallest q with P(Y > q) <= tail, and P(Y >= y).

    Y is negative binomial with that mean and variance phi times the mean, Poisson at phi = 1.

    >>> upper, p = count_bound(9, 3.2, 1.5, 0.01)
    >>> upper, round(p, 4)
    (10.0, 0.0222)
    """
    if not np.isfinite(mean):
        return np.inf, 1.0
    if mean >= 1e15:
        sd = np.sqrt(mean * phi)
        return mean + normal_quantile(tail) * sd, float(np.exp(log_ndtr((mean - y) / sd)))
    count = poisson(mean) if phi <= 1 else nbinom(mean / (phi - 1), 1 / phi)
    return float(count.ppf(1 - tail)), float(count.sf(np.ceil(y) - 1))


def first_cases_bound(y: float, exposure: float, tail: float) -> tuple[float, float, float, float]:
    """Expected count, dispersion, bound and P(Y >= y) after `exposure` reference periods without a case.

    The rate has Jeffreys' prior, so after no case in n periods it is Gamma(1/2, n), and the next count is
    negative binomial with mean 1 / (2 n) and variance 1 + 1/n times as large.

    >>> mean, phi, upper, p = first_cases_bound(5, 195, 0.01)
    >>> round(mean, 4), upper, p < 1e-11
    (0.0026, 0.0, True)
    """
    mean, phi = 0.5 / exposure, 1 + 1 / exposure
    return mean, phi, *count_bound(y, mean, phi, tail)


def delta_bound(
    y: float, mu0: float, phi: float, error: float, tail: float, power: float
) -> tuple[float, float]:
    """Bound and p-value when y^power is normal about mu0^power; `error` of log mu0.

    The variance of y^power - mu0^power is power^2 mu0^(2 power - 1) tau with tau = phi + error^2 mu0.

    >>> upper, p = delta_bound(9, 3.2, 1.5, 0.1, 0.01, 2 / 3)
    >>> round(upper, 3), round(p, 4)
    (9.552, 0.0157)
    """
    sd = power * np.sqrt(mu0 ** (2 * power - 1) * (phi + error**2 * mu0))
    upper = (mu0**power + normal_quantile(tail) * sd) ** (1 / power)
    return float(upper), float(np.exp(log_ndtr((mu0**power - y**power) / sd)))

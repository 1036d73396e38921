"""CRPS of a known distribution: normal, lognormal, Poisson, negative binomial.

Source    Jordan, Krueger, Lerch (2019), J. Stat. Softw. 90(12), appendix A (all but the last);
          Wei & Held (2014), Test 23:787-805 (counts).
Differs   The negative binomial is told by mean and size (variance mean + mean^2 / size), as everywhere here.
Checked   tests/reference/test_scoringrules.py; sums over the distribution in tests/unit/score.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError


def crps_normal(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> Array:
    """CRPS of a normal forecast; `sd` above 0. NaN in any argument gives NaN.

    >>> print(crps_normal(0.0, 1.0, 0.0).round(4))
    0.2337
    """
    m, s, y = _numbers(mean, sd, observed)
    _positive("sd", s)
    z = (y - m) / s
    return np.asarray(s * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)))


def crps_lognormal(log_mean: ArrayLike, log_sd: ArrayLike, observed: ArrayLike) -> Array:
    """CRPS of a forecast whose logarithm is normal; `log_sd` above 0, any observation. NaN gives NaN.

    >>> print(crps_lognormal(0.0, 1.0, 1.0).round(4))
    0.2674
    """
    m, s, y = _numbers(log_mean, log_sd, observed)
    _positive("log_sd", s)
    with np.errstate(divide="ignore"):
        z = (np.log(np.maximum(y, 0.0)) - m) / s
    spread = stats.norm.cdf(z - s) + stats.norm.cdf(s / np.sqrt(2)) - 1
    return np.asarray(y * (2 * stats.norm.cdf(z) - 1) - 2 * np.exp(m + s * s / 2) * spread)


def crps_poisson(mean: ArrayLike, observed: ArrayLike) -> Array:
    """CRPS of a Poisson forecast; `mean` 0 or above. NaN in any argument gives NaN.

    >>> print(crps_poisson(3.0, 3.0).round(4))
    0.3881
    """
    m, y = _numbers(mean, observed)
    _positive("mean", m, or_zero=True)
    at = np.floor(y)
    bessel = special.ive(0, 2 * m) + special.ive(1, 2 * m)
    found = (y - m) * (2 * stats.poisson.cdf(y, m) - 1) + 2 * m * stats.poisson.pmf(at, m) - m * bessel
    return np.asarray(found)


def crps_negbin(mean: ArrayLike, size: ArrayLike, observed: ArrayLike) -> Array:
    """CRPS of a negative binomial forecast with variance mean + mean^2 / size.

    `mean` and `size` above 0. NaN in any argument gives NaN. CRPS = E|X - y| - E|X - X'| / 2. The first term
    is two distribution functions; the second is the integral of (1 - |f(t)|^2) / (1 - cos t) over (0, pi),
    divided by pi, with f the characteristic function. The closed form by a hypergeometric function in the
    literature overflows for a size of some hundreds; the integral does not. Cost: 700 powers per forecast.

    >>> print(crps_negbin(3.0, 2.0, 3.0).round(4))
    0.6381
    """
    m, n, y = _numbers(mean, size, observed)
    _positive("mean", m)
    _positive("size", n)
    p = n / (n + m)
    from_observed = y * (2 * stats.nbinom.cdf(y, n, p) - 1) + m * (1 - 2 * stats.nbinom.cdf(y - 1, n + 1, p))
    return np.asarray(from_observed - _negbin_apart(m, n) / 2)


_NODES = np.arange(
    -46.0, 40.0, 0.125
)  # the integrand falls as exp(-|u|): the rest is below 1e-16 of the whole


def _negbin_apart(mean: Array, size: Array) -> Array:
    """E|X - X'| of two independent draws: trapezoid rule in u, tan(t / 2) = exp(u) / sd."""
    variance = mean * (1 + mean / size)
    sd = np.sqrt(variance)
    found = np.zeros(mean.shape)
    for node in _NODES.tolist():
        s = np.exp(node) / sd
        away = 2 / (1 + s**-2.0)  # 1 - cos t
        found += -np.expm1(-size * np.log1p(2 * variance / size * away)) / s
    return np.asarray(found * ((_NODES[1] - _NODES[0]) / np.pi))


def _numbers(*given: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(x, np.float64) for x in given)))


def _positive(name: str, values: Array, *, or_zero: bool = False) -> None:
    wrong = values < 0 if or_zero else values <= 0
    if wrong.any():
        raise OptionError(name, float(values[wrong].flat[0]), "0 or above" if or_zero else "above 0")

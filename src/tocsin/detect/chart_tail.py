"""How unusual the value of a chart is while nothing has changed: a p-value for CUSUM statistics.

A CUSUM S(t) = max(0, S(t-1) + X(t)) is, in control, distributed as the largest of the sums of its last
1, 2, 3, ... steps, X(t), X(t) + X(t-1), ... If every step satisfies E exp(r X) <= 1 for some r > 0, the
exponentials of these sums form a supermartingale, and with the maximal inequality

    P(S(t) >= s) <= exp(-r s)                                                   (Lundberg, Kingman)

at every t, whatever the means were on the way and however large s is. The p-value of a chart is this bound
with the largest such r, 1 where S(t) = 0. It is never too small. It is too large by the factor that the
overshoot of the last step costs: near 3 for steps of one standard deviation, near 1 for small ones. For a
likelihood ratio chart r = 1 exactly, so p = exp(-S).

For a transformed count r depends on the mean alone: a table over the mean, log-linear in between. Where
the mean moves, the smallest r on the way holds for all steps.

Source   Kingman (1964), Proc. Camb. Phil. Soc. 60:585-587; Asmussen (2003), Applied Probability and Queues,
         ch. XIII.5.
"""

from functools import lru_cache
from typing import cast

import numpy as np
from scipy.special import gammaln, logsumexp

from tocsin.detect.cusum_transform import Transform, transform
from tocsin.vocab.arrays import Array

LOWEST, HIGHEST = 1e-6, 1e4  # means of the table; beyond, its ends
NODES = 121
_NEGBIN = ("pearson-negbin", "anscombe-negbin")


@lru_cache(maxsize=32)
def decay_table(kind: Transform, k: float, alpha: float) -> Array:
    """log r at `NODES` means from `LOWEST` to `HIGHEST`, evenly spaced on the log scale; read-only.

    `k` is the reference value taken off each transformed count, > 0. Cost: some 50 ms, once per process.
    """
    means = np.exp(np.linspace(np.log(LOWEST), np.log(HIGHEST), NODES))
    table = np.array([np.log(decay_rate(float(m), kind, k, alpha)) for m in means])
    table.flags.writeable = False
    return table


def decay_rate(m: float, kind: Transform, k: float, alpha: float) -> float:
    """The r > 0 with E exp(r (z - k)) = 1, z the transformed count of mean m, by bisection.

    Near 2 k for large means, where z is normal.

    >>> round(decay_rate(1e4, "standard", 1.0, 0.0), 2)
    1.99
    """
    spread = alpha if kind in _NEGBIN else 0.0
    top = m + 60 + 40 * np.sqrt(m + spread * m * m)
    y = np.arange(0.0, min(top, 4e5))
    weight = log_chance(y, m, spread)
    z = transform(y, np.array(m), kind, alpha) - k

    def growth(r: float) -> float:
        return float(logsumexp(weight + r * z))

    low, high = 0.0, 1.0
    while growth(high) < 0 and high < 1e4:
        low, high = high, 2 * high
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if growth(middle) < 0 else (low, middle)
    return max(low, 1e-300)


def log_chance(y: Array, m: float, alpha: float) -> Array:
    """Log probability of whole counts, Poisson or negative binomial with variance m + alpha m^2."""
    if alpha == 0:
        return cast(Array, y * np.log(m) - m - gammaln(y + 1))
    size = 1 / alpha
    ratio = np.log1p(-1 / (1 + alpha * m))
    return cast(
        Array, gammaln(y + size) - gammaln(size) - gammaln(y + 1) - size * np.log1p(alpha * m) + y * ratio
    )

"""Tails and quantiles of counts with mean mu and variance phi mu, compiled.

Negative binomial for phi > 1, Poisson for phi = 1: one recurrence serves both,

    P(j + 1) / P(j) = (mu + j (phi - 1)) / (phi (j + 1)).

Small means are summed from zero; for large ones the first term comes from Loader's saddle-point expansion
(2000) and the rest from the continued fractions of the incomplete beta and gamma functions (DLMF 8.17.22,
8.9.2).
The plain twin is `farrington_bounds`.
"""

import math

import numpy as np
from numba import njit

TABLE = 1024
INVERSE = 1.0 / np.arange(1.0, TABLE + 2)  # 1 / (j + 1)
ROOM = 400.0  # means and upper ends up to here are summed from zero
TINY = 1e-300
EPS = 1e-15
STEPS = 100_000  # bound on continued fractions; they need about sqrt(count) steps
WALK = 40.0  # quantile: walk term by term when it is nearer than this
FINE = 1e-9  # tails below it are not looked for in sums from zero


@njit(cache=True, nogil=True, error_model="numpy")
def stirling_rest(n: float) -> float:
    """log n! minus Stirling's formula."""
    if n < 16.0:
        if n <= 0.0:
            return 0.0
        return math.lgamma(n + 1.0) - ((n + 0.5) * math.log(n) - n + 0.9189385332046727)
    s = 1.0 / (n * n)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))))) / n


@njit(cache=True, nogil=True, error_model="numpy")
def deviance_half(x: float, m: float) -> float:
    """X log(x / m) + m - x without cancellation where x is near m."""
    if abs(x - m) < 0.1 * (x + m):
        v = (x - m) / (x + m)
        total = (x - m) * v
        term = 2.0 * x * v
        v *= v
        for j in range(1, 200):
            term *= v
            after = total + term / (2 * j + 1)
            if after == total:
                break
            total = after
        return total
    return x * math.log(x / m) + m - x if x > 0.0 else m


@njit(cache=True, nogil=True, error_model="numpy")
def pmf(y: float, mu: float, phi: float) -> float:
    """P(Y = y) for y >= 1."""
    if phi <= 1.0:
        return math.exp(-stirling_rest(y) - deviance_half(y, mu)) / math.sqrt(2.0 * math.pi * y)
    r = mu / (phi - 1.0)
    n = y + r
    rest = stirling_rest(n) - stirling_rest(y) - stirling_rest(r)
    rest -= deviance_half(y, n * (1.0 - 1.0 / phi)) + deviance_half(r, n / phi)
    return (r / n) * math.exp(rest) * math.sqrt(n / (2.0 * math.pi * y * r))


@njit(cache=True, nogil=True, error_model="numpy")
def beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function by Lentz's method."""
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > TINY else TINY)
    h = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 + even * d
        c = 1.0 + even / c
        d = 1.0 / (d if abs(d) > TINY else TINY)
        c = c if abs(c) > TINY else TINY
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 + odd * d
        c = 1.0 + odd / c
        d = 1.0 / (d if abs(d) > TINY else TINY)
        c = c if abs(c) > TINY else TINY
        h *= d * c
        if abs(d * c - 1.0) < EPS:
            break
    return h


@njit(cache=True, nogil=True, error_model="numpy")
def gamma_series(a: float, x: float) -> float:
    """1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ..."""
    term = total = 1.0
    for n in range(1, STEPS):
        term *= x / (a + n)
        total += term
        if term < EPS * total:
            break
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def gamma_fraction(a: float, x: float) -> float:
    """The continued fraction of the upper incomplete gamma function by Lentz's method."""
    b = x + 1.0 - a
    c = 1.0 / TINY
    d = 1.0 / (b if abs(b) > TINY else TINY)
    h = d
    for n in range(1, STEPS):
        an = -n * (n - a)
        b += 2.0
        d = an * d + b
        d = 1.0 / (d if abs(d) > TINY else TINY)
        c = b + an / c
        c = c if abs(c) > TINY else TINY
        h *= d * c
        if abs(d * c - 1.0) < EPS:
            break
    return h


@njit(cache=True, nogil=True, error_model="numpy")
def upper_tail(y: float, mu: float, phi: float) -> float:
    """P(Y >= y) for whole y, exact in relative terms where it is small."""
    if y <= 0.0:
        return 1.0
    here = pmf(y, mu, phi)
    if phi <= 1.0:
        if mu < y + 1.0:
            return min(1.0, here * gamma_series(y, mu))
        return max(0.0, 1.0 - here * y * gamma_fraction(y, mu))
    r, x = mu / (phi - 1.0), 1.0 - 1.0 / phi
    if x < (y + 1.0) / (y + r + 2.0):
        return min(1.0, here * beta_fraction(y, r, x))
    return max(0.0, 1.0 - here * (y / r) * beta_fraction(r, y, 1.0 / phi))


@njit(cache=True, nogil=True, error_model="numpy")
def far_quantile(mu: float, phi: float, alpha: float, z: float) -> float:
    """Smallest q with P(Y > q) <= alpha, from a Cornish-Fisher start."""
    sd = math.sqrt(mu * phi)
    skew = (2.0 * phi - 1.0) / sd
    q = max(0.0, math.floor(mu + sd * (z + skew * (z * z - 1.0) / 6.0)))
    for _ in range(200):
        excess = upper_tail(q + 1.0, mu, phi) - alpha
        step = excess / pmf(q + 1.0, mu, phi) if excess > 0.0 else excess / pmf(max(q, 1.0), mu, phi)
        if abs(step) < WALK:
            break
        q = max(0.0, math.floor(q + min(max(step, -0.5 * (sd + q)), 0.5 * (sd + q))))
    tail = upper_tail(q + 1.0, mu, phi)
    if tail > alpha:
        term = pmf(q + 1.0, mu, phi)
        while tail > alpha:
            q += 1.0
            tail -= term
            term *= (mu + q * (phi - 1.0)) / (phi * (q + 1.0))
        return q
    while q > 0.0:
        tail += pmf(q, mu, phi)
        if tail > alpha:
            break
        q -= 1.0
    return q


@njit(cache=True, nogil=True, error_model="numpy")
def quantile_and_tail(
    y: float, mu: float, phi: float, alpha: float, z: float, inverse: np.ndarray
) -> tuple[float, float]:
    """Smallest q with P(Y > q) <= alpha, and P(Y >= y); z the normal quantile of 1 - alpha."""
    y = math.ceil(y)
    if not mu < 1e15:
        sd = math.sqrt(mu * phi)
        return mu + z * sd, 0.5 * math.erfc((y - mu) / sd / math.sqrt(2.0))
    log_zero = mu if phi <= 1.0 else mu * math.log1p(phi - 1.0) / (phi - 1.0)
    sd = math.sqrt(mu * phi)
    if mu + 4.0 * sd > ROOM or log_zero > ROOM:
        return far_quantile(mu, phi, alpha, z), upper_tail(y, mu, phi)
    slope = (phi - 1.0) / phi
    rise = mu / phi - slope
    term = math.exp(-log_zero)
    below = term  # P(Y <= j)
    at_least = 1.0  # P(Y >= y)
    j = 0
    aim = 1.0 - alpha
    while below < aim and j < TABLE - 1:
        if j + 1 == y:
            at_least = 1.0 - below
        term *= slope + rise * inverse[j]
        below += term
        j += 1
    if j >= TABLE - 1:
        return far_quantile(mu, phi, alpha, z), upper_tail(y, mu, phi)
    if y > j:
        at_least = upper_tail(y, mu, phi)
    return float(j), at_least


@njit(cache=True, nogil=True, error_model="numpy")
def quantiles(mean: np.ndarray, dispersion: np.ndarray, tail: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Smallest q with P(Y > q) <= tail, cell by cell; z the normal quantile of 1 - tail."""
    found = np.full(mean.shape, math.nan)
    for s in range(mean.shape[0]):
        for j in range(mean.shape[1]):
            if math.isnan(mean[s, j]):
                continue
            if tail[s, j] < FINE:
                found[s, j] = far_quantile(mean[s, j], dispersion[s, j], tail[s, j], z[s, j])
            else:
                found[s, j], _ = quantile_and_tail(
                    0.0, mean[s, j], dispersion[s, j], tail[s, j], z[s, j], INVERSE
                )
    return found

"""How long a chart runs before it rings: average run lengths, and the limits that give a wanted one.

A CUSUM is a Markov chain. For counts with a rational reference value it moves on a grid, and the mean number
of steps until it leaves solves one linear system, exactly (Brook, Evans 1972; Hawkins 1992):

    (I - Q) L = 1,  Q(i, j) = P(max(0, i + X - k) = j) for i, j below h

For normal steps the same is an integral equation, solved at Gauss-Legendre points:

    L(s) = 1 + Phi(k - s - d) L(0) + integral_0^h phi(x + k - s - d) L(x) dx        d = shift of the mean

Source   Brook, Evans (1972), Biometrika 59:539-549; Hawkins (1992), Commun. Stat. Simul. 21:1001-1020;
         Hawkins, Olwell (1998), Cumulative Sum Charts and Charting for Quality Improvement, ch. 3.
Differs  `find_h` gives the smallest limit on the grid that meets its tolerance; the reference's search may
         end at a larger one with the same run length.
Checked  tests/reference/rogerson_run_length.csv (R surveillance 1.20.3: arlCusum, findK, hValues), by
         validation/rogerson.R.
"""

from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError

_POINTS = 48
_LONGEST = 1e6  # periods between false alarms


class RunLength(NamedTuple):
    """Mean periods until a chart rings, from 0 and from a head start of h/2."""

    zero: float
    head_start: float


def poisson_run_length(h: float, k: float, mean: float, digits: int = 1) -> RunLength:
    """Of a CUSUM of Poisson counts; k and h are rounded to `digits` decimals. Cost: O((h 10^digits)^3).

    >>> poisson_run_length(3.5, 2.3, 2.0).zero.__round__(5)
    21.64568
    """
    unit = 10**digits
    K, H = round(k * unit), round(h * unit)
    if H < 1 or not mean > 0:
        raise OptionError("h", h, f"{1 / unit} or more, and the mean more than 0")
    chance = np.exp(
        np.arange((H + K) // unit + 1) * np.log(mean) - mean - gammaln(np.arange((H + K) // unit + 1) + 1)
    )
    stay, state = np.zeros((H, H)), np.arange(H)
    for count, p in enumerate(chance):
        to = np.maximum(0, state + count * unit - K)
        np.add.at(stay, (state[to < H], to[to < H]), p)
    lengths = np.linalg.solve(np.eye(H) - stay, np.ones(H))
    return RunLength(float(lengths[0]), float(lengths[min(H - 1, H // 2)]))


def find_k(mean: float, s: float = 1.0, digits: int | None = None) -> float:
    """Reference value for a rise of s standard deviations: (m1 - m0) / log(m1 / m0), m1 = m0 + s sqrt(m0).

    With `digits` it is rounded so that it is no multiple of 0.5: the chart then takes more values.

    >>> find_k(2.0).__round__(6), find_k(2.0, digits=1), find_k(5.0, digits=1), find_k(0.25, digits=1)
    (2.644378, 2.6, 6.1, 0.4)
    """
    k = s * np.sqrt(mean) / np.log1p(s / np.sqrt(mean))
    return float(k) if digits is None else float(round_off_half(np.array(k), digits))


def round_off_half(k: Array, digits: int) -> Array:
    """k to `digits` decimals, one unit towards k instead of a multiple of 0.5."""
    unit = 10**digits
    near = np.round(k * unit)
    half = (2 * near) % unit == 0
    return cast(Array, (near + np.where(half, np.where(k * unit > near, 1, -1), 0)) / unit)


@lru_cache(maxsize=4096)
def find_h(arl0: float, mean: float, s: float = 1.0, digits: int = 1, tolerance: float = 0.02) -> float:
    """Smallest limit on the grid of `digits` decimals whose run length is not below arl0 (1 - tolerance).

    The run length grows with the limit, so the place is found by halving.

    >>> find_h(500.0, 0.5), find_h(500.0, 5.0)
    (4.7, 11.2)
    """
    if not 1 < arl0 <= _LONGEST:
        raise OptionError("arl0", arl0, f"more than 1 and at most {_LONGEST:.0f} periods")
    k, unit = find_k(mean, s, digits), 10**digits

    def enough(place: int) -> bool:
        return bool(poisson_run_length(place / unit, k, mean, digits).zero > arl0 * (1 - tolerance))

    high = 8
    while not enough(high):
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high / unit)


def normal_run_length(h: float, k: float, shift: float = 0.0) -> float:
    """Mean periods until the CUSUM of independent normal numbers of mean `shift` reaches h.

    >>> normal_run_length(2.26, 1.04).__round__(1), normal_run_length(2.26, 1.04, 2.08).__round__(2)
    (531.4, 2.91)
    """
    node, weight = np.polynomial.legendre.leggauss(_POINTS)
    x = np.append(0.5 * h * (node + 1), 0.0)
    step = x[:-1][None, :] + k - x[:, None] - shift
    system = np.eye(_POINTS + 1)
    system[:, :-1] -= 0.5 * h * weight * np.exp(-0.5 * step**2) / np.sqrt(2 * np.pi)
    system[:, -1] -= ndtr(k - x - shift)
    lengths = np.linalg.solve(system, np.ones(_POINTS + 1))
    return float(lengths[-1])


@lru_cache(maxsize=64)
def normal_limit(k: float, arl0: float) -> float:
    """Limit at which the CUSUM of independent normal numbers runs arl0 periods between false alarms.

    >>> round(normal_limit(0.5, 500.0), 2)
    4.39
    """
    top = 1.0
    while normal_run_length(top, k) < arl0:
        top *= 2
    low = top / 2 if top > 1 else 1e-6
    return float(brentq(lambda h: normal_run_length(h, k) - arl0, low, top, xtol=1e-10))


@lru_cache(maxsize=64)
def find_kh(arl0: float, arl1: float) -> tuple[float, float]:
    """k and h of a normal CUSUM: arl0 periods between false alarms, arl1 until a rise of 2 k rings.

    >>> [round(number, 2) for number in find_kh(500.0, 3.0)]
    [1.01, 2.29]
    """
    if not 10 <= arl0 <= _LONGEST:
        raise OptionError("arl0", arl0, f"10 to {_LONGEST:.0f} periods")
    if not 1.5 <= arl1 <= arl0 / 4:
        raise OptionError("arl1", arl1, f"1.5 to {arl0 / 4:g} periods, a quarter of arl0")

    def delay(k: float) -> float:
        return normal_run_length(normal_limit(k, arl0), k, 2 * k) - arl1

    k = float(brentq(delay, 0.02, 2.2, xtol=1e-10))
    return k, normal_limit(k, arl0)

"""What a Poisson count will be, known only from a few counts like it.

With the Jeffreys prior Gamma(1/2, 0) for the mean, n counts of sum x leave Gamma(x + 1/2, n), and the next
count is negative binomial with size x + 1/2 and probability n / (n + 1). Its tail is an incomplete beta
function, which also gives a number between whole counts for rates:

    P(Y >= y) = I_{1/(n+1)}(y, x + 1/2),  1 at y = 0

Source   Riebler (2004), Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung bei
         Surveillance Daten, LMU München; Höhle (2007), Comput. Stat. 22:571-582.
"""

from collections.abc import Iterator
from functools import cache
from typing import cast

import numpy as np
from scipy.special import betainc, ndtri

from tocsin.vocab.arrays import Array, Flags

_TABLE_TOTAL, _TABLE_Y = 1024, 256  # sums and counts looked up: 2 MB for each n
_TABLE_N = 64  # and only for as many counts in the baseline


def chance_of_as_many(y: Array, total: Array, n: Array) -> Array:
    """P(Y >= y) of the next count after n >= 1 counts of sum `total`, same shapes; NaN where `y` is.

    A negative sum, of corrections that were kept, is taken as 0. Small whole numbers are looked up in a
    table made once per n. Cost: about 20 ns a cell, twenty times that for large counts and rates.

    >>> six = np.full(3, 6.0)
    >>> chance_of_as_many(np.array([0.0, 1.0, 2.0]), np.full(3, 2.0), six).round(4)
    array([1.    , 0.3198, 0.0769])
    """
    p, total = np.full(y.shape, np.nan), np.maximum(total, 0.0)
    for one, here in _by_number(n):
        known = here & _whole(y, _TABLE_Y) & _whole(total, _TABLE_TOTAL)
        if one <= _TABLE_N:
            p[known] = _chances(one)[total[known].astype(np.int64), y[known].astype(np.int64)]
        rest = here & ~known if one <= _TABLE_N else here
        if rest.any():
            p[rest] = _chance(y[rest], total[rest], n[rest])
    return p


def _chance(y: Array, total: Array, n: Array) -> Array:
    p = betainc(np.maximum(y, 1e-300), total + 0.5, 1 / (n + 1))
    return cast(Array, np.where(y > 0, p, np.where(np.isnan(y), np.nan, 1.0)))


def _whole(values: Array, below: int) -> Flags:
    return np.greater_equal(values, 0) & np.less(values, below) & np.equal(values, np.floor(values))


def _by_number(n: Array) -> Iterator[tuple[int, Flags]]:
    for one in np.flatnonzero(np.bincount(n.ravel().astype(np.int64))):
        yield int(one), n == one


@cache
def _chances(n: int) -> Array:
    """P(Y >= y) at [total, y]: from the far end, each adds the chance of y itself."""
    size, q = np.arange(_TABLE_TOTAL) + 0.5, 1 / (n + 1)
    exactly = np.empty((_TABLE_Y, _TABLE_TOTAL))
    exactly[0] = np.exp(size * np.log1p(-q))
    for y in range(1, _TABLE_Y):
        exactly[y] = exactly[y - 1] * ((y - 1 + size) / y * q)
    exactly[-1] = betainc(_TABLE_Y - 1, size, q)
    table = np.minimum(np.cumsum(exactly[::-1], axis=0)[::-1].T, 1.0)  # a sum may end a rounding above 1
    table[:, 0] = 1.0
    return np.ascontiguousarray(table)


def largest_usual(total: Array, n: Array, alpha: float) -> Array:
    """Smallest k with P(Y > k) <= alpha, of the next count after n counts of sum `total`; same shapes.

    A negative sum is taken as 0. Small whole sums are looked up in a table made once per n and alpha.

    >>> largest_usual(np.array([[0.0, 7.0, 180.0]]), np.array([[6.0, 6.0, 18.0]]), 0.05)
    array([[ 1.,  4., 16.]])
    """
    k, total = np.full(total.shape, np.nan), np.maximum(total, 0.0)
    for one, here in _by_number(n):
        known = here & _whole(total, _TABLE_TOTAL)
        k[known] = _bounds(one, alpha)[total[known].astype(np.int64)]
        rest = here & ~known
        if rest.any():
            k[rest] = _bound(total[rest] + 0.5, one, alpha)
    return k


@cache
def _bounds(n: int, alpha: float) -> Array:
    return _bound(np.arange(_TABLE_TOTAL, dtype=np.float64) + 0.5, n, alpha)


def _bound(size: Array, n: int, alpha: float) -> Array:
    """A Cornish-Fisher guess, then steps of one."""
    q = 1 / (n + 1)
    sd = np.sqrt(size * q) / (1 - q)
    z = -ndtri(alpha)
    skew = (1 + q) / np.sqrt(size * q)
    k = np.maximum(np.floor(size * q / (1 - q) + sd * (z + skew * (z * z - 1) / 6)), 0.0)
    rise = np.arange(k.size)
    while (rise := rise[betainc(k[rise] + 1, size[rise], q) > alpha]).size:
        k[rise] += 1
    fall = np.flatnonzero(k > 0)
    while (fall := fall[betainc(k[fall], size[fall], q) <= alpha]).size:
        k[fall] -= 1
        fall = fall[k[fall] > 0]
    return cast(Array, k)

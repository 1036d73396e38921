"""What a Poisson count will be, known only from a few counts like it.

With the Jeffreys prior Gamma(1/2, 0) for the mean, n counts of sum x leave Gamma(x + 1/2, n), and the next
count is negative binomial with size x + 1/2 and probability n / (n + 1). Its tail is an incomplete beta
function, which also gives a number between whole counts for rates:

    P(Y >= y) = I_{1/(n+1)}(y, x + 1/2),  1 at y = 0

Source   Riebler (2004), Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung bei
         Surveillance Daten, LMU München; Höhle (2007), Comput. Stat. 22:571-582.
"""

from typing import cast

import numpy as np
from scipy.special import betainc, ndtri

from tocsin.vocab.arrays import Array


def chance_of_as_many(y: Array, total: Array, n: Array) -> Array:
    """P(Y >= y) of the next count after n >= 1 counts of sum `total`; NaN where `y` is.

    >>> chance_of_as_many(np.array([0.0, 1.0, 2.0]), np.array([2.0]), np.array([6.0])).round(4)
    array([1.    , 0.3198, 0.0769])
    """
    p = betainc(np.maximum(y, 1e-300), total + 0.5, 1 / (n + 1))
    return cast(Array, np.where(y > 0, p, np.where(np.isnan(y), np.nan, 1.0)))


def largest_usual(total: Array, n: Array, alpha: float) -> Array:
    """Smallest k with P(Y > k) <= alpha, of the next count after n counts of sum `total`; same shapes.

    A Cornish-Fisher guess, then steps of one; each pair of sum and number is worked out once.

    >>> largest_usual(np.array([[0.0, 7.0, 180.0]]), np.array([[6.0, 6.0, 18.0]]), 0.05)
    array([[ 1.,  4., 16.]])
    """
    pairs, back = np.unique(total.ravel() + 1j * n.ravel(), return_inverse=True)
    size, q = pairs.real + 0.5, 1 / (pairs.imag + 1)
    sd = np.sqrt(size * q) / (1 - q)
    z = -ndtri(alpha)
    skew = (1 + q) / np.sqrt(size * q)
    k = np.maximum(np.floor(size * q / (1 - q) + sd * (z + skew * (z * z - 1) / 6)), 0.0)
    rise = np.arange(k.size)
    while (rise := rise[betainc(k[rise] + 1, size[rise], q[rise]) > alpha]).size:
        k[rise] += 1
    fall = np.flatnonzero(k > 0)
    while (fall := fall[betainc(k[fall], size[fall], q[fall]) <= alpha]).size:
        k[fall] -= 1
        fall = fall[k[fall] > 0]
    return cast(Array, k[back].reshape(total.shape))

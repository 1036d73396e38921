"""What a CUSUM adds up: a count as a number that is about standard normal while the mean is m.

standard        (y - m) / sqrt(m)
rossi           (y - 3 m + 2 sqrt(m y)) / (2 sqrt(m))
anscombe        (3/2) (y^(2/3) - m^(2/3)) / m^(1/6)
anscombe2nd     (3/2) (y^(2/3) - (m^(2/3) - m^(-1/3)/9)) / m^(1/6)
pearson-negbin  (y - m) / sqrt(m + a m^2)
anscombe-negbin (G(y) - G(m)) / (m + a m^2)^(1/6),  G(y) = integral_0^y (t + a t^2)^(-1/3) dt
                = (3/2) y^(2/3) 2F1(1/3, 2/3; 5/3; -a y)

Source   Rossi, Lampugnani, Marchi (1999), Stat. Med. 18:2111-2122; Pierce, Schafer (1986), JASA 81:977-986.
"""

from typing import Literal

import numpy as np
from scipy.special import hyp2f1

from tocsin.vocab.arrays import Array

Transform = Literal["standard", "rossi", "anscombe", "anscombe2nd", "pearson-negbin", "anscombe-negbin"]


def negbin_integral(y: Array, alpha: float) -> Array:
    """G(y) of the Anscombe residual of a negative binomial count.

    >>> negbin_integral(np.array([0.0, 8.0]), 1e-12).round(6)
    array([0., 6.])
    """
    g: Array = 1.5 * np.cbrt(y) ** 2 * hyp2f1(1 / 3, 2 / 3, 5 / 3, -alpha * y)
    return g


def transform(y: Array, m: Array, kind: Transform, alpha: float) -> Array:
    """Transformed counts; `y` and `m` (mean, > 0) broadcast, NaN stays NaN.

    >>> transform(np.array([1.0, 4.0, 9.0]), np.array([4.0]), "standard", 0.1)
    array([-1.5,  0. ,  2.5])
    """
    z: Array
    match kind:
        case "standard":
            z = (y - m) / np.sqrt(m)
        case "rossi":
            z = (y - 3 * m + 2 * np.sqrt(m * y)) / (2 * np.sqrt(m))
        case "anscombe":
            z = 1.5 * (np.cbrt(y) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6)
        case "anscombe2nd":
            z = 1.5 * (np.cbrt(y) ** 2 - (np.cbrt(m) ** 2 - 1 / (9 * np.cbrt(m)))) / m ** (1 / 6)
        case "pearson-negbin":
            z = (y - m) / np.sqrt(m + alpha * m**2)
        case "anscombe-negbin":
            z = (negbin_integral(y, alpha) - negbin_integral(m, alpha)) / (m + alpha * m**2) ** (1 / 6)
    return z

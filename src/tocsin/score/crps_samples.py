"""CRPS of draws: how far a sample lies from the observation, minus half of how far it lies from itself.

    CRPS = mean |x_i - y| - 1/(2 n) sum over i, j of |x_i - x_j|,   n = M^2 (plain) or M (M - 1) (fair)

Plain treats the M draws as the whole forecast; fair estimates the score of the distribution that they were
drawn from and can be negative.

Source    Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102:359-378, equation 21; Ferro (2014),
          Q. J. R. Meteorol. Soc. 140:1917-1923 (fair).
Checked   tests/reference/test_scoringrules.py (scoringrules.crps_ensemble, estimators nrg and fair).
"""

import numpy as np
from numpy.typing import ArrayLike

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import InputError


def crps_samples(samples: ArrayLike, observed: ArrayLike, *, fair: bool = False) -> Array:
    """Continuous ranked probability score of draws; smaller is better.

    Parameters
    ----------
    samples   (..., M) float; M draws, two or more where `fair`
    observed  (...) float
    fair      estimate the score of the distribution behind the draws

    Returns
    -------
    (...) float in the unit of the counts; NaN where a draw or the observation is NaN
    Cost: O(M log M) per forecast, one sorted copy of `samples`

    >>> print(crps_samples([1.0, 2.0, 3.0], 2.0).round(3), crps_samples([1.0, 2.0, 3.0], 2.0, fair=True))
    0.222 0.0
    """
    draws, seen = np.asarray(samples, np.float64), np.asarray(observed, np.float64)
    M = draws.shape[-1] if draws.ndim else 0
    least = 2 if fair else 1
    if least > M:
        raise InputError(f"samples has shape {draws.shape}; its last axis must hold {least} draws or more.")
    if draws.shape[:-1] != seen.shape:
        raise InputError(f"observed has shape {seen.shape}; samples ask for {draws.shape[:-1]}.")
    ordered = np.sort(draws, axis=-1)
    weights = 2.0 * np.arange(1, M + 1) - M - 1.0
    apart = (ordered * weights).sum(axis=-1) / (M * (M - 1) if fair else M * M)
    return np.asarray(np.abs(ordered - seen[..., None]).mean(axis=-1) - apart)

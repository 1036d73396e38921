"""Weighted interval score: one number for a whole set of quantiles, in the unit of what is counted.

    WIS = 2/Q sum over levels of the quantile score
        = 1/(K + 1/2) (|y - m| / 2 + sum over k of alpha_k / 2 * IS_k),   Q = 2 K + 1 levels with the median

The weights alpha_k / 2 (1/2 for the median) make both lines equal, and make WIS approach the CRPS as levels
are added. Without the median Q = 2 K and the mean over levels is kept, so 1/K stands for 1/(K + 1/2).

Source    Bracher, Ray, Gneiting, Reich (2021), PLOS Comput. Biol. 17:e1008618, equations 1 to 4.
Checked   tests/reference/test_scoringrules.py (weighted_interval_score, crps_quantile); validation/score.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tocsin.score.levels import Pairs, align, pair_levels
from tocsin.vocab.arrays import Array

_BLOCK = 4096  # forecasts at once: their differences stay in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WisParts:
    """What a WIS is made of; each (...) float in the unit of the counts, NaN where the score is.

    dispersion       how wide the forecast was
    overprediction   fine for intervals that lay above the observation
    underprediction  fine for intervals that lay below it
    """

    dispersion: Array
    overprediction: Array
    underprediction: Array

    @property
    def wis(self) -> Array:
        """The sum of the three."""
        return np.asarray(self.dispersion + self.overprediction + self.underprediction)


def wis(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Array:
    """Weighted interval score of every forecast; smaller is better, 0 is the best.

    Parameters
    ----------
    quantiles  (..., Q) float; not decreasing along Q (the score is defined all the same where they are not)
    levels     (Q,) increasing inside (0, 1), symmetric about 0.5
    observed   (...) float

    Returns
    -------
    (...) float in the unit of the counts; NaN where a quantile or the observation is NaN: a score over fewer
    levels would not compare with the others

    Raises OptionError for levels without partner, InputError for shapes that do not fit.
    Cost: O(forecasts Q) time; no memory beyond the answer and a block. 23 levels: see benchmarks/score.py.

    >>> print(wis([8.0, 10.0, 14.0], [0.25, 0.5, 0.75], 12.0).round(3))
    1.667
    """
    values, at, seen = align(quantiles, levels, observed)
    pair_levels(at)
    rows, flat = values.reshape(-1, len(at)), seen.reshape(-1)
    found = np.empty(len(flat))
    for start in range(0, len(flat), _BLOCK):
        part = slice(start, start + _BLOCK)
        miss = flat[part, None] - rows[part]
        found[part] = miss @ at
        np.minimum(miss, 0.0, out=miss)
        found[part] -= miss.sum(axis=1)
    return (found * (2.0 / len(at))).reshape(seen.shape)


def wis_parts(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> WisParts:
    """The same score as dispersion, over- and underprediction; parameters and NaN as in `wis`.

    The median's own cost counts as over- or underprediction, by the side on which it lies.

    >>> parts = wis_parts([8.0, 10.0, 14.0], [0.25, 0.5, 0.75], 12.0)
    >>> print(parts.dispersion.round(3), parts.overprediction.round(3), parts.underprediction.round(3))
    1.0 0.0 0.667
    """
    values, at, seen = align(quantiles, levels, observed)
    pairs = pair_levels(at)
    rows, flat = values.reshape(-1, len(at)), seen.reshape(-1)
    found = np.empty((3, len(flat)))
    for start in range(0, len(flat), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[:, part] = _parts(rows[part], flat[part], at, pairs)
    dispersion, over, under = (found * (2.0 / len(at))).reshape(3, *seen.shape)
    return WisParts(dispersion=dispersion, overprediction=over, underprediction=under)


def _parts(rows: Array, seen: Array, levels: Array, pairs: Pairs) -> Array:
    """(3, N) sums over the intervals, from rows (N, Q)."""
    half = len(pairs.lower)
    low, high = rows[:, :half], rows[:, ::-1][:, :half]
    y = seen[:, None]
    unknown = np.isnan(rows.sum(axis=1) + seen)
    dispersion = (high - low) @ levels[pairs.lower]
    over, under = np.maximum(low - y, 0).sum(axis=1), np.maximum(y - high, 0).sum(axis=1)
    if pairs.median is not None:
        ahead = rows[:, pairs.median] - seen
        over, under = over + np.maximum(ahead, 0) / 2, under + np.maximum(-ahead, 0) / 2
    found = np.stack([dispersion, over, under])
    found[:, unknown] = np.nan
    return found

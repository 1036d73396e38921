"""Levels of quantiles: checked once, and paired into central intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import InputError, OptionError

CLOSE = 1e-9
"""Two levels nearer than this are one level."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Places of the levels that belong together: level a/2 below, level 1 - a/2 above.

    lower, upper  (K,) places, the widest interval first
    median        place of level 0.5, or None
    """

    lower: Index
    upper: Index
    median: int | None


def check_levels(levels: ArrayLike) -> Array:
    """(Q,) levels as numbers, increasing inside (0, 1); OptionError otherwise.

    >>> check_levels([0.25, 0.5, 0.75])
    array([0.25, 0.5 , 0.75])
    """
    found = np.asarray(levels, dtype=np.float64)
    increasing = found.ndim == 1 and found.size > 0 and bool((np.diff(found) > CLOSE).all())
    if not increasing or not ((found > 0) & (found < 1)).all():
        raise OptionError("levels", found.tolist(), "one or more numbers that increase inside (0, 1)")
    return found


def pair_levels(levels: Array) -> Pairs:
    """Levels as central intervals around the median; OptionError where a level has no partner.

    >>> pairs = pair_levels(np.array([0.1, 0.25, 0.5, 0.75, 0.9]))
    >>> pairs.lower, pairs.upper, pairs.median
    (array([0, 1]), array([4, 3]), 2)
    """
    if np.abs(levels + levels[::-1] - 1).max() > CLOSE:
        raise OptionError("levels", levels.tolist(), "symmetric about 0.5, each a with its 1 - a")
    half = len(levels) // 2
    lower = np.arange(half)
    return Pairs(lower=lower, upper=len(levels) - 1 - lower, median=half if len(levels) % 2 else None)


def place_of(levels: Array, level: float) -> int:
    """Place of one level; InputError naming those that are there where it is not."""
    place = int(np.argmin(np.abs(levels - level)))
    if abs(levels[place] - level) > CLOSE:
        raise InputError(f"There is no quantile at {level:g}; levels: {levels.tolist()}.")
    return place


def align(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> tuple[Array, Array, Array]:
    """Quantiles (..., Q), levels (Q,) and observed (...) as numbers whose shapes fit one another."""
    values, at = np.asarray(quantiles, dtype=np.float64), check_levels(levels)
    seen = np.asarray(observed, dtype=np.float64)
    if values.ndim == 0 or values.shape[-1] != len(at):
        raise InputError(f"quantiles has shape {values.shape}; its last axis must hold {len(at)} levels.")
    try:
        seen = np.broadcast_to(seen, np.broadcast_shapes(values.shape[:-1], seen.shape))
        values = np.broadcast_to(values, (*seen.shape, len(at)))
    except ValueError:
        raise InputError(
            f"observed has shape {seen.shape}; quantiles {values.shape} ask for {values.shape[:-1]}."
        ) from None
    return values, at, seen

"""The forest without tricks, node by node and question by question; judge of the kernel.

The random numbers are drawn in the kernel's order, so both must grow the same trees. Slow: for tests.
"""

import numpy as np

from tocsin.forecast._forest_kernel import LOOK
from tocsin.vocab.arrays import Array, Index

_A, _C, _WORD = 6364136223846793005, 1442695040888963407, 2**64
TIE = 1e-9  # cuts whose gains differ by less part the same rows: the first one stays


class Chance:
    """The kernel's random numbers in [0, 1), one after another."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def __call__(self) -> float:
        """The next one."""
        self._state = (self._state * _A + _C) % _WORD
        return float((self._state >> 33) / 2**31)


def forest_plain(X: Array, Y: Array, asked: Array, *, trees: int, leaf: int, tries: int, seed: int) -> Array:
    """Weight of each row of the library for each question, (M, N); a question's weights add up to `trees`."""
    weights = np.zeros((len(asked), len(X)))
    chance = Chance(seed)
    for _ in range(trees):
        _grow(X, Y, asked, list(range(len(X))), list(range(len(asked))), weights, chance, leaf, tries)
    return weights


def _grow(
    X: Array, Y: Array, asked: Array, rows: list[int], questions: list[int], weights: Array,
    chance: Chance, leaf: int, tries: int,
) -> None:  # fmt: skip
    best, chosen = -1.0, None
    n = max(min(len(rows), LOOK), min(len(rows), 2 * leaf))
    looked = [rows[j * len(rows) // n] for j in range(n)]
    for _ in range(tries if len(rows) >= 2 * leaf else 0):
        feature = int(chance() * X.shape[1])
        one, other = rows[int(chance() * len(rows))], rows[int(chance() * len(rows))]
        part = chance()
        cut = X[one, feature] * part + X[other, feature] * (1 - part)
        below = X[looked, feature] < cut
        if min(below.sum(), (~below).sum()) < leaf:
            continue
        gain = _gain(Y[looked][below], Y[looked][~below])
        if gain > best + TIE:
            best, chosen = gain, (feature, cut)
    if chosen is None:
        kept = [rows[j * len(rows) // min(len(rows), 2 * leaf)] for j in range(min(len(rows), 2 * leaf))]
        for q in questions:
            weights[q, kept] += 1 / len(kept)
        return
    feature, cut = chosen
    here = _in_kernel_order(X[:, feature], rows, cut)
    for low in (True, False):
        side = [q for q in questions if (asked[q, feature] < cut) == low]
        if side:
            mine = [i for i in here if (X[i, feature] < cut) == low]
            _grow(X, Y, asked, mine, side, weights, chance, leaf, tries)


def _in_kernel_order(values: Array, rows: list[int], cut: float) -> list[int]:
    """Rows in the order in which swapping in place leaves them: the random draws go by place."""
    rows, i, j = list(rows), 0, len(rows) - 1
    while i <= j:
        if values[rows[i]] < cut:
            i += 1
        else:
            rows[i], rows[j] = rows[j], rows[i]
            j -= 1
    return rows


def _gain(low: Array, high: Array) -> float:
    """How much less the outcomes vary about two means than about one, summed over the outcomes."""
    total = 0.0
    for k in range(low.shape[1]):
        a, b = (side[:, k][np.isfinite(side[:, k])] for side in (low, high))
        if len(a) and len(b):
            both = np.concatenate([a, b])
            total += _squares(both) - _squares(a) - _squares(b)
    return total


def _squares(values: Array) -> float:
    return float(((values - values.mean()) ** 2).sum())


def weighted_quantiles_plain(values: Array, weights: Array, levels: Array) -> Array:
    """Quantiles between the middles of the weights, by interpolation."""
    order: Index = np.argsort(values, kind="stable")
    share = weights[order] / weights.sum()
    return np.interp(levels, np.cumsum(share) - share / 2, values[order])

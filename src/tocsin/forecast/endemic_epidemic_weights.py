"""How strongly one place's cases weigh on another: by borders, or a power of the number of borders between.

    first order  w_ji = 1 where i and j have a common border, 0 otherwise
    power law    w_ji = o_ji^-d, o_ji = borders crossed on the shortest way from j to i, d estimated
    normalised   each place's weights sum to 1 over where its cases may go: w_ji / sum_k w_jk

Source    Held, Höhle, Hofmann (2005), Stat. Modelling 5:187-199; Meyer, Held (2014), Ann. Appl. Stat.
          8:1612-1639 (power law, normalisation).
Checked   tests/reference/endemic_epidemic.csv (R surveillance hhh4, W_powerlaw).
"""

from collections.abc import Iterable, Sequence

import numpy as np

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import InputError


def border_orders(places: Sequence[str], borders: Iterable[tuple[str, str]]) -> Index:
    """Borders crossed between any two places, (S, S); 0 on the diagonal and where there is no way.

    A pair with one place that is not among `places` is left out: a table of borders may cover a wider region.
    Raises InputError where no pair joins two of them. Cost: O(S^3).

    >>> border_orders(["A", "B", "C", "D"], [("A", "B"), ("B", "C")])
    array([[0, 1, 2, 0],
           [1, 0, 1, 0],
           [2, 1, 0, 0],
           [0, 0, 0, 0]])
    """
    at = {name: number for number, name in enumerate(places)}
    pairs = sorted(set(borders))
    near = np.zeros((len(places), len(places)), np.bool_)
    for one, other in pairs:
        if one in at and other in at and one != other:
            near[at[one], at[other]] = near[at[other], at[one]] = True
    if not near.any():
        named = sorted({place for pair in pairs for place in pair} - set(at))
        shown = ", ".join(map(repr, named[:5])) + (", ..." if len(named) > 5 else "")
        raise InputError(
            f"No pair of borders joins two places of the panel. Borders name {shown or 'no other place'}; "
            f"the panel has {', '.join(map(repr, list(places)[:5]))}{', ...' if len(places) > 5 else ''}. "
            "Give the borders with the names that the place column uses."
        )
    orders = np.zeros(near.shape, np.int64)
    reached, step = near.copy(), 1
    np.fill_diagonal(reached, False)
    front = reached.copy()
    while front.any():
        orders[front] = step
        ahead = (front.astype(np.int64) @ near.astype(np.int64)) > 0
        front = ahead & ~reached
        np.fill_diagonal(front, False)
        reached |= front
        step += 1
    return orders


def normalised(weights: Array) -> Array:
    """Rows that sum to 1; a row of zeros stays one.

    >>> normalised(np.array([[0.0, 1, 1], [2, 0, 0], [0, 0, 0]])).tolist()
    [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)


def power_law(orders: Index, decay: float, *, normalise: bool) -> tuple[Array, Array, Array]:
    """Weights w_ji = o_ji^-d and their first two derivatives by log d, each (S, S).

    >>> weights, _, _ = power_law(np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]]), 1.0, normalise=False)
    >>> weights.tolist()
    [[0.0, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, 0.0]]
    """
    joined = orders > 0
    log_order = np.log(np.where(joined, orders, 1).astype(np.float64))
    raw = np.where(joined, np.exp(-decay * log_order), 0.0)
    first, second = -decay * log_order, (decay * log_order) ** 2 - decay * log_order
    if not normalise:
        return raw, raw * first, raw * second
    weights = normalised(raw)  # log w = -d log o - log sum_k o_jk^-d
    mean = (weights * first).sum(axis=1, keepdims=True)
    spread = (weights * second).sum(axis=1, keepdims=True) - mean**2
    slope = first - mean
    return weights, weights * slope, weights * (slope**2 - decay * log_order - spread)

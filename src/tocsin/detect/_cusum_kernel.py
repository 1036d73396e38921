"""Compiled CUSUM of transformed counts; judged by `cusum.plain_chart`."""

import numpy as np
from numba import njit

STANDARD, ROSSI, ANSCOMBE, ANSCOMBE2ND, PEARSON, NEGBIN = range(6)
_TERMS = 60
_TABLE = 2048  # whole counts below this are transformed once for all series


_NODE = 0.5 * (np.polynomial.legendre.leggauss(24)[0] + 1)  # Gauss-Legendre rule on (0, 1)
_WEIGHT = 0.5 * np.polynomial.legendre.leggauss(24)[1]


@njit(cache=True, nogil=True)
def unit_integral(u):  # type: ignore[no-untyped-def]
    """Integral of (s + s^2)^(-1/3) over 0 < s < u, by series below 1/2, above by pieces that double."""
    first = min(u, 0.5)
    if first <= 0.0:
        return 0.0
    term, total = 1.5 * np.cbrt(first) ** 2, 0.0
    factor = term
    for n in range(_TERMS):
        total += factor * (2.0 / 3.0) / (n + 2.0 / 3.0)
        factor *= -(n + 1.0 / 3.0) / (n + 1.0) * first
    low = first
    while low < u:
        high = min(u, 4.0 * low)
        for i in range(_NODE.shape[0]):
            s = low + (high - low) * _NODE[i]
            total += (high - low) * _WEIGHT[i] / np.cbrt(s + s * s)
        low = high
    return total


@njit(cache=True, nogil=True)
def shape_of(y, kind, alpha, table):  # type: ignore[no-untyped-def]
    """The part of the transform that does not depend on the mean: y, y^(2/3) or G(y)."""
    if kind in (STANDARD, PEARSON, ROSSI):
        return y
    if y == np.floor(y) and 0.0 <= y < table.shape[0]:
        return table[int(y)]
    if kind == NEGBIN:
        return unit_integral(alpha * y) / np.cbrt(alpha) ** 2
    return np.cbrt(y) ** 2


@njit(cache=True, nogil=True)
def shape_table(kind, alpha):  # type: ignore[no-untyped-def]
    """`shape_of` of the whole counts below `_TABLE`; empty where it is the count itself."""
    if kind in (STANDARD, PEARSON, ROSSI):
        return np.empty(0)
    none = np.empty(0)
    table = np.empty(_TABLE)
    for y in range(_TABLE):
        table[y] = shape_of(float(y), kind, alpha, none)
    return table


@njit(cache=True, nogil=True)
def count_of(shape, kind, alpha):  # type: ignore[no-untyped-def]
    """The count with this shape; negative where even no case has more."""
    if shape < 0.0:
        return -1.0
    if kind in (STANDARD, PEARSON):
        return shape
    if kind != NEGBIN:
        return shape * np.sqrt(shape)
    y = max((shape / 1.5) ** 1.5, 1e-12)  # G(y) < 1.5 y^(2/3): from below the search overshoots once
    for _ in range(60):
        miss = unit_integral(alpha * y) / np.cbrt(alpha) ** 2 - shape
        move = miss * np.cbrt(y + alpha * y * y)
        y = max(y - move, 0.5 * y)
        if abs(move) <= 1e-13 * y:
            break
    return y


@njit(cache=True, nogil=True)
def scale_of(m, kind, alpha):  # type: ignore[no-untyped-def]
    """(centre, scale): the transform is (shape - centre) * scale; for ROSSI sqrt(y) is added."""
    if kind == STANDARD:
        return m, 1.0 / np.sqrt(m)
    if kind == ROSSI:
        return 3.0 * m, 0.5 / np.sqrt(m)
    if kind == PEARSON:
        return m, 1.0 / np.sqrt(m + alpha * m * m)
    if kind == NEGBIN:
        return unit_integral(alpha * m) / np.cbrt(alpha) ** 2, (m + alpha * m * m) ** (-1.0 / 6.0)
    third = np.cbrt(m)
    centre = third * third - (1.0 / (9.0 * third) if kind == ANSCOMBE2ND else 0.0)
    return centre, 1.5 / np.sqrt(third)


@njit(cache=True, nogil=True)
def decay_at(m, logs, low, width):  # type: ignore[no-untyped-def]
    """r of `chart_tail` at mean m, from its table."""
    place = min(max((np.log(m) - low) / width, 0.0), logs.shape[0] - 1.0)
    i = min(int(place), logs.shape[0] - 2)
    return np.exp(logs[i] + (place - i) * (logs[i + 1] - logs[i]))


@njit(cache=True, nogil=True)
def chart_one(  # type: ignore[no-untyped-def]
    counts, begin, mean, moves, first, kind, alpha, k, h, reset, decays, table, score, needed, p_value
):
    """The chart of one series from `begin` on, into its rows of the results."""
    logs, low, width = decays
    running, last, centre, scale, inverse, shift, decay = 0.0, np.nan, 0.0, 0.0, 0.0, 0.0, np.inf
    linear, root = kind in (STANDARD, PEARSON), 0.0
    for t in range(begin, counts.shape[0]):
        y = counts[t]
        if np.isnan(y):
            continue
        if moves or np.isnan(last):
            m = mean[t]
            if m != last:
                last, root = m, np.sqrt(m)
                centre, scale = scale_of(m, kind, alpha)
                inverse, shift = 1.0 / scale, centre * scale + k
                decay = min(decay, decay_at(m, logs, low, width))
        step = (y if linear else shape_of(y, kind, alpha, table)) * scale - shift
        if kind == ROSSI:
            step += np.sqrt(y)
        before = running
        running = max(0.0, running + step)
        if t >= first:
            j, goal = t - first, h + k - before
            score[j] = running
            p_value[j] = np.exp(-decay * running) if running > 0.0 else 1.0
            if kind == ROSSI:
                under = 4.0 * last + 2.0 * root * goal
                rate = np.sqrt(under) - root if under > 0.0 else -1.0
                needed[j] = rate * rate if rate > 0.0 else -1.0
            else:
                needed[j] = count_of(centre + goal * inverse, kind, alpha)
        if reset and running >= h:
            running = 0.0


@njit(cache=True, nogil=True)
def chart_kernel(  # type: ignore[no-untyped-def]
    counts, begin, mean, usable, moves, first, kind, alpha, k, h, reset, decays
):
    """See `cusum.chart`: statistic, count needed and p-value of the judged cells, (S, J) each.

    `moves`: the means differ along a row. `decays`: the table of `chart_tail`, its first log mean and step.
    """
    S, T = counts.shape
    score = np.full((S, T - first), np.nan)
    needed = np.full((S, T - first), np.nan)
    p_value = np.full((S, T - first), np.nan)
    table = shape_table(kind, alpha)
    for s in range(S):
        if usable[s]:
            chart_one(
                counts[s], begin[s], mean[s], moves, first, kind, alpha, k, h, reset, decays, table,
                score[s], needed[s], p_value[s],
            )  # fmt: skip
    return score, needed, p_value

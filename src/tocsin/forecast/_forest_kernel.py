"""Random trees that are grown only where somebody asks; the plain twin is `forest_plain`."""

import numpy as np
from numba import njit

LOOK = 512  # rows of a node on which cuts are compared; a larger one has rows at equal steps looked at
_A, _C = np.uint64(6364136223846793005), np.uint64(1442695040888963407)


@njit(cache=True)
def chance(state):  # type: ignore[no-untyped-def]
    """The next number in [0, 1) of a linear congruential generator; `state` (1,) uint64 moves on."""
    state[0] = state[0] * _A + _C
    return ((state[0] >> np.uint64(33)) & np.uint64(0x7FFFFFFF)) / 2147483648.0


@njit(cache=True)
def find_analogues(X, Y, asked, trees, leaf, tries, seed):  # type: ignore[no-untyped-def]
    """Rows of the library that end in the same leaf as each question, and their weights.

    X (N, F) features and Y (N, K) outcomes of the library, NaN allowed in Y; asked (M, F). Returns places
    (M, trees * 2 leaf) int32, -1 = none, and weights (M, trees * 2 leaf) that add up to `trees` for each.
    """
    N, M = X.shape[0], asked.shape[0]
    width = 2 * leaf
    found = np.full((M, trees * width), -1, np.int32)
    weight = np.zeros((M, trees * width))
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(seed)
    rows, questions = np.empty(N, np.int64), np.empty(M, np.int64)
    stack = np.empty((4 * M + 8, 4), np.int64)
    sums, n = np.empty((2, Y.shape[1])), np.empty((2, Y.shape[1]))
    for tree in range(trees):
        for i in range(N):
            rows[i] = i
        for m in range(M):
            questions[m] = m
        stack[0] = (0, N, 0, M)
        depth = 1
        while depth:
            depth -= 1
            a, b, qa, qb = stack[depth]
            feature, cut = best_split(X, Y, rows[a:b], leaf, tries, state, sums, n)
            if feature < 0:
                settle(rows[a:b], questions[qa:qb], found, weight, tree * width, width)
                continue
            middle = a + partition(X, rows[a:b], feature, cut)
            q = qa + partition(asked, questions[qa:qb], feature, cut)
            if q < qb:
                stack[depth] = (middle, b, q, qb)
                depth += 1
            if q > qa:
                stack[depth] = (a, middle, qa, q)
                depth += 1
    return found, weight


@njit(cache=True)
def best_split(X, Y, rows, leaf, tries, state, sums, n):  # type: ignore[no-untyped-def]
    """Of `tries` random cuts the one that parts the outcomes most; feature -1 where none leaves two."""
    size, F, K = len(rows), X.shape[1], Y.shape[1]
    best, best_feature, best_cut = -1.0, -1, 0.0
    if size < 2 * leaf:
        return best_feature, best_cut
    looked = max(min(size, LOOK), 2 * leaf)
    for _ in range(tries):
        feature = int(chance(state) * F)
        one, other = rows[int(chance(state) * size)], rows[int(chance(state) * size)]
        part = chance(state)
        cut = X[one, feature] * part + X[other, feature] * (1 - part)
        sums[:] = 0.0
        n[:] = 0.0
        below = 0
        for j in range(looked):
            i = rows[j * size // looked]
            side = 0 if X[i, feature] < cut else 1
            below += 1 - side
            for k in range(K):
                y = Y[i, k]
                if y == y:
                    sums[side, k] += y
                    n[side, k] += 1
        if below < leaf or looked - below < leaf:
            continue
        gain = 0.0
        for k in range(K):
            if n[0, k] > 0 and n[1, k] > 0:
                apart = sums[0, k] / n[0, k] - sums[1, k] / n[1, k]
                gain += apart * apart * n[0, k] * n[1, k] / (n[0, k] + n[1, k])
        if gain > best:
            best, best_feature, best_cut = gain, feature, cut
    return best_feature, best_cut


@njit(cache=True)
def partition(X, rows, feature, cut):  # type: ignore[no-untyped-def]
    """Bring the rows below a cut to the front, in place; how many they are."""
    i, j = 0, len(rows) - 1
    while i <= j:
        if X[rows[i], feature] < cut:
            i += 1
        else:
            rows[i], rows[j] = rows[j], rows[i]
            j -= 1
    return i


@njit(cache=True)
def settle(rows, questions, found, weight, start, width):  # type: ignore[no-untyped-def]
    """Write a leaf down for its questions; of a leaf too large for that, rows at equal steps."""
    size = min(len(rows), width)
    for q in range(len(questions)):
        for j in range(size):
            found[questions[q], start + j] = rows[j * len(rows) // size]
            weight[questions[q], start + j] = 1.0 / size


@njit(cache=True)
def outcome_quantiles(z, series, period, found, weight, steps, levels):  # type: ignore[no-untyped-def]
    """Quantiles of what came `steps` periods after each analogue, against its own level then.

    z (S, T); series and period (N,) of the library; steps (M, H). Returns (M, H, Q); NaN where fewer than
    ten analogues have an outcome.
    """
    M, width = found.shape
    H, Q, T = steps.shape[1], len(levels), z.shape[1]
    out = np.full((M, H, Q), np.nan)
    value, heavy = np.empty(width), np.empty(width)
    for m in range(M):
        for h in range(H):
            n = 0
            for j in range(width):
                i = found[m, j]
                if i >= 0 and period[i] + steps[m, h] < T:
                    y = z[series[i], period[i] + steps[m, h]]
                    if y == y:
                        value[n] = y - z[series[i], period[i]]
                        heavy[n] = weight[m, j]
                        n += 1
            if n >= 10:
                weighted_quantiles(value[:n], heavy[:n], levels, out[m, h])
    return out


@njit(cache=True)
def weighted_quantiles(value, weight, levels, out):  # type: ignore[no-untyped-def]
    """Quantiles between the middles of the weights, straight lines between them; `out` (Q,) is filled."""
    order = np.argsort(value)
    total = weight.sum()
    before = 0.0
    at = 0
    last_middle, last_value = 0.0, value[order[0]]
    for j in range(len(value)):
        w = weight[order[j]] / total
        middle, here = before + 0.5 * w, value[order[j]]
        while at < len(levels) and levels[at] <= middle:
            if j == 0 or middle == last_middle:
                out[at] = here
            else:
                out[at] = last_value + (here - last_value) * (levels[at] - last_middle) / (
                    middle - last_middle
                )
            at += 1
        last_middle, last_value = middle, here
        before += w
    while at < len(levels):
        out[at] = last_value
        at += 1

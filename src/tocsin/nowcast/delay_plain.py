"""The delay filter without a compiler, one cell after another: slow, and the judge of `_delay_kernel`."""

import numpy as np

from tocsin.nowcast._delay_kernel import PRIOR, SMALL, STEADY
from tocsin.vocab.arrays import Array, Index


def plain_completed(
    inc: Array, kind: Index, block: Index, halves: Array, own: float, cycle: int, newest: int, keep: int
) -> tuple[Array, Array]:
    """Known and completed rows (S, keep, L) as `completed_rows` has them, from the definitions."""
    S, T, L = inc.shape
    kinds, blocks = int(kind.max()) + 1, int(block.max()) + 1
    so_far = np.nancumsum(inc, axis=2)
    num, den = np.zeros((S, L, kinds)), np.zeros((S, L, kinds))
    ratio, rows = np.zeros((S, L, kinds)), np.zeros((S, L))
    got, due, level = np.zeros((S, blocks)), np.zeros((S, blocks)), np.zeros((S, blocks))
    known, whole = np.full((S, newest + 1, L), np.nan), np.full((S, newest + 1, L), np.nan)
    for s in range(newest + 1):
        w = kind[s]
        num *= 0.5 ** (1 / halves[0])
        den *= 0.5 ** (1 / halves[0])
        rows *= 0.5 ** (1 / halves[0])
        got *= 0.5 ** (1 / halves[1])
        due *= 0.5 ** (1 / halves[1])
        for i, d in ((i, d) for i in range(S) for d in range(1, L)):
            t = s - d
            if not 0 <= t < T or np.isnan(inc[i, t, d - 1 : d + 1]).any() or so_far[i, t, d - 1] < 0:
                continue
            x, c, b = inc[i, t, d], so_far[i, t, d - 1], block[d]
            if rows[i, d] > 5:
                most = 5 * den[i, d].sum() / rows[i, d] + 10
                x, c = (x * most / c, most) if c > most else (x, c)
                e = c * ratio[i, d, w] * np.exp(level[i, b])
                width = 5 * (np.sqrt(abs(e) + 1) + 0.5 * abs(e) + 0.02 * c)
                x = float(np.clip(x, e - width, e + width))
                got[i, b] += x
                due[i, b] += c * ratio[i, d, w]
            num[i, d, w] += x
            den[i, d, w] += c
            rows[i, d] += 1
        ratio, level = _pooled(num, den, got, due, own)
        known[:, s], whole[:, s] = _completed(inc, so_far, s, kind, block, ratio, level, halves[2], cycle)
    return known[:, newest + 1 - keep :], whole[:, newest + 1 - keep :]


def _pooled(num: Array, den: Array, got: Array, due: Array, own: float) -> tuple[Array, Array]:
    top, below = num.sum(axis=0), den.sum(axis=0)
    all_days = below.sum(axis=1, keepdims=True)
    mean = np.where(all_days > 0, top.sum(axis=1, keepdims=True) / np.where(all_days > 0, all_days, 1), 0)
    shared = (top + SMALL * mean) / (below + SMALL)
    ratio = (num + own * shared) / (den + own)
    ratio[:, 0] = 0
    x, y = got.sum(axis=0), due.sum(axis=0)
    together = np.where(y > -SMALL / 2, (x + SMALL) / np.where(y > -SMALL / 2, y + SMALL, 1), 1)
    enough = due > -STEADY / 2
    level = np.where(enough, (got + STEADY * together) / np.where(enough, due + STEADY, 1), 1)
    return ratio, np.log(np.clip(level, 0.2, 5))


def _completed(
    inc: Array, so_far: Array, s: int, kind: Index, block: Index, ratio: Array, level: Array, settle: float,
    cycle: int,
) -> tuple[Array, Array]:  # fmt: skip
    S, T, L = inc.shape
    known, whole = np.full((S, L), np.nan), np.full((S, L), np.nan)
    for i, a in ((i, a) for i in range(S) for a in range(min(L, s + 1))):
        t = s - a
        if t >= T or np.isnan(inc[i, t, : a + 1]).all():
            continue
        last = int(np.flatnonzero(~np.isnan(inc[i, t, : a + 1]))[-1])
        steps = [
            ratio[i, d, kind[t + d]] * np.exp(level[i, block[d]] * 0.5 ** (max(t + d - s, 0) / settle))
            for d in range(last + 1, L)
        ]
        factor = float(np.prod([max(1 + step, 0.05) for step in steps]))
        c = known[i, a] = so_far[i, t, a]
        whole[i, a] = c * factor
        near = [so_far[i, t - z, min(a + z, L - 1)] for z in range(1, 2 * cycle + 3) if t - z >= 0]
        if factor > 1 and sum(near) > 0:
            share = 1 / factor
            whole[i, a] = c + (1 - share) * (c + PRIOR) / (share + PRIOR / np.mean(near))
    return known, whole

"""Compiled log-likelihood of the endemic-epidemic model with its first two derivatives.

Judged by `endemic_epidemic_plain`, a loop over cells, and by R's hhh4.
"""

import numpy as np
from numba import njit

HEAD = 64  # terms of a rising product that are added one by one; the rest by Euler and Maclaurin


@njit(cache=True, nogil=True)
def rising(y, times, psi, out):  # type: ignore[no-untyped-def]
    """Add sum_y times(y) sum_{k<y} log(1 + psi k) to `out[0]`, its derivatives by log psi to `out[1:]`.

    This is log Gamma(y + 1/psi) - log Gamma(1/psi) + y log psi without their cancellation as psi runs to 0.
    """
    head = np.zeros((HEAD + 1, 3))
    for k in range(HEAD):
        u = psi * k
        head[k + 1, 0] = head[k, 0] + np.log1p(u)
        head[k + 1, 1] = head[k, 1] + u / (1 + u)
        head[k + 1, 2] = head[k, 2] + u / (1 + u) ** 2
    for i in range(y.size):
        n = int(y[i])
        for j in range(3):
            out[j] += times[i] * head[min(n, HEAD), j]
        if n > HEAD:
            tail(psi, HEAD, n, times[i], out)


@njit(cache=True, nogil=True)
def tail(psi, a, b, times, out):  # type: ignore[no-untyped-def]
    """Add `times` the three sums over a <= k < b to `out`: integral, ends, first and third derivatives."""
    u, v = psi * a, psi * b
    la, lb, ia, ib = np.log1p(u), np.log1p(v), 1 / (1 + u), 1 / (1 + v)
    whole = ((1 + v) * lb - v - (1 + u) * la + u) / psi
    out[0] += times * (whole - (lb - la) / 2 + psi * (ib - ia) / 12 - 2 * psi**3 * (ib**3 - ia**3) / 720)
    whole = (b - a) - (lb - la) / psi
    out[1] += times * (
        whole - (v * ib - u * ia) / 2 + psi * (ib**2 - ia**2) / 12 - 6 * psi**3 * (ib**4 - ia**4) / 720
    )
    whole = (lb - la + ib - ia) / psi
    third_a, third_b = 24 * ia**5 - 6 * ia**4, 24 * ib**5 - 6 * ib**4
    out[2] += times * (
        whole
        - (v * ib**2 - u * ia**2) / 2
        + psi * ((1 - v) * ib**3 - (1 - u) * ia**3) / 12
        - psi**3 * (third_b - third_a) / 720
    )


@njit(cache=True, nogil=True)
def means(parts, sources, rows, index, theta, mu, scaled):  # type: ignore[no-untyped-def]
    """Fill `mu` (S, T) and `scaled` (3, S, T): own, neighbours, endemic; see `gather` for the arguments.

    An effect is exp(intercept) x exp(covariates): where the covariates are those of the unit before, which
    they always are, the second factor is made once.
    """
    S, T = mu.shape
    mu[:] = 0.0
    factor = np.empty(T)
    at = 0
    for b in range(3):
        k = parts[b]
        if k == 0:
            scaled[b] = 0.0
            continue
        for t in range(T):
            eta = 0.0
            for j in range(1, k):
                eta += theta[index[0, at + j]] * rows[at + j, t]
            factor[t] = np.exp(eta)
        for s in range(S):
            level = np.exp(theta[index[s, at]])
            for t in range(T):
                scaled[b, s, t] = level * factor[t] * sources[b, s, t]
                mu[s, t] += scaled[b, s, t]
        at += k


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def cells(y, used, mu, psi, expected, dispersed, h1, h2, out):  # type: ignore[no-untyped-def]
    """Slope and curvature of a unit's cells by their mean, (T,); log-likelihood, those of log psi: `out`."""
    total, slope, bend = 0.0, 0.0, 0.0
    for t in range(y.size):
        h1[t], h2[t] = 0.0, 0.0
        if not used[t]:
            continue
        value, m = y[t], mu[t]
        if m <= 0.0:
            if value > 0:
                total = -np.inf
            continue
        u = psi * m
        over = 1.0 / (1.0 + u)
        inverse = 1.0 / m
        step = np.log1p(u) if dispersed else 0.0
        if value > 0:
            total += value * (np.log(m) - step)
        total -= step / psi if dispersed else m
        h1[t] = (value - m) * inverse * over
        if expected:
            h2[t] = over * inverse
        else:
            h2[t] = value * inverse * inverse - psi * (1 + psi * value) * over * over
        if dispersed:
            level = step / psi
            pull = (m + u * value) * over
            slope += level - pull
            bend += level - 2 * m * over + pull * over
    out[0] += total
    out[1] += slope
    out[2] += bend


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def dot(a, b):  # type: ignore[no-untyped-def]
    """Sum of products."""
    total = 0.0
    for t in range(a.size):
        total += a[t] * b[t]
    return total


@njit(cache=True, nogil=True)
def gather(  # type: ignore[no-untyped-def]
    y, used, mu, scaled, decay, decay2, psi, parts, rows, index, decays, dispersed, score, info, expected
):
    """Log-likelihood without its terms in y and psi alone; score and information added to `score`, `info`.

    y, used      (S, T) counts; cells of the likelihood
    mu, scaled   of `means`
    decay(2)     (S, T) first and second derivative of the neighbours' part by the log decay
    psi          (S,) dispersion, 0 = Poisson
    parts        (3,) rows of `rows` that belong to own, neighbours, endemic
    rows         (K, T) covariates, a row of ones first in each part
    index        (S, m) places of a unit's parameters: K covariates, decay, log psi
    score, info  (P,), (P, P) lower triangle of minus the second derivatives, or (not psi) their expectation
    """
    S, T = y.shape
    K, m = rows.shape[0], index.shape[1]
    slopes = K + (1 if decays else 0)
    g, h1, h2, mixed, line = np.zeros((slopes, T)), np.empty(T), np.empty(T), np.empty(T), np.empty(T)
    out, H = np.empty(3), np.zeros((m, m))
    block = np.ones(slopes, np.int64)
    at = 0
    for b in range(3):
        block[at : at + parts[b]] = b
        at += parts[b]
    total = 0.0
    for s in range(S):
        out[:] = 0.0
        cells(y[s], used[s], mu[s], psi[s], expected, dispersed, h1, h2, out)
        total += out[0]
        for a in range(slopes):
            for t in range(T):
                g[a, t] = decay[s, t] if a == K else scaled[block[a], s, t] * rows[a, t]
            score[index[s, a]] += dot(h1, g[a])
        for a in range(slopes):
            for t in range(T):
                line[t] = h2[t] * g[a, t]
                mixed[t] = h1[t] * g[a, t]
            for c in range(a + 1):
                H[a, c] = dot(line, g[c])
                if block[a] == block[c] and not expected:
                    H[a, c] -= dot(h1, decay2[s]) if c == K else dot(mixed, rows[c])
        if dispersed:
            score[index[s, m - 1]] += out[1]
            H[m - 1, m - 1] = out[2]
            for t in range(T):  # by the mean and log psi
                line[t] = h1[t] * psi[s] * mu[s, t] / (1.0 + psi[s] * mu[s, t])
            for c in range(slopes):
                H[m - 1, c] = 0.0 if expected else dot(line, g[c])
        for a in range(m):
            for c in range(a + 1):
                i, j = index[s, a], index[s, c]
                info[max(i, j), min(i, j)] += H[a, c]
    return total

"""Compiled likelihood ratio charts; judged by `glr_plain`.

The log likelihood ratio of one count is a(theta) + b(theta) y, concave in theta for all but the epidemic
chart of negative binomial counts. A start k1 is better than a later one k2 for theta below the root of the
sum over [k1, k2), worse above it, whatever comes later. So only starts whose roots rise need be kept, a
handful of them: the "functional pruning" of Romano, Eckley, Fearnhead, Rigaill (2023), JMLR 24:81.
"""

import numpy as np
from numba import njit

from tocsin.detect._in_control_kernel import fill_mean, fit_one
from tocsin.detect._poisson_glr_kernel import add_start as add_poisson_start
from tocsin.detect._poisson_glr_kernel import best_ratio as best_poisson_ratio
from tocsin.detect._poisson_glr_kernel import count_needed as poisson_count_needed

POISSON_INTERCEPT, NEGBIN_INTERCEPT, POISSON_EPI, NEGBIN_EPI = range(4)
_STEPS = 80
_FAR = 60.0  # largest theta tried


@njit(cache=True, nogil=True)
def line(theta, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """(a, b): the log likelihood ratio of a count y at mean m, last count z is a + b y."""
    if kind == POISSON_INTERCEPT:
        return -m * np.expm1(theta), theta
    if kind == NEGBIN_INTERCEPT:
        w = np.log1p(alpha * m * np.expm1(theta) / (1.0 + alpha * m))
        return -w / alpha, theta - w
    if kind == POISSON_EPI:
        return -theta * z, np.log1p(theta * z / m)
    w = np.log1p(alpha * theta * z / (1.0 + alpha * m))
    return -w / alpha, np.log1p(theta * z / m) - w


@njit(cache=True, nogil=True)
def bend(theta, y, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """First and second derivative of the log likelihood ratio of one count in theta."""
    if kind in (POISSON_INTERCEPT, NEGBIN_INTERCEPT):
        e = m * np.exp(theta)
        shrink = 1.0 / (1.0 + alpha * e)
        return (y - e) * shrink, -e * (1.0 + alpha * y) * shrink * shrink
    e = m + theta * z
    shrink = 1.0 / (1.0 + alpha * e)
    return z * (y - e) / e * shrink, z * z * (alpha * (1.0 + alpha * y) * shrink * shrink - y / (e * e))


@njit(cache=True, nogil=True)
def ratio(theta, y, m, z, lo, hi, alpha, kind):  # type: ignore[no-untyped-def]
    """Log likelihood ratio of the counts lo..hi-1."""
    total = 0.0
    for i in range(lo, hi):
        a, b = line(theta, m[i], z[i], alpha, kind)
        total += a + b * y[i]
    return total


@njit(cache=True, nogil=True)
def slopes(theta, y, m, z, lo, hi, alpha, kind):  # type: ignore[no-untyped-def]
    """First and second derivative of `ratio` in theta."""
    first, second = 0.0, 0.0
    for i in range(lo, hi):
        d, dd = bend(theta, y[i], m[i], z[i], alpha, kind)
        first += d
        second += dd
    return first, second


@njit(cache=True, nogil=True)
def peak(start, y, m, z, lo, hi, alpha, kind):  # type: ignore[no-untyped-def]
    """theta >= 0 at which `ratio` is largest, from `start`; Newton inside a bracket that only shrinks."""
    low, high, theta = 0.0, _FAR if kind <= NEGBIN_INTERCEPT else np.inf, max(start, 1e-3)
    for _ in range(_STEPS):
        first, second = slopes(theta, y, m, z, lo, hi, alpha, kind)
        if first > 0.0:
            low = theta
        else:
            high = theta
        new = theta - first / second if second < 0.0 else np.inf
        if not low < new < high:
            new = 0.5 * (low + high) if high < np.inf else 4.0 * theta
        move = abs(new - theta)
        theta = new
        if move <= 1e-6 * (1.0 + theta) or high < 1e-12:  # the ratio is flat there: its error is the square
            break
    return theta


@njit(cache=True, nogil=True)
def crossing(start, y, m, z, lo, hi, alpha, kind):  # type: ignore[no-untyped-def]
    """theta > 0 at which `ratio`, rising at 0, comes back to 0."""
    low, high = 0.0, max(2.0 * start, 1e-2)
    while ratio(high, y, m, z, lo, hi, alpha, kind) > 0.0 and high < 1e9:
        low, high = high, 2.0 * high
    theta = high
    for _ in range(_STEPS):
        value = ratio(theta, y, m, z, lo, hi, alpha, kind)
        if value > 0.0:
            low = max(low, theta)
        else:
            high = min(high, theta)
        first, _second = slopes(theta, y, m, z, lo, hi, alpha, kind)
        new = theta - value / first if first < 0.0 else low
        if not low <= new <= high:
            new = 0.5 * (low + high)
        move = abs(new - theta)
        theta = new
        if move <= 1e-9 * (1.0 + theta):
            break
    return theta


@njit(cache=True, nogil=True)
def single_best(y, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """Largest log likelihood ratio of one count."""
    if y <= m or (kind >= POISSON_EPI and z <= 0.0):
        return 0.0
    if alpha == 0.0:
        return y * np.log(y / m) - y + m
    return y * np.log(y / m) - (y + 1.0 / alpha) * np.log((1.0 + alpha * y) / (1.0 + alpha * m))


@njit(cache=True, nogil=True)
def add_start(starts, roots, size, n, gain, y, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """Add the start n to the list, dropping those it makes useless; the new size.

    `gain[k]` is the sum of the slopes at theta = 0 of the counts before k.
    """
    while size > 0:
        last = starts[size - 1]
        if gain[n] - gain[last] > 0.0:
            if size == 1:
                roots[0] = -1.0
                break
            under = roots[size - 2]
            if under < 0.0:  # found only when asked for
                under = crossing(0.1, y, m, z, starts[size - 2], last, alpha, kind)
                roots[size - 2] = under
            if ratio(under, y, m, z, last, n, alpha, kind) > 0.0:
                roots[size - 1] = -1.0
                break
        size -= 1
    starts[size] = n
    return size + 1


@njit(cache=True, nogil=True)
def best_ratio(starts, size, theta, bound, gain, n, y, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """Largest ratio over starts and theta, the count n - 1 being the newest.

    `theta` and `bound` by start: where its peak was and a number the peak cannot exceed; both renewed.
    """
    best = 0.0
    newest = single_best(y[n - 1], m[n - 1], z[n - 1], alpha, kind)
    for c in range(size):
        bound[starts[c]] += newest
    for c in range(size - 1, -1, -1):
        k = starts[c]
        if bound[k] <= best or (kind != NEGBIN_EPI and gain[n] - gain[k] <= 0.0):
            continue
        theta[k] = peak(theta[k], y, m, z, k, n, alpha, kind)
        bound[k] = max(0.0, ratio(theta[k], y, m, z, k, n, alpha, kind))
        best = max(best, bound[k])
    return best


@njit(cache=True, nogil=True)
def count_needed(starts, size, theta, n, goal, y, m, z, alpha, kind):  # type: ignore[no-untyped-def]
    """Smallest newest count at which the best ratio reaches `goal`; infinite if none does, -1 if 0 does.

    For each start the best ratio is convex in the newest count, so Newton's search from above is safe.
    """
    found, i, kept = np.inf, n - 1, y[n - 1]
    if kind >= POISSON_EPI and z[i] <= 0.0:
        y[i] = 0.0
        reached = False
        for c in range(size):
            at = peak(theta[starts[c]], y, m, z, starts[c], n, alpha, kind)
            reached = reached or ratio(at, y, m, z, starts[c], n, alpha, kind) >= goal
        y[i] = kept
        return -1.0 if reached else np.inf
    for c in range(size - 1, -1, -1):
        k = starts[c]
        at, x = theta[k], found if found < np.inf else m[i] + goal + np.sqrt(m[i] * goal)
        for step in range(_STEPS):
            y[i] = x
            at = peak(at, y, m, z, k, n, alpha, kind)
            miss = ratio(at, y, m, z, k, n, alpha, kind) - goal
            if step == 0 and found < np.inf and miss < 0.0:
                x = np.inf
                break
            b = line(at, m[i], z[i], alpha, kind)[1]
            new = x - miss / b if b > 1e-12 else 2.0 * x + 1.0
            if miss < 0.0:
                new = min(new, 4.0 * x + 4.0)
            if new < 0.0 and x == 0.0:
                new = -1.0
                x = -1.0
                break
            new = max(new, 0.0)
            move = abs(new - x)
            x = new
            if move <= 1e-10 * (1.0 + x):
                break
        found = min(found, x)
    y[i] = kept
    return found


@njit(cache=True, nogil=True)
def chart_one(  # type: ignore[no-untyped-def]
    counts, begin, length, mean, alpha, basis, size_beta, refit, first, kind, theta0, goal, window, out
):
    """The chart of one series from `begin` on; fills rows statistic, needed, steps of `out` (3, J)."""
    T = counts.shape[0]
    y, m, z = np.empty(T), np.empty(T), np.empty(T)
    starts, roots = np.empty(T + 1, np.int64), np.empty(T + 1)
    theta, bound, gain = np.full(T, 0.1), np.zeros(T), np.zeros(T + 1)
    beta, rhs, matrix = np.empty(size_beta), np.empty(size_beta), np.empty((size_beta, size_beta))
    work = np.empty((6, basis.shape[0]))
    cases = np.zeros(T + 1)
    n, size, running, before = 0, 0, 0.0, 0.0
    for t in range(begin, T):
        if np.isnan(counts[t]):
            before = 0.0  # no count to spread from
            continue
        y[n], m[n], z[n] = counts[t], mean[t], before
        before = counts[t]
        judged = t >= first
        if theta0 > 0.0:
            a, b = line(theta0, m[n], z[n], alpha, kind)
            if judged:
                out[1, t - first] = (goal - running - a) / b if b > 0.0 else np.inf
            running = max(0.0, running + a + b * y[n])
            score = running
            n += 1
        elif kind == POISSON_INTERCEPT and window == 0:
            size = add_poisson_start(starts, roots, size, n, cases, gain)
            cases[n + 1], gain[n + 1] = cases[n] + y[n], gain[n] + m[n]
            n += 1
            score = best_poisson_ratio(starts, size, n, cases, gain)
            if judged:
                out[1, t - first] = poisson_count_needed(starts, size, n, goal, cases, gain)
        else:
            if window > 0:
                low = max(0, n - window)
                size = n + 1 - low
                for c in range(size):
                    starts[c] = low + c
            else:
                size = add_start(starts, roots, size, n, gain, y, m, z, alpha, kind)
            theta[n], bound[n] = 0.1, 0.0
            gain[n + 1] = gain[n] + bend(0.0, y[n], m[n], z[n], alpha, kind)[0]
            n += 1
            score = best_ratio(starts, size, theta, bound, gain, n, y, m, z, alpha, kind)
            if judged:
                out[1, t - first] = count_needed(starts, size, theta, n, goal, y, m, z, alpha, kind)
        if judged:
            out[0, t - first] = score
            out[2, t - first] = min(n, window + 1) if window > 0 else n
        if score >= goal:
            n, size, running = 0, 0, 0.0
            if refit and fit_one(counts, begin - length, t + 1, basis, alpha, beta, work, matrix, rhs)[0]:
                fill_mean(basis, beta, t + 1, t + 1, mean)


@njit(cache=True, nogil=True)
def chart_kernel(  # type: ignore[no-untyped-def]
    counts, begin, length, mean, alpha, usable, basis, size_beta, refit, first, kinds, theta0, goal, window
):
    """See `glr.chart`: statistic, count needed and steps since the chart began, (S, J) each.

    `kinds`: the kind for Poisson series and for those with dispersion. Writes refitted means into `mean`.
    """
    S, T = counts.shape
    out = np.full((3, S, T - first), np.nan)
    for s in range(S):
        if usable[s]:
            chart_one(
                counts[s], begin[s], length, mean[s], alpha[s], basis, size_beta, refit, first,
                kinds[1] if alpha[s] > 0.0 else kinds[0], theta0, goal, window, out[:, s],
            )  # fmt: skip
    return out[0], out[1], out[2]

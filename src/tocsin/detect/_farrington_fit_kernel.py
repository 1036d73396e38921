"""One Farrington fit, compiled. The plain twin is `quasi_poisson`.

One fit is a log-linear quasi-Poisson model with one intercept a[g] per group and one slope b, so the
iterations of the reference (IRLS from mu = y + 0.1) need only sums per group. With M0, M1, M2 the sums of
w e^(bt) t^k, Y0 and Y1 those of w y t^k, and m = M1 / M0 the mean time of a group:

    db   = (sum Y1 - sum m Y0) / V,   V = sum e^a (M2 - m M1)
    da   = Y0 / (e^a M0) - 1 - m db
    h[t] = w mu (1 / (e^a M0) + (t - m)^2 / V)
    se^2 = dispersion (1 / (e^a M0) + (time - m)^2 / V)

No matrix is built and e^(bt) is a running product, not a call to exp.
As in the reference, iterations end when the deviance changes by less than 1e-8 of itself plus 0.1, and
what is derived from the last iteration (h, V, dispersion) uses the weights it started from.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from tocsin.detect.farrington_model import Rules
from tocsin.detect.reference_weeks import Places
from tocsin.vocab.arrays import Array, Index

ITERATIONS = 25
TOLERANCE = 1e-8
TWO_TO = 2.0 ** np.arange(-1023, 1024)
NOISE = 2e-15  # what rounding leaves of the terms of a deviance
FAST = {"reassoc", "contract", "nsz", "arcp"}


class Weeks(NamedTuple):
    """The N reference periods of one judged period, sorted by group; see `reference_weeks.Plan`."""

    week: Places
    offset: Places
    edge: Places
    time: Array
    span: int
    oldest: float  # time at offset 0
    even: bool
    people: Array  # (N,) persons, or (0,) without an offset


class Scratch(NamedTuple):
    """Room for one fit, used again for the next.

    y, q, entropy, high   (N,) y, (y + 0.1) log(y + 0.1) - 0.1, y log y - y, y^(2/3); 0 where missing
    w           (N,) weights; 0 = missing
    e, e_last, third      e^(bt) by `Weeks.offset`: of the last iteration, of the one before, and e^(bt / 3)
    size        (G,) reports per group
    y0          (G,) sums of w y
    moment      (3, G) M0, M1, M2
    start       (4, G) the like at mu = y + 0.1, and the sum of w mu z there, z the working response
    a           (G,) intercepts; level = e^a
    level, level_last, mean_last, inv_last   (G,) e^a; and e^a, M1 / M0, 1 / (e^a M0) of the iteration before
    """

    y: Array
    q: Array
    entropy: Array
    high: Array
    w: Array
    e: Array
    e_last: Array
    third: Array
    size: Index
    y0: Array
    moment: Array
    start: Array
    a: Array
    level: Array
    level_last: Array
    mean_last: Array
    inv_last: Array


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def exp(x: float) -> float:
    """e^x within 2 units in the last place, in line: library calls would dominate the group loops."""
    if not abs(x) < 700.0:
        return math.exp(x)
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10
    p = 1.0 / 6227020800
    p = p * r + 1.0 / 479001600
    p = p * r + 1.0 / 39916800
    p = p * r + 1.0 / 3628800
    p = p * r + 1.0 / 362880
    p = p * r + 1.0 / 40320
    p = p * r + 1.0 / 5040
    p = p * r + 1.0 / 720
    p = p * r + 1.0 / 120
    p = p * r + 1.0 / 24
    p = p * r + 1.0 / 6
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return float(p * TWO_TO[int(k) + 1023])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def powers(b: float, weeks: Weeks, out: Array) -> None:
    """e^(b t), to be read by `Weeks.offset`; by a running product where time runs in steps of one."""
    if not weeks.even:
        for i in range(len(weeks.time)):
            out[i] = math.exp(b * weeks.time[i])
        return
    step = math.exp(b)
    value = math.exp(b * weeks.oldest)
    for i in range(8):
        out[i] = value
        value *= step
    leap = step * step
    leap *= leap
    leap *= leap
    for i in range(8, weeks.span, 8):
        for lane in range(8):
            out[i + lane] = out[i + lane - 8] * leap


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def weighted_sums(weeks: Weeks, room: Scratch) -> tuple[float, float, float]:
    """Fill `room.y0` and `room.start`; returns the sums of w y t, of w (y log y - y) and of w mu z t."""
    time, people, w, y, start = weeks.time, weeks.people, room.w, room.y, room.start
    y1 = 0.0
    entropy = 0.0
    q1 = 0.0
    for g in range(len(room.y0)):
        s0 = 0.0
        s1 = 0.0
        s2 = 0.0
        sq = 0.0
        sy = 0.0
        for i in range(weeks.edge[g], weeks.edge[g + 1]):
            t = time[i]
            wy = w[i] * y[i]
            m = wy + w[i] * 0.1
            q = w[i] * room.q[i]
            s0 += m
            s1 += m * t
            s2 += m * t * t
            sq += q
            q1 += q * t
            sy += wy
            y1 += wy * t
            entropy += w[i] * room.entropy[i]
        if len(people) > 0:
            for i in range(weeks.edge[g], weeks.edge[g + 1]):
                wy = w[i] * y[i]
                log = math.log(people[i])
                q = (wy + w[i] * 0.1) * log
                sq -= q
                q1 -= q * time[i]
                entropy -= wy * log
        start[0, g] = s0
        start[1, g] = s1
        start[2, g] = s2
        start[3, g] = sq
        room.y0[g] = sy
    return y1, entropy, q1


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def moments(weeks: Weeks, room: Scratch) -> None:
    """Fill `room.moment`: sums of w e^(bt) t^k per group, weights times persons where there is an offset."""
    offset, time, people, w, e = weeks.offset, weeks.time, weeks.people, room.w, room.e
    moment = room.moment
    for g in range(moment.shape[1]):
        s0 = 0.0
        s1 = 0.0
        s2 = 0.0
        if len(people) > 0:
            for i in range(weeks.edge[g], weeks.edge[g + 1]):
                v = w[i] * e[offset[i]] * people[i]
                vt = v * time[i]
                s0 += v
                s1 += vt
                s2 += vt * time[i]
        else:
            for i in range(weeks.edge[g], weeks.edge[g + 1]):
                v = w[i] * e[offset[i]]
                vt = v * time[i]
                s0 += v
                s1 += vt
                s2 += vt * time[i]
        moment[0, g] = s0
        moment[1, g] = s1
        moment[2, g] = s2


@njit(cache=True, nogil=True, error_model="numpy")
def first_step(room: Scratch, q1: float, slope: bool) -> float:
    """The first iteration, from mu = y + 0.1: fills the intercepts, returns the slope."""
    start, size, a = room.start, room.size, room.a
    V = 0.0
    rise = q1
    if slope:
        for g in range(len(a)):
            if size[g] > 0:
                mean = start[1, g] / start[0, g]
                V += start[2, g] - mean * start[1, g]
                rise -= mean * start[3, g]
    b = rise / V if V > 0.0 else 0.0
    for g in range(len(a)):
        if size[g] > 0:
            a[g] = (start[3, g] - b * start[1, g]) / start[0, g]
    return b


@njit(cache=True, nogil=True, error_model="numpy")
def fit(weeks: Weeks, room: Scratch, slope: bool) -> tuple[bool, float, float]:
    """The reference's iterations: (converged, slope, 1 / V of the last iteration; 0 without slope).

    Leaves in `room` what its docstring says of the last two iterations. A group without reports is left out.
    """
    size, y0, moment, a = room.size, room.y0, room.moment, room.a
    level, level_last, mean_last, inv_last = room.level, room.level_last, room.mean_last, room.inv_last
    y1, entropy, q1 = weighted_sums(weeks, room)
    b = first_step(room, q1, slope)
    b_last = b
    before = 0.0
    inv_V = 0.0
    moved = True  # whether b has changed since the moments were taken
    for turn in range(ITERATIONS):
        if moved:
            powers(b, weeks, room.e)
            moments(weeks, room)
        fitted = 0.0
        told = b * y1
        scale = abs(entropy) + abs(told)
        for g in range(len(a)):
            if size[g] > 0:
                level[g] = exp(a[g])
                fitted += level[g] * moment[0, g]
                told += a[g] * y0[g]
                scale += abs(a[g] * y0[g])
        deviance = 2.0 * (entropy - told + fitted)
        change = abs(deviance - before)
        if turn > 0 and (change < TOLERANCE * (abs(deviance) + 0.1) or change < NOISE * scale):
            powers(b_last, weeks, room.e_last)
            return True, b, inv_V
        if not math.isfinite(deviance):
            break
        before = deviance
        V = 0.0
        rise = y1
        for g in range(len(a)):
            if size[g] > 0:
                level_last[g] = level[g]
                inv_last[g] = 1.0 / (level[g] * moment[0, g])
                mean_last[g] = moment[1, g] / moment[0, g]
                V += level[g] * (moment[2, g] - mean_last[g] * moment[1, g])
                rise -= mean_last[g] * y0[g]
        db = 0.0
        if slope:
            if not V > 0.0:
                break
            db = rise / V
            inv_V = 1.0 / V
        for g in range(len(a)):
            if size[g] > 0:
                a[g] += y0[g] * inv_last[g] - 1.0 - mean_last[g] * db
        b_last = b
        b += db
        moved = abs(db) * weeks.span > 1e-15
    return False, b, inv_V


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def dispersions(weeks: Weeks, room: Scratch) -> tuple[float, float]:
    """Sums of w mu' r^2 and of w r^2, r = (y - mu) / mu, mu' the fit the last iteration started from."""
    offset, people, w, y, e, e_last = weeks.offset, weeks.people, room.w, room.y, room.e, room.e_last
    pearson = 0.0
    working = 0.0
    for g in range(len(room.size)):
        if room.size[g] == 0:
            continue
        inverse = 1.0 / room.level[g]
        last = room.level_last[g]
        if len(people) > 0:
            for i in range(weeks.edge[g], weeks.edge[g + 1]):
                r = y[i] * inverse / (e[offset[i]] * people[i]) - 1.0
                wrr = w[i] * r * r
                working += wrr
                pearson += wrr * last * e_last[offset[i]] * people[i]
        else:
            for i in range(weeks.edge[g], weeks.edge[g + 1]):
                r = y[i] * inverse / e[offset[i]] - 1.0
                wrr = w[i] * r * r
                working += wrr
                pearson += wrr * last * e_last[offset[i]]
    return pearson, working


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def downweight(weeks: Weeks, room: Scratch, inv_V: float, phi: float, limit: float) -> int:
    """Robust weights from standardised Anscombe residuals, into `room.w`; returns how many were lowered.

    With `room.third` = e^(bt / 3) the cube root c of mu needs no power; the residual is
    s = 1.5 (y^(2/3) - c^2) / sqrt(phi (1 - h) c).
    """
    offset, time, people, w = weeks.offset, weeks.time, weeks.people, room.w
    third, e_last = room.third, room.e_last
    total = 0.0
    n = 0
    lowered = 0
    cap = limit * limit * phi / 2.25
    for g in range(len(room.size)):
        if room.size[g] == 0:
            continue
        n += room.size[g]
        root = math.exp(room.a[g] / 3.0)
        last = room.level_last[g]
        inv = room.inv_last[g]
        mean = room.mean_last[g]
        for i in range(weeks.edge[g], weeks.edge[g + 1]):
            c = root * third[offset[i]]
            mu_last = last * e_last[offset[i]]
            if len(people) > 0:
                c *= people[i] ** (1.0 / 3.0)
                mu_last *= people[i]
            away = time[i] - mean
            free = 1.0 - w[i] * mu_last * (inv + away * away * inv_V)
            high = max(room.high[i] - c * c, 0.0)
            squared = high * high
            out = squared > cap * free * c and free > 1e-6  # a count that is fitted by itself has no residual
            new = w[i] * (phi * free * c / (2.25 * squared) if out else 1.0)
            lowered += 1 if out else 0
            total += new
            w[i] = new
    if lowered:
        w *= n / total
    return lowered


@njit(cache=True, nogil=True, error_model="numpy")
def robust_fit(
    weeks: Weeks, room: Scratch, ahead: float, offset: float, slope: bool, rules: Rules, critical: Array
) -> tuple[bool, float, float, float, bool]:
    """Fit, downweight, fit again: (converged, mu0, phi, se of log mu0, whether the trend is significant).

    ahead     time of the judged period from the middle of the window
    offset    log persons in the judged period, or 0
    critical  |t| above which a trend is significant, by degrees of freedom
    """
    n = 0
    parameters = 1 if slope else 0
    for g in range(len(room.size)):
        n += room.size[g]
        parameters += 1 if room.size[g] > 0 else 0
    free = n - parameters
    converged, b, inv_V = fit(weeks, room, slope)
    if not converged or free <= 0:
        return False, 0.0, 1.0, 0.0, False
    pearson, working = dispersions(weeks, room)
    if rules.limit < math.inf:
        powers(b / 3.0, weeks, room.third)
        if downweight(weeks, room, inv_V, max(1.0, pearson / free), rules.limit):
            converged, b, inv_V = fit(weeks, room, slope)
            if not converged:
                return False, 0.0, 1.0, 0.0, False
            pearson, working = dispersions(weeks, room)
    phi = max(1.0, pearson / free)
    last = len(room.size) - 1
    away = ahead - room.mean_last[last]
    spread = room.inv_last[last] + away * away * inv_V
    mu0 = math.exp(room.a[last] + b * ahead + offset)
    tested = pearson / free if rules.classic or rules.limit == math.inf else working / free
    error = math.sqrt((phi if rules.classic else tested) * spread)
    return True, mu0, phi, error, slope and b * b > critical[free] ** 2 * tested * inv_V

"""One Farrington fit, compiled. The plain twin is `quasi_poisson`.

One fit is a log-linear quasi-Poisson model with one intercept a[g] per group and one slope b, so the
iterations of the reference (IRLS from mu = y + 0.1) need only sums per group. With M0, M1, M2 the sums of
w e^(bt) t^k, Y0 and Y1 those of w y t^k, and m = M1 / M0 the mean time of a group:

    db   = (sum Y1 - sum m Y0) / V,   V = sum e^a (M2 - m M1)
    da   = Y0 / (e^a M0) - 1 - m db
    h[t] = w mu (1 / (e^a M0) + (t - m)^2 / V)
    se^2 = dispersion (1 / (e^a M0) + (time - m)^2 / V)

No matrix is built; `_group_sums_kernel` has the sums.
As in the reference, iterations end when the deviance changes by less than 1e-8 of itself plus 0.1, and
what is derived from the last iteration (h, V, dispersion) uses the weights it started from.
"""

import math

from numba import njit

from tocsin.detect._group_sums_kernel import (
    FAST,
    Scratch,
    Weeks,
    moments,
    powers,
    stretch_moments,
    weighted_sums,
)
from tocsin.detect.farrington_model import Rules
from tocsin.vocab.arrays import Array

ITERATIONS = 25
TOLERANCE = 1e-8
NOISE = 2e-15  # what rounding leaves of the terms of a deviance


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
def fit(weeks: Weeks, room: Scratch, slope: bool, odd: int, rest: float) -> tuple[bool, float, float]:
    """The reference's iterations: (converged, slope, 1 / V of the last iteration; 0 without slope).

    Leaves in `room` what its docstring says of the last two iterations. A group without reports is left out.
    odd, rest  as in `stretch_moments`
    """
    size, y0, moment, a = room.size, room.y0, room.moment, room.a
    level, level_last, mean_last, inv_last = room.level, room.level_last, room.mean_last, room.inv_last
    y1, entropy, q1 = weighted_sums(weeks, room)
    b = first_step(room, q1, slope)
    b_last = b
    before = 0.0
    inv_V = 0.0
    stretches = weeks.even and len(weeks.people) == 0 and 8 * odd < len(weeks.time)
    moved = True  # whether b has changed since the moments were taken
    for turn in range(ITERATIONS):
        if moved and stretches:
            stretch_moments(b, weeks, room, odd, rest)
        elif moved:
            powers(b, weeks, room.e)
            moments(weeks, room)
        fitted = 0.0
        told = b * y1
        scale = abs(entropy) + abs(told)
        for g in range(len(a)):
            if size[g] > 0:
                level[g] = math.exp(a[g])
                fitted += level[g] * moment[0, g]
                told += a[g] * y0[g]
                scale += abs(a[g] * y0[g])
        deviance = 2.0 * (entropy - told + fitted)
        change = abs(deviance - before)
        if turn > 0 and (change < TOLERANCE * (abs(deviance) + 0.1) or change < NOISE * scale):
            if stretches:
                powers(b, weeks, room.e)
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


@njit(cache=True, nogil=True, error_model="numpy")
def excess(weeks: Weeks, room: Scratch, g: int, i: int, inv_V: float, root: float) -> tuple[float, float]:
    """(2/3 of the residual before it is standardised) squared, 0 below the fit; and (1 - h) c.

    With `room.third` = e^(bt / 3) the cube root c of mu needs no power; the residual is
    s = 1.5 (y^(2/3) - c^2) / sqrt(phi (1 - h) c).
    """
    c = root * room.third[weeks.offset[i]]
    mu_last = room.level_last[g] * room.e_last[weeks.offset[i]]
    if len(weeks.people) > 0:
        c *= weeks.people[i] ** (1.0 / 3.0)
        mu_last *= weeks.people[i]
    away = weeks.time[i] - room.mean_last[g]
    free = 1.0 - room.w[i] * mu_last * (room.inv_last[g] + away * away * inv_V)
    high = max(room.high[i] - c * c, 0.0)
    if free <= 1e-6:  # a count fitted by itself has no residual
        return 0.0, 1.0
    return high * high, free * c


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def screen(weeks: Weeks, room: Scratch, inv_V: float, cap: float) -> None:
    """Mark in `room.hit` the groups with a residual above the limit: `excess` along stretches of time."""
    w, tall, third, e_last = room.w, room.high, room.third, room.e_last
    room.hit[:] = False
    for g in range(len(room.size)):
        room.root[g] = math.exp(room.a[g] / 3.0) if room.size[g] > 0 else 0.0
    for s in range(len(weeks.when)):
        g = weeks.group[s]
        if room.size[g] == 0:
            continue
        root, last, inv = room.root[g], room.level_last[g], room.inv_last[g]
        away = weeks.when[s] - room.mean_last[g]
        place = weeks.place[s]
        offset = weeks.offset[place]
        for o in range(weeks.length[s]):
            c = root * third[offset + o]
            free = 1.0 - w[place + o] * last * e_last[offset + o] * (inv + away * away * inv_V)
            high = max(tall[place + o] - c * c, 0.0)
            if high * high > cap * free * c:
                room.hit[g] = True
            away += 1.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def downweight(
    weeks: Weeks, room: Scratch, inv_V: float, phi: float, limit: float, odd: int
) -> tuple[int, float]:
    """Robust weights from standardised Anscombe residuals, into `room.w` and, where lowered, `room.odd`.

    Returns how many are in `room.odd`, and the weight of the others.
    """
    n = 0.0
    gone = 0.0
    before = odd
    cap = limit * limit * phi / 2.25
    screened = weeks.even and len(weeks.people) == 0
    if screened:
        screen(weeks, room, inv_V, cap)
    for g in range(len(room.size)):
        if room.size[g] == 0:
            continue
        n += room.size[g]
        if screened and not room.hit[g]:
            continue
        root = math.exp(room.a[g] / 3.0)
        for i in range(weeks.edge[g], weeks.edge[g + 1]):
            squared, free = excess(weeks, room, g, i, inv_V, root)
            if squared > cap * free:
                weight = phi * free / (2.25 * squared)
                room.w[i] = weight
                room.odd[odd] = i
                room.odd_group[odd] = g
                room.drop[odd] = 1.0 - weight
                gone += 1.0 - weight
                odd += 1
    if odd == before:
        return odd, 1.0
    rest = n / (n - gone)
    for i in range(len(weeks.time)):
        room.w[i] *= rest
    return odd, rest


@njit(cache=True, nogil=True, error_model="numpy")
def robust_fit(
    weeks: Weeks,
    room: Scratch,
    missing: int,
    ahead: float,
    offset: float,
    slope: bool,
    rules: Rules,
    critical: Array,
) -> tuple[bool, float, float, float, bool]:
    """Fit, downweight, fit again: (converged, mu0, phi, se of log mu0, whether the trend is significant).

    missing   how many reference periods have no report
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
    converged, b, inv_V = fit(weeks, room, slope, missing, 1.0)
    if not converged or free <= 0:
        return False, 0.0, 1.0, 0.0, False
    pearson, working = dispersions(weeks, room)
    if rules.limit < math.inf:
        powers(b / 3.0, weeks, room.third)
        odd, rest = downweight(weeks, room, inv_V, max(1.0, pearson / free), rules.limit, missing)
        if odd > missing:
            converged, b, inv_V = fit(weeks, room, slope, odd, rest)
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

"""Sums over the reference periods of one judged period, by seasonal group, compiled.

A fit with group intercepts a[g] and a slope b needs of the data only sums of w e^(bt) t^k and w y t^k. Where
all weights are equal but for a few, and time runs in equal steps, the former are geometric series over
stretches of consecutive periods: a few multiplications each, whatever their length.
"""

import math
from typing import NamedTuple

from numba import njit

from tocsin.detect.reference_weeks import Places
from tocsin.vocab.arrays import Array, Flags, Index

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
    group: Places  # of each stretch of reference periods, in order of time
    length: Places
    when: Array  # time of its first period
    place: Places  # where it stands in the arrays above
    joined: bool
    people: Array  # (N,) persons, or (0,) without an offset


class Scratch(NamedTuple):
    """Room for one fit, used again for the next.

    y, q, entropy, high   (N,) y, (y + 0.1) log(y + 0.1) - 0.1, y log y - y, y^(2/3); 0 where missing
    w           (N,) weights; 0 = missing
    odd, odd_group, drop  (N,) places whose weight is not that of the others, their group, and the share of
                it that is gone
    geometric   (4, L + 1) sums of e^(bo) o^k over o = 0..length - 1 for k = 0, 1, 2, and e^(b length)
    e, e_last, third      e^(bt) by `Weeks.offset`: of the last iteration, of the one before, and e^(bt / 3)
    size        (G,) reports per group
    y0          (G,) sums of w y
    moment      (3, G) M0, M1, M2
    start       (4, G) the like at mu = y + 0.1, and the sum of w mu z there, z the working response
    hit, root   (G,) whether a group has a residual above the limit, e^(a / 3)
    a           (G,) intercepts; level = e^a
    level, level_last, mean_last, inv_last   (G,) e^a; and e^a, M1 / M0, 1 / (e^a M0) of the iteration before
    """

    y: Array
    q: Array
    entropy: Array
    high: Array
    w: Array
    odd: Index
    odd_group: Index
    drop: Array
    geometric: Array
    e: Array
    e_last: Array
    third: Array
    size: Index
    y0: Array
    moment: Array
    start: Array
    hit: Flags
    root: Array
    a: Array
    level: Array
    level_last: Array
    mean_last: Array
    inv_last: Array


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def powers(b: float, weeks: Weeks, out: Array) -> None:
    """e^(b t), to be read by `Weeks.offset`; by products where time runs in steps of one."""
    if not weeks.even:
        for i in range(len(weeks.time)):
            out[i] = math.exp(b * weeks.time[i])
        return
    leap = math.exp(b)
    out[0] = math.exp(b * weeks.oldest)
    done = 1
    while done < weeks.span:  # each round doubles what is there
        after = out[done : weeks.span]
        for i in range(min(done, len(after))):
            after[i] = out[i] * leap
        leap *= leap
        done *= 2


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


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def stretch_moments(b: float, weeks: Weeks, room: Scratch, odd: int, rest: float) -> None:
    """What `powers` and `moments` answer, from sums of geometric series over stretches of equal weights.

    odd    how many periods, listed in `room.odd`, have another weight
    rest   the weight of the others
    """
    geometric, moment = room.geometric, room.moment
    step = math.exp(b)
    geometric[:, 0] = 0.0
    geometric[3, 0] = 1.0
    for o in range(geometric.shape[1] - 1):
        power = geometric[3, o]
        geometric[0, o + 1] = geometric[0, o] + power
        geometric[1, o + 1] = geometric[1, o] + o * power
        geometric[2, o + 1] = geometric[2, o] + o * o * power
        geometric[3, o + 1] = power * step
    moment[:, :] = 0.0
    start = math.exp(b * weeks.when[0])
    for s in range(len(weeks.when)):
        g, o, t = weeks.group[s], weeks.length[s], weeks.when[s]
        if not weeks.joined:
            start = math.exp(b * t)
        s0 = start * geometric[0, o]
        s1 = start * geometric[1, o]
        moment[0, g] += s0
        moment[1, g] += t * s0 + s1
        moment[2, g] += t * (t * s0 + 2.0 * s1) + start * geometric[2, o]
        start *= geometric[3, o]
    for k in range(odd):
        g, t = room.odd_group[k], weeks.time[room.odd[k]]
        v = room.drop[k] * math.exp(b * t)
        moment[0, g] -= v
        moment[1, g] -= v * t
        moment[2, g] -= v * t * t
    for g in range(moment.shape[1]):
        moment[0, g] *= rest
        moment[1, g] *= rest
        moment[2, g] *= rest

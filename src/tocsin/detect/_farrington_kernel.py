"""The Farrington detectors over a block of series, compiled. The plain twin is `farrington_plain`."""

import math

import numpy as np
from numba import njit

from tocsin.detect._count_tail_kernel import quantile_and_tail
from tocsin.detect._farrington_fit_kernel import robust_fit
from tocsin.detect._group_sums_kernel import Scratch, Weeks
from tocsin.detect.farrington_model import Rules
from tocsin.detect.reference_weeks import Plan
from tocsin.vocab.arrays import Array, Codes

SMALL = 1024  # whole counts below this have their powers and logarithms in a table

# as in vocab.status.Reason
JUDGED, SHORT_HISTORY, TOO_FEW, MISSING, NO_CONVERGENCE, NOT_APPLICABLE = 0, 1, 2, 3, 4, 5
PLUGIN, MUAN, DELTA = 0, 1, 2


@njit(cache=True, nogil=True, error_model="numpy")
def prepare(y: Array, first: int, small: Array, series: Array) -> None:
    """Powers and logarithms of one series from `first` on, from a table where counts are small and whole.

    series  (4, T) out: y, (y + 0.1) log(y + 0.1) - 0.1, y log y - y, y^(2/3); 0 where missing
    """
    for t in range(first, len(y)):
        v = 0.0 if math.isnan(y[t]) else y[t]
        series[0, t] = v
        i = int(v) if v < SMALL else 0
        if i == v:
            series[1, t] = small[0, i]
            series[2, t] = small[1, i]
            series[3, t] = small[2, i]
        else:
            series[1, t] = (v + 0.1) * math.log(v + 0.1) - 0.1
            series[2, t] = v * math.log(v) - v
            series[3, t] = v ** (2.0 / 3.0)


@njit(cache=True, nogil=True, error_model="numpy")
def small_counts() -> Array:
    """`prepare`'s table, (3, SMALL)."""
    small = np.zeros((3, SMALL))
    for i in range(SMALL):
        small[0, i] = (i + 0.1) * math.log(i + 0.1) - 0.1
        small[1, i] = i * math.log(i) - i if i else 0.0
        small[2, i] = float(i) ** (2.0 / 3.0)
    return small


@njit(cache=True, nogil=True, error_model="numpy")
def delta_bound(y: float, mu0: float, phi: float, error: float, rules: Rules) -> tuple[float, float]:
    """Upper bound and p-value when y^power is normal about mu0^power."""
    tau = phi + error * error * mu0
    sd = rules.power * math.sqrt(mu0 ** (2.0 * rules.power - 1.0) * tau)
    centre = mu0**rules.power
    upper = (centre + rules.z * sd) ** (1.0 / rules.power)
    return upper, 0.5 * math.erfc((y**rules.power - centre) / sd / math.sqrt(2.0))


@njit(cache=True, nogil=True, error_model="numpy")
def gather(
    weeks: Weeks, room: Scratch, series: Array, counts: Array, population: Array, people: Array
) -> tuple[float, int]:
    """Counts and their powers, weight 1 or 0 (missing), and persons.

    Returns the largest count and how many are missing.
    """
    largest = 0.0
    missing = 0
    for g in range(len(room.size)):
        size = 0
        for i in range(weeks.edge[g], weeks.edge[g + 1]):
            place = weeks.week[i]
            there = not math.isnan(counts[place])
            if len(people) > 0:
                persons = population[place]
                there = there and persons > 0.0
                people[i] = persons if there else 1.0
            y = series[0, place] if there else 0.0
            room.w[i] = 1.0
            if not there:
                room.w[i] = 0.0
                room.odd[missing] = i
                room.odd_group[missing] = g
                room.drop[missing] = 1.0
                missing += 1
            room.y[i] = y
            room.q[i] = series[1, place]
            room.entropy[i] = series[2, place]
            room.high[i] = series[3, place]
            size += 1 if there else 0
            largest = max(largest, y)
        room.size[g] = size
    return largest, missing


@njit(cache=True, nogil=True, error_model="numpy")
def recent_cases(counts: Array, place: int, periods: int) -> float:
    """Cases in the last `periods` periods; missing ones are skipped."""
    total = 0.0
    for t in range(max(0, place + 1 - periods), place + 1):
        if not math.isnan(counts[t]):
            total += counts[t]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def first_cases(
    there: Array, people: Array, population: Array, counts: Array, place: int, rules: Rules, inverse: Array
) -> tuple[int, float, float, float, float]:
    """The judged period where no reference period has a case, as `farrington_bounds.first_cases_bound`."""
    exposure = 0.0
    for i in range(len(there)):
        exposure += there[i] * (people[i] / population[place] if len(people) > 0 else 1.0)
    mean, phi = 0.5 / exposure, 1.0 + 1.0 / exposure
    upper, p = quantile_and_tail(counts[place], mean, phi, rules.tail, rules.z, inverse)
    return JUDGED, mean, phi, upper, p


@njit(cache=True, nogil=True, error_model="numpy")
def judge_cell(
    weeks: Weeks, room: Scratch, series: Array, counts: Array, population: Array,
    place: int, ahead: float, rules: Rules, critical: Array, inverse: Array,
) -> tuple[int, float, float, float, float]:  # fmt: skip
    """One judged period: (reason, expected, dispersion, upper, p-value)."""
    offset = 0.0
    if len(population) > 0:
        if not population[place] > 0.0:
            return NOT_APPLICABLE, math.nan, math.nan, math.nan, math.nan
        offset = math.log(population[place])
    largest, missing = gather(weeks, room, series, counts, population, weeks.people)
    if room.size[-1] == 0:
        return SHORT_HISTORY, math.nan, math.nan, math.nan, math.nan
    if rules.first_cases and largest == 0.0 and room.size.sum() > (room.size > 0).sum():
        return first_cases(room.w, weeks.people, population, counts, place, rules, inverse)
    kept = False
    mu0 = phi = error = 0.0
    if rules.slope:
        done, mu0, phi, error, steep = robust_fit(weeks, room, missing, ahead, offset, True, rules, critical)
        kept = done and steep and mu0 <= largest
    if not kept:
        gather(weeks, room, series, counts, population, weeks.people)
        done, mu0, phi, error, _ = robust_fit(weeks, room, missing, ahead, offset, False, rules, critical)
        if not done:
            short = room.size.sum() <= (room.size > 0).sum()
            return SHORT_HISTORY if short else NO_CONVERGENCE, math.nan, math.nan, math.nan, math.nan
    if rules.bound == DELTA:
        upper, p = delta_bound(counts[place], mu0, phi, error, rules)
    else:
        mean = mu0 if rules.bound == PLUGIN else mu0 * math.exp(rules.z * error)
        upper, p = quantile_and_tail(counts[place], mean, phi, rules.tail, rules.z, inverse)
    if not math.isfinite(upper):
        return NO_CONVERGENCE, math.nan, math.nan, math.nan, math.nan
    return JUDGED, mu0, phi, upper, p


@njit(cache=True, nogil=True, error_model="numpy")
def scratch(n: int, groups: int, span: int, stretch: int) -> Scratch:
    """Room for blocks of up to n reference periods over up to `span` periods, in stretches of `stretch`."""
    table = max(n, span)
    return Scratch(
        np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n),
        np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty((4, stretch + 1)),
        np.empty(table), np.empty(table), np.empty(table),
        np.empty(groups, np.int64), np.empty(groups), np.empty((3, groups)), np.empty((4, groups)),
        np.empty(groups, np.bool_), np.empty(groups),
        np.empty(groups), np.empty(groups), np.empty(groups), np.empty(groups), np.empty(groups),
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def judge_series(
    counts: Array, population: Array, first: int, plan: Plan, rules: Rules, critical: Array, inverse: Array,
    expected: Array, dispersion: Array, upper: Array, p: Array, reason: Codes,
) -> None:  # fmt: skip
    """Judge periods `first` on of every series; fills the last five arrays, (S, J).

    counts (S, T); population (S, T), or (0, 0) without an offset; plan as `reference_weeks.Plan`.
    """
    longest = 0
    for j in range(len(plan.ahead)):
        longest = max(longest, plan.start[j + 1] - plan.start[j])
    room = scratch(
        longest,
        plan.edge.shape[1] - 1,
        int(plan.span.max()),
        int(np.int64(plan.length.max())) if len(plan.length) else 0,
    )
    series = np.empty((4, counts.shape[1]))
    oldest = int(np.int64(plan.week.min())) if len(plan.week) > 0 else counts.shape[1]
    people = np.ones(longest if len(population) > 0 else 0)
    nobody = np.empty(0)
    small = small_counts()
    for s in range(counts.shape[0]):
        y = counts[s]
        persons = population[s] if len(population) > 0 else nobody
        prepare(y, oldest, small, series)
        for j in range(len(plan.ahead)):
            place = first + j
            low, high = plan.start[j], plan.start[j + 1]
            expected[s, j] = dispersion[s, j] = upper[s, j] = p[s, j] = math.nan
            if low == high:
                reason[s, j] = SHORT_HISTORY
            elif math.isnan(y[place]):
                reason[s, j] = MISSING
            elif recent_cases(y, place, rules.recent) < rules.min_cases:
                reason[s, j] = TOO_FEW
            else:
                n = high - low
                weeks = Weeks(
                    plan.week[low:high], plan.offset[low:high], plan.edge[j], plan.time[low:high],
                    plan.span[j], plan.oldest[j], plan.even,
                    plan.group[plan.stretch[j] : plan.stretch[j + 1]],
                    plan.length[plan.stretch[j] : plan.stretch[j + 1]],
                    plan.when[plan.stretch[j] : plan.stretch[j + 1]],
                    plan.place[plan.stretch[j] : plan.stretch[j + 1]],
                    plan.edge.shape[1] > 2, people[:n] if len(population) > 0 else people,
                )  # fmt: skip
                reason[s, j], expected[s, j], dispersion[s, j], upper[s, j], p[s, j] = judge_cell(
                    weeks, room, series, y, persons, place, plan.ahead[j], rules, critical, inverse
                )

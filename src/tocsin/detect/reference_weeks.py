"""Which earlier periods a judged period is compared with, and in which seasonal group each stands.

It depends on the calendar alone, so it is worked out once per call and shared by all series.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

import numpy as np

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every, Periods

Reference = Literal["dates", "steps"]
REFERENCE: tuple[Reference, ...] = get_args(Reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How reference periods are chosen.

    years          years looked back
    half           periods on each side of a reference period
    groups         seasonal groups; 1 = the windows alone, nothing between them
    past_excluded  newest periods left out
    reference      "dates": same calendar date in earlier years; "steps": 52 weeks or 12 months per year
    """

    years: int
    half: int
    groups: int
    past_excluded: int
    reference: Reference

    def check(self, every: Every) -> None:
        """Refuse windows that a year of this kind of period cannot hold."""
        year = 12 if every == "month" else 52
        if 2 * self.half + 1 > year:
            raise OptionError("half_window", self.half, f"at most {(year - 1) // 2} {every}s")
        between = year - 2 * self.half - 1
        if self.groups - 1 > between:
            raise OptionError("groups", self.groups, f"at most {between + 1} with half_window={self.half}")
        if self.past_excluded >= year * self.years:
            raise OptionError(
                "past_excluded", self.past_excluded, f"less than {year * self.years} {every}s, years_back"
            )

    def history(self, every: Every) -> int:
        """Fewest periods before a judged one that can hold its reference periods."""
        if every == "month":
            back = 12 * self.years
        elif self.reference == "steps":
            back = 52 * self.years
        else:
            back = round((365 * self.years + self.years // 4) / 7)
        return back + self.half


Places = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]


class Plan(NamedTuple):
    """Reference periods of all judged periods, sorted by group, then by time; one block per judged period.

    Places are unsigned: compiled loops then need no look at negative ones.

    start    (J + 1,) where the block of each judged period begins; an empty block = history too short
    week     (N,) place of the reference period in the panel
    offset   (N,) periods since the oldest reference period of its block; for months by date its place in
             the block
    time     (N,) time from the middle of the window, in periods, or in days for months by date
    ahead    (J,) time of the judged period from that middle
    edge     (J, groups + 1) where each group begins and ends in its block
    span     (J,) periods from the oldest to the newest of its block
    oldest   (J,) time of the oldest
    stretch  (J + 1,) where the stretches of consecutive reference periods of each judged period begin
    group    of each stretch, in order of time; `length` how many periods, `when` time of
             the first, `place` where the first stands in its block
    even     True where `time` runs in equal steps of 1
    """

    start: Index
    week: Places
    offset: Places
    time: Array
    ahead: Array
    edge: Places
    span: Index
    oldest: Array
    stretch: Index
    group: Places
    length: Places
    when: Array
    place: Places
    even: bool


def reference_places(periods: Periods, place: int, windows: Windows) -> list[int]:
    """Places of the reference periods, newest first; may lie before the panel.

    >>> weeks = Periods.spanning(date(2010, 1, 1), date(2021, 1, 3), "week")  # 2015 and 2020 have 53 weeks
    >>> here = len(weeks) - 1
    >>> for reference in REFERENCE:
    ...     windows = Windows(years=5, half=3, groups=10, past_excluded=26, reference=reference)
    ...     print(reference, [here - r for r in reference_places(weeks, here, windows)])
    dates [52, 104, 157, 209, 261]
    steps [52, 104, 156, 208, 260]
    """
    years = range(1, windows.years + 1)
    if periods.every == "month":
        return [place - 12 * i for i in years]
    if windows.reference == "steps":
        return [place - 52 * i for i in years]
    day = periods.end(place)
    return [place - round((day - _years_before(day, i)).days / 7) for i in years]


def _years_before(day: date, years: int) -> date:
    """The same date some years before; 29 February counts as 1 March in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def group_spans(places: list[int], place: int, windows: Windows) -> list[tuple[int, int, int]]:
    """(from, to - not included, group) of each stretch of reference periods, old to new.

    Windows around the reference periods form the last group; what lies between two windows is cut into
    the other groups, as equal as possible, the first ones longer when it does not divide.

    >>> windows = Windows(years=1, half=1, groups=3, past_excluded=2, reference="steps")
    >>> group_spans([0], 12, windows)
    [(-1, 2, 2), (2, 7, 0), (7, 10, 1)]
    """
    half, blocks = windows.half, windows.groups - 1
    centres = [*reversed(places), place]
    spans: list[tuple[int, int, int]] = []
    for here, after in zip(centres, [*centres[1:], None], strict=True):
        spans.append((here - half, here + half + 1, blocks))
        if blocks and after is not None:
            low, weeks = here + half + 1, after - here - 2 * half - 1
            for group in range(blocks):
                high = low + weeks // blocks + (group < weeks % blocks)
                spans.append((low, high, group))
                low = high
    end = place - windows.past_excluded
    return [(low, min(high, end), group) for low, high, group in spans if low < end]


@lru_cache(maxsize=8)
def plan_reference(periods: Periods, first: int, windows: Windows) -> Plan:
    """The plan for every judged period from `first` on; one without enough history has an empty block.

    Kept for the next call: blocks of series share it. Not to be written to.
    """
    windows.check(periods.every)
    by_days = periods.every == "month" and windows.reference == "dates"
    days = periods.starts().astype(np.int64)
    judged = range(first, len(periods))
    weeks: list[Index] = []
    offsets: list[Index] = []
    times: list[Array] = []
    start = np.zeros(len(judged) + 1, np.int64)
    stretch = np.zeros(len(judged) + 1, np.int64)
    stretches: list[tuple[int, int, float, int]] = []
    span = np.zeros(len(judged), np.int64)
    edge = np.zeros((len(judged), windows.groups + 1), np.int64)
    ahead = np.zeros(len(judged))
    first_time = np.zeros(len(judged))
    for j, place in enumerate(judged):
        spans = group_spans(reference_places(periods, place, windows), place, windows)
        if spans[0][0] >= 0:
            by_group = sorted(spans, key=lambda span: span[2])
            week = np.concatenate([np.arange(low, high) for low, high, _ in by_group])
            size = np.zeros(windows.groups, np.int64)
            for low, high, group in by_group:
                size[group] += high - low
            oldest, newest = spans[0][0], spans[-1][1] - 1
            middle = (oldest + newest) // 2
            weeks.append(week)
            offsets.append(np.arange(len(week)) if by_days else week - oldest)
            when = days if by_days else np.arange(len(periods))
            times.append((when[week] - when[middle]).astype(np.float64))
            stands = {int(w): i for i, w in enumerate(week)}
            stretches += [
                (group, high - low, float(when[low] - when[middle]), stands[low])
                for low, high, group in spans
            ]
            span[j] = newest - oldest + 1
            first_time[j] = when[oldest] - when[middle]
            ahead[j] = when[place] - when[middle]
            edge[j] = np.concatenate([[0], np.cumsum(size)])
            start[j + 1] = start[j] + len(week)
        else:
            start[j + 1] = start[j]
        stretch[j + 1] = len(stretches)
    empty = np.empty(0, np.int64)
    return Plan(
        start=start,
        week=np.concatenate([empty, *weeks]).astype(np.uint64),
        offset=np.concatenate([empty, *offsets]).astype(np.uint64),
        time=np.concatenate([np.empty(0), *times]),
        ahead=ahead,
        edge=edge.astype(np.uint64),
        span=span,
        oldest=first_time,
        stretch=stretch,
        group=np.array([group for group, *_ in stretches], np.uint64),
        length=np.array([length for _, length, *_ in stretches], np.uint64),
        when=np.array([time for *_, time, _ in stretches], np.float64),
        place=np.array([stands for *_, stands in stretches], np.uint64),
        even=not by_days,
    )

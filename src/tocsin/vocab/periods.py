"""Periods: consecutive days, ISO weeks or months, each known by the date of its last day.

A period is counted by its ordinal: days since 1970-01-01, ISO weeks since the one that holds that day,
months since January 1970. Ordinals make week 53 and the turn of a year ordinary steps.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

import numpy as np

from tocsin.vocab.arrays import Array, Days, Index
from tocsin.vocab.errors import DateError, OptionError

Every = Literal["day", "week", "month"]
EVERY: tuple[Every, ...] = get_args(Every)
_PER_YEAR: dict[Every, int] = {"day": 365, "week": 52, "month": 12}
_THURSDAY = 3  # 1970-01-01 was a Thursday, three days after its week's Monday


def ordinals(dates: Days, every: Every) -> Index:
    """Ordinal of the period that holds each date.

    >>> ordinals(np.array(["1970-01-01", "1969-12-28"], "datetime64[D]"), "week")
    array([ 0, -1])
    """
    days = dates.astype("datetime64[D]")
    match every:
        case "day":
            return days.astype(np.int64)
        case "week":
            return (days.astype(np.int64) + _THURSDAY) // 7
        case "month":
            return cast(Index, days.astype("datetime64[M]").astype(np.int64))
        case _:
            raise OptionError("every", every, f"one of {', '.join(EVERY)}")


@dataclass(frozen=True, slots=True)
class Periods:
    """`size` consecutive periods from ordinal `first` on.

    >>> weeks = Periods("week", Periods.ordinal(date(2020, 12, 28), "week"), 2)
    >>> weeks.labels()
    ['2020-W53', '2021-W01']
    >>> weeks.ends()
    array(['2021-01-03', '2021-01-10'], dtype='datetime64[D]')
    """

    every: Every
    first: int
    size: int

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise OptionError("every", self.every, f"one of {', '.join(EVERY)}")
        if self.size < 0:
            raise OptionError("size", self.size, "0 periods or more")

    def __len__(self) -> int:
        return self.size

    @staticmethod
    def ordinal(day: date, every: Every) -> int:
        """Ordinal of the period that holds one day."""
        return int(ordinals(np.array([day], "datetime64[D]"), every)[0])

    @classmethod
    def spanning(cls, first: date, last: date, every: Every) -> "Periods":
        """The periods from the one that holds `first` to the one that holds `last`."""
        low, high = cls.ordinal(first, every), cls.ordinal(last, every)
        return cls(every, low, max(0, high - low + 1))

    @property
    def per_year(self) -> int:
        """Periods in a year as methods count them: 365, 52 or 12."""
        return _PER_YEAR[self.every]

    def starts(self) -> Days:
        """First day of each period, (T,) datetime64[D]."""
        return self._firsts(np.arange(self.first, self.first + self.size))

    def ends(self) -> Days:
        """Last day of each period, its reference date, (T,) datetime64[D]."""
        after = self._firsts(np.arange(self.first + 1, self.first + self.size + 1))
        return after - np.timedelta64(1, "D")

    def _firsts(self, ordinal: Index) -> Days:
        match self.every:
            case "day":
                return ordinal.astype("datetime64[D]")
            case "week":
                return cast(Days, (ordinal * 7 - _THURSDAY).astype("datetime64[D]"))
            case "month":
                return cast(Days, ordinal.astype("datetime64[M]").astype("datetime64[D]"))

    def end(self, index: int) -> date:
        """Reference date of one period, by its place in the sequence; negative counts from the end."""
        place = range(self.size)[index]
        return cast(date, Periods(self.every, self.first + place, 1).ends()[0].item())

    def index(self, day: date) -> int:
        """Place of the period that holds a day; below 0 or beyond `size` when outside."""
        return self.ordinal(day, self.every) - self.first

    def labels(self) -> list[str]:
        """`2025-02-17`, `2025-W08` or `2025-02`."""
        return [label(day, self.every) for day in self.ends().tolist()]

    def part(self, start: int, stop: int) -> "Periods":
        """Periods `start` to `stop` (not included), by place."""
        start, stop, _ = slice(start, stop).indices(self.size)
        return Periods(self.every, self.first + start, max(0, stop - start))

    def year_fraction(self) -> Array:
        """Position of each period's last day in its calendar year, (T,) in [0, 1)."""
        ends = self.ends()
        year = ends.astype("datetime64[Y]")
        length = ((year + 1).astype("datetime64[D]") - year.astype("datetime64[D]")).astype(np.float64)
        into = (ends - year.astype("datetime64[D]")).astype(np.float64)
        return cast(Array, into / length)


def label(day: date, every: Every) -> str:
    """Name of the period that ends on a day.

    >>> label(date(2025, 2, 16), "week"), label(date(2025, 2, 28), "month")
    ('2025-W07', '2025-02')
    """
    match every:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{day.year:04d}-{day.month:02d}"


def parse_day(text: str) -> date:
    """A day inside the period that a text names: `2025-02-14`, `2025-W07`, `2025W07` or `2025-02`.

    >>> parse_day("2025-W07"), parse_day("2025W07"), parse_day("2025-02")
    (datetime.date(2025, 2, 10), datetime.date(2025, 2, 10), datetime.date(2025, 2, 1))
    """
    try:
        if "W" in text:
            year, week = text.replace("-W", "W").split("W")
            return date.fromisocalendar(int(year), int(week), 1)
        return date.fromisoformat(f"{text}-01" if text.count("-") == 1 else text)
    except ValueError:
        raise DateError(f"{text!r} is not a date: write 2025-02-14, 2025-W07 or 2025-02.") from None

"""Which earlier periods a count is compared with: those just before it and the same season of years before.

Two ways to find "the same period i years before":
steps  i x 52 weeks (365 days, 12 months) back, as R surveillance numbers them; after 5 years a week early
dates  the calendar date of the period's last day, i years earlier, and from it the nearest period that ends
       on the same weekday; 29 February counts as 1 March in a year without one. For months, as steps.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, cast, get_args

import numpy as np

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every, Periods

Reference = Literal["dates", "steps"]
VARIANTS = {1: (0, 6, True), 2: (1, 6, True), 3: (2, 4, False)}  # years, half_window, this_year
_LEAP_DAYS = 4  # years within which at most one 29 February falls


def years_back(periods: Periods, first: int, years: int, reference: Reference) -> Index:
    """Place of the same period 1 to `years` years before each judged one, (J, years); may be below 0.

    >>> weeks = Periods("week", 2600, 300)
    >>> years_back(weeks, 299, 5, "steps"), years_back(weeks, 299, 5, "dates")
    (array([[247, 195, 143,  91,  39]]), array([[247, 195, 142,  90,  38]]))
    """
    place = np.arange(first, len(periods))[:, None]
    back = np.arange(1, years + 1)
    if reference == "steps" or periods.every == "month":
        return place - back * periods.per_year
    ends = periods.ends()[first:, None]
    month = ends.astype("datetime64[M]")
    into = ends - month.astype("datetime64[D]")
    then = (month - 12 * back).astype("datetime64[D]") + into
    days = (ends - then).astype(np.int64)
    steps = days if periods.every == "day" else (2 * days + 7) // 14
    return cast(Index, place - steps)


def steps_back(every: Every, years: int, reference: Reference) -> int:
    """The most periods that `years` years can be.

    >>> steps_back("week", 5, "steps"), steps_back("week", 5, "dates"), steps_back("day", 5, "dates")
    (260, 261, 1827)
    """
    if reference == "steps" or every == "month":
        return years * Periods(every, 0, 0).per_year
    days = 365 * years + -(-years // _LEAP_DAYS)
    return days if every == "day" else (2 * days + 7) // 14


class VariantOptions(Protocol):
    """Options that name one of three baselines and may change it; None = as in the variant."""

    @property
    def variant(self) -> int: ...  # noqa: D102
    @property
    def years(self) -> int | None: ...  # noqa: D102
    @property
    def half_window(self) -> int | None: ...  # noqa: D102
    @property
    def this_year(self) -> bool | None: ...  # noqa: D102
    @property
    def reference(self) -> Reference: ...  # noqa: D102
    @property
    def reported(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonalBaseline:
    """The periods a count is compared with.

    years        years to go back
    half_window  periods on either side of the same period in those years
    this_year    True = also the `half_window` periods just before the judged one
    reference    "dates" or "steps", see above
    reported     share of these periods that must be reported, in (0, 1]
    """

    years: int
    half_window: int
    this_year: bool
    reference: Reference
    reported: float

    def __post_init__(self) -> None:
        if self.years < 0:
            raise OptionError("years", self.years, "0 or more")
        if self.half_window < 0:
            raise OptionError("half_window", self.half_window, "0 periods or more")
        if self.size < 2:
            raise OptionError(
                "half_window", self.half_window, "large enough for a baseline of 2 periods or more, "
                "with years or this_year"
            )  # fmt: skip
        if self.reference not in get_args(Reference):
            raise OptionError("reference", self.reference, f"one of {', '.join(get_args(Reference))}")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "above 0 and at most 1")

    @classmethod
    def of(cls, options: VariantOptions) -> "SeasonalBaseline":
        """The baseline that options describe."""
        if options.variant not in VARIANTS:
            raise OptionError("variant", options.variant, "1, 2 or 3")
        years, half_window, this_year = VARIANTS[options.variant]
        return cls(
            years=years if options.years is None else options.years,
            half_window=half_window if options.half_window is None else options.half_window,
            this_year=this_year if options.this_year is None else options.this_year,
            reference=options.reference,
            reported=options.reported,
        )

    @property
    def size(self) -> int:
        """Periods in the baseline."""
        return self.years * (2 * self.half_window + 1) + self.this_year * self.half_window

    @property
    def needed(self) -> int:
        """Reported periods needed for a judgement, 2 or more."""
        return max(2, int(np.ceil(self.reported * self.size - 1e-9)))

    def reach(self, every: Every) -> int:
        """Periods from the judged one back to the oldest of the baseline."""
        return steps_back(every, self.years, self.reference) + self.half_window

    def places(self, periods: Periods, first: int) -> Index:
        """Places of the baseline of each judged period, (J, size), old to new within a year.

        A place at or after the judged period (a wide window of daily data) is given as -1.
        """
        judged = np.arange(first, len(periods))[:, None]
        window = np.arange(-self.half_window, self.half_window + 1)
        same = years_back(periods, first, self.years, self.reference)
        parts = [(same[:, :, None] + window).reshape(len(judged), self.years * len(window))]
        if self.this_year:
            parts.append(judged + np.arange(-self.half_window, 0))
        places = np.concatenate(parts, axis=1)
        return np.where(places < judged, places, -1)


class Moments(NamedTuple):
    """Sums over the reported baseline of each judged period; (S, J).

    n      periods reported
    total  their sum
    sd     their standard deviation; 0 where n < 2
    """

    n: Array
    total: Array
    sd: Array


def moments(counts: Array, places: Index) -> Moments:
    """Moments of counts (S, T), NaN = no report, over places (J, K), below 0 = none.

    Two passes, so that a flat baseline has sd 0 exactly. Cost: O(S J K) time, about 1 ns each.
    """
    from tocsin.detect._baseline_kernel import moments_kernel

    return Moments(*moments_kernel(np.ascontiguousarray(counts), np.ascontiguousarray(places)))


def plain_moments(counts: Array, places: Index) -> Moments:
    """The same without a kernel; O(S J K) memory.

    >>> plain_moments(np.array([[2.0, 4.0, np.nan, 6.0]]), np.array([[0, 1, 2], [-1, 2, 3]]))
    Moments(n=array([[2., 1.]]), total=array([[6., 6.]]), sd=array([[1.41421356, 0.        ]]))
    """
    base = np.where(places >= 0, counts[:, np.maximum(places, 0)], np.nan)
    there = ~np.isnan(base)
    n = there.sum(axis=2).astype(np.float64)
    total = np.where(there, base, 0.0).sum(axis=2)
    mean = total / np.maximum(n, 1)
    square = (np.where(there, base - mean[:, :, None], 0.0) ** 2).sum(axis=2)
    return Moments(n, total, cast(Array, np.sqrt(square / np.maximum(n - 1, 1))))

"""Panel: counts of many series over the same consecutive periods, with the reason for every gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import Every, Periods

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Series x periods as of one date.

    counts      (S, T) float64, contiguous along time; cases per period; NaN where there is no number
    absence     (S, T) uint8, see `Absence`; 0 exactly where `counts` is a number
    series      one row per series, the key columns as text; null = summed over that column
    periods     the T periods
    population  (S, T) persons, or None
    as_of       the day on which these numbers stood, or None where nobody said
    """

    counts: Array
    absence: Codes
    series: pl.DataFrame
    periods: Periods
    population: Array | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        shape = (self.series.height, len(self.periods))
        if not self.series.columns:  # a single series without key columns
            shape = (self.counts.shape[0], len(self.periods))
        for name in ("counts", "absence", "population"):
            array = getattr(self, name)
            if array is not None and array.shape != shape:
                raise InputError(f"{name} has shape {array.shape}; series and periods ask for {shape}.")
        if self.counts.dtype != np.float64 or not self.counts.flags.c_contiguous:
            raise InputError("counts must be float64 and contiguous along time: use np.ascontiguousarray.")
        if not np.array_equal(np.isnan(self.counts), self.absence != Absence.PRESENT):
            raise InputError("absence must be 0 exactly where counts is a number.")

    def __repr__(self) -> str:
        span = f"{self.periods.labels()[0]} to {self.periods.labels()[-1]}" if len(self.periods) else "empty"
        missing = float(np.isnan(self.counts).mean()) if self.counts.size else 0.0
        keys = ", ".join(self.by) or "nothing"
        return f"Panel({self.counts.shape[0]} series by {keys}; {span}; {missing:.1%} missing)"

    @property
    def by(self) -> list[str]:
        """Names of the key columns."""
        return self.series.columns

    def take(self, series: Sequence[int] | Index | Flags) -> "Panel":
        """Only some series, by place or by a mask."""
        rows = np.arange(self.counts.shape[0])[np.asarray(series)]
        return replace(
            self,
            counts=np.ascontiguousarray(self.counts[rows]),
            absence=np.ascontiguousarray(self.absence[rows]),
            series=self.series[rows.tolist()] if self.by else self.series,
            population=None if self.population is None else np.ascontiguousarray(self.population[rows]),
        )

    def part(self, start: int, stop: int) -> "Panel":
        """Only periods `start` to `stop` (not included), by place."""
        return replace(
            self,
            counts=np.ascontiguousarray(self.counts[:, start:stop]),
            absence=np.ascontiguousarray(self.absence[:, start:stop]),
            periods=self.periods.part(start, stop),
            population=None
            if self.population is None
            else np.ascontiguousarray(self.population[:, start:stop]),
        )

    @classmethod
    def from_frame(
        cls,
        frame: "IntoFrame",
        *,
        time: str,
        count: str,
        by: Sequence[str] = (),
        every: Every = "week",
        absent: Literal["missing", "zero"] = "missing",
        duplicates: Literal["error", "sum"] = "error",
        corrections: Literal["error", "net", "keep"] = "error",
        rates: bool = False,
        population: str | None = None,
        status: str | None = None,
        as_of: date | None = None,
    ) -> "Panel":
        """Count table to panel; see `tocsin.panel.frame.read_frame`."""
        from tocsin.panel.frame import read_frame

        return read_frame(
            frame, time=time, count=count, by=by, every=every, absent=absent, duplicates=duplicates,
            corrections=corrections, rates=rates, population=population, status=status, as_of=as_of,
        )  # fmt: skip

    def to_frame(self, *, time: str = "date", count: str = "count") -> pl.DataFrame:
        """One row per cell: key columns, reference date, count (null = none), absence in words."""
        from tocsin.panel.frame import write_frame

        return write_frame(self, time=time, count=count)

    def replace(self, **changes: Any) -> "Panel":
        """A copy with some fields changed, its promises checked again."""
        return replace(self, **changes)


def series_name(series: pl.DataFrame, number: int) -> str:
    """Name of one series for messages: its keys with strokes between, "all" where it is summed over one.

    >>> series_name(pl.DataFrame({"place": ["PT"], "disease": [None]}), 0)
    'PT/all'
    """
    if not series.width:
        return "the series"
    return "/".join("all" if key is None else key or "''" for key in series.row(number))

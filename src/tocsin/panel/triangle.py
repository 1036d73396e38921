"""Triangle: a panel split by delay, what of each period's count came when."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tocsin.panel.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import Every, Periods


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Triangle:
    """Series x periods x delays as of one date.

    increments   (S, T, L) float64; change of the count that was published at each delay; a downward revision
                 is negative and is kept. NaN = not published yet, or never looked at (a hole)
    series       one row per series, the key columns as text
    periods      the T periods
    as_of        the day on which these numbers stood
    delay_every  length of one step of delay: day, week or month; delays count from the reference date to the
                 report date, both taken to the period that holds them
    first_delay  delay of column 0; negative where numbers come before their period has ended
    open_end     True = the last column holds that delay and all longer ones
    """

    increments: Array
    series: pl.DataFrame
    periods: Periods
    as_of: date | None = None
    delay_every: Every = "week"
    first_delay: int = 0
    open_end: bool = False

    def __post_init__(self) -> None:
        if self.increments.ndim != 3 or self.increments.dtype != np.float64:
            raise InputError("increments must be float64 of shape (series, periods, delays).")
        series = self.series.height if self.series.columns else self.increments.shape[0]
        if self.increments.shape[:2] != (series, len(self.periods)):
            raise InputError(
                f"increments has shape {self.increments.shape}; series and periods ask for "
                f"({series}, {len(self.periods)}, delays)."
            )
        if not self.increments.flags.c_contiguous:
            raise InputError("increments must be contiguous: use np.ascontiguousarray.")

    @property
    def by(self) -> list[str]:
        """Names of the key columns."""
        return self.series.columns

    @property
    def delays(self) -> Index:
        """(L,) delay of each column, in steps of `delay_every`."""
        return np.arange(self.increments.shape[2], dtype=np.int64) + self.first_delay

    def known(self) -> Array:
        """(S, T) the count of each period as it stands; NaN where nothing was published yet."""
        seen = ~np.isnan(self.increments)
        return np.where(seen.any(axis=2), np.where(seen, self.increments, 0.0).sum(axis=2), np.nan)

    def panel(self) -> Panel:
        """The counts as they stand, a period without any report being late or not reported: code unknown."""
        counts = np.ascontiguousarray(self.known())
        absence = np.where(np.isnan(counts), Absence.UNKNOWN, Absence.PRESENT).astype(np.uint8)
        return Panel(
            counts=counts, absence=absence, series=self.series, periods=self.periods, as_of=self.as_of
        )

"""Forecast: quantiles of counts that are not known yet, of the past (a nowcast) or of the future."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import Periods

HUB_LEVELS: tuple[float, ...] = (
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
    0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
)  # fmt: skip
"""The 23 levels that forecast hubs ask for."""
FAN_LEVELS: tuple[float, ...] = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""The 7 levels of nowcast hubs, and of the fans that are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """Quantiles per series and period.

    quantiles  (S, H, Q) float64, not decreasing along Q; NaN = no answer for that series and period
    levels     (Q,) increasing, inside (0, 1)
    series     one row per series, the key columns as text
    periods    the H periods they are about, consecutive
    origin     ordinal of the period that horizon 0 is; a nowcast has horizons of 0 and below
    as_of      nothing published after this day was used
    unit       what is counted
    method     name of what made it
    """

    quantiles: Array
    levels: Array
    series: pl.DataFrame
    periods: Periods
    origin: int
    as_of: date | None = None
    unit: str = "cases"
    method: str = ""

    def __post_init__(self) -> None:
        S, H, Q = self.quantiles.shape
        series = self.series.height if self.series.columns else S
        if (series, len(self.periods), len(self.levels)) != (S, H, Q):
            raise InputError(
                f"quantiles has shape {(S, H, Q)}; series, periods and levels ask for "
                f"{(series, len(self.periods), len(self.levels))}."
            )
        inside = (self.levels > 0) & (self.levels < 1)
        if not inside.all() or (np.diff(self.levels) <= 0).any():
            raise InputError(f"levels must increase inside (0, 1); they are {self.levels.tolist()}.")
        if (np.diff(self.quantiles, axis=2) < 0).any():
            raise InputError("quantiles must not decrease with their level.")

    @property
    def by(self) -> list[str]:
        """Names of the key columns."""
        return self.series.columns

    @property
    def horizons(self) -> Index:
        """(H,) periods ahead of the origin; 0 and below are a nowcast."""
        return np.arange(len(self.periods), dtype=np.int64) + (self.periods.first - self.origin)

    def at(self, level: float) -> Array:
        """(S, H) quantiles at one level that is among `levels`."""
        place = int(np.argmin(np.abs(self.levels - level)))
        if abs(self.levels[place] - level) > 1e-9:
            raise InputError(f"There is no quantile at {level}; levels: {self.levels.tolist()}.")
        return self.quantiles[:, :, place]

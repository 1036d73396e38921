"""How fast each series of a panel spreads: R, growth and doubling time side by side, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import polars as pl

from tocsin.rt.caveat import Caveat
from tocsin.rt.doubling import doubling_times
from tocsin.rt.growth import Growth, GrowthOptions, growth_rate
from tocsin.rt.instantaneous import Reproduction, ROptions, reproduction
from tocsin.rt.interval import SerialInterval
from tocsin.rt.of_draws import reproduction_of_draws
from tocsin.rt.weekly import DAYS, weekly_draws, weekly_reproduction
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import OptionError

if TYPE_CHECKING:
    from tocsin.panel import Panel

NO_DAYS = "day or week: a month holds several generations, and nothing in it says when its cases were"
_LEVELS = (0.025, 0.5, 0.975)
_GROWTH_WINDOW = {"day": 14, "week": 6}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RtTable:
    """R and growth of S series at T periods.

    panel      the counts
    r          Reproduction whose window j ends at period j; levels 0.025, 0.5, 0.975
    growth     Growth per period
    intervals  serial interval of each series, days
    nowcast    (S, T) True where counts of the window were completed by draws of a nowcast
    first      place of the first period of the table
    """

    panel: "Panel"
    r: Reproduction
    growth: Growth
    intervals: Sequence[SerialInterval]
    nowcast: Flags
    first: int = 0

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "date", "cases", "r", "r_low", "r_high", "r_above_one", "growth", "growth_low", "growth_high",
        "doubling_days", "caveat", "growth_caveat", "si_mean", "si_sd", "nowcast",
    )  # fmt: skip

    def to_frame(self) -> pl.DataFrame:
        """One row per series and period: key columns and `COLUMNS`; null = no number, the caveats say why.

        cases in the window · r its median with 95 % interval · r_above_one chance of an R above 1 · growth
        per day with 95 % interval · doubling_days, negative = halving, null when infinite
        """
        S, T = self.r.mean.shape
        span, size = slice(self.first, None), T - self.first
        days = DAYS if self.panel.periods.every == "week" else 1
        rate, low, high = (
            np.asarray(a)[:, span] / days for a in (self.growth.rate, self.growth.low, self.growth.high)
        )
        doubling = doubling_times(rate, low, high).time
        values: dict[str, Array] = {
            "cases": self.r.cases[:, span], "r": self.r.at(0.5)[:, span], "r_low": self.r.at(0.025)[:, span],
            "r_high": self.r.at(0.975)[:, span], "r_above_one": self.r.above_one[:, span], "growth": rate,
            "growth_low": low, "growth_high": high,
            "doubling_days": np.where(np.isinf(doubling), np.nan, doubling),
        }  # fmt: skip
        rows = np.repeat(np.arange(S), size)
        words = np.array([code.word for code in Caveat], dtype=object)
        table = pl.DataFrame(
            {
                "date": np.tile(self.panel.periods.ends()[span], S),
                **{name: value.ravel() for name, value in values.items()},
                "caveat": words[self.r.caveat[:, span].ravel()].astype(str),
                "growth_caveat": words[self.growth.caveat[:, span].ravel()].astype(str),
                "si_mean": np.array([i.mean for i in self.intervals])[rows],
                "si_sd": np.array([i.sd for i in self.intervals])[rows],
                "nowcast": self.nowcast[:, span].ravel(),
            }
        ).with_columns(pl.col(list(values)).fill_nan(None), pl.col("date").cast(pl.Date))
        return self.panel.series[rows.tolist()].hstack(table) if self.panel.by else table


def rt_table(
    panel: "Panel",
    intervals: Sequence[SerialInterval],
    *,
    window: int | None = None,
    draws: Array | None = None,
) -> RtTable:
    """R and growth of every series of a panel, at every period.

    Parameters
    ----------
    panel      daily or weekly counts
    intervals  serial interval of each series, days
    window     periods of a window of R; None = 7 days or 1 week
    draws      (S, T, D) draws of the counts, NaN where the panel has none; None = the counts are final

    R of weeks is found with their days filled in, see `tocsin.rt.weekly`. Growth is over 14 days or 6 weeks;
    where there are draws it is that of their medians, so its interval does not know about the delay.

    Raises OptionError for months, CountError for what is no count.
    """
    every = panel.periods.every
    if every == "month":
        raise OptionError("every", every, NO_DAYS)
    length = window if window is not None else (7 if every == "day" else 1)
    options = ROptions(window=length, levels=_LEVELS)
    groups: dict[SerialInterval, list[int]] = {}
    for s, interval in enumerate(intervals):
        groups.setdefault(interval, []).append(s)
    parts = []
    for interval, rows in groups.items():
        if draws is None:
            counts = panel.counts[rows]
            weekly = every == "week"
            found = (
                weekly_reproduction(counts, interval, options, weeks=length).weekly
                if weekly
                else reproduction(counts, interval, options)
            )
        elif every == "day":
            found = reproduction_of_draws(draws[rows], interval, options)
        else:
            found = weekly_draws(draws[rows], interval, options, weeks=length)
        parts.append(found)
    middle = panel.counts if draws is None else np.round(np.median(draws, axis=2))
    return RtTable(
        panel=panel,
        r=_joined(parts, np.argsort([s for rows in groups.values() for s in rows])),
        growth=growth_rate(middle, GrowthOptions(window=_GROWTH_WINDOW[every])),
        intervals=tuple(intervals),
        nowcast=_completed(panel.counts, draws, length),
    )


def _completed(counts: Array, draws: Array | None, length: int) -> Flags:
    """Where any count of the window that ends there differs from its draws, (S, T)."""
    touched = np.zeros(counts.shape, np.bool_)
    if draws is None:
        return touched
    differs = np.any((draws != counts[:, :, None]) & ~np.isnan(draws), axis=2)
    for back in range(min(length, counts.shape[1])):
        touched[:, back:] |= differs[:, : counts.shape[1] - back]
    return touched


def _joined(
    parts: list[Reproduction], order: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]"
) -> Reproduction:
    """Results of groups of series as one, in the order of the series."""

    def join(name: str) -> Array:
        return np.asarray(np.concatenate([getattr(part, name) for part in parts])[order])

    return Reproduction(
        mean=join("mean"), sd=join("sd"), quantiles=join("quantiles"), above_one=join("above_one"),
        cases=join("cases"), caveat=join("caveat").astype(np.uint8), starts=parts[0].starts,
        ends=parts[0].ends, levels=parts[0].levels,
    )  # fmt: skip

"""Refuse what was counted over longer periods than asked for: weeks read as days, months as weeks, years.

Such a series would be mostly gaps, and each of its numbers several periods' worth. Every series is looked at
by itself, since real tables mix: one country by week, the next by month.
"""

import numpy as np
import polars as pl

from tocsin.panel.cells import Cells
from tocsin.panel.panel import series_name
from tocsin.vocab.arrays import Flags
from tocsin.vocab.errors import DateError
from tocsin.vocab.periods import Every

_FEWEST, _SURE = 4, 8  # dates before spacing says anything; before a weekday among many series does
_NEXT: dict[Every, int] = {"day": 7, "week": 4, "month": 12}  # periods in the shortest longer one


def check_spacing(cells: Cells, series: pl.DataFrame, *, absent: str) -> None:
    """Raise DateError naming the series whose dates all lie a week, a month or a year apart.

    A series is one of months if its dates are all the same day of the month, or the last one, and never less
    than 28 days apart; of years, 300 days; of weeks, if all lie multiples of 7 days apart and some 7. It
    takes four dates, or eight for weeks when other series are denser.
    """
    every = cells.periods.every
    dense, judged = _dense(cells)
    sparse = judged & ~dense
    if not sparse.any():
        return
    alone = not (judged & dense).any()
    rows = sparse[cells.cell // len(cells.periods)]
    number = pl.Series("number", cells.cell[rows] // len(cells.periods))
    day = pl.col("day")
    facts = (
        pl.DataFrame([number, cells.days.filter(pl.Series(rows)).alias("day")])
        .unique()
        .group_by("number")
        .agg(
            first=day.min(),
            dates=pl.len(),
            gap=day.sort().diff().dt.total_days().min(),
            monthly=(day.dt.day().n_unique() == 1) | (day == day.dt.month_end()).all(),
            weekly=((day - day.min()).dt.total_days() % 7 == 0).all(),
        )
    )
    monthly, gap, enough = pl.col("monthly"), pl.col("gap"), pl.col("dates") >= (_FEWEST if alone else _SURE)
    found = facts.with_columns(
        kind=pl.when(monthly & (gap >= 300))
        .then(pl.lit("year"))
        .when(monthly & (gap >= 28) & pl.lit(every != "month"))
        .then(pl.lit("month"))
        .when(pl.col("weekly") & (gap == 7) & enough & pl.lit(every == "day"))
        .then(pl.lit("week"))
    ).drop_nulls("kind")
    if found.height:
        raise _longer(
            found.sort("number"), series, every, absent, alone=alone and found["kind"].n_unique() == 1
        )


def _dense(cells: Cells) -> tuple[Flags, Flags]:
    """Series with two dates closer than the next longer period, and series with dates enough to tell."""
    filled = np.zeros((cells.size, len(cells.periods)), np.bool_)
    filled.ravel()[cells.cell] = True
    dense = np.zeros(cells.size, np.bool_)
    for apart in range(1, min(_NEXT[cells.periods.every], len(cells.periods))):
        dense |= (filled[:, apart:] & filled[:, :-apart]).any(axis=1)
    return dense, filled.sum(axis=1) >= _FEWEST


def _longer(
    found: pl.DataFrame, series: pl.DataFrame, every: Every, absent: str, *, alone: bool
) -> DateError:
    kind, first = found["kind"][0], found["first"][0]
    remedy = f"Use every={kind!r} (--every {kind})" if kind != "year" else "Leave out what is counted by year"
    filled = "0" if absent == "zero" else "missing"
    if alone:
        return DateError(
            f"The dates lie one {kind} apart (from {first} on), but every={every!r} was asked for: the "
            f"{every}s between would be {filled}. {remedy}."
        )
    names = ", ".join(series_name(series, number) for number in found["number"].head(3))
    more = f" and {found.height - 3} more" if found.height > 3 else ""
    return DateError(
        f"The table mixes kinds of periods: the dates of {names}{more} lie one {kind} apart (from {first} "
        f"on), those of other series less, and every={every!r} was asked for. {remedy} and read them apart "
        "from the others."
    )

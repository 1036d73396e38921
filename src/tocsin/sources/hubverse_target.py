"""Target data of a hubverse hub: time-series and oracle-output, CSV or Parquet.

A time series has a date column (`target_end_date`, `date` or `target_date`), `observation`, usually
`location` and `target`, and `as_of` where it keeps versions: that day is the report date. Oracle output has
`oracle_value` in the place of `observation`, repeated for every kind of output; rows of pmf and cdf hold
probabilities, not observations, and are left aside. Other columns become strata, but not those that only
say when a forecast was made.

Weeks that end on Saturdays are those of the United States (MMWR); they are put on the ISO week that shares
six days with them, and the unit says so, because they are not the same weeks (see `tocsin.vocab.epiweeks`).
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tocsin.panel.dates import read_days
from tocsin.sources.assemble import (
    Columns,
    assemble,
    ends,
    filled,
    naming,
    numbers,
    places,
    read_columns,
    report_day,
    strata,
)
from tocsin.sources.source import Source
from tocsin.vocab.errors import ColumnError, DateError, InputError, OptionError, UnknownNameError
from tocsin.vocab.periods import EVERY, Every
from tocsin.vocab.places import SCHEMES, Scheme

_DATES = ("target_end_date", "date", "target_date")
_WHEN = ("reference_date", "origin_date", "forecast_date", "horizon", "as_of")
_NUMBERS = ("observation", "oracle_value")
_PROBABILITIES = ("pmf", "cdf")
_SATURDAY, _SUNDAY = 6, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class HubverseTargetOptions:
    """Options of the reader of target data.

    date    column of dates; None = target_end_date, date or target_date
    every   period of the observations: week, day or month
    scheme  what the locations are, such as fips for hubs of the United States; None = ISO codes and names
    source  who publishes: one name per hub
    unit    unit of the observations, which the table does not say
    """

    date: str | None = None
    every: Every = "week"
    scheme: Scheme | None = None
    source: str = "hubverse"
    unit: str = "not said"

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise OptionError("every", self.every, f"one of {', '.join(EVERY)}")
        if self.scheme is not None and self.scheme not in SCHEMES:
            raise UnknownNameError("scheme of place codes", self.scheme, SCHEMES)


def read_hubverse_target(path: Path, options: HubverseTargetOptions) -> pl.DataFrame:
    """One file of target data, with all versions that it keeps."""
    frame = read_columns(path, [options.date] if options.date else ())
    with naming(path):
        number = _one_of(frame, _NUMBERS, "hold the numbers")
        date = options.date or _one_of(frame, _DATES, "hold the dates (--option date=...)")
        frame = _observations(frame)
        days, weeks = _days(frame, date, options.every)
        value, absence = numbers(frame[number])
        beside = [
            name
            for name in frame.columns
            if name
            not in {number, date, "location", "target", "output_type", "output_type_id", *_WHEN, *_DATES}
        ]
        as_of = read_days(frame["as_of"], every="day") if "as_of" in frame.columns else report_day(path)
        return assemble(
            Columns(
                source=options.source,
                indicator=filled(frame["target"]) if "target" in frame.columns else "target",
                place=places(frame["location"], options.scheme) if "location" in frame.columns else "all",
                stratum=strata(frame, {name: name for name in beside}, whole=("total", "all")),
                every=options.every,
                reference_date=days,
                report_date=as_of,
                value=value,
                absence=absence,
                unit=options.unit + weeks,
            )
        )


def _one_of(frame: pl.DataFrame, names: tuple[str, ...], what: str) -> str:
    found = [name for name in names if name in frame.columns]
    if not found:
        raise ColumnError(
            f"no column {' or '.join(names)} to {what}. Columns: {', '.join(map(repr, frame.columns))}."
        )
    return found[0]


def _observations(frame: pl.DataFrame) -> pl.DataFrame:
    """Oracle output once per cell: its repetitions agree or assembling them refuses the file."""
    if "output_type" not in frame.columns:
        return frame
    kept = frame.filter(~pl.col("output_type").cast(pl.String).fill_null("").is_in(_PROBABILITIES))
    if not kept.height:
        raise InputError(
            "all rows are of pmf or cdf: they hold probabilities, and no observation can be had from them."
        )
    aside = [
        name
        for name in ("output_type", "output_type_id", *_WHEN)
        if name in frame.columns and name != "as_of"
    ]
    return kept.drop(aside).unique(maintain_order=True)


def _days(frame: pl.DataFrame, date: str, every: Every) -> tuple[pl.Series, str]:
    """The last day of each period, and what its unit adds where the weeks are not ISO weeks."""
    days = read_days(frame[date], every="day" if every == "day" else every)
    if every != "week" or not _are_days(frame[date]):
        return ends(days, every), ""
    weekdays = set(days.dt.weekday().unique().to_list())
    if weekdays == {_SUNDAY}:
        return days, ""
    if weekdays == {_SATURDAY}:
        return ends(days, "week"), " per MMWR week"
    names = ", ".join(sorted(days.dt.strftime("%A").unique().to_list()))
    raise DateError(
        f"{date!r} falls on {names}: weeks end on Sundays (ISO) or on Saturdays (MMWR) throughout. Give "
        "--option "
        "every=day if these are days."
    )


def _are_days(dates: pl.Series) -> bool:
    return dates.dtype != pl.String or not dates.str.contains("W").any()


SOURCE = Source(
    name="hubverse",
    title="hubverse target data: time series and oracle output",
    read=read_hubverse_target,
    snapshots="whole",
    options=HubverseTargetOptions,
    reference="https://docs.hubverse.io/en/latest/user-guide/target-data.html",
)

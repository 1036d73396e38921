"""JHU wide series: one row per place, one column per day, as the CSSE published COVID-19.

Columns `Province/State, Country/Region, Lat, Long`, then days as month/day/year (1/22/20). The numbers are
running totals. With `daily` they become differences: a total that was lowered gives a negative number,
which is kept because it is the correction; the first day, and a day after a missing one, have no difference
and are unknown.

A province is known by its own code; where it is not part of a listed country, by the country's code and its
name (`ESP/Ceuta`). The file names no day of publication.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.sources.assemble import (
    Columns,
    assemble,
    filled,
    naming,
    numbers,
    places,
    read_columns,
    report_day,
)
from tocsin.sources.source import Source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, DateError, InputError
from tocsin.vocab.places import place_of

_PROVINCE, _COUNTRY = ("Province/State", "Province_State"), ("Country/Region", "Country_Region")
_BESIDE = ("Lat", "Long", "Long_")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class JhuOptions:
    """Options of the reader of wide series.

    daily     differences between days in place of running totals
    disease   what the file counts
    measure   confirmed, deaths, recovered, ...; None = the name of the file says it
    """

    daily: bool = False
    disease: str = "covid-19"
    measure: str | None = None


def read_jhu(path: Path, options: JhuOptions) -> pl.DataFrame:
    """One file of running totals, or the daily numbers in them."""
    frame = read_columns(path, ())
    with naming(path):
        measure = options.measure or _measure_in(path)
        province, country = _one_of(frame, _PROVINCE), _one_of(frame, _COUNTRY)
        days = _days(frame, {province, country, *_BESIDE})
        dates = _dates(days, consecutive=options.daily)
        keyed = frame.select(pl.Series("place", _places(frame[province], frame[country])), *days)
        _refuse_twice(keyed["place"])
        long = keyed.unpivot(on=days, index="place", variable_name="day", value_name="total")
        value, absence = numbers(long["total"])
        if options.daily:
            value, absence = _differences(value, absence, keyed.height)
        unit = "deaths" if measure == "deaths" else "cases"
        return assemble(
            Columns(
                source=f"jhu-{measure}",
                indicator=f"{options.disease} {measure}",
                place=long["place"],
                stratum="",
                every="day",
                reference_date=long["day"].replace_strict(days, dates, return_dtype=pl.Date),
                report_date=report_day(path),
                value=value,
                absence=absence,
                unit=unit if options.daily else f"{unit}, running total",
            )
        )


def _measure_in(path: Path) -> str:
    for word in re.split(r"[^a-z]+", path.name.lower()):
        if word in ("confirmed", "deaths", "recovered"):
            return word
    raise InputError(
        f"the name {path.name!r} does not say what is counted. Give --option measure=..., such as confirmed "
        "or deaths."
    )


def _one_of(frame: pl.DataFrame, names: tuple[str, ...]) -> str:
    found = [name for name in names if name in frame.columns]
    if not found:
        raise ColumnError.missing(names[:1], frame.columns)
    return found[0]


def _days(frame: pl.DataFrame, beside: set[str]) -> list[str]:
    days = [name for name in frame.columns if _DAY.fullmatch(name)]
    other = [name for name in frame.columns if name not in days and name not in beside]
    if other:
        raise ColumnError(
            f"columns {', '.join(map(repr, other[:5]))} are not known: beside Province/State, "
            "Country/Region, "
            "Lat and Long only days such as 1/22/20 are read (the county files of the United States are not)."
        )
    if not days:
        raise ColumnError("no column is named by a day such as 1/22/20: this is no wide series of JHU.")
    return days


def _dates(days: list[str], *, consecutive: bool) -> pl.Series:
    """The days that columns are named by; for differences they must follow one another without a gap."""
    names = pl.Series("day", days)
    year = "%y" if len(days[0].rsplit("/", 1)[1]) == 2 else "%Y"
    dates = names.str.to_date(f"%m/%d/{year}", strict=False)
    if dates.null_count():
        raise DateError(
            f"the column {names.filter(dates.is_null())[0]!r} is no day: write month/day/year, 1/22/20."
        )
    jumps = dates.diff().dt.total_days().fill_null(1) != 1
    if consecutive and jumps.any():
        raise DateError(
            f"the column {names.filter(jumps)[0]!r} is not the day after the one before it, so there is no "
            "difference between days. Put the columns in order, or read running totals (daily=no)."
        )
    return dates


def _places(province: pl.Series, country: pl.Series) -> list[str]:
    codes = places(country)
    names = province.cast(pl.String).fill_null("").str.strip_chars()
    return [_place(name, code) for name, code in zip(names, codes, strict=True)]


def _place(province: str, country: str) -> str:
    if not province or province == country:
        return country
    own = place_of(province, within=country) if place_of(country) else None
    return own or place_of(province, scheme="name") or f"{country}/{province}"


def _refuse_twice(place: pl.Series) -> None:
    twice = place.is_duplicated()
    if twice.any():
        raise InputError(
            f"{rows_of(twice)} are of one place, {filled(place).filter(twice)[0]}. Keep one of them."
        )


def _differences(total: pl.Series, absence: pl.Series, height: int) -> tuple[pl.Series, pl.Series]:
    """Each number minus the one a day before, which stands `height` rows above."""
    daily = total - total.shift(height)
    reason = pl.DataFrame({"daily": daily, "absence": absence}).select(
        pl.when(pl.col("daily").is_not_null())
        .then(0)
        .when(pl.col("absence") != 0)
        .then("absence")
        .otherwise(int(Absence.UNKNOWN))
        .cast(pl.UInt8)
        .alias("absence")
    )
    return daily.alias("value"), reason.to_series()


SOURCE = Source(
    name="jhu",
    title="JHU CSSE wide series, one column per day",
    read=read_jhu,
    snapshots="whole",
    options=JhuOptions,
    reference="https://github.com/CSSEGISandData/COVID-19/tree/master/csse_covid_19_data/csse_covid_19_time_series",
)

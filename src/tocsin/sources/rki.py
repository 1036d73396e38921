"""RKI open data: notified influenza by week, hospitalised COVID-19 by day, by federal state and age group.

Read are IfSG_Influenzafaelle (`Meldewoche, Region, Region_Id, Altersgruppe, Fallzahl, Inzidenz`) and the
tables of COVID-19-Hospitalisierungen (`Datum, Bundesland, Bundesland_Id, Altersgruppe,
7T_Hospitalisierung_Faelle, ...`, also the adjusted ones). States are known by the first digits of the
official key; `00` is Germany, and the sum of the states and of the ages is in the file too (`00+`). `NA`
and `Unbekannt` stay as they are: a place, or an age, not known.

The table of influenza lists only weeks with cases, because it counts notified cases: a week that is not
listed between the first and the last of the file is a week without a case, for every state and age group
that the file has. `unlisted` says so, or leaves those weeks out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from tocsin.sources.assemble import (
    Columns,
    assemble,
    filled,
    last_days,
    naming,
    numbers,
    places,
    read_columns,
    report_day,
    strata,
)
from tocsin.sources.source import Source
from tocsin.vocab.errors import ColumnError, OptionError
from tocsin.vocab.periods import Every

_WEEK = "covid-19 hospitalisations in 7 days"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How one table of RKI is laid out; `measures` gives each column its indicator and unit."""

    source: str
    time: str
    every: Every
    region: str
    region_id: str
    measures: dict[str, tuple[str, str]]
    sparse: bool = False


_LAYOUTS = (
    _Layout(
        source="rki-influenza", time="Meldewoche", every="week", region="Region",
        region_id="Region_Id", sparse=True,
        measures={"Fallzahl": ("influenza", "cases"), "Inzidenz": ("influenza incidence", "per 100 000")},
    ),
    _Layout(
        source="rki-covid-hospitalisations", time="Datum", every="day", region="Bundesland",
        region_id="Bundesland_Id",
        measures={
            "7T_Hospitalisierung_Faelle": (_WEEK, "cases in 7 days"),
            "7T_Hospitalisierung_Inzidenz": (f"{_WEEK}, incidence", "per 100 000 in 7 days"),
        },
    ),
    _Layout(
        source="rki-covid-hospitalisations-adjusted", time="Datum", every="day", region="Bundesland",
        region_id="Bundesland_Id",
        measures={
            "fixierte_7T_Hospitalisierung_Faelle": (f"{_WEEK}, first reported", "cases in 7 days"),
            "aktualisierte_7T_Hospitalisierung_Faelle": (_WEEK, "cases in 7 days"),
            "adjustierte_7T_Hospitalisierung_Faelle": (f"{_WEEK}, nowcast of RKI", "cases in 7 days"),
        },
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RkiOptions:
    """Options of the RKI reader.

    rates     also the incidences, as indicators of their own
    unlisted  weeks of influenza without a row: zero, or absent (not reported)
    """

    rates: bool = False
    unlisted: Literal["zero", "absent"] = "zero"

    def __post_init__(self) -> None:
        if self.unlisted not in ("zero", "absent"):
            raise OptionError("unlisted", self.unlisted, "zero or absent")


def read_rki(path: Path, options: RkiOptions) -> pl.DataFrame:
    """One table, whichever of those known it is."""
    frame = read_columns(path, ["Altersgruppe"])
    with naming(path):
        layout = _layout(frame)
        whole = [_measured(path, frame, layout, column) for column in _columns(frame, layout, options)]
        if layout.sparse and options.unlisted == "zero":
            whole = [_with_zeros(reports) for reports in whole]
        return pl.concat(whole)


def _layout(frame: pl.DataFrame) -> _Layout:
    for layout in _LAYOUTS:
        wanted = {layout.time, layout.region_id, next(iter(layout.measures))}
        if wanted <= set(frame.columns):
            return layout
    raise ColumnError(
        f"no table of RKI that is known has the columns {', '.join(frame.columns[:8])}. Known: "
        + "; ".join(
            f"{lay.source} with {lay.time}, {lay.region_id}, {next(iter(lay.measures))}" for lay in _LAYOUTS
        )
        + "."
    )


def _columns(frame: pl.DataFrame, layout: _Layout, options: RkiOptions) -> list[str]:
    there = [column for column in layout.measures if column in frame.columns]
    return [column for column in there if options.rates or "nzidenz" not in column]


def _measured(path: Path, frame: pl.DataFrame, layout: _Layout, column: str) -> pl.DataFrame:
    indicator, unit = layout.measures[column]
    value, absence = numbers(frame[column])
    return assemble(
        Columns(
            source=layout.source,
            indicator=indicator,
            place=_states(frame, layout),
            stratum=strata(frame, {"Altersgruppe": "age"}, whole=("00+",)),
            every=layout.every,
            reference_date=last_days(frame[layout.time], layout.every),
            report_date=report_day(path),
            value=value,
            absence=absence,
            unit=unit,
        )
    )


def _states(frame: pl.DataFrame, layout: _Layout) -> pl.Series:
    key = pl.col(layout.region_id).cast(pl.String).str.strip_chars()
    unknown = key.is_null() | key.is_in(["", "NA"])
    name = pl.col(layout.region) if layout.region in frame.columns else pl.lit("Unbekannt")
    return places(
        filled(frame.select(pl.when(unknown).then(name).otherwise(key).alias(layout.region_id)).to_series()),
        "ags",
    )


def _with_zeros(reports: pl.DataFrame) -> pl.DataFrame:
    """A row of zero for each series and week between the first and the last that has none; counts only."""
    if reports["unit"][0] != "cases":
        return reports
    constant = ["source", "indicator", "every", "unit", "report_date"]
    first, last = reports["reference_date"].min(), reports["reference_date"].max()
    weeks = pl.select(pl.date_range(first, last, "1w").alias("reference_date"))  # type: ignore[arg-type]
    series = reports.select(*constant, "place", "stratum").unique(maintain_order=True)
    every = series.join(weeks, how="cross").with_columns(value=pl.lit(0.0), absence=pl.lit(0, pl.UInt8))
    new = every.join(reports, on=["place", "stratum", "reference_date"], how="anti")
    return pl.concat([reports, new.select(reports.columns)])


SOURCE = Source(
    name="rki",
    title="RKI open data: influenza, hospitalised COVID-19",
    read=read_rki,
    snapshots="whole",
    options=RkiOptions,
    reference="https://github.com/robert-koch-institut/Influenzafaelle_in_Deutschland",
)

"""ERVISS: the weekly respiratory virus files of the ECDC and WHO Europe, one CSV per table and Friday.

Read are all tables that have `survtype, countryname, yearweek, indicator, age, value`: ILIARIRates,
SARIRates, SARITestsDetectionsPositivity, sentinelTestsDetectionsPositivity, nonSentinelTestsDetections,
nonSentinelSeverity, activityFluTypeSubtype and variants. The day in the name of a snapshot
(2024-11-08_ILIARIRates.csv) is the report date. Where a table names a pathogen, it goes before the
indicator: `Influenza detections`. Ages, (sub)types, variants and the kind of surveillance are strata;
`total`, and a (sub)type that only repeats the pathogen, mean the whole.

A file holds all that stands of one table: a cell that is gone from the next one was withdrawn. So each
table is a source of its own (`erviss-ILIARIRates`); some detections stand in two of them.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from tocsin.sources.assemble import (
    Columns,
    Duplicates,
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
from tocsin.vocab.errors import InputError, UnknownNameError

Table = Literal[
    "ILIARIRates",
    "SARIRates",
    "SARITestsDetectionsPositivity",
    "sentinelTestsDetectionsPositivity",
    "nonSentinelTestsDetections",
    "nonSentinelSeverity",
    "activityFluTypeSubtype",
    "variants",
]
TABLES: tuple[Table, ...] = get_args(Table)
_NEEDED = ("survtype", "countryname", "yearweek", "indicator", "value")
_STRATA = {
    "survtype": "surveillance",
    "datasource": "datasource",
    "pathogentype": "type",
    "pathogensubtype": "subtype",
    "variant": "variant",
    "age": "age",
}
_ONE_KIND = ("primary care syndromic", "SARI syndromic", "SARS-CoV-2 variant")
_UNITS = {
    "ILIconsultationrate": "consultations per 100 000",
    "ARIconsultationrate": "consultations per 100 000",
    "SARIrate": "per 100 000",
    "detections": "detections",
    "tests": "tests",
    "positivity": "percent",
    "proportion": "percent",
    "deaths": "deaths",
    "hospitaladmissions": "admissions",
    "ICUadmissions": "admissions",
    "hospitalinpatients": "inpatients",
    "ICUinpatients": "inpatients",
}
_OTHER_UNITS = {
    "CYP": "consultations per 100 consultations",
    "LUX": "consultations per 100 consultations",
    "MLT": "consultations per 100 consultations",
    "FIN": "consultations per 100 000 consultations",
}
"""Where consultation rates have another denominator, as the README of the source says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErvissOptions:
    """Options of the ERVISS reader.

    table       which table the file is; None = the name of the file says it
    duplicates  several rows for one cell: refuse, or take the last (early snapshots of the non-sentinel and
                variants tables have such rows)
    """

    table: Table | None = None
    duplicates: Duplicates = "refuse"

    def __post_init__(self) -> None:
        if self.table is not None and self.table not in TABLES:
            raise UnknownNameError("ERVISS table", self.table, TABLES)


def read_erviss(path: Path, options: ErvissOptions) -> pl.DataFrame:
    """One table of one Friday."""
    frame = read_columns(path, _NEEDED)
    with naming(path):
        place = places(frame["countryname"])
        indicator = filled(frame["indicator"])
        value, absence = numbers(frame["value"])
        return assemble(
            Columns(
                source=f"erviss-{options.table or _table_in(path)}",
                indicator=_with_pathogen(frame, indicator),
                place=place,
                stratum=_strata(frame),
                every="week",
                reference_date=last_days(frame["yearweek"], "week"),
                report_date=report_day(path),
                value=value,
                absence=absence,
                unit=_units(indicator, place),
            ),
            duplicates=options.duplicates,
        )


def _table_in(path: Path) -> Table:
    words = re.split(r"[^A-Za-z]+", path.name)
    for table in TABLES:
        if table in words:
            return table
    raise InputError(
        f"the name {path.name!r} says no table of ERVISS. Rename the file to one of them, or give "
        f"--option table=..., one of {', '.join(TABLES)}."
    )


def _with_pathogen(frame: pl.DataFrame, indicator: pl.Series) -> pl.Series:
    if "pathogen" not in frame.columns:
        return indicator
    return filled(frame["pathogen"]) + " " + indicator


def _strata(frame: pl.DataFrame) -> pl.Series:
    """Types that repeat the pathogen say nothing, nor does a surveillance that has one table only."""
    if "pathogentype" in frame.columns:
        kind = pl.col("pathogentype").cast(pl.String)
        repeated = pl.col("pathogen").cast(pl.String)
        frame = frame.with_columns(pathogentype=pl.when(kind != repeated).then(kind))
        if "pathogensubtype" in frame.columns:
            kind = pl.col("pathogensubtype").cast(pl.String)
            frame = frame.with_columns(pathogensubtype=pl.when(kind != repeated).then(kind))
    return strata(frame, _STRATA, whole=("total", *_ONE_KIND))


def _units(indicator: pl.Series, place: pl.Series) -> pl.Series:
    table = pl.DataFrame({"indicator": indicator.alias("indicator"), "place": place})
    usual = pl.col("indicator").replace_strict(_UNITS, default="not said", return_dtype=pl.String)
    other = pl.col("place").replace_strict(_OTHER_UNITS, default=None, return_dtype=pl.String)
    rate = pl.col("indicator").str.ends_with("consultationrate") & other.is_not_null()
    return table.select(pl.when(rate).then(other).otherwise(usual).alias("unit")).to_series()


SOURCE = Source(
    name="erviss",
    title="ERVISS weekly tables of ECDC and WHO Europe",
    read=read_erviss,
    snapshots="whole",
    options=ErvissOptions,
    reference="https://github.com/EU-ECDC/Respiratory_viruses_weekly_data",
)

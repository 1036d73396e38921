"""OWID long tables: one row per country and day, one column per measure (COVID-19, mpox).

A country is known by the code in `iso_code` (or `code`), and by its name where that is blank; continents,
income groups and the world have codes of OWID's own (OWID_WRL) and are named as sums. Blank means that no
number is given, and not why. Many countries report once a week: OWID then puts the week on one day and
zeros on the others.
"""

import re
from dataclasses import dataclass
from pathlib import Path

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
)
from tocsin.sources.source import Source
from tocsin.vocab.errors import ColumnError, InputError, OptionError

_CODE, _NAME = ("iso_code", "code"), ("location", "country", "entity")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwidOptions:
    """Options of the OWID reader.

    measures  columns to read, parted by commas
    disease   what the file counts; None = the name of the file says covid or mpox (monkeypox)
    """

    measures: str = "new_cases,new_deaths"
    disease: str | None = None

    def __post_init__(self) -> None:
        if not self.columns():
            raise OptionError("measures", self.measures, "column names parted by commas, such as new_cases")

    def columns(self) -> list[str]:
        """The columns to read, each once."""
        return list(dict.fromkeys(name.strip() for name in self.measures.split(",") if name.strip()))


def read_owid(path: Path, options: OwidOptions) -> pl.DataFrame:
    """The measures asked for, one after the other."""
    measures = options.columns()
    frame = read_columns(path, ["date", *measures])
    with naming(path):
        disease = options.disease or _disease_in(path)
        place = _places(frame)
        day = last_days(frame["date"], "day")
        return pl.concat(
            assemble(
                Columns(
                    source=f"owid-{disease}",
                    indicator=f"{disease} {measure}",
                    place=place,
                    stratum="",
                    every="day",
                    reference_date=day,
                    report_date=report_day(path),
                    value=value,
                    absence=absence,
                    unit=unit_of(measure),
                )
            )
            for measure in measures
            for value, absence in [numbers(frame[measure])]
        )


def unit_of(measure: str) -> str:
    """The unit that the name of a column of OWID says.

    >>> unit_of("new_cases"), unit_of("total_deaths"), unit_of("new_cases_smoothed_per_million")
    ('cases', 'deaths, running total', 'cases per million, mean of 7 days')
    """
    words = [
        w
        for w in measure.split("_")
        if w not in ("new", "total", "smoothed", "per", "million", "thousand", "hundred")
    ]
    unit = " ".join(words)
    for many in ("hundred", "thousand", "million"):
        unit += f" per {many}" if measure.endswith(f"per_{many}") else ""
    return (
        unit + ", running total" * measure.startswith("total_") + ", mean of 7 days" * ("smoothed" in measure)
    )


def _disease_in(path: Path) -> str:
    name = path.name.lower()
    for word, disease in (("covid", "covid-19"), ("monkeypox", "mpox"), ("mpox", "mpox")):
        if re.search(word, name):
            return disease
    raise InputError(
        f"the name {path.name!r} does not say which disease. Give --option disease=..., such as mpox."
    )


def _places(frame: pl.DataFrame) -> pl.Series:
    columns = [name for name in (*_CODE, *_NAME) if name in frame.columns]
    if not columns:
        raise ColumnError.missing(["iso_code"], frame.columns)
    texts = [pl.col(name).cast(pl.String).str.strip_chars() for name in columns]
    said = [pl.when(text != "").then(text) for text in texts]
    return places(filled(frame.select(pl.coalesce(said).alias(columns[0])).to_series()))


SOURCE = Source(
    name="owid",
    title="Our World in Data long tables (COVID-19, mpox)",
    read=read_owid,
    snapshots="whole",
    options=OwidOptions,
    reference="https://github.com/owid/covid-19-data/tree/master/public/data",
)

"""Tables of names of diseases from files, and the joining of reports to standard names."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tocsin.panel.dates import read_days
from tocsin.panel.reports import CELL
from tocsin.sources.assemble import filled, naming, read_columns
from tocsin.vocab.diseases import DiseaseName, DiseaseTable
from tocsin.vocab.errors import DuplicateError

COLUMNS = ("name", "standard", "valid_from", "valid_to", "icd10", "icd11")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joined:
    """Reports under standard names.

    reports  the same rows; `indicator` is the standard name where the table has one for that day, else as
             it was
    unknown  names the table does not hold, kept
    outside  names it holds, but not on all of their days; kept on those days
    notes    the same in sentences
    """

    reports: pl.DataFrame
    unknown: tuple[str, ...]
    outside: tuple[str, ...]
    notes: tuple[str, ...]


def read_diseases(path: str | Path) -> DiseaseTable:
    """A table with the columns name and standard, and perhaps valid_from, valid_to, icd10, icd11.

    Dates are inclusive; blank means without end. Raises InputError and its kin, naming the file, where a
    name is missing, a date is no day, or a name has two meanings on one day.
    """
    path = Path(path)
    frame = read_columns(path, ("name", "standard"))
    with naming(path):
        columns: dict[str, list[str] | list[date | None]] = {
            "name": filled(frame["name"]).to_list(),
            "standard": filled(frame["standard"]).to_list(),
        }
        for name in ("valid_from", "valid_to"):
            columns[name] = _days(frame, name)
        for name in ("icd10", "icd11"):
            there = name in frame.columns
            columns[name] = (
                frame[name].cast(pl.String).fill_null("").to_list() if there else [""] * frame.height
            )
        rows = zip(*(columns[name] for name in COLUMNS), strict=True)
        return DiseaseTable(DiseaseName(**dict(zip(COLUMNS, row, strict=True))) for row in rows)


def join_diseases(reports: pl.DataFrame, table: DiseaseTable) -> Joined:
    """Give reports the standard names of their indicators, by reference date; O(names x dates) look-ups.

    Raises DuplicateError where two names for one disease report the same cell: whether one is part of the
    other or repeats it, the table cannot know.
    """
    pairs = reports.select("indicator", "reference_date").unique(maintain_order=True)
    standard = [table.standard(name, day) for name, day in pairs.rows()]
    pairs = pairs.with_columns(standard=pl.Series(standard, dtype=pl.String))
    left = pairs.filter(pl.col("standard").is_null())["indicator"].unique().sort().to_list()
    unknown = tuple(name for name in left if not table.knows(name))
    outside = tuple(name for name in left if table.knows(name))
    joined = reports.join(
        pairs, on=["indicator", "reference_date"], how="left", maintain_order="left"
    ).with_columns(indicator=pl.coalesce("standard", "indicator"))
    _refuse_meetings(reports["indicator"], joined)
    notes = [f"No disease {name!r} in the table, kept as written.{_hint(table, name)}" for name in unknown]
    notes += [
        f"{name!r} is in the table, but not for all of its days; kept as written on those."
        for name in outside
    ]
    return Joined(
        reports=joined.select(reports.columns), unknown=unknown, outside=outside, notes=tuple(notes)
    )


def _refuse_meetings(names: pl.Series, joined: pl.DataFrame) -> None:
    """Refuse cells that hold one report under one name each before, and several now."""
    key = [*CELL, "report_date"]
    met = (
        joined.with_columns(old=names)
        .group_by(key)
        .agg(pl.col("old").n_unique().alias("n"), pl.col("old").first())
    )
    met = met.filter(pl.col("n") > 1)
    if met.height:
        first = met.sort(key).row(0, named=True)
        both = joined.with_columns(old=names).join(
            met.sort(key).head(1), on=key, how="semi", nulls_equal=True
        )
        raise DuplicateError(
            f"{met.height:,} cells are reported under several names of one disease; first {first['place']} "
            f"{first['reference_date']}: {' and '.join(map(repr, both['old'].unique().sort()))} are both "
            f"{first['indicator']!r}. Let one name end before the other begins, or give them standard "
            "names apart."
        )


def _days(frame: pl.DataFrame, name: str) -> list[date | None]:
    if name not in frame.columns:
        return [None] * frame.height
    there = frame[name].is_not_null() & (frame[name].cast(pl.String) != "")
    days: list[date | None] = [None] * frame.height
    if there.any():
        for place, day in zip(
            there.arg_true(), read_days(frame[name].filter(there), every="day"), strict=True
        ):
            days[place] = day
    return days


def _hint(table: DiseaseTable, name: str) -> str:
    near = table.near(name)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""

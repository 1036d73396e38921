"""From the columns of a file to the table of reports: what every reader has to do, done once.

Nothing is filled in or dropped. Rows are counted from 1, the first one below the header.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from tocsin.panel.counts import LARGEST, read_numbers
from tocsin.panel.dates import read_days, rows_of
from tocsin.panel.reports import CELL, REPORTS, join_stratum
from tocsin.sources.table import read_file
from tocsin.vocab.errors import ColumnError, CountError, DateError, DuplicateError, InputError, OptionError
from tocsin.vocab.periods import Every
from tocsin.vocab.places import Scheme, place_codes

Duplicates = Literal["refuse", "last"]
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Begin every message about bad input with the file."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{path}: {error}") from None


def read_columns(path: Path, wanted: Sequence[str]) -> pl.DataFrame:
    """All columns of a table, of which some are wanted; texts from text files, types from typed ones."""
    frame = read_file(path, None)
    if any(name not in frame.columns for name in wanted):
        raise ColumnError.missing(wanted, frame.columns, where=f"{path}: ")
    return frame


def report_day(path: Path) -> date | None:
    """The day of publication a file's name says, as in 2024-11-08_ILIARIRates.csv; None where it says none.

    >>> report_day(Path("2024-11-08_ILIARIRates.csv")), report_day(Path("ILIARIRates.csv"))
    (datetime.date(2024, 11, 8), None)
    """
    found = _DAY_IN_NAME.search(path.name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        raise DateError(
            f"{path}: {found and found[0]!r} in the name of the file is no day. Rename it."
        ) from None


def last_days(values: pl.Series, every: Every) -> pl.Series:
    """The last day of the period each value names or lies in."""
    return ends(read_days(values, every=every), every)


def ends(days: pl.Series, every: Every) -> pl.Series:
    """The last day of the period each day lies in.

    >>> ends(pl.Series([date(2025, 2, 12)]), "week").to_list()
    [datetime.date(2025, 2, 16)]
    """
    day = pl.col("day")
    last = {"day": day, "week": day + pl.duration(days=7 - day.dt.weekday()), "month": day.dt.month_end()}
    return days.alias("day").to_frame().select(last[every].cast(pl.Date)).to_series()


def numbers(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Numbers and absence codes of a column; negative and fractional numbers stay as they are.

    Raises CountError for texts that are neither numbers nor known reasons, and numbers no float can hold.
    """
    value, absence, faults = read_numbers(values)
    if faults:
        raise faults[0]
    large = value.abs() > LARGEST
    if large.any():
        raise CountError(
            f"{values.name!r} holds {value.filter(large)[0]:g} in {rows_of(large)}: a number is finite and "
            "below 2**53."
        )
    return value.alias("value"), pl.Series("absence", absence, dtype=pl.UInt8)


def filled(values: pl.Series) -> pl.Series:
    """Texts of a column in which no row may be blank."""
    texts = values.cast(pl.String).str.strip_chars()
    blank = texts.is_null() | (texts == "")
    if blank.any():
        raise InputError(f"{values.name!r} is empty in {rows_of(blank)}. Fill it, or remove the rows.")
    return texts


def places(values: pl.Series, scheme: Scheme | None = None) -> pl.Series:
    """Place codes of a column; what no code list knows stays as it is written. Looks each text up once."""
    texts = filled(values)
    return texts.replace(place_codes(texts.unique().to_list(), scheme=scheme)).alias("place")


def strata(frame: pl.DataFrame, columns: Mapping[str, str], *, whole: Sequence[str] = ()) -> pl.Series:
    """Names of strata from columns; `columns` gives each its name, values in `whole` mean all together."""
    there = {column: name for column, name in columns.items() if column in frame.columns}
    if not there:
        return pl.Series("stratum", [""]).new_from_index(0, frame.height)
    values = frame.select(pl.col(c).cast(pl.String).fill_null("").str.strip_chars() for c in there)
    kinds = values.unique()
    named = [
        join_stratum({there[c]: "" if v in whole else v for c, v in row.items()})
        for row in kinds.iter_rows(named=True)
    ]
    kinds = kinds.with_columns(pl.Series("stratum", named, dtype=pl.String))
    return values.join(kinds, on=list(there), how="left", maintain_order="left")["stratum"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """The columns of reports, each a Series of one length, or one value for all rows."""

    source: str
    indicator: pl.Series | str
    place: pl.Series | str
    stratum: pl.Series | str
    every: pl.Series | str
    reference_date: pl.Series
    report_date: pl.Series | date | None
    value: pl.Series
    absence: pl.Series
    unit: pl.Series | str


def assemble(columns: Columns, *, duplicates: Duplicates = "refuse") -> pl.DataFrame:
    """A table of reports; several rows for one cell are refused, or the last one is taken.

    Raises DuplicateError naming the first rows that hold one cell.
    """
    if duplicates not in ("refuse", "last"):
        raise OptionError("duplicates", duplicates, "refuse or last")
    given = {name: getattr(columns, name) for name in REPORTS}
    frame = pl.DataFrame({name: s for name, s in given.items() if isinstance(s, pl.Series)}).with_columns(
        pl.lit(value, dtype=REPORTS[name]).alias(name)
        for name, value in given.items()
        if not isinstance(value, pl.Series)
    )
    frame = frame.select(pl.col(name).cast(kind) for name, kind in REPORTS.items())
    key = [*CELL, "report_date"]
    twice = frame.select(key).is_duplicated()
    if not twice.any():
        return frame
    if duplicates == "last":
        return frame.unique(key, keep="last", maintain_order=True)
    raise _several(frame, key, twice)


def _several(frame: pl.DataFrame, key: list[str], twice: pl.Series) -> DuplicateError:
    rows = frame.with_row_index("row", offset=1).filter(twice)
    first = rows.join(rows.head(1).select(key), on=key, how="semi", nulls_equal=True)
    cell = ", ".join(str(first[name][0]) for name in ("indicator", "place", "stratum", "reference_date"))
    numbers = ", ".join(str(row) for row in first["row"].head(5))
    held = " and ".join("none" if v is None else f"{v:g}" for v in first["value"].head(5))
    return DuplicateError(
        f"{twice.sum():,} rows share their cell with another; rows {numbers} all hold {cell} ({held}). "
        "Keep one of them, or take the last with --option duplicates=last where the source has it."
    )

"""Files to a panel: what the reading options of the command line mean."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tocsin.flows.progress import Progress, no_progress
from tocsin.vocab.errors import ColumnError, InputError

if TYPE_CHECKING:
    import polars as pl

    from tocsin.panel import Panel
    from tocsin.vocab.periods import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are read; words not explained here are those of `Panel.from_frame`.

    files      files, or folders of such files
    line_list  one row per case: rows are counted, and only `time` and `by` are read; periods without a case
               are zeros
    wide       one column per date; `time` and `count` are then names to give, not columns to find
    sheet      name of a sheet of an Excel or ODS file; None = the only one
    """

    files: tuple[str, ...]
    time: str = "date"
    count: str = "count"
    by: tuple[str, ...] = ()
    every: "Every" = "week"
    absent: Literal["missing", "zero"] = "missing"
    duplicates: Literal["error", "sum"] = "error"
    corrections: Literal["error", "net", "keep"] = "error"
    rates: bool = False
    population: str | None = None
    status: str | None = None
    line_list: bool = False
    wide: bool = False
    sheet: str | None = None


def read_panel(reading: Reading, *, progress: Progress = no_progress) -> "Panel":
    """Read files as a panel.

    Raises InputError and its subclasses; every message begins with the file, or the first of several.
    """
    from tocsin.panel import Panel

    progress("Reading")
    table = _table(reading)
    try:
        return Panel.from_frame(
            table,
            time=reading.time,
            count=reading.count,
            by=reading.by,
            every=reading.every,
            absent="zero" if reading.line_list else reading.absent,
            duplicates="sum" if reading.line_list else reading.duplicates,
            corrections=reading.corrections,
            rates=reading.rates,
            population=reading.population,
            status=reading.status,
        )
    except InputError as error:
        more = f" and {len(reading.files) - 1} more" if len(reading.files) > 1 else ""
        raise type(error)(f"{reading.files[0]}{more}: {error}") from None


def check_key_columns(by: Sequence[str], results: Collection[str]) -> None:
    """Refuse key columns that have the name of a column of the result; raises ColumnError."""
    taken = [name for name in by if name in results]
    if taken:
        raise ColumnError(
            f"Column {taken[0]!r} cannot be a --by column: the result has one of that name. "
            "Rename it in the file."
        )


def _table(reading: Reading) -> "pl.DataFrame":
    from tocsin.sources import read_line_list, read_table

    if reading.line_list:
        return read_line_list(
            reading.files, time=reading.time, by=reading.by, count=reading.count, sheet=reading.sheet
        )
    extra = [name for name in (reading.population, reading.status) if name]
    return read_table(
        reading.files,
        list(dict.fromkeys([reading.time, reading.count, *reading.by, *extra])),
        wide=reading.wide,
        time=reading.time,
        count=reading.count,
        sheet=reading.sheet,
    )

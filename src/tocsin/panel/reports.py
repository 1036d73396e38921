"""Reports: one number for one series and one period, as published on one day, as rows of one table.

This table is what `sources` hand to `archive`, and what the archive keeps.
"""

import polars as pl

from tocsin.vocab.errors import ColumnError, InputError

REPORTS: dict[str, pl.DataType] = {
    "source": pl.String(),  # who publishes; one timetable and one way of sending per source
    "indicator": pl.String(),  # what is counted: measles, ILI consultations, seizures
    "place": pl.String(),  # ISO 3166 where there is a code
    "stratum": pl.String(),  # see `join_stratum`; "" = the whole
    "every": pl.String(),  # day, week or month
    "reference_date": pl.Date(),  # last day of the period
    "report_date": pl.Date(),  # day of publication; null = not in the file, the ingest says it
    "value": pl.Float64(),  # null where there is no number
    "absence": pl.UInt8(),  # see `Absence`; 0 exactly where `value` is a number
    "unit": pl.String(),  # cases, per 100 000, ...
}
SERIES = ("source", "indicator", "place", "stratum", "every", "unit")
CELL = (*SERIES, "reference_date")


def join_stratum(parts: dict[str, str]) -> str:
    """Name of a stratum: its columns in alphabetical order; empty values are left out.

    >>> join_stratum({"sex": "f", "age": "00-04", "ward": ""})
    'age=00-04;sex=f'
    """
    for name, value in parts.items():
        if any(mark in text for text in (name, value) for mark in "=;"):
            raise InputError(
                f"Stratum {name!r}={value!r} holds '=' or ';', which set strata apart; rename it."
            )
    return ";".join(f"{name}={value}" for name, value in sorted(parts.items()) if value)


def split_stratum(stratum: str) -> dict[str, str]:
    """The columns of a stratum's name.

    >>> split_stratum("age=00-04;sex=f"), split_stratum("")
    ({'age': '00-04', 'sex': 'f'}, {})
    """
    return dict(part.split("=", 1) for part in stratum.split(";") if part)


def check_reports(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame with the columns of `REPORTS` in their order and kinds, or an error that says why not.

    Raises ColumnError for a column that is missing or of another kind, InputError where a key is null or
    `absence` does not say why a value is missing.
    """
    missing = [name for name in REPORTS if name not in frame.columns]
    if missing:
        raise ColumnError.missing(missing, frame.columns, where="These are no reports. ")
    wrong = [name for name, kind in REPORTS.items() if frame.schema[name] != kind]
    if wrong:
        kinds = ", ".join(f"{name} is {frame.schema[name]}, not {REPORTS[name]}" for name in wrong)
        raise ColumnError(f"Reports need other kinds of columns: {kinds}.")
    empty = [name for name in CELL if frame[name].null_count()]
    if empty:
        raise InputError(f"Reports without {' and '.join(empty)} cannot be kept: every key needs a value.")
    value = pl.col("value")
    odd = frame.filter((value.is_null() | value.is_nan()) != (pl.col("absence") != 0))
    if odd.height:
        raise InputError(
            f"{odd.height} reports hold a number and an absence code, or neither; first: {odd.row(0)}."
        )
    return frame.select(list(REPORTS))

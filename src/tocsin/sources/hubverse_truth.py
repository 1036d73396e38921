"""What came: a table of observations by place and day, for scoring and checking forecasts.

Read as it is found: hubverse time series (`observation`) and oracle output (`oracle_value`), or any table
with a column of days and one of numbers under a usual name. Where there is an `as_of`, the latest version of
each number is taken.
"""

from pathlib import Path

import polars as pl

from tocsin.panel.dates import read_days
from tocsin.sources.table import read_table
from tocsin.vocab.errors import ColumnError, CountError, DuplicateError, InputError

DAYS = ("target_end_date", "truth_date", "date", "target_date")
NUMBERS = ("observed", "observation", "oracle_value", "value", "count")
_OUTPUTS = ("output_type", "output_type_id")


def read_truth(path: str | Path) -> pl.DataFrame:
    """A file as `target_end_date` (days), `observed` (null = no number) and the other columns as text.

    Raises ColumnError where no column of days or numbers is known, CountError for a number that is none,
    DuplicateError for two numbers for one cell; all name the file.
    """
    table = read_table(path)
    try:
        return _truth(table)
    except InputError as error:
        raise type(error)(f"{path}: {error}") from None


def _truth(table: pl.DataFrame) -> pl.DataFrame:
    day = next((name for name in DAYS if name in table.columns), None)
    number = next((name for name in NUMBERS if name in table.columns), None)
    if day is None or number is None:
        wanted = [DAYS[0] if day is None else day, NUMBERS[0] if number is None else number]
        known = f"Known are {', '.join(DAYS)} for days and {', '.join(NUMBERS)} for numbers. "
        raise ColumnError.missing(wanted, table.columns, where=f"This is no truth. {known}")
    if "output_type" in table.columns:  # oracle output: probabilities are no observations
        kept = table.filter(pl.col("output_type").is_in(["quantile", "median", "mean", "sample"]))
        table = kept.drop([name for name in _OUTPUTS if name in table.columns]).unique(maintain_order=True)
    text = table[number].cast(pl.String).str.strip_chars()
    found = text.replace(["", "NA"], None).cast(pl.Float64, strict=False)
    lost = (found.is_null() & text.is_not_null() & ~text.is_in(["", "NA"])).arg_true()
    if len(lost):
        raise CountError(f"Column {number!r}, row {lost[0] + 2}: {text[int(lost[0])]!r} is no number.")
    rest = [name for name in table.columns if name not in (day, number)]
    truth = table.select(
        *(pl.col(name).cast(pl.String) for name in rest if name != "as_of"),
        read_days(table[day], every="day").alias("target_end_date"),
        found.fill_nan(None).alias("observed"),
        *(["as_of"] if "as_of" in rest else []),
    )
    keys = [name for name in truth.columns if name not in ("observed", "as_of")]
    if "as_of" in truth.columns:
        truth = truth.with_columns(read_days(truth["as_of"], every="day"))
        truth = truth.sort("as_of", maintain_order=True).unique(keys, keep="last", maintain_order=True)
        return truth.drop("as_of")
    twice = truth.select(keys).is_duplicated()
    if twice.any():
        first = truth.filter(twice).select(keys).row(0)
        raise DuplicateError(f"Several numbers for one cell, first {first}; keep one of them.")
    return truth

"""Wide tables: one column per date. They are turned long; the dates stay the texts of the header."""

from collections.abc import Sequence

import polars as pl

from tocsin.panel.dates import looks_like_period
from tocsin.vocab.errors import ColumnError

_FEWEST = 3  # columns named by dates from which a table looks wide


def period_columns(columns: Sequence[str]) -> list[str]:
    """The columns whose names are a day, a week or a month.

    >>> period_columns(["place", "2025-W07", "2025-W08"])
    ['2025-W07', '2025-W08']
    """
    return [name for name, hit in zip(columns, looks_like_period(list(columns)), strict=True) if hit]


def wide_to_long(
    frame: pl.LazyFrame, *, keys: Sequence[str] | None, time: str = "date", count: str = "count"
) -> pl.LazyFrame:
    """One row per row and date column: the key columns (default all others), `time` and `count`.

    >>> table = pl.LazyFrame({"place": ["Osh"], "2025-W07": [4], "2025-W08": [None]})
    >>> wide_to_long(table, keys=None).collect().rows()
    [('Osh', '2025-W07', 4), ('Osh', '2025-W08', None)]
    """
    columns = frame.collect_schema().names()
    dates = period_columns(columns)
    if not dates:
        raise ColumnError(
            "No column is named by a date, a week or a month, as wide tables have them (2025-02-14, "
            f"2025-W07, 2025-02). Columns: {', '.join(map(repr, columns[:20]))}."
        )
    index = [name for name in columns if name not in dates] if keys is None else list(keys)
    if any(name not in columns for name in index):
        raise ColumnError.missing(index, columns)
    taken = sorted({time, count} & set(index))
    if taken:
        raise ColumnError(f"The table has a column {taken[0]!r} of its own. Choose another time= or count=.")
    return frame.unpivot(on=dates, index=index, variable_name=time, value_name=count)


def offer_wide(columns: Sequence[str]) -> str:
    """A sentence for the message about a missing column when the table looks wide; else nothing."""
    dates = period_columns(columns)
    if len(dates) < _FEWEST:
        return ""
    return (
        f" {len(dates)} columns are named by dates ({dates[0]}, {dates[1]}, ...): if there is one column per "
        "date, load it with wide=True (--wide)."
    )

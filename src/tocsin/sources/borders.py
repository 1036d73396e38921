"""Borders: which places are neighbours."""

from pathlib import Path

import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.sources.table import read_table
from tocsin.vocab.errors import ColumnError, InputError


def read_borders(path: str | Path) -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring places: the first two columns of a table, each pair once, in alphabetical order.

    A row that names one place twice, or leaves one out, is refused.
    """
    table = read_table(path)
    if table.width < 2:
        raise ColumnError(
            f"{path}: a table of borders has two columns of places, this one has {table.width}."
        )
    pairs = table.select(pl.all().slice(0)).select(table.columns[:2]).cast(pl.String)
    a, b = pairs.columns
    wrong = pairs.select(
        (pl.col(a).is_null() | pl.col(b).is_null() | (pl.col(a) == pl.col(b))).fill_null(True)
    )
    if wrong.to_series().any():
        does = "does" if wrong.to_series().sum() == 1 else "do"
        raise InputError(
            f"{path}: {rows_of(wrong.to_series())} {does} not name two different places. Correct it."
        )
    return frozenset((min(pair), max(pair)) for pair in pairs.iter_rows())

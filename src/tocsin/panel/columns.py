"""Any dataframe to the named columns in Polars, and key columns to series numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.vocab.arrays import Index
from tocsin.vocab.errors import ColumnError, InputError

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

_NESTED = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary)
_TABLE = 1_000_000  # key combinations up to which a lookup table is always the faster way


def gather(frame: "IntoFrame", columns: Sequence[str]) -> pl.DataFrame:
    """Only the named columns of a pandas, Polars, PyArrow or DuckDB frame, in this order.

    Lazy frames are asked for these columns alone. A column that mixes numbers and texts comes as text.
    """
    twice = sorted({name for name in columns if list(columns).count(name) > 1})
    if twice:
        raise ColumnError(f"Column {twice[0]!r} is named for two purposes. Name each column once.")
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        lazy = frame.lazy()
        _require(columns, lazy.collect_schema().names())
        return lazy.select(columns).collect()
    try:
        wrapped: Any = nw.from_native(frame)
    except nw.exceptions.DuplicateError as error:
        raise ColumnError(f"{str(error).replace(chr(10), ' ')}. Rename one of them.") from None
    except TypeError:
        kind = type(frame).__name__
        raise InputError(f"A {kind} is no dataframe. Pass pandas, Polars, PyArrow or DuckDB.") from None
    _require(columns, wrapped.collect_schema().names())
    chosen = wrapped.select(*(nw.col(name) for name in columns))
    if isinstance(chosen, nw.LazyFrame):
        return chosen.collect(backend="polars").to_native()  # type: ignore[no-any-return]
    return pl.DataFrame([_series(chosen[name]) for name in columns])


def _require(wanted: Sequence[str], found: Sequence[str]) -> None:
    if any(name not in found for name in wanted):
        raise ColumnError.missing(wanted, [str(name) for name in found])


def _series(column: Any) -> pl.Series:
    native = column.to_native()
    if str(getattr(native, "dtype", "")).startswith("period["):  # pandas: a period is known by its last day
        column = nw.from_native(native.dt.end_time, series_only=True)
    try:
        return column.to_polars().alias(column.name)  # type: ignore[no-any-return]
    except (
        TypeError,
        ValueError,
        pl.exceptions.PolarsError,
    ):  # pyarrow's errors are ValueErrors and TypeErrors
        return pl.Series(column.name, [_text(value) for value in column.to_list()], dtype=pl.String)


def _text(value: object) -> str | None:
    missing = value is None or value != value or str(value) in {"<NA>", "NaT"}
    return None if missing else str(value)


def series_of(rows: pl.DataFrame, by: Sequence[str]) -> tuple[Index, pl.DataFrame, list[ColumnError]]:
    """Number the series that key columns tell apart, in the order of their texts.

    Returns
    -------
    number  (N,) int64; the series of each row
    series  (S,) rows of text, sorted; no columns when there are no keys
    faults  key cells that are null (null is kept for "summed over that column"), or of a nested kind
    """
    number = np.zeros(rows.height, np.int64)
    size = 1
    faults: list[ColumnError] = []
    levels: list[tuple[str, pl.Series]] = []
    for column in rows.select(by).iter_columns():
        if isinstance(column.dtype, _NESTED):
            faults.append(ColumnError(f"{column.name!r} holds {column.dtype}; a key column holds texts."))
            continue
        if column.null_count():
            faults.append(
                ColumnError(
                    f"Key column {column.name!r} is empty in {rows_of(column.is_null())}. Write a word "
                    "there, or leave the column out of by (--by)."
                )
            )
            continue
        names, codes = _codes(column)
        number = number * len(names) + codes
        number, present = _compress(number, size * len(names))
        size = len(present)
        levels = [(name, old[(present // len(names)).tolist()]) for name, old in levels]
        levels.append((column.name, names[(present % len(names)).tolist()]))
    return number, pl.DataFrame([names.alias(name) for name, names in levels]), faults


def _codes(column: pl.Series) -> tuple[pl.Series, Index]:
    """Sorted distinct texts of a column and each row's place among them."""
    if column.dtype.is_float() and bool((column == column.floor()).all()):
        column = column.cast(pl.Int64)  # pandas turns whole-number keys to floats
    column = column.cast(pl.String)
    names = column.unique().sort()
    return names, column.cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()


def _compress(number: Index, size: int) -> tuple[Index, Index]:
    """Renumber the values that occur 0, 1, ... in order; also return them."""
    if size <= max(_TABLE, 4 * len(number)):
        used = np.zeros(size, np.bool_)
        used[number] = True
        present = np.flatnonzero(used)
        place = np.zeros(size, np.int64)
        place[present] = np.arange(len(present))
        return place[number], present
    present = np.asarray(pl.Series(number).unique().sort().to_numpy(), np.int64)
    return np.searchsorted(present, number), present

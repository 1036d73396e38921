"""Excel and ODS workbooks: one sheet, its first filled row the header.

A column of one kind keeps it (numbers, dates); a column of several kinds comes as text. An empty cell is
null.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tocsin.sources.wide import offer_wide
from tocsin.vocab.errors import ColumnError, InputError, UnknownNameError


def read_workbook(path: Path, *, columns: Sequence[str] | None, sheet: str | None) -> pl.DataFrame:
    """One sheet as a frame.

    Without `sheet`: the only sheet with rows, or else the only one that has all of `columns`; when several
    would do the message names them.
    """
    tables = _sheets(path, sheet)
    if len(tables) > 1 and columns is not None:
        tables = {
            name: rows for name, rows in tables.items() if set(columns) <= set(_names(rows[0]))
        } or tables
    if len(tables) > 1:
        names = ", ".join(repr(name) for name in tables)
        raise InputError(
            f"{path}: {len(tables)} sheets hold rows: {names}. Choose one with sheet= (--sheet)."
        )
    rows = next(iter(tables.values()))
    header = _names(rows[0])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise ColumnError(f"{path}: two columns are named {twice[0]!r}. Rename one of them.")
    body = [row for row in rows[1:] if any(cell not in ("", None) for cell in row)]
    wanted = [place for place, name in enumerate(header) if columns is None or name in columns]
    if columns is not None and len(wanted) < len(columns):
        raise ColumnError(f"{path}: {ColumnError.missing(columns, header)}{offer_wide(header)}")
    return pl.DataFrame([_column(header[place], [row[place] for row in body]) for place in wanted])


def _sheets(path: Path, sheet: str | None) -> dict[str, list[list[Any]]]:
    """Rows of the asked sheet, or of every sheet that has any, from its first filled row on."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    try:
        book = CalamineWorkbook.from_path(path)
        if sheet is not None and sheet not in book.sheet_names:
            raise UnknownNameError("sheet", sheet, book.sheet_names)
        wanted = book.sheet_names if sheet is None else [sheet]
        tables = {name: book.get_sheet_by_name(name).to_python() for name in wanted}
    except PasswordError:
        raise InputError(f"{path}: the workbook is locked with a password. Save it without one.") from None
    except (CalamineError, ZipError, OSError) as error:
        reason = str(error).strip().splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise InputError(
            f"{path}: this is no Excel or ODS workbook, or it is cut ({reason}). "
            "Fetch it again or save it as CSV."
        ) from None
    filled = {name: _from_header(rows) for name, rows in tables.items()}
    filled = {name: rows for name, rows in filled.items() if rows}
    if not filled:
        where = f"sheet {sheet!r} is" if sheet is not None else "all sheets are"
        raise InputError(f"{path}: {where} empty. Give a sheet with a header and rows.")
    return filled


def _from_header(rows: list[list[Any]]) -> list[list[Any]]:
    first = next((n for n, row in enumerate(rows) if any(cell != "" for cell in row)), len(rows))
    return rows[first:]


def _names(header: list[Any]) -> list[str]:
    names = [_text(cell) for cell in header]
    return [name.strip() if name else f"column {place}" for place, name in enumerate(names, start=1)]


def _column(name: str, cells: list[Any]) -> pl.Series:
    values = [None if cell == "" else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {int, float}:
        numbers = pl.Series(name, values, dtype=pl.Float64)
        whole = bool((numbers == numbers.floor()).all()) and numbers.abs().max() < 2**53  # type: ignore[operator]
        return numbers.cast(pl.Int64) if whole else numbers
    if kinds == {date} or kinds == {datetime}:
        return pl.Series(name, values)
    return pl.Series(name, [_text(value) for value in values], dtype=pl.String)


def _text(cell: object) -> str | None:
    """A cell as it would be typed: 7, not 7.0; a date as 2025-02-14."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)

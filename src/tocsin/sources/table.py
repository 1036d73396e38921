"""One table from one file, several, or a folder of them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tocsin.sources.columnar import damaged, scan_columnar
from tocsin.sources.delimited import scan_delimited
from tocsin.sources.files import files_in, kind_of
from tocsin.sources.wide import offer_wide, wide_to_long
from tocsin.sources.workbook import read_workbook
from tocsin.vocab.errors import ColumnError, InputError


def read_table(
    paths: str | Path | Sequence[str | Path],
    columns: Sequence[str] | None = None,
    *,
    wide: bool = False,
    time: str = "date",
    count: str = "count",
    sheet: str | None = None,
) -> pl.DataFrame:
    """Read files as one table, rows in the order of the files.

    Parameters
    ----------
    paths        files or folders: CSV and its kin (see `tocsin.sources.delimited`), also gzipped, Parquet,
                 Arrow, Excel, ODS. What a file is, its bytes say and not its name
    columns      what is wanted; only this is read. Default all
    wide         the table has one column per date: it is turned long, with the dates in a column `time` and
                 the numbers in a column `count`
    sheet        name of the sheet in a workbook

    Returns
    -------
    polars.DataFrame with `columns` in this order. From text files every column comes as text. Where one
    file has another type than the others the column becomes text throughout

    Raises
    ------
    InputError     a file is missing, empty, cut or no table; its subclasses EncodingError and ColumnError
                   name the encoding, or the columns that files lack. Every message begins with the file
    """
    if wide and columns is not None:
        columns = [*(name for name in columns if name not in (time, count)), time, count]
    frames: list[pl.DataFrame] = []
    files = files_in([paths] if isinstance(paths, str | Path) else paths)
    for path in files:
        frame = read_file(path, columns, wide=wide, time=time, count=count, sheet=sheet)
        if frames and set(frame.columns) != set(frames[0].columns):
            raise _other_columns(path, frame.columns, files[0], frames[0].columns)
        frames.append(frame.select(frames[0].columns) if frames else frame)
    return _stacked(frames)


def read_file(
    path: Path,
    columns: Sequence[str] | None,
    *,
    wide: bool = False,
    time: str = "date",
    count: str = "count",
    sheet: str | None = None,
) -> pl.DataFrame:
    """Read one file; see `read_table`."""
    keys = None if columns is None else [name for name in columns if name not in (time, count)]
    lazy = _scan(path, None if wide else columns, sheet)
    try:
        if wide:
            lazy = wide_to_long(lazy, keys=keys, time=time, count=count)
        found = lazy.collect_schema().names()
        if columns is not None and any(name not in found for name in columns):
            raise ColumnError(f"{ColumnError.missing(columns, found)}{offer_wide(found)}")
        frame = lazy.select(columns if columns is not None else found).collect()
    except ColumnError as error:
        raise ColumnError(f"{path}: {error}") from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise damaged(path, error) from None
    if not frame.height:
        raise InputError(f"{path}: there is a header and no row. Give at least one report.")
    return frame


def _scan(path: Path, columns: Sequence[str] | None, sheet: str | None) -> pl.LazyFrame:
    match kind_of(path):
        case "text":
            return scan_delimited(path)
        case "gzip":
            return scan_delimited(path, packed=True)
        case "workbook":
            return read_workbook(path, columns=columns, sheet=sheet).lazy()
        case kind:
            return scan_columnar(path, kind)


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    for name in frames[0].columns:
        types = {frame[name].dtype for frame in frames}
        if len(types) > 1 and not all(kind.is_numeric() or kind == pl.Null for kind in types):
            frames = [frame.with_columns(pl.col(name).cast(pl.String)) for frame in frames]
    return pl.concat(frames, how="vertical_relaxed")


def _other_columns(path: Path, found: Sequence[str], first: Path, wanted: Sequence[str]) -> ColumnError:
    lacks = _some([name for name in wanted if name not in found])
    more = _some([name for name in found if name not in wanted])
    parts = [f"lacks {lacks}"] * bool(lacks) + [f"has {more}"] * bool(more)
    return ColumnError(
        f"{path}: unlike {first}, the file {' and '.join(parts)}. Files read together need the same columns."
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:5])) + (f" and {len(names) - 5} more" if len(names) > 5 else "")

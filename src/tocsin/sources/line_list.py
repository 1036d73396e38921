"""Line lists: one row per case, counted at the door. Only the date and the key columns are ever read into a
frame; whatever else a list says about persons stays in the file.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.sources.files import files_in
from tocsin.sources.table import read_file
from tocsin.vocab.errors import ColumnError, InputError


def read_line_list(
    paths: str | Path | Sequence[str | Path],
    *,
    time: str,
    by: Sequence[str] = (),
    count: str = "cases",
    sheet: str | None = None,
) -> pl.DataFrame:
    """Count cases per date and place.

    Returns
    -------
    polars.DataFrame, sorted: the `by` columns, `time` as it stands in the file, and `count`, the number of
    cases. Days without a case have no row and several dates fall in one week: read it as a panel with
    absent="zero" and duplicates="sum"

    Raises
    ------
    InputError  a case without a date or key, naming file and rows, and all that `read_table` refuses.
                (An Excel sheet is unpacked whole before its other columns are let go.)
    """
    columns = [*by, time]
    if count in columns:
        raise ColumnError(f"The list has a column {count!r} of its own. Choose another count=.")
    counted = []
    for path in files_in([paths] if isinstance(paths, str | Path) else paths):
        cases = read_file(path, columns, sheet=sheet)
        for name in columns:
            if cases[name].null_count():
                raise InputError(
                    f"{path}: {name!r} is empty in {rows_of(cases[name].is_null())}, so these cases cannot "
                    "be counted. Fill it, or remove the rows."
                )
        cases = cases.with_columns(pl.col(name).cast(pl.String) for name in columns)
        counted.append(cases.group_by(columns).agg(pl.len().cast(pl.Int64).alias(count)))
    return pl.concat(counted).group_by(columns).agg(pl.col(count).sum()).sort(columns)

"""Model output of forecast hubs (the hubverse): a row per model, task and quantile, read and written.

Columns: a day that names the round (`origin_date`, `reference_date` or `forecast_date`), the other task
columns (`target`, `horizon`, `location`, `target_end_date`, ...), `output_type`, `output_type_id`, `value`.
The model is told by the file's name, `DATE-TEAM-MODEL.csv` in a folder `model-output/TEAM-MODEL`, or by a
column `model_id`.

Source    https://docs.hubverse.io/en/latest/user-guide/model-output.html
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tocsin.panel.dates import read_days
from tocsin.panel.forecast import Forecast
from tocsin.sources.files import files_in
from tocsin.sources.hubverse_forecast import ORIGINS, model_output_frame
from tocsin.sources.table import read_file
from tocsin.vocab.errors import ColumnError, CountError, InputError, OutputError

OUTPUT = ("output_type", "output_type_id", "value")
TYPES = ("quantile", "median", "mean", "sample", "cdf", "pmf")
"""Output types of the hubverse; `quantile` becomes a Forecast, all are read and kept as rows."""

_NAME = re.compile(r"(?P<round>\d{4}-\d{2}-\d{2})-(?P<model>.+)")
_MODEL = re.compile(r"[A-Za-z0-9_]+-[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """What the name of a model-output file says; None where it does not."""

    round_id: str | None
    model: str | None
    proper: bool  # TEAM-MODEL with letters, digits and underscores and one hyphen

    @classmethod
    def of(cls, path: Path) -> "FileName":
        """Parts of a name such as 2025-01-08-team-model.csv."""
        match = _NAME.fullmatch(Path(path.name.removesuffix(".gz")).stem)
        if match is None:
            return cls(round_id=None, model=None, proper=False)
        model = match["model"]
        return cls(round_id=match["round"], model=model, proper=_MODEL.fullmatch(model) is not None)


def read_model_output(paths: str | Path | Sequence[str | Path]) -> pl.DataFrame:
    """Read files, folders of them, or a whole hub (a folder with `model-output` in it).

    Returns
    -------
    polars.DataFrame with `model`, the task columns in the files' order, and `output_type`, `output_type_id`
    (text, as in the file), `value` (float; null only where the file is blank). Days are dates, `horizon` is a
    whole number, everything else text. All output types are kept

    Raises InputError and its kin, naming the file: no model in name or columns, columns missing, days,
    horizons or values that are none. It stops at the first; `tocsin validate` tells all faults of a file.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    inside = [Path(path) / "model-output" for path in given]
    files = files_in(deep if deep.is_dir() else path for deep, path in zip(inside, given, strict=True))
    frames = [_read_one(path) for path in files]
    for path, frame in zip(files, frames, strict=True):
        if set(frame.columns) != set(frames[0].columns):
            odd = sorted(set(frame.columns) ^ set(frames[0].columns))
            raise ColumnError(
                f"{path}: unlike {files[0]}, columns {', '.join(map(repr, odd))} are only in one of the two. "
                "Files read together need the same task columns."
            )
    return pl.concat([frame.select(frames[0].columns) for frame in frames])


def write_model_output(
    forecast: Forecast,
    path: str | Path,
    *,
    model: str,
    target: str,
    location: str = "place",
    origin_date: date | None = None,
    origin_name: str = "origin_date",
    end_shift: int = 0,
) -> Path:
    """Write a forecast as a hub expects it, whole or not at all, and say where.

    Parameters
    ----------
    path         a .csv or .parquet file; or a hub's folder: model-output/MODEL/DATE-MODEL.csv inside it
    model        TEAM-MODEL
    others       see `model_output_frame`

    Raises OutputError where the file cannot be written, InputError for a model that is no TEAM-MODEL.
    """
    if _MODEL.fullmatch(model) is None:
        raise InputError(
            f"{model!r} is no model of a hub: write TEAM-MODEL, words of letters, digits and _, one hyphen."
        )
    frame = model_output_frame(
        forecast, target=target, location=location, origin_date=origin_date, origin_name=origin_name,
        end_shift=end_shift,
    )  # fmt: skip
    out = Path(path)
    if out.suffix not in (".csv", ".parquet"):
        if not frame.height:
            raise InputError("The forecast has no answer for any series; there is nothing to write.")
        day: date = frame[origin_name].to_list()[0]
        out = out / "model-output" / model / f"{day}-{model}.csv"
    part = out.with_name(f".{out.stem}.{os.getpid()}.part{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".csv":
            frame.write_csv(part)
        else:
            frame.write_parquet(part)
        part.replace(out)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"Cannot write {out}: {reason}; choose another place.") from error
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)
    return out


def _read_one(path: Path) -> pl.DataFrame:
    frame = read_file(path, None)
    try:
        missing = [name for name in OUTPUT if name not in frame.columns]
        if missing:
            raise ColumnError.missing(missing, frame.columns, where="This is no model output. ")
        frame = _with_model(frame, FileName.of(path).model)
        return _typed(frame)
    except InputError as error:
        raise type(error)(f"{path}: {error}") from None


def _with_model(frame: pl.DataFrame, named: str | None) -> pl.DataFrame:
    if "model_id" in frame.columns and "model" not in frame.columns:
        frame = frame.rename({"model_id": "model"})
    if "model" not in frame.columns:
        if named is None:
            raise InputError(
                "the name does not say the model. Name the file DATE-TEAM-MODEL.csv, such as "
                "2025-01-08-team-model.csv, or add a column model_id."
            )
        frame = frame.with_columns(model=pl.lit(named))
    tasks = [name for name in frame.columns if name not in ("model", *OUTPUT)]
    return frame.select("model", *tasks, *OUTPUT)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    for name in frame.columns:
        column = frame[name]
        if name in ORIGINS or name == "target_end_date":
            frame = frame.with_columns(read_days(column, every="day").alias(name))
        elif name == "horizon":
            frame = frame.with_columns(_numbers(column, pl.Int64(), "a whole number: 1, not '1 wk ahead'"))
        elif name == "value":
            frame = frame.with_columns(_numbers(column, pl.Float64(), "a number with a point"))
        else:
            frame = frame.with_columns(column.cast(pl.String))
    return frame


def _numbers(column: pl.Series, kind: pl.DataType, wanted: str) -> pl.Series:
    plain = column.str.strip_chars() if column.dtype == pl.String else column
    found = plain.cast(kind, strict=False)
    lost = (found.is_null() & column.is_not_null()).arg_max()
    if lost is not None and found[lost] is None and column[lost] is not None:
        raise CountError(f"Column {column.name!r}, row {lost + 2}: {column[lost]!r} is not {wanted}.")
    return found

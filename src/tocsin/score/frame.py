"""Score tables: quantile forecasts of many models against the truth, one row per forecast.

A forecast is one model's quantiles for one cell, in the long form of the hubverse: a row per level with
`model`, the columns that say what is forecast, `output_type_id` (the level) and `value`. Nothing is sorted,
filled or left out unasked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import narwhals as nw
import numpy as np
import polars as pl

from tocsin.score.absolute_error import absolute_error
from tocsin.score.bias import bias_quantiles
from tocsin.score.coverage import covered
from tocsin.score.levels import place_of
from tocsin.score.log_scale import log_scale
from tocsin.score.wis import wis_parts
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import ColumnError, DuplicateError, InputError, OptionError

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Scale = Literal["natural", "log"]
LONG = ("output_type", "output_type_id", "value")
PARTS = ("wis", "dispersion", "overprediction", "underprediction")
MEANS = (*PARTS, "ae", "bias")
RESULTS = ("model", "observed", *MEANS, "sorted")


def score_frame(
    forecasts: "IntoFrame",
    truth: "IntoFrame",
    *,
    by: Sequence[str] | None = None,
    scale: Scale = "natural",
    central: Sequence[float] = (0.5, 0.95),
    crossing: Literal["error", "sort"] = "error",
    incomplete: Literal["error", "leave"] = "error",
    negative: Literal["error", "zero"] = "error",
) -> pl.DataFrame:
    """Score every quantile forecast.

    Parameters
    ----------
    forecasts   any dataframe with `model`, key columns, `output_type_id` and `value`; rows whose
                `output_type` is not "quantile" take no part
    truth       any dataframe with key columns and `observed`, one row per cell
    by          columns that join the two; default all that both have
    scale       "log": quantiles and truth as log(x + 1)
    central     central intervals whose coverage is told
    crossing    "sort": quantiles that cross are put in order; their rows say so in `sorted`
    incomplete  "leave": a forecast that lacks a level others have stays, without score
    negative    on the log scale, "zero": quantiles below 0 count as 0

    Returns
    -------
    polars.DataFrame, a row per model and cell in order of the keys: `model`, the key columns, `observed`,
    `wis` = `dispersion` + `overprediction` + `underprediction`, `ae` (of the median), `bias`, `covered_50`
    and so on (1 or 0), `sorted`. A forecast without a truth stays, its scores null

    Raises ColumnError for missing columns, DuplicateError for a level or cell that comes twice, InputError
    for quantiles that are missing, cross or are no numbers, naming the first.
    """
    long, seen = _quantile_rows(forecasts), _polars(truth)
    keys = [name for name in long.columns if name not in ("model", *LONG)]
    joint = [name for name in keys if name in seen.columns] if by is None else list(by)
    _need(seen, [*joint, "observed"], "These are no truths. ")
    _need(long, joint, "These are no forecasts. ")
    taken = [name for name in keys if name in RESULTS or name.startswith("covered_")]
    if taken:
        raise ColumnError(f"Column {taken[0]!r} of the forecasts has the name of a result; rename it.")
    if not joint:
        raise ColumnError(f"Forecasts and truth share no column; forecasts: {keys}, truth: {seen.columns}.")
    wide, levels = _wide(long, ["model", *keys])
    if seen.select(joint).is_duplicated().any():
        twice = seen.filter(seen.select(joint).is_duplicated()).select(joint).row(0)
        raise DuplicateError(f"The truth has several rows for one cell, first {twice}; keep one of them.")
    cells = wide.select("model", *keys).join(
        seen.select(*joint, pl.col("observed").cast(pl.Float64)), on=joint, how="left", maintain_order="left"
    )
    quantiles = wide.select(pl.exclude("model", *keys)).to_numpy().astype(np.float64)
    rows = wide.select("model", *keys)
    if incomplete == "error":
        _refuse(
            np.asarray(np.isnan(quantiles).any(axis=1)),
            rows,
            "lack a level that others have",
            'incomplete="leave"',
        )
    crosses = np.asarray((np.diff(quantiles, axis=1) < 0).any(axis=1))
    if crossing == "error":
        _refuse(crosses, rows, "have quantiles that fall while their level rises", 'crossing="sort"')
    quantiles[crosses] = np.sort(quantiles[crosses], axis=1)
    observed = cells["observed"].fill_null(np.nan).to_numpy()
    if scale == "log":
        if negative == "zero":
            quantiles = np.maximum(quantiles, 0.0)  # NaN stays NaN
        _refuse(
            np.asarray((quantiles < 0).any(axis=1)),
            rows,
            "go below 0, which has no logarithm",
            'negative="zero"',
        )
        quantiles, observed = log_scale(quantiles), log_scale(observed)
    elif scale != "natural":
        raise OptionError("scale", scale, "natural or log")
    scores = _scores(quantiles, levels, observed, central)
    found = cells.with_columns(**scores, sorted=pl.Series(crosses))
    return found.with_columns(pl.col(list(scores)).fill_nan(None)).sort("model", *keys)


def _scores(
    quantiles: Array, levels: Array, observed: Array, central: Sequence[float]
) -> dict[str, pl.Series]:
    place_of(levels, 0.5)
    parts = wis_parts(quantiles, levels, observed)
    found = {name: getattr(parts, name) for name in PARTS}
    found["ae"] = absolute_error(quantiles, levels, observed)
    found["bias"] = bias_quantiles(quantiles, levels, observed)
    for share in central:
        found[coverage_column(share)] = covered(quantiles, levels, observed, central=share)
    return {name: pl.Series(name, values) for name, values in found.items()}


def coverage_column(central: float) -> str:
    """Name of the column that tells whether a central interval held the truth.

    >>> coverage_column(0.5), coverage_column(0.975)
    ('covered_50', 'covered_97.5')
    """
    return f"covered_{100 * central:.6g}"


def key_columns(scores: pl.DataFrame) -> list[str]:
    """The columns of a score table that say what was forecast, the model left out."""
    return [n for n in scores.columns if n not in RESULTS and not n.startswith("covered_")]


def _polars(frame: "IntoFrame") -> pl.DataFrame:
    found = nw.from_native(frame)
    found = found.collect() if isinstance(found, nw.LazyFrame) else found
    return found.to_polars()


def _quantile_rows(forecasts: "IntoFrame") -> pl.DataFrame:
    frame = _polars(forecasts)
    _need(frame, ["model", "output_type_id", "value"], "These are no forecasts. ")
    if "output_type" in frame.columns:
        frame = frame.filter(pl.col("output_type") == "quantile").drop("output_type")
    if not frame.height:
        raise InputError("There is no quantile forecast; give rows whose output_type is 'quantile'.")
    level = pl.col("output_type_id").cast(pl.Float64, strict=False).round(9)
    frame = frame.with_columns(output_type_id=level, value=pl.col("value").cast(pl.Float64, strict=False))
    lost = frame.filter(pl.any_horizontal(pl.col("output_type_id", "value").is_null()))
    if lost.height:
        raise InputError(f"{lost.height} rows have no number as level or value; first: {lost.row(0)}.")
    return frame


def _wide(long: pl.DataFrame, keys: list[str]) -> tuple[pl.DataFrame, Array]:
    """One row per forecast and a column per level; null where a forecast lacks the level."""
    twice = long.select(*keys, "output_type_id").is_duplicated()
    if twice.any():
        first = long.filter(twice).select(*keys, "output_type_id").row(0)
        raise DuplicateError(f"Several rows hold one quantile, first {first}; keep one of them.")
    levels = long["output_type_id"].unique().sort()
    wide = long.pivot("output_type_id", index=keys, values="value", sort_columns=False)
    order = sorted((name for name in wide.columns if name not in keys), key=float)
    return wide.select(*keys, *order), levels.to_numpy()


def _need(frame: pl.DataFrame, names: Sequence[str], where: str) -> None:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ColumnError.missing(missing, frame.columns, where=where)


def _refuse(wrong: Flags, rows: pl.DataFrame, what: str, way: str) -> None:
    if wrong.any():
        first = rows.row(int(np.argmax(wrong)), named=True)
        named = ", ".join(f"{name} {value}" for name, value in first.items())
        raise InputError(
            f"{int(wrong.sum())} of {len(wrong)} forecasts {what}; first: {named}. Correct them, or "
            f"accept it with {way}."
        )

"""Between rows of a hub's model output and a Forecast. Pure: no file is touched."""

from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from tocsin.panel.forecast import Forecast
from tocsin.vocab.errors import ColumnError, DuplicateError, InputError
from tocsin.vocab.periods import Every, Periods, ordinals

ORIGINS = ("origin_date", "reference_date", "forecast_date")
"""Names under which hubs keep the day of a round."""


def to_forecast(
    frame: pl.DataFrame,
    *,
    model: str | None = None,
    origin_date: date | None = None,
    every: Every = "week",
    location: str = "place",
    others: Literal["error", "leave"] = "error",
) -> Forecast:
    """The quantiles of one model and one round.

    Parameters
    ----------
    frame        as from `read_model_output`
    model        which model; needed where there are several
    origin_date  which round; needed where there are several
    every        kind of period that a horizon counts
    location     name that the column `location` gets
    others       output types beside quantile: refuse them, or leave them out

    Returns
    -------
    Forecast whose series are told apart by location and every other task column (`target` only where there
    are several). The period of a row is the one that holds its `target_end_date`; without that column,
    horizon periods after the one of the origin date. `as_of` is the round's day: hubs take nothing
    later. NaN where a series has no answer for a period that others have

    Raises InputError for several models or rounds, other output types, horizons that do not fit the periods,
    and levels that are missing or cross.
    """
    origin = next((name for name in ORIGINS if name in frame.columns), None)
    if origin is None or "horizon" not in frame.columns or "location" not in frame.columns:
        wanted = [origin or ORIGINS[0], "horizon", "location"]
        raise ColumnError.missing(wanted, frame.columns, where="This is no model output. ")
    frame = _one(_one(frame, "model", model), origin, origin_date)
    other = frame.filter(pl.col("output_type") != "quantile")["output_type"].unique().sort().to_list()
    if other and others == "error":
        raise InputError(
            f"Output types {', '.join(other)} have no place in a forecast, which holds quantiles. Leave them "
            'out with others="leave", or keep the table.'
        )
    frame = frame.filter(pl.col("output_type") == "quantile")
    if not frame.height:
        raise InputError("There is no row with output_type 'quantile', so there is no forecast.")
    day: date = frame[origin].first()  # type: ignore[assignment]
    frame, zero = _placed(frame, day, every)
    skip = ["model", origin, "horizon", "target_end_date", "output_type", "output_type_id", "value", "period"]
    if "target" in frame.columns and frame["target"].n_unique() == 1:
        skip.append("target")
    keys = ["location", *(n for n in frame.columns if n not in (*skip, "location"))]
    found = _filled(frame, keys, zero, day, every)
    return replace(found, series=found.series.rename({"location": location}))


def model_output_frame(
    forecast: Forecast,
    *,
    target: str,
    location: str = "place",
    origin_date: date | None = None,
    origin_name: str = "origin_date",
    end_shift: int = 0,
) -> pl.DataFrame:
    """A forecast as the rows of a model-output file.

    Parameters
    ----------
    target       what a row is about, as the hub names it; a key column `target` goes before it
    location     key column that becomes `location`; other key columns stay as task columns
    origin_date  day of the round; default the forecast's `as_of`, else the end of the period of horizon 0
    origin_name  name of that column, such as reference_date
    end_shift    days added to the end of each period: -1 where weeks end on Saturday

    Returns
    -------
    polars.DataFrame, a row per quantile. A cell without an answer has no rows: hubs take no blanks
    """
    if location not in forecast.by:
        raise ColumnError.missing([location], forecast.by, where="The forecast's series: ")
    S, H, Q = forecast.quantiles.shape
    day = origin_date or forecast.as_of
    if day is None:
        day = Periods(forecast.periods.every, forecast.origin, 1).end(0)
    ends = forecast.periods.ends() + np.timedelta64(end_shift, "D")
    cells = pl.DataFrame(
        {
            "row": np.repeat(np.arange(S), H * Q),
            "horizon": np.tile(np.repeat(forecast.horizons, Q), S),
            "target_end_date": np.tile(np.repeat(ends, Q), S),
            "output_type_id": [f"{level:.10g}" for level in forecast.levels.tolist()] * (S * H),
            "value": forecast.quantiles.reshape(-1),
        }
    )
    series = forecast.series.rename({location: "location"}).with_row_index("row").cast({"row": pl.Int64})
    if "target" not in series.columns:
        series = series.with_columns(target=pl.lit(target))
    more = [name for name in series.columns if name not in ("row", "target", "location")]
    table = cells.join(series, on="row", how="left", maintain_order="left").filter(
        pl.col("value").is_not_nan()
    )
    return table.select(
        pl.lit(day).alias(origin_name), "target", "horizon", "location", *more, "target_end_date",
        pl.lit("quantile").alias("output_type"), "output_type_id", "value",
    )  # fmt: skip


def _one(frame: pl.DataFrame, column: str, wanted: object) -> pl.DataFrame:
    """The rows of one model or round; there must be one, or one must be asked for."""
    if column not in frame.columns:
        return frame
    found = frame[column].unique().sort().to_list()
    shown = ", ".join(map(str, found[:5])) + (", ..." if len(found) > 5 else "")
    if wanted is None:
        if len(found) > 1:
            raise InputError(
                f"Column {column!r} holds {len(found)} values ({shown}); say which one is meant."
            )
        return frame
    if wanted not in found:
        raise InputError(f"Column {column!r} does not hold {wanted}; it holds {shown}.")
    return frame.filter(pl.col(column) == wanted)


def _placed(frame: pl.DataFrame, day: date, every: Every) -> tuple[pl.DataFrame, int]:
    """Rows with the ordinal of their period, and the ordinal that horizon 0 has."""
    horizon = frame["horizon"].to_numpy()
    if "target_end_date" not in frame.columns:
        zero = Periods.ordinal(day, every)
        return frame.with_columns(period=pl.Series(horizon + zero)), zero
    period = ordinals(frame["target_end_date"].to_numpy(), every)
    origins = np.unique(period - horizon)
    if len(origins) > 1:
        raise InputError(
            f"Horizon and target_end_date do not go together: horizon 0 would be {len(origins)} different "
            f"{every}s. Correct one of them; tocsin validate names the rows."
        )
    return frame.with_columns(period=pl.Series(period)), int(origins[0])


def _filled(frame: pl.DataFrame, keys: list[str], zero: int, day: date, every: Every) -> Forecast:
    level = frame["output_type_id"].cast(pl.Float64, strict=False).round(9)
    if level.null_count() or frame["value"].null_count():
        raise InputError("Some quantile rows have no number as level or value; tocsin validate names them.")
    frame = frame.with_columns(level=level)
    twice = frame.select(*keys, "period", "level").is_duplicated()
    if twice.any():
        first = frame.filter(twice).select(*keys, "period", "level").row(0)
        raise DuplicateError(f"Several rows hold one quantile, first {first}; keep one of them.")
    series = frame.select(keys).unique(maintain_order=True)
    numbered = frame.join(series.with_row_index("row"), on=keys, nulls_equal=True, maintain_order="left")
    levels = np.unique(level.to_numpy())
    low, high = int(frame["period"].min()), int(frame["period"].max())  # type: ignore[arg-type]
    quantiles = np.full((series.height, high - low + 1, len(levels)), np.nan)
    at = (
        numbered["row"].to_numpy(),
        numbered["period"].to_numpy() - low,
        np.searchsorted(levels, numbered["level"].to_numpy()),
    )
    quantiles[at] = numbered["value"].to_numpy()
    empty = np.isnan(quantiles)
    holes = empty.any(axis=2) & ~empty.all(axis=2)
    if holes.any():
        raise InputError(
            f"{int(holes.sum())} forecasts lack levels that others have; complete or remove them."
        )
    return Forecast(
        quantiles=quantiles, levels=levels, series=series, periods=Periods(every, low, high - low + 1),
        origin=zero, as_of=day, method=str(frame["model"].first()) if "model" in frame.columns else "",
    )  # fmt: skip

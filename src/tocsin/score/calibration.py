"""How well past nowcasts and forecasts did on each series lately, for showing beside the next one."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tocsin.panel import HUB_LEVELS, Forecast, Panel
from tocsin.score.absolute_error import absolute_error
from tocsin.score.bias import bias_quantiles
from tocsin.score.coverage import covered
from tocsin.score.frame import coverage_column
from tocsin.score.wis import wis
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import InputError, OptionError


def lately(
    forecasts: Sequence[Forecast],
    panel: Panel,
    *,
    horizons: Sequence[int] | None = None,
    rounds: int = 8,
    central: Sequence[float] = (0.5, 0.95),
) -> pl.DataFrame:
    """Coverage and scores of the last rounds, one row per series of the panel.

    Parameters
    ----------
    forecasts  past rounds in any order, of one kind of period and with the same levels
    panel      the counts as they stand now; they may still change, most where they are newest
    horizons   only these; default all. 0 and below are nowcasts
    rounds     how many are looked at: those with the latest origins
    central    central intervals whose coverage is told; their levels must be there

    Returns
    -------
    polars.DataFrame with the panel's key columns and

    rounds                 rounds that say something about this series and of which something is known by now
    n                      forecasts compared with a count: rounds x horizons at most
    coverage_50 and so on  share of these that the interval held; null where n is 0
    wis, ae, bias          means; null where n is 0

    A count that is missing is not compared. Few forecasts say little: 8 independent ones with a true coverage
    of 0.5 show between 0.25 and 0.75 nine times in ten.
    Raises InputError where periods, levels or key columns do not fit, or two rounds have one origin.
    """
    if rounds < 1:
        raise OptionError("rounds", rounds, "1 round or more")
    taken = sorted(forecasts, key=lambda forecast: forecast.origin)[-rounds:]
    _check(taken, panel)
    S, Q = panel.counts.shape[0], len(taken[0].levels) if taken else len(HUB_LEVELS)
    levels = taken[0].levels if taken else np.array(HUB_LEVELS)
    nothing = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, Q)), np.empty(0))
    pieces = [nothing, *(_compared(i, forecast, panel, horizons) for i, forecast in enumerate(taken))]
    row, number, quantiles, observed = (np.concatenate(part) for part in zip(*pieces, strict=True))
    scores = _scores(quantiles, levels, observed, central)
    told = pl.DataFrame({"row": row, "round": number, **scores})
    means = told.group_by("row").agg(
        pl.col("round").n_unique().cast(pl.Int64).alias("rounds"),
        pl.len().cast(pl.Int64).alias("n"),
        *(pl.col(name).mean().alias(name.replace("covered", "coverage")) for name in scores),
    )
    rows = pl.DataFrame({"row": np.arange(S)}).join(means, on="row", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("rounds", "n").fill_null(0)).drop("row")
    return pl.concat([panel.series, rows], how="horizontal") if panel.by else rows


def _scores(quantiles: Array, levels: Array, observed: Array, central: Sequence[float]) -> dict[str, Array]:
    told = {coverage_column(c): covered(quantiles, levels, observed, central=c) for c in central}
    return told | {
        "wis": wis(quantiles, levels, observed),
        "ae": absolute_error(quantiles, levels, observed),
        "bias": bias_quantiles(quantiles, levels, observed),
    }


def _compared(
    number: int, forecast: Forecast, panel: Panel, horizons: Sequence[int] | None
) -> tuple[Index, Index, Array, Array]:
    """Rows of the panel, round, (N, Q) quantiles and N counts, wherever both sides have an answer."""
    T = panel.counts.shape[1]
    source = _rows_of(forecast, panel)
    place = np.arange(len(forecast.periods)) + forecast.periods.first - panel.periods.first
    use = (place >= 0) & (place < T)
    if horizons is not None:
        use &= np.isin(forecast.horizons, list(horizons))
    here = np.flatnonzero(source >= 0)
    quantiles = forecast.quantiles[source[here]][:, use]
    counts = panel.counts[here][:, place[use]]
    known = ~np.isnan(counts) & ~np.isnan(quantiles).any(axis=2)
    row = np.broadcast_to(here[:, None], known.shape)[known]
    return row, np.full(len(row), number), quantiles[known], counts[known]


def _rows_of(forecast: Forecast, panel: Panel) -> Index:
    """(S,) row of the forecast for each series of the panel, -1 where it has none."""
    if not panel.by:
        return np.arange(panel.counts.shape[0])
    numbered = forecast.series.with_row_index("row of forecast")
    joined = panel.series.join(numbered, on=panel.by, how="left", nulls_equal=True, maintain_order="left")
    return joined["row of forecast"].cast(pl.Int64).fill_null(-1).to_numpy()


def _check(forecasts: Sequence[Forecast], panel: Panel) -> None:
    for forecast in forecasts:
        if forecast.periods.every != panel.periods.every:
            raise InputError(
                f"A forecast is by {forecast.periods.every}, the panel by {panel.periods.every}; "
                "give both the same periods."
            )
        if not np.array_equal(forecast.levels, forecasts[0].levels):
            raise InputError("The rounds have other levels than one another; give rounds of one method.")
        if forecast.by != panel.by:
            raise InputError(f"Forecasts are told apart by {forecast.by}, the panel by {panel.by}.")
        if not panel.by and forecast.quantiles.shape[0] != panel.counts.shape[0]:
            raise InputError("Forecast and panel hold another number of series, without keys to join them.")
    origins = [forecast.origin for forecast in forecasts]
    if len(set(origins)) < len(origins):
        raise InputError("Two rounds have the same origin; give each round once.")

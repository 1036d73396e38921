"""Score tables summed up: one row per model, and per value of the columns asked for.

Means are over what each model forecast, and models that forecast easy cells look good in them; `relative_wis`
compares with the baseline on shared forecasts only, `skill` with all models, pair by pair.
"""

from collections.abc import Sequence

import polars as pl

from tocsin.score.frame import MEANS, key_columns
from tocsin.score.pairwise import pairwise, skill
from tocsin.vocab.errors import ColumnError, UnknownNameError


def summarise(
    scores: pl.DataFrame,
    *,
    by: Sequence[str] = (),
    baseline: str | None = None,
    min_overlap: int = 1,
) -> pl.DataFrame:
    """Mean scores per model and group.

    Parameters
    ----------
    scores       as from `score_frame`
    by           key columns whose values are told apart, such as horizon
    baseline     model that the others are set against
    min_overlap  shared forecasts that a comparison needs; below it the answer is null

    Returns
    -------
    polars.DataFrame with `model`, the columns of `by` and

    n               forecasts that have a score
    unscored        forecasts without one: no truth yet, or a level missing
    lacking         cells that some model has a score for in that group and this one has not
    wis ... bias    means over the n forecasts; `coverage_50` and so on likewise
    shared          forecasts shared with the baseline
    relative_wis    mean WIS over that of the baseline, on shared forecasts; null below `min_overlap`
    skill           geometric mean of the ratios to every model, over that of the baseline; see `pairwise`

    The last three only with a baseline. Raises UnknownNameError for a baseline that is not among the models.
    """
    missing = [name for name in by if name not in key_columns(scores)]
    if missing:
        raise ColumnError.missing(missing, key_columns(scores))
    if baseline is not None and baseline not in scores["model"]:
        raise UnknownNameError("model", baseline, scores["model"].unique().to_list())
    group = ["model", *by]
    scored = pl.col("wis").is_not_null()
    intervals = [name for name in scores.columns if name.startswith("covered_")]
    named = [pl.col(name).mean().alias(name.replace("covered", "coverage")) for name in intervals]
    table = scores.group_by(group).agg(
        scored.sum().alias("n"), (~scored).sum().alias("unscored"), *(pl.col(m).mean() for m in MEANS), *named
    )
    cells = scores.filter(scored).select(key_columns(scores)).unique()
    if by:
        table = table.join(cells.group_by(by).agg(cells=pl.len()), on=list(by), how="left")
    else:
        table = table.with_columns(cells=pl.lit(cells.height))
    lacking = (pl.col("cells").fill_null(0).cast(pl.Int64) - pl.col("n").cast(pl.Int64)).alias("lacking")
    table = table.with_columns(lacking).select(
        *group, "n", "lacking", "unscored", pl.exclude(*group, "n", "lacking", "unscored", "cells")
    )
    if baseline is not None:
        table = _against(table, scores, by, baseline, min_overlap)
    return table.sort(*by, "wis", "model", nulls_last=True)


def _against(
    table: pl.DataFrame, scores: pl.DataFrame, by: Sequence[str], baseline: str, min_overlap: int
) -> pl.DataFrame:
    pairs = pairwise(scores, by=by, min_overlap=min_overlap)
    group = ["model", *by]
    beside = pairs.filter(pl.col("other") == baseline).select(*group, "shared", relative_wis="ratio")
    found = table.join(beside, on=group, how="left", nulls_equal=True)
    found = found.join(skill(pairs, baseline=baseline), on=group, how="left", nulls_equal=True)
    return found.with_columns(pl.col("shared").fill_null(0))

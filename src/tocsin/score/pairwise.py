"""Pairwise comparison: every two models on the forecasts that both made.

    ratio[a, b] = mean score of a / mean score of b, over shared forecasts
    skill[a]    = geometric mean over models m of ratio[a, m], divided by that of the baseline

Source    Cramer et al. (2022), PNAS 119:e2113561119, supplement 4 (pairwise tournament).
Differs   A pair below `min_overlap` takes no part, and says so by a null ratio.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import polars as pl

from tocsin.score.frame import key_columns
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import ColumnError, DuplicateError, OptionError, UnknownNameError

_DRAWS = 256  # permutations at once


def pairwise(
    scores: pl.DataFrame,
    *,
    score: str = "wis",
    by: Sequence[str] = (),
    min_overlap: int = 1,
    permutations: int = 0,
    together: Sequence[str] = (),
    rng: np.random.Generator | None = None,
) -> pl.DataFrame:
    """Ratio of mean scores for every two models, on the forecasts they share.

    Parameters
    ----------
    scores        as from `score_frame`; rows without a score take no part
    score         column to compare; a cost, 0 or above
    by            columns within whose values models are compared
    min_overlap   shared forecasts that a ratio needs
    permutations  for a p-value: the two models' scores change places at random this often
    together      columns whose values change places together, such as origin_date: forecasts of one round are
                  alike, and p-values that take them as independent are too small
    rng           source of chance; needed where `permutations` is above 0

    Returns
    -------
    polars.DataFrame with `model`, `other`, the columns of `by`, `shared`, `ratio` (null below `min_overlap`,
    or where the other's mean is 0), and with permutations `p_value`: two-sided, that means differ by at
    least as much if it is chance which model made which forecast. A model beside itself has ratio 1
    """
    if min_overlap < 1:
        raise OptionError("min_overlap", min_overlap, "1 forecast or more")
    if permutations < 0:
        raise OptionError("permutations", permutations, "0 or more")
    if permutations and rng is None:
        raise OptionError("rng", rng, "a np.random.Generator where permutations are asked for")
    absent = [name for name in ("model", score, *by, *together) if name not in scores.columns]
    if absent:
        raise ColumnError.missing(absent, scores.columns)
    scored = scores.filter(pl.col(score).is_not_null())
    rows: list[dict[str, object]] = []
    for values, part in scored.partition_by(by, as_dict=True).items() if by else [((), scored)]:
        group = dict(zip(by, values, strict=True))
        models, table, blocks = _side_by_side(part, score, together)
        for a, b in combinations(range(len(models)), 2):
            known = ~np.isnan(table[:, a] + table[:, b])
            mine, theirs = table[known, a], table[known, b]
            p = (
                _p_value(mine - theirs, blocks[known], permutations, rng)
                if len(mine) >= min_overlap
                else None
            )
            for one, two, x, y in ((a, b, mine, theirs), (b, a, theirs, mine)):
                ratio = float(x.mean() / y.mean()) if len(x) >= min_overlap and y.mean() > 0 else None
                pair = {"model": models[one], "other": models[two], **group}
                rows.append({**pair, "shared": len(x), "ratio": ratio, "p_value": p})
        for place, model in enumerate(models):
            n = int((~np.isnan(table[:, place])).sum())
            ratio = 1.0 if n >= min_overlap else None
            rows.append(
                {"model": model, "other": model, **group, "shared": n, "ratio": ratio, "p_value": None}
            )
    schema = {"model": pl.String(), "other": pl.String(), **{name: scores.schema[name] for name in by}}
    schema |= {"shared": pl.Int64(), "ratio": pl.Float64(), "p_value": pl.Float64()}
    found = pl.DataFrame(rows, schema=schema).sort(*by, "model", "other")
    return found if permutations else found.drop("p_value")


def skill(pairs: pl.DataFrame, *, baseline: str) -> pl.DataFrame:
    """Skill of every model from the ratios of all pairs; smaller is better, 1 = as the baseline.

    pairs as from `pairwise`. Returns the columns of the groups, `model`, `skill` and `compared`, the number
    of other models it could be compared with. `skill` is null for a model that shares too little with the
    baseline, and where a ratio is 0 or infinite.

    >>> pairs = pl.DataFrame({"model": ["a", "a", "b", "b"], "other": ["a", "b", "a", "b"],
    ...     "shared": [9] * 4, "ratio": [1.0, 0.5, 2.0, 1.0]})
    >>> skill(pairs, baseline="b")["skill"].round(9).to_list()
    [0.5, 1.0]
    """
    if baseline not in pairs["model"]:
        raise UnknownNameError("model", baseline, pairs["model"].unique().to_list())
    by = [n for n in pairs.columns if n not in ("model", "other", "shared", "ratio", "p_value")]
    other = pl.col("model") != pl.col("other")
    joined = pl.col("ratio").filter(pl.col("other") == baseline).is_not_null().any()
    found = pairs.group_by("model", *by).agg(
        theta=pl.col("ratio").log().mean().exp(),
        compared=(other & pl.col("ratio").is_not_null()).sum(),
        joined=joined,
    )
    theta = pl.when(pl.col("joined")).then(pl.col("theta"))
    base = found.filter(pl.col("model") == baseline).select(*by, base="theta")
    found = (
        found.join(base, on=by, how="left", nulls_equal=True)
        if by
        else found.with_columns(base=pl.lit(base["base"].first()))
    )
    ratio = theta / pl.col("base")
    usable = ratio.is_finite() & (ratio > 0)
    return found.select(*by, "model", skill=pl.when(usable).then(ratio), compared="compared").sort(
        *by, "model"
    )


def _side_by_side(part: pl.DataFrame, score: str, together: Sequence[str]) -> tuple[list[str], Array, Index]:
    """Models, (cells, models) scores with NaN where a model has none, and the block of each cell."""
    keys = key_columns(part)
    twice = part.select("model", *keys).is_duplicated()
    if twice.any():
        first = part.filter(twice).select("model", *keys).row(0)
        raise DuplicateError(f"Several rows score one forecast, first {first}; keep one of them.")
    models = part["model"].unique().sort().to_list()
    column = part["model"].replace_strict({m: place for place, m in enumerate(models)}).to_numpy()
    cell = _numbered(part, keys)
    table = np.full((int(cell.max(initial=-1)) + 1, len(models)), np.nan)
    table[cell, column] = part[score].cast(pl.Float64).to_numpy()
    block = np.arange(len(table))
    if together:
        block[cell] = _numbered(part, together)
    return models, table, block


def _numbered(frame: pl.DataFrame, names: Sequence[str]) -> Index:
    """A number for each row, the same where the named columns hold the same."""
    if not names:
        return np.zeros(frame.height, np.int64)
    known = frame.select(names).unique(maintain_order=True).with_row_index("number of row")
    joined = frame.select(names).join(known, on=names, how="left", nulls_equal=True, maintain_order="left")
    return joined["number of row"].cast(pl.Int64).to_numpy()


def _p_value(apart: Array, blocks: Index, permutations: int, rng: np.random.Generator | None) -> float | None:
    """Share of sign changes, this one counted, under which means differ at least as much."""
    if not permutations or rng is None:
        return None
    _, block = np.unique(blocks, return_inverse=True)
    sums = np.bincount(block, weights=apart)
    seen, reached = abs(sums.sum()), 1
    for start in range(0, permutations, _DRAWS):
        n = min(_DRAWS, permutations - start)
        signs = rng.integers(0, 2, size=(n, len(sums))) * 2 - 1
        reached += int((np.abs(signs @ sums) >= seen * (1 - 1e-12)).sum())
    return reached / (permutations + 1)

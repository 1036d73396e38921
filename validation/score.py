"""Score the forecasts of a hub with tocsin and with an independent script, and compare the two tables.

    python validation/score.py ../shared/bench/respicast

The folder holds forecasts.parquet, truth.parquet and score.py, whose `yardstick`, `table` and `pairwise` are
the other side. Nothing of it is part of the project. Prints both and the largest relative difference.
"""

import argparse
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl

from tocsin.score import pairwise, score_frame, skill, summarise

ENSEMBLE, BASELINE = "respicast-hubEnsemble", "respicast-quantileBaseline"


def other_side(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("yardstick", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def long_form(wide: pl.DataFrame) -> pl.DataFrame:
    """From a column per level, q0.010 and so on, to a row per level."""
    levels = [name for name in wide.columns if name.startswith("q0.")]
    keys = [name for name in wide.columns if name not in levels]
    return wide.unpivot(levels, index=keys, variable_name="output_type_id").with_columns(
        pl.col("output_type_id").str.strip_prefix("q"), output_type=pl.lit("quantile")
    )


def our_scores(folder: Path, bad: list[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    forecasts = long_form(
        pl.read_parquet(folder / "forecasts.parquet").filter(pl.col("horizon").is_in([1, 2, 3, 4]))
    )
    truth = pl.read_parquet(folder / "truth.parquet").rename(
        {"truth_date": "target_end_date", "value": "observed"}
    )
    for place, day in bad:
        wrong = (pl.col("location") == place) & (pl.col("target_end_date") == pl.lit(day).str.to_date())
        truth = truth.filter(~wrong)
    accept = {"crossing": "sort", "negative": "zero"}
    return {scale: score_frame(forecasts, truth, scale=scale, **accept) for scale in ("natural", "log")}


def our_yardstick(scores: dict[str, pl.DataFrame], consultations: list[str]) -> pl.DataFrame:
    """One row per model, on the forecasts that it shares with ensemble and baseline."""
    rows = []
    keys = ["target", "location", "origin_date", "horizon"]
    shares = ~(pl.col("location").is_in(consultations) & pl.col("target").str.ends_with("incidence"))
    for model in scores["natural"]["model"].unique().sort().to_list():
        wanted = sorted({model, ENSEMBLE, BASELINE})
        parts = {}
        for scale, frame in scores.items():
            known = frame.filter(pl.col("model").is_in(wanted) & pl.col("wis").is_not_null())
            common = known.group_by(keys).len().filter(pl.col("len") == len(wanted)).select(keys)
            parts[scale] = known.join(common, on=keys, how="semi")
        parts["all"] = parts["natural"]
        parts["natural"] = parts["natural"].filter(shares)
        wis = {
            s: dict(part.group_by("model").agg(pl.col("wis").mean()).iter_rows()) for s, part in parts.items()
        }
        own = parts["all"].filter(pl.col("model") == model)
        rows.append(
            {
                "model": model, "n": own.height, "wis": wis["natural"][model],
                "rel_wis": wis["natural"][model] / wis["natural"][BASELINE],
                "rel_ens": wis["natural"][model] / wis["natural"][ENSEMBLE],
                "rel_lwis": wis["log"][model] / wis["log"][BASELINE],
                "lwis_vs_ens": wis["log"][model] / wis["log"][ENSEMBLE],
                "cov50": own["covered_50"].mean(), "cov95": own["covered_95"].mean(),
            }
        )  # fmt: skip
    return pl.DataFrame(rows).sort("lwis_vs_ens")


def our_table(scores: dict[str, pl.DataFrame]) -> pl.DataFrame:
    natural = summarise(scores["natural"], baseline=BASELINE)
    logarithm = summarise(scores["log"], baseline=BASELINE)
    errors = pairwise(scores["natural"], score="ae").filter(pl.col("other") == BASELINE)
    table = natural.join(logarithm.select("model", rel_lwis="relative_wis"), on="model")
    table = table.join(errors.select("model", rel_mae="ratio"), on="model")
    skills = skill(pairwise(scores["natural"], min_overlap=100), baseline=BASELINE)
    table = table.join(skills.select("model", pairwise_rel="skill"), on="model")
    names = {"rel_wis": "relative_wis", "n": "shared"}
    columns = ["model", *names, "rel_lwis", "rel_mae", "pairwise_rel"]
    return table.with_columns(n="shared", rel_wis="relative_wis").select(columns)


def compare(title: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    names = [name for name in ours.columns if name in theirs.columns and name != "model"]
    beside = theirs.select("model", *names).sort("model")
    mine = ours.select("model", *names).sort("model")
    off = np.abs(mine.select(names).to_numpy() / beside.select(names).to_numpy() - 1).max()
    print(f"{title}\ntocsin\n{mine}\nthe script\n{beside}\nlargest relative difference: {off:.1e}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with forecasts.parquet, truth.parquet, score.py")
    folder = parser.parse_args().folder
    if not (folder / "forecasts.parquet").exists():
        print(f"{folder} holds no forecasts.parquet: nothing to compare with.", file=sys.stderr)
        return
    script = other_side(folder)
    forecasts = pl.read_parquet(folder / "forecasts.parquet").filter(pl.col("horizon").is_in([1, 2, 3, 4]))
    judged = script.score_frame(forecasts, pl.read_parquet(folder / "truth.parquet"))
    scores = our_scores(folder, script.BAD_TRUTH)
    pl.Config(tbl_cols=20, tbl_width_chars=150, float_precision=4, tbl_hide_dataframe_shape=True)
    compare("Yardstick", our_yardstick(scores, script.CONSULT), script.yardstick(judged))
    theirs = script.table(judged, BASELINE).join(script.pairwise(judged, BASELINE), on="model")
    compare("Against the baseline, and pair by pair", our_table(scores), theirs)
    pl.Config(float_precision=3)
    shown = summarise(scores["natural"], by=["horizon"], baseline=BASELINE, min_overlap=100)
    print(shown.drop("dispersion", "overprediction", "underprediction", "ae", "unscored"))


if __name__ == "__main__":
    main()

"""From model-output files and a truth to a table of scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tocsin.flows.progress import Progress, no_progress

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What came out.

    table   a row per model and group, see `tocsin.score.summarise`
    scores  a row per forecast, see `tocsin.score.score_frame`
    notes   what a reader must know of the numbers, one sentence each
    """

    table: "pl.DataFrame"
    scores: "pl.DataFrame"
    notes: tuple[str, ...]


def score_files(
    files: Sequence[str],
    truth: str,
    *,
    baseline: str | None = None,
    by: Sequence[str] = (),
    scale: Literal["natural", "log"] = "natural",
    min_overlap: int = 1,
    crossing: Literal["error", "sort"] = "error",
    incomplete: Literal["error", "leave"] = "error",
    negative: Literal["error", "zero"] = "error",
    progress: Progress = no_progress,
) -> Scoring:
    """Read and score forecasts; words not explained here are those of `tocsin.score.score_frame`.

    files     model-output files, folders of them, or a hub
    truth     table of observations, see `tocsin.sources.hubverse_truth`
    baseline  model that the others are set against
    by        columns whose values are told apart, such as horizon
    """
    from tocsin.score import score_frame, summarise
    from tocsin.sources.hubverse import read_model_output
    from tocsin.sources.hubverse_truth import read_truth

    progress("Reading")
    forecasts, observed = read_model_output(list(files)), read_truth(truth)
    keys = [name for name in observed.columns if name in forecasts.columns and name != "observed"]
    observed = observed.with_columns(observed[name].cast(forecasts.schema[name]) for name in keys)
    progress("Scoring")
    scores = score_frame(
        forecasts, observed, scale=scale, crossing=crossing, incomplete=incomplete, negative=negative
    )
    table = summarise(scores, by=by, baseline=baseline, min_overlap=min_overlap)
    return Scoring(table=table, scores=scores, notes=tuple(_notes(forecasts, scores, keys)))


def _notes(forecasts: "pl.DataFrame", scores: "pl.DataFrame", keys: Sequence[str]) -> list[str]:
    import polars as pl

    notes = [f"Truth joined by {', '.join(keys)}."]
    other = forecasts.filter(pl.col("output_type") != "quantile").group_by("output_type").len()
    for kind, n in other.sort("output_type").iter_rows():
        notes.append(f"{n:,} rows of output type {kind} are not scored.")
    unscored = scores["wis"].null_count()
    if unscored:
        notes.append(
            f"{unscored:,} of {scores.height:,} forecasts have no score: no truth, or a level missing."
        )
    sorted_ = int(scores["sorted"].sum())
    if sorted_:
        notes.append(f"{sorted_:,} forecasts had crossing quantiles, which were sorted.")
    return notes

"""Time of the scores: a million forecasts of 23 quantiles, draws, a table of many models, the validator.

    NUMBA_NUM_THREADS=1 POLARS_MAX_THREADS=1 python benchmarks/score.py

Everything is simulated here. Prints seconds, the fastest of three, and beside it scoringrules where it has
the same score.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import scoringrules

from tocsin import score
from tocsin.panel import HUB_LEVELS
from tocsin.sources.hubverse_check import check_model_output
from tocsin.sources.hubverse_sheet import Expectations

N = 1_000_000
ENDS = ("2025-01-12", "2025-01-19", "2025-01-26", "2025-02-02")


def fastest(call: Callable[[], object]) -> float:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def arrays() -> None:
    rng = np.random.default_rng(1)
    levels = np.array(HUB_LEVELS)
    quantiles = np.sort(rng.gamma(2.0, 50.0, (N, len(levels))), axis=1)
    observed = rng.gamma(2.0, 50.0, N)
    print(f"WIS of {N:,} x 23 quantiles: {fastest(lambda: score.wis(quantiles, levels, observed)):.2f} s")
    theirs = fastest(lambda: scoringrules.crps_quantile(observed, quantiles, levels))
    print(f"  scoringrules.crps_quantile, the same numbers: {theirs:.2f} s")
    print(f"WIS in parts: {fastest(lambda: score.wis_parts(quantiles, levels, observed)):.2f} s")
    draws = quantiles[:100_000]
    print(f"CRPS, 100,000 x 23 draws: {fastest(lambda: score.crps_samples(draws, observed[:100_000])):.2f} s")
    mean, size = observed[:10_000] + 1, np.full(10_000, 3.0)
    counts = np.floor(observed[:10_000])
    print(
        f"CRPS of 10,000 negative binomials: {fastest(lambda: score.crps_negbin(mean, size, counts)):.2f} s"
    )


def tables() -> None:
    models, cells = 20, 2_000
    rng = np.random.default_rng(2)
    quantiles = np.sort(rng.gamma(2.0, 50.0, (models * cells, 23)), axis=1)
    keys = pl.DataFrame(
        {
            "model": [f"m-{m:02d}" for m in range(models) for _ in range(cells)],
            "location": [f"L{c // 4}" for _ in range(models) for c in range(cells)],
            "horizon": [c % 4 + 1 for _ in range(models) for c in range(cells)],
        }
    )
    names = [f"{level:g}" for level in HUB_LEVELS]
    wide = keys.with_columns(pl.Series(name, quantiles[:, k]) for k, name in enumerate(names))
    long = wide.unpivot(names, index=keys.columns, variable_name="output_type_id")
    truth = keys.head(cells).drop("model").with_columns(pl.Series("observed", rng.gamma(2.0, 50.0, cells)))
    seconds = fastest(lambda: score.score_frame(long, truth))
    print(f"table of {long.height:,} rows (20 models x 2,000 forecasts): {seconds:.2f} s")
    scores = score.score_frame(long, truth)
    seconds = fastest(lambda: score.summarise(scores, by=["horizon"], baseline="m-00"))
    print(f"  summed up by horizon, 190 pairs each: {seconds:.2f} s")


def validator() -> None:
    levels = [f"{level:g}" for level in HUB_LEVELS]
    n = 2_000
    frame = pl.DataFrame(
        {
            "origin_date": "2025-01-08", "target": "ILI",
            "horizon": [c % 4 + 1 for c in range(n) for _ in levels],
            "location": [f"L{c // 4}" for c in range(n) for _ in levels],
            "target_end_date": [ENDS[c % 4] for c in range(n) for _ in levels],
            "output_type": "quantile", "output_type_id": levels * n,
            "value": np.sort(np.random.default_rng(3).gamma(2.0, 50.0, (n, 23)), axis=1).reshape(-1),
        }
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2025-01-08-team-model.csv"
        frame.write_csv(path)
        seconds = fastest(lambda: check_model_output(path, Expectations()))
    print(f"validator, a file of {frame.height:,} rows: {seconds:.2f} s")


if __name__ == "__main__":
    arrays()
    tables()
    validator()

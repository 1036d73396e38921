"""Forecast European ILI and ARI rates as they stood each week, and score them beside the hub's models.

    python validation/respicast.py OUT [--bench ../shared/bench/respicast] [--method NAME] [--rounds all]
    python validation/respicast.py OUT --settings

OUT is a folder for OURS.parquet. Every round sees what had been published by its day: the newest snapshots,
and older values of the same series before the snapshots begin. No hub model goes in. `--rounds chosen` runs
only those before 2025-08-01, on which every setting was chosen; `all`, the default, prints those, the later
ones and both together, by the score script's own table, then by horizon. `--settings` prints a line for every
setting of the forest, on the chosen rounds alone.
"""

import argparse
import importlib.util
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl

from tocsin.forecast import forecast
from tocsin.panel import Panel
from tocsin.vocab.arrays import Array
from tocsin.vocab.periods import Periods

CHOSEN_BEFORE = date(2025, 8, 1)
KEYS = ["target", "location"]
HORIZONS = 4
NAME = "tocsin"
SETTINGS: list[dict[str, float]] = [
    {},
    *({"trees": trees} for trees in (25, 50, 200)),
    *({"leaf": leaf} for leaf in (2, 8, 16)),
    *({"tries": tries} for tries in (2, 4, 16, 32)),
    *({"library": library} for library in (5000, 10_000)),
    *({"seed": seed} for seed in (2, 3)),
]


def score_script(bench: Path) -> ModuleType:
    """The yardstick's own script, by its path."""
    spec = importlib.util.spec_from_file_location("respicast_score", bench / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no score.py in {bench}; name the folder with --bench.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def panel_as_of(known: pl.DataFrame, history: pl.DataFrame, origin: date) -> Panel:
    """Series to the week before last of a round (horizon 0); a newest week that has not come is a gap."""
    newest = origin - timedelta(days=10)  # rounds are on Wednesdays, horizon 1 ended on the Sunday before
    rows = pl.concat(
        [known.select(*KEYS, "truth_date", "value"), history.select(*KEYS, "truth_date", "value")]
    )
    rows = rows.unique([*KEYS, "truth_date"], keep="first", maintain_order=True)
    rows = rows.filter(pl.col("truth_date") <= newest)
    panel = Panel.from_frame(rows, time="truth_date", count="value", by=KEYS, rates=True, as_of=origin)
    return until(panel, newest)


def until(panel: Panel, newest: date) -> Panel:
    """The panel with weeks of gaps behind it, so that its last one holds a day."""
    more = panel.periods.index(newest) + 1 - len(panel.periods)
    if more <= 0:
        return panel
    wide = ((0, 0), (0, more))
    every, first = panel.periods.every, panel.periods.first
    return panel.replace(
        counts=np.pad(panel.counts, wide, constant_values=np.nan),
        absence=np.pad(panel.absence, wide, constant_values=3),
        periods=Periods(every, first, len(panel.periods) + more),
    )


def rows_of(made_for: date, panel: Panel, quantiles: Array, levels: Array) -> pl.DataFrame:
    """A forecast in the yardstick's wide form."""
    S, H, Q = quantiles.shape
    ends = Periods("week", panel.periods.first + len(panel.periods), H).ends()
    frame = panel.series[np.repeat(np.arange(S), H).tolist()].with_columns(
        model=pl.lit(NAME),
        origin_date=pl.lit(made_for),
        horizon=pl.Series(np.tile(np.arange(1, H + 1), S)).cast(pl.Int8),
        target_end_date=pl.Series(np.tile(ends, S)).cast(pl.Date),
    )
    flat = quantiles.reshape(S * H, Q)
    columns = [pl.Series(f"q{level:.3f}", flat[:, q]).fill_nan(None) for q, level in enumerate(levels)]
    return frame.with_columns(columns)


def make(
    bench: Path, score: ModuleType, named: dict[str, Any], chosen_only: bool
) -> tuple[pl.DataFrame, float, int]:
    """All forecasts, the seconds they took, and the number of rounds; `named` goes to `forecast`."""
    vintages = pl.read_parquet(bench / "vintages.parquet")
    history = pl.read_parquet(bench / "history_2014_2024.parquet")
    hub = pl.read_parquet(bench / "forecasts.parquet")
    rounds = hub["origin_date"].unique().sort().to_list()
    rounds = [day for day in rounds if day < CHOSEN_BEFORE or not chosen_only]
    asked = hub.select(KEYS).unique()
    history = history.join(asked, on=KEYS, how="semi")
    parts = []
    forecast(panel_as_of(score.as_of(vintages, rounds[0]), history, rounds[0]), horizons=HORIZONS, **named)
    began = time.perf_counter()
    for day in rounds:
        panel = panel_as_of(score.as_of(vintages, day).join(asked, on=KEYS, how="semi"), history, day)
        made = forecast(panel, horizons=HORIZONS, **named)
        parts.append(rows_of(day, panel, made.quantiles, made.levels))
    return pl.concat(parts), time.perf_counter() - began, len(rounds)


def show(title: str, scored: pl.DataFrame, score: ModuleType) -> None:
    """One table: the yardstick's row of our model and of the hub's."""
    table = score.yardstick(scored, min_n=100)
    kept = table.filter(pl.col("model").is_in([NAME, score.ENS, score.BASE]))
    print(f"\n{title}")
    names = ["n", "rel_wis", "rel_ens", "rel_lwis", "lwis_vs_ens", "cov50", "cov95"]
    print(f"{'':28}" + "".join(f"{name:>13}" for name in names))
    for row in kept.sort("model").iter_rows(named=True):
        cells = [f"{row[name]:>13}" if name == "n" else f"{row[name]:>13.3f}" for name in names]
        print(f"{row['model']:28}" + "".join(cells))


def report(made: pl.DataFrame, bench: Path, score: ModuleType) -> None:
    hub = pl.read_parquet(bench / "forecasts.parquet").filter(pl.col("horizon") >= 1)
    truth = pl.read_parquet(bench / "truth.parquet")
    both = pl.concat([hub, made.select(hub.columns)], how="vertical_relaxed")
    scored = score.score_frame(both, truth)
    early = pl.col("origin_date") < CHOSEN_BEFORE
    parts = [("Rounds before 2025-08-01, on which settings were chosen", early)]
    if made["origin_date"].max() >= CHOSEN_BEFORE:
        parts += [("Later rounds", ~early), ("All rounds", pl.lit(True))]
    for title, which in parts:
        part = scored.filter(which)
        show(title, part, score)
        for horizon in range(1, HORIZONS + 1):
            show(f"{title}: horizon {horizon}", part.filter(pl.col("horizon") == horizon), score)


def try_settings(bench: Path, score: ModuleType) -> None:
    """One line per setting, on the rounds on which settings are chosen."""
    hub = pl.read_parquet(bench / "forecasts.parquet").filter(pl.col("horizon") >= 1)
    truth = pl.read_parquet(bench / "truth.parquet")
    names = ["n", "rel_ens", "lwis_vs_ens", "cov50", "cov95"]
    print(f"{'setting':18}" + "".join(f"{name:>13}" for name in names) + f"{'s a round':>13}")
    for options in SETTINGS:
        made, seconds, n = make(bench, score, {"options": options}, chosen_only=True)
        both = pl.concat([hub, made.select(hub.columns)], how="vertical_relaxed")
        table = score.yardstick(score.score_frame(both, truth), min_n=100)
        (row,) = table.filter(pl.col("model") == NAME).iter_rows(named=True)
        title = ", ".join(f"{name} {value:g}" for name, value in options.items()) or "as it is"
        cells = "".join(f"{row[name]:>13.3f}" for name in names[1:])
        print(f"{title:18}{row['n']:>13}{cells}{seconds / n:>13.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench/respicast"))
    parser.add_argument("--method")
    parser.add_argument("--settings", action="store_true")
    parser.add_argument("--rounds", choices=["chosen", "all"], default="all")
    given = parser.parse_args()
    if not (given.bench / "score.py").exists():
        sys.exit(f"The yardstick is not in {given.bench}; name its folder with --bench.")
    score = score_script(given.bench)
    if given.settings:
        try_settings(given.bench, score)
        return
    named = {} if given.method is None else {"method": given.method}
    made, seconds, n = make(given.bench, score, named, given.rounds == "chosen")
    made.write_parquet(given.out / "OURS.parquet")
    print(f"{n} rounds in {seconds:.1f} s, {seconds / n:.2f} s each, reading as-of data included")
    report(made, given.bench, score)


if __name__ == "__main__":
    main()

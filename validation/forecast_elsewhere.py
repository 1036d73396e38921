"""Forecast days, weeks and months that no setting was chosen on, and score them beside the plain baselines.

    python validation/forecast_elsewhere.py [--data ../shared/data]

Daily COVID-19 cases of all countries, weekly notifications of Japan's prefectures, monthly measles of all
countries. The numbers are final ones: every forecast sees the periods before it, not what was known on the
day. Negative counts are left out. A row compares forecasts that all methods answered.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.forecast import FORECASTERS, forecast
from tocsin.panel import Panel
from tocsin.score import covered, log_scale, wis

DISEASES = 12  # of Japan, those with the most cases


def daily(data: Path) -> Panel:
    rows = pl.read_parquet(data / "covid19_jhu_daily.parquet").cast({"country": pl.String})
    rows = rows.group_by("country", "date").agg(cases=pl.col("new_cases").sum().cast(pl.Int64))
    return panel_of(rows, "date", ["country"], "day")


def weekly(data: Path) -> Panel:
    rows = pl.read_parquet(data / "jp_idwr_weekly.parquet").filter(pl.col("prefecture") != "Total")
    rows = rows.cast({"disease_std": pl.String, "prefecture": pl.String})
    rows = rows.filter(pl.col("week_end") < pl.date(2025, 1, 1))
    sums = rows.group_by("disease_std").agg(pl.col("cases").sum()).sort("cases", descending=True)
    rows = rows.filter(pl.col("disease_std").is_in(sums["disease_std"].head(DISEASES).to_list()))
    rows = rows.rename({"disease_std": "indicator"})
    rows = rows.group_by("indicator", "prefecture", "week_end").agg(pl.col("cases").sum())
    return panel_of(rows, "week_end", ["indicator", "prefecture"], "week")


def monthly(data: Path) -> Panel:
    rows = pl.read_parquet(data / "measles_rubella_who_monthly.parquet").cast({"country": pl.String})
    rows = rows.rename({"measles_total": "cases"}).drop_nulls("cases")
    return panel_of(rows, "month_start", ["country"], "month")


def panel_of(rows: pl.DataFrame, when: str, by: list[str], every: str) -> Panel:
    return Panel.from_frame(
        rows.filter(pl.col("cases") >= 0).select(*by, when, "cases"),
        time=when, count="cases", by=by, every=every,  # type: ignore[arg-type]
    )  # fmt: skip


def rounds(panel: Panel, first: int, step: int, horizons: int) -> Iterator[tuple[Panel, np.ndarray]]:
    """What had ended by a day, and what came after it."""
    for stop in range(first, len(panel.periods) - horizons + 1, step):
        yield panel.part(0, stop), panel.counts[:, stop : stop + horizons]


def compare(title: str, panel: Panel, first: int, step: int, horizons: int) -> None:
    made: dict[str, list[np.ndarray]] = {name: [] for name in FORECASTERS}
    seconds = dict.fromkeys(FORECASTERS, 0.0)
    truths = []
    for known, truth in rounds(panel, first, step, horizons):
        truths.append(truth)
        for name in FORECASTERS:
            began = time.perf_counter()
            answer = forecast(known, horizons=horizons, method=name)
            seconds[name] += time.perf_counter() - began
            made[name].append(answer.quantiles)
    levels, truth = answer.levels, np.concatenate(truths)
    quantiles = {name: np.concatenate(parts) for name, parts in made.items()}
    shared = np.isfinite(truth) & np.all([np.isfinite(q[:, :, 0]) for q in quantiles.values()], axis=0)
    print(f"\n{title}: {panel!r}, {len(truths)} rounds, horizons 1-{horizons}, {shared.sum():,} forecasts")
    print(f"{'':18}{'WIS':>10}{'log WIS':>10}{'50 %':>8}{'95 %':>8}{'no answer':>11}{'s a round':>11}")
    for name, q in quantiles.items():
        mine, y = q[shared], truth[shared]
        inside = [covered(mine, levels, y, central=part).mean() for part in (0.5, 0.95)]
        lost = (np.isfinite(truth) & np.isnan(q[:, :, 0])).sum() / np.isfinite(truth).sum()
        log = wis(log_scale(mine), levels, log_scale(y)).mean()
        cells = f"{wis(mine, levels, y).mean():>10.4g}{log:>10.4f}{inside[0]:>8.3f}{inside[1]:>8.3f}"
        print(f"{name:18}{cells}{lost:>11.3f}{seconds[name] / len(truths):>11.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    compare("COVID-19 by day", daily(data), first=180, step=35, horizons=14)
    compare("Japan by week", weekly(data), first=52 * 8, step=39, horizons=4)
    compare("Measles by month", monthly(data), first=60, step=4, horizons=3)


if __name__ == "__main__":
    main()

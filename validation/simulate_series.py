"""Simulate the weekly series on which the short-memory methods are compared with R surveillance.

    python validation/simulate_series.py SERIES.csv
    Rscript validation/ears.R SERIES.csv tests/reference/ears.csv      # and so on for each method

One row per series and week: series, week (from 1), count. The first week is 2014-W40, so that the long
series hold both 2015-W53 and 2020-W53; a week that was not reported is not among them.
"""

import sys
from pathlib import Path

import numpy as np

WEEKS = 335
PAST_OUTBREAKS = [(40, 6, 4.0), (150, 3, 8.0), (262, 8, 3.0)]  # week, length, times the baseline


def baselines(week: np.ndarray) -> dict[str, np.ndarray]:
    """Expected counts of each series without chance."""
    flat = np.ones(len(week))
    season = np.exp(0.8 * np.cos(2 * np.pi * week / 52.1775))
    outbreaks = flat.copy()
    for start, length, factor in PAST_OUTBREAKS:
        outbreaks[start : start + length] = factor
    late = np.where(week >= len(week) - 12, 5.0, 1.0)
    return {
        "zeros": 0 * flat,
        "rare": 0.05 * flat,
        "low": 0.4 * flat,
        "few": 2 * flat,
        "ten": 10 * flat,
        "hundred": 100 * flat,
        "huge": 3e5 * season,
        "rising": 2 * np.exp(0.008 * week),
        "falling": 60 * np.exp(-0.01 * week),
        "season-few": 1.5 * season,
        "season-many": 40 * season,
        "season-rising": 8 * season * np.exp(0.005 * week),
        "outbreaks-few": 1.2 * outbreaks,
        "outbreaks-many": 20 * outbreaks * season,
        "outbreak-now": 6 * late,
        "outbreak-now-rare": 0.2 * late,
    }


def simulate(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Series by name, each an array of counts."""
    week = np.arange(WEEKS)
    means = baselines(week)
    series = {name: rng.poisson(mean) for name, mean in means.items()}
    for name, size in {
        "few": 1.0,
        "ten": 2.0,
        "hundred": 5.0,
        "season-many": 3.0,
        "outbreaks-many": 4.0,
    }.items():
        mean = means[name]
        series[f"{name}-overdispersed"] = rng.negative_binomial(size, size / (size + mean))
    series["flat"] = np.full(WEEKS, 4)
    series["flat-then-one"] = np.where(week % 30 == 29, 5, 4)
    series["blocks"] = np.repeat(rng.poisson(6, WEEKS // 10 + 1), 10)[:WEEKS]
    series["silent-years"] = np.where(week < 200, 0, rng.poisson(3, WEEKS))
    series["short-two-years"] = rng.poisson(7, 110)
    series["short-half-year"] = rng.poisson(3, 26)
    series["short-ten-weeks"] = rng.poisson(5, 10)
    return series


def main() -> None:
    lines = ["series,week,count"]
    for name, counts in simulate(np.random.default_rng(20140929)).items():
        lines += [f"{name},{week},{count}" for week, count in enumerate(counts.tolist(), start=1)]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} rows to {sys.argv[1]}")


if __name__ == "__main__":
    main()

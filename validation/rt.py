"""R held against what is known: EpiEstim's numbers on Flu2009, and epidemics whose R is known.

    python validation/rt.py ../shared/bench/rt

What it printed stands in validation/rt.md. Without the folder the first part is left out, and says so.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.nowcast import nowcast_draws
from tocsin.panel.triangle import Triangle
from tocsin.rt import (
    Reproduction,
    ROptions,
    SerialInterval,
    discretise,
    growth_rate,
    growth_to_r,
    reproduction,
    reproduction_of_draws,
    weekly_reproduction,
)  # fmt: skip
from tocsin.vocab.periods import Periods

QUANTILES = ("0.025", "0.05", "0.25", "Median", "0.75", "0.95", "0.975")


def against_epiestim(folder: Path) -> None:
    counts = pl.read_csv(folder / "epiestim_flu2009_I.csv")["I"].to_numpy().astype(float)[None, :]
    chances = pl.read_csv(folder / "epiestim_discr_si_2.6_1.5.csv")["w"].to_numpy()
    print("Serial interval, largest difference", np.abs(discretise(2.6, 1.5, len(chances)) - chances).max())
    given = np.array([0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001])
    for file, interval in (("R", SerialInterval(mean=2.6, sd=1.5)), ("nonparam_R", given)):
        rows = pl.read_csv(folder / f"epiestim_flu2009_{file}.csv")
        windows = tuple(rows.select(pl.col("t_start") - 1, pl.col("t_end") - 1).rows())
        r = reproduction(counts, interval, ROptions(windows=windows))
        worst = {
            "mean": np.abs(r.mean[0] / rows["Mean(R)"].to_numpy() - 1).max(),
            "sd": np.abs(r.sd[0] / rows["Std(R)"].to_numpy() - 1).max(),
            "quantiles": max(
                np.abs(r.quantiles[0, :, q] / rows[_column(name)].to_numpy() - 1).max()
                for q, name in enumerate(QUANTILES)
            ),
        }
        print(f"{file:<10} {rows.height} windows, largest relative difference", worst)


def _column(name: str) -> str:
    return "Median(R)" if name == "Median" else f"Quantile.{name}(R)"


def epidemics(
    size: int, days: int, interval: SerialInterval, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Counts and true R, (size, days): R wanders smoothly around 1, cases are Poisson."""
    w = interval.weights()
    step = rng.normal(0, 0.025, (size, days))
    ratio = np.empty((size, days))
    ratio[:, 0] = rng.uniform(0.9, 1.3, size)
    for t in range(1, days):
        ratio[:, t] = np.exp(0.985 * np.log(ratio[:, t - 1]) + step[:, t])
    counts = np.zeros((size, days))
    counts[:, 0] = 60
    for t in range(1, days):
        back = min(t, len(w) - 1)
        force = counts[:, t - back : t][:, ::-1] @ w[1 : back + 1] + 5 * (t < 14)
        counts[:, t] = rng.poisson(np.minimum(ratio[:, t] * force, 1e6))
    return counts, ratio


def judge(name: str, r: Reproduction, truth: np.ndarray, at: slice) -> None:
    low, middle, high = (r.at(level)[:, at] for level in (0.025, 0.5, 0.975))
    told = np.isfinite(middle) & (r.cases[:, at] > 20)
    inside = ((low <= truth) & (truth <= high))[told].mean()
    error = np.abs(middle / truth - 1)[told].mean()
    width = (high - low)[told].mean()
    print(f"  {name:<34} inside 95 %: {inside:5.1%}   mean error {error:6.2%}   width {width:.3f}")


def known_r(rng: np.random.Generator) -> None:
    for mean, sd in ((2.6, 1.5), (4.7, 2.9), (11.9, 2.6)):
        interval = SerialInterval(mean=mean, sd=sd)
        counts, ratio = epidemics(300, 140, interval, rng)
        smooth = np.stack([ratio[:, t - 6 : t + 1].mean(axis=1) for t in range(6, 140)], axis=1)
        print(f"Serial interval {mean}, {sd}; 300 epidemics of 140 days; truth = mean R of the 7 days")
        late = slice(62, None, 7)
        truth = smooth[:, 56::7]
        judge("days", reproduction(counts, interval), truth, late)
        weeks = counts.reshape(300, -1, 7).sum(axis=2)
        judge("weeks, days filled in", weekly_reproduction(weeks, interval).weekly, truth, slice(8, None))
        flat = np.repeat(weeks / 7, 7, axis=1)[:, :, None]
        judge("weeks, equal days", reproduction_of_draws(flat, interval), truth, late)
        g = growth_rate(counts).rate[:, late]
        implied = growth_to_r(np.where(np.isfinite(g), g, np.nan), interval)
        print(f"  R implied by 10-day growth, mean error {np.nanmean(np.abs(implied / truth - 1)):.2%}")


def with_delay(rng: np.random.Generator) -> None:
    """Newest day of each epidemic, when half of the cases are told after about 3 days."""
    interval = SerialInterval(mean=4.7, sd=2.9)
    counts, ratio = epidemics(150, 120, interval, rng)
    chance = 0.25 * 0.75 ** np.arange(20)
    chance[-1] += 1 - chance.sum()
    parts = rng.multinomial(counts.astype(np.int64), chance).astype(float)
    T = 120
    for t in range(T):
        parts[:, t, T - t :] = np.nan
    triangle = Triangle(
        increments=np.ascontiguousarray(parts), series=pl.DataFrame({"place": [str(i) for i in range(150)]}),
        periods=Periods("day", 20_000, T), delay_every="day",
    )  # fmt: skip
    truth = ratio[:, -7:].mean(axis=1, keepdims=True)
    newest = slice(-1, None)
    print("Newest day, reports delayed (mean 3 days), 150 epidemics")
    judge("everything known", reproduction(counts, interval), truth, newest)
    judge("as reported", reproduction(triangle.known(), interval), truth, newest)
    draws = np.maximum(nowcast_draws(triangle, rng=rng, n=200), 0)
    judge("median of the nowcast", reproduction(np.round(np.median(draws, axis=2)), interval), truth, newest)
    judge("draws of the nowcast", reproduction_of_draws(draws, interval), truth, newest)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/bench/rt")
    if folder.exists():
        against_epiestim(folder)
    else:
        print(f"{folder} is not there: EpiEstim's numbers on Flu2009 are left out.")
    rng = np.random.default_rng(20)
    known_r(rng)
    with_delay(rng)


if __name__ == "__main__":
    main()

"""Improved Farrington: time per fit against R surveillance on the same series, and a million fits.

    python benchmarks/farrington.py [--series 100000] [--judged 10] [--against-r 150]

Both sides are given the same simulated weekly series (means 2 to 200, season, dispersion 1 to 3, every cell
judged) and the published options, and are measured in processor seconds of one core. The million fits go
through `judge` on every core, by the clock, with the peak memory of the process.
"""

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.detect import farrington_flexible
from tocsin.detect.judge import judge
from tocsin.detect.method import Question
from tocsin.panel.panel import Panel
from tocsin.vocab.periods import Periods

WEEKS = 520
FIRST = date(2015, 1, 4)


def simulate(series: int, seed: int = 1) -> np.ndarray:
    """(series, WEEKS) counts, made in parts so that making them does not set the peak of memory."""
    rng = np.random.default_rng(seed)
    counts = np.empty((series, WEEKS))
    season = np.cos(2 * np.pi * np.arange(WEEKS) / 52.18)
    for start in range(0, series, 1000):
        part = counts[start : start + 1000]
        mean = 10 ** rng.uniform(0.3, 2.3, (len(part), 1)) * np.exp(
            rng.uniform(0, 0.6, (len(part), 1)) * season
        )
        phi = rng.uniform(1.05, 3.0, (len(part), 1))
        part[:] = rng.negative_binomial(mean / (phi - 1), 1 / phi)
    return counts


def weeks() -> Periods:
    return Periods("week", Periods.ordinal(FIRST, "week"), WEEKS)


def per_fit(counts: np.ndarray, judged: int) -> tuple[float, int]:
    """Processor seconds per fit on one core, best of five, and how many cells were above."""
    question = Question(counts=counts, periods=weeks(), first=WEEKS - judged)
    options = farrington_flexible.FlexibleOptions()
    farrington_flexible.run(question, options)
    best = np.inf
    for _ in range(5):
        start = time.process_time()
        verdicts = farrington_flexible.run(question, options)
        best = min(best, time.process_time() - start)
    return best / verdicts.reason.size, int((verdicts.above & (verdicts.reason == 0)).sum())


def r_per_fit(counts: np.ndarray, judged: int) -> tuple[float, int] | None:
    """The same for R, or None where there is none."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "series.csv"
        names = ",".join(f"s{i}" for i in range(len(counts)))
        np.savetxt(file, counts.T, fmt="%d", delimiter=",", header=names, comments="")
        script = Path(__file__).with_suffix(".R")
        done = subprocess.run(
            ["Rscript", script, file, str(judged)], capture_output=True, text=True, check=True
        )
    seconds, above = done.stdout.split()
    return float(seconds), int(above)


def many(series: int, judged: int) -> None:
    counts = simulate(series)
    panel = Panel(
        counts=counts, absence=np.zeros(counts.shape, np.uint8),
        series=pl.DataFrame({"series": np.arange(series).astype(str)}), periods=weeks(),
    )  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    signals = judge(panel, "farrington-flexible", start=panel.periods.end(WEEKS - judged))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = counts.nbytes / 2**20
    print(f"{signals.judged.sum():,} fits of {signals.status.size:,} cells in {seconds:.2f} s by the clock")
    print(f"panel {size:.0f} MiB, process {before:.0f} MiB before and {peak:.0f} MiB at its peak: "
          f"{peak / size:.2f} x the panel")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--judged", type=int, default=10)
    parser.add_argument(
        "--against-r", type=int, default=150, help="series that R judges too; 0 = leave R out"
    )
    given = parser.parse_args()
    ours, above = per_fit(simulate(2000), given.judged)
    print(f"tocsin  {ours * 1e6:8.2f} us a fit (2,000 series, {given.judged} weeks each)")
    if given.against_r:
        counts = simulate(given.against_r, seed=2)
        same, above = per_fit(counts, given.judged)
        theirs = r_per_fit(counts, given.judged)
        if theirs is None:
            print("R       not found: install r-cran-surveillance to compare")
        else:
            print(f"R       {theirs[0] * 1e6:8.0f} us a fit, and tocsin {same * 1e6:.2f} on the same series")
            print(f"ratio   {theirs[0] / same:8,.0f}; above: {above} cells here, {theirs[1]} there")
    many(given.series, given.judged)


if __name__ == "__main__":
    main()

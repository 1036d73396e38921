"""Time and memory of a forecast of all series at once, on simulated weeks: python benchmarks/forecast.py

All in memory, nothing read. The first call (compiling, or loading what was compiled) is left out; the
fastest of three counts. Memory is the peak of the process beyond what it had with the panel in hand, the
largest panel last.
"""

import resource
import time

import numpy as np
import polars as pl

from tocsin.forecast import forecast
from tocsin.panel import Panel
from tocsin.vocab.periods import Periods

SIZES = ((1, 520, 4), (55, 520, 4), (55, 520, 52), (1000, 520, 4), (10_000, 520, 4))  # series, weeks, ahead


def simulated(series: int, weeks: int) -> Panel:
    rng = np.random.default_rng(20)
    season = np.sin(2 * np.pi * np.arange(weeks) / 52.18) * rng.uniform(0, 1.5, (series, 1))
    drift = 0.05 * rng.normal(size=(series, weeks)).cumsum(axis=1)
    counts = rng.poisson(np.exp(rng.normal(2, 1.5, (series, 1)) + season + drift)).astype(np.float64)
    counts[rng.random(counts.shape) < 0.02] = np.nan
    return Panel(
        counts=counts, absence=np.where(np.isnan(counts), 4, 0).astype(np.uint8),
        series=pl.DataFrame({"place": [str(i) for i in range(series)]}), periods=Periods("week", 2400, weeks),
    )  # fmt: skip


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    forecast(simulated(3, 100))
    print("| series | weeks | ahead | wall s | CPU s | memory MB |\n|--:|--:|--:|--:|--:|--:|")
    for series, weeks, ahead in SIZES:
        panel = simulated(series, weeks)
        before, spent = peak(), []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            forecast(panel, horizons=ahead)
            spent.append((time.perf_counter() - start, time.process_time() - busy))
        wall, cpu = (min(times) for times in zip(*spent, strict=True))
        row = f"| {series:,} | {weeks} | {ahead} | {wall:.2f} | {cpu:.2f} | {peak() - before:,.0f} |"
        print(row, flush=True)


if __name__ == "__main__":
    main()

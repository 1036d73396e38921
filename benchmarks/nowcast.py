"""Time of one nowcast per series and date, on simulated triangles: python benchmarks/nowcast.py

Four sizes, all in memory, nothing read. The first call (compiling, or loading what was compiled) is left out.
"""

import time
from datetime import date

import numpy as np
import polars as pl

from tocsin.nowcast import NowcastOptions, nowcast
from tocsin.panel.triangle import Triangle
from tocsin.vocab.periods import Every, Periods

SIZES: tuple[tuple[Every, int, int, int, int], ...] = (
    ("day", 1, 490, 41, 7), ("day", 7, 490, 41, 7), ("week", 19, 250, 12, 1), ("week", 500, 250, 12, 1),
)  # fmt: skip


def simulated(every: Every, series: int, periods: int, delays: int) -> Triangle:
    rng = np.random.default_rng(20)
    shares = 0.85 ** np.arange(delays)
    wave = 80 * np.exp(np.sin(np.arange(periods) / 25))
    x = rng.poisson(wave[:, None] * shares / shares.sum(), (series, periods, delays)).astype(float)
    x[:, np.arange(periods)[:, None] + np.arange(delays) >= periods] = np.nan
    return Triangle(
        increments=x, series=pl.DataFrame({"place": [str(i) for i in range(series)]}),
        periods=Periods(every, Periods.ordinal(date(2021, 1, 4), every), periods), delay_every=every,
    )  # fmt: skip


def main() -> None:
    nowcast(simulated("week", 1, 30, 4))
    print(
        "| every | series | periods | delays | wall ms per series | CPU ms per series |\n"
        "|---|--:|--:|--:|--:|--:|"
    )
    for every, series, periods, delays, total in SIZES:
        triangle = simulated(every, series, periods, delays)
        spent = []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            nowcast(triangle, options=NowcastOptions(total=total))
            spent.append((time.perf_counter() - start, time.process_time() - busy))
        wall, cpu = (1000 * min(times) / series for times in zip(*spent, strict=True))
        print(f"| {every} | {series} | {periods} | {delays} | {wall:.1f} | {cpu:.1f} |", flush=True)


if __name__ == "__main__":
    main()

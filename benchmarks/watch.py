"""What the watch costs beyond the judging, on a simulated country: 48 diseases x 48 places x 1,426 weeks.

    python benchmarks/watch.py [--series 2304] [--weeks 1426] [--method farrington-flexible]

Prints seconds for the judging of 26 periods and for everything after it (artefacts, false discovery control,
joining, describing, ranking), the second as a share of the first, and the peak memory of that part against
the panel's size.
"""

import argparse
import time
import tracemalloc

import numpy as np
import polars as pl

from tocsin.cluster.find import find
from tocsin.detect.judge import judge
from tocsin.flows.watch import ALPHA, PERIODS_BACK
from tocsin.panel import Panel
from tocsin.vocab.periods import Periods

DISEASES = 48


def country(series: int, weeks: int, seed: int) -> Panel:
    """Seasonal negative binomial counts with outbreaks by disease and place, and the sum over places."""
    rng = np.random.default_rng(seed)
    places = series // DISEASES - 1
    mean = rng.lognormal(0.5, 1.5, (DISEASES, places, 1))
    season = 1 + 0.5 * np.sin(2 * np.pi * (np.arange(weeks) / 52.18 + rng.random((DISEASES, 1, 1))))
    counts = rng.negative_binomial(5, 5 / (5 + mean * season)).astype(np.float64)
    struck = rng.random((DISEASES, places)) < 0.03
    counts[struck, -4:] += rng.poisson(8 * mean[struck, 0, None] + 5, (int(struck.sum()), 4))
    whole = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1).reshape(-1, weeks)
    names = [f"P{i}" for i in range(places)]
    keys = pl.DataFrame(
        {
            "disease": np.repeat([f"D{i}" for i in range(DISEASES)], places + 1),
            "place": [*names, None] * DISEASES,
        }
    )
    absence = np.zeros(whole.shape, np.uint8)
    return Panel(
        counts=np.ascontiguousarray(whole), absence=absence, series=keys, periods=Periods("week", 1500, weeks)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--series", type=int, default=2304)
    parser.add_argument("--weeks", type=int, default=1426)
    parser.add_argument("--method", default="farrington-flexible")
    given = parser.parse_args()
    panel = country(given.series, given.weeks, seed=1)
    ring = {(f"P{i}", f"P{i + 1}") for i in range(given.series // DISEASES - 2)}
    start = panel.periods.end(-PERIODS_BACK)
    judge(panel.take([0]), given.method, start=start)  # kernels compiled or read from the cache
    began = time.perf_counter()
    signals = judge(panel, given.method, start=start)
    judged = time.perf_counter() - began
    alpha = np.full(panel.counts.shape[0], ALPHA)
    began = time.perf_counter()
    found = find(signals, alpha=alpha, place="place", borders=ring)
    beyond = time.perf_counter() - began
    tracemalloc.start()
    find(signals, alpha=alpha, place="place", borders=ring)
    peak = tracemalloc.get_traced_memory()[1] / panel.counts.nbytes
    print(f"{panel!r}, {PERIODS_BACK} periods judged by {given.method}")
    print(f"judging   {judged:6.2f} s")
    print(f"the rest  {beyond:6.2f} s, {beyond / judged:.1f} x the judging")
    print(f"memory of the rest  {peak:.1f} x the counts ({panel.counts.nbytes / 1e6:.0f} MB)")
    print(f"{len(found.findings)} findings, {len(found.artefacts)} artefacts")


if __name__ == "__main__":
    main()

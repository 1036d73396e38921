"""What a replay costs: 52 weeks x 1,000 weekly series of ten years, out of an archive that is made here.

    python benchmarks/replay.py [--series 1000] [--weeks 52] [--method ears-c2]

Prints seconds for the ingest of one snapshot a week, for the replay with and without a budget, and what it
would take to judge all 26 periods of every week anew. Counts come in over four weeks, 60 % of them at once.
"""

import argparse
import tempfile
import time
from datetime import date, timedelta

import numpy as np
import polars as pl

from tocsin.archive import Archive
from tocsin.detect.judge import judge
from tocsin.flows.published import Published
from tocsin.flows.replay import replay
from tocsin.flows.watch_settings import WatchSettings
from tocsin.testing.ordinary import ordinary_counts
from tocsin.vocab.periods import Periods

LAST = date(2026, 5, 17)
STOOD = (0.6, 0.85, 0.95, 1.0)


def made(folder: str, series: int, weeks: int, history: int) -> Archive:
    """An archive of one snapshot a week."""
    rng = np.random.default_rng(1)
    periods = Periods("week", Periods.ordinal(LAST, "week") - history + 1, history)
    counts = np.concatenate([ordinary_counts(rng, 1, periods, level=m) for m in rng.uniform(2, 80, series)])
    struck = rng.random(counts.shape) < 0.002
    counts += struck * rng.poisson(2 * counts + 10)
    archive = Archive.create(folder)
    ends = pl.Series(periods.ends())
    for back in range(weeks, -1, -1):
        known = counts[:, : history - back].copy()
        for delay, share in enumerate(STOOD[:-1]):
            known[:, -1 - delay] = np.floor(known[:, -1 - delay] * share)
        archive.add(table(known, ends, LAST + timedelta(days=1) - timedelta(weeks=back)), snapshots="whole")
    return archive


def table(counts: np.ndarray, ends: pl.Series, day: date) -> pl.DataFrame:
    """A snapshot as reports."""
    S, T = counts.shape
    return pl.DataFrame(
        {
            "source": "s",
            "indicator": pl.Series([f"D{i % 20}" for i in range(S)]).gather(np.repeat(range(S), T)),
            "place": pl.Series([f"P{i // 20}" for i in range(S)]).gather(np.repeat(range(S), T)),
            "stratum": "", "every": "week", "reference_date": ends.head(T).gather(np.tile(range(T), S)),
            "report_date": day, "value": counts.ravel(), "absence": 0, "unit": "cases",
        },
        schema_overrides={"absence": pl.UInt8},
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--history", type=int, default=520)
    parser.add_argument("--method", default="farrington-flexible")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        archive = made(folder, given.series, given.weeks, given.history)
        print(f"ingest of {given.weeks + 1} snapshots  {time.perf_counter() - began:6.1f} s")
        settings = WatchSettings(method=given.method)
        last = LAST + timedelta(days=1)
        first = last - timedelta(weeks=given.weeks - 1)
        panel = Published(archive).panel(last)
        judge(panel.take([0]), given.method)  # kernels compiled or read from the cache
        for words, budget in (("replay", None), ("replay with a budget", 10.0)):
            past = Published(archive)
            began = time.perf_counter()
            past.prepare(last)
            done = replay(past, settings, first, last, budget=budget)
            print(
                f"{words:22} {time.perf_counter() - began:6.1f} s, {len(done.weeks)} weeks, "
                f"{done.score.findings_a_week:.1f} findings a week"
            )
        began = time.perf_counter()
        for k in range(4):
            judge(panel.part(0, len(panel.periods) - k), given.method, start=panel.periods.end(-26 - k))
        print(f"judging 26 periods     {(time.perf_counter() - began) / 4:6.2f} s a week")
        began = time.perf_counter()
        for _ in range(4):
            past.panel(last)
        print(f"a panel                {(time.perf_counter() - began) / 4:6.2f} s a week")


if __name__ == "__main__":
    main()

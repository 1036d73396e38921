"""Replays of real archives: European ILI/ARI rates as published, and German notifications as they came in.

    python validation/replay.py [--data ../shared/data] [--only erviss|survstat] [--budget 10]

Makes a scratch archive of each, replays it as of every week, with and without nowcasts, and prints what
`tocsin replay` would say. Labels are made from the last snapshot by a rule that is printed: seasons, not
outbreaks that people confirmed. What it printed is in replay.md.
"""

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.archive import Archive
from tocsin.cli.show_replay import lines
from tocsin.flows.published import Published
from tocsin.flows.replay import replay
from tocsin.flows.replay_labels import Label
from tocsin.flows.watch_settings import WatchSettings
from tocsin.panel import Panel
from tocsin.vocab.absence import Absence

TIMES, LEAST = 3.0, 4  # a season: this many times the median of its series, for at least so many weeks


def erviss(data: Path) -> pl.DataFrame:
    """Reports of the ILI and ARI rates of all ages, by country."""
    table = pl.read_parquet(data / "erviss_ili_ari_vintages.parquet").with_columns(
        pl.col(pl.Categorical).cast(pl.String)
    )
    gone = pl.col("removed") | pl.col("value").is_null()
    return table.filter(pl.col("age") == "total").select(
        source=pl.lit("ERVISS"), indicator=pl.col("indicator").str.slice(0, 3), place="iso3",
        stratum=pl.lit(""),
        every=pl.lit("week"), reference_date=pl.col("week_start") + timedelta(days=6),
        report_date="issue_date", value=pl.when(gone).then(None).otherwise("value"),
        absence=pl.when(gone).then(int(Absence.WITHDRAWN)).otherwise(0).cast(pl.UInt8),
        unit=pl.lit("per 100 000"),
    )  # fmt: skip


def survstat(data: Path) -> pl.DataFrame:
    """Reports of notifications by German state, as they stood each Thursday."""
    table = pl.read_parquet(data / "de_respinow_triangles.parquet").with_columns(
        pl.col(pl.Categorical).cast(pl.String)
    )
    wanted = (pl.col("source") == "survstat") & (pl.col("age_group") == "00+") & (pl.col("location") != "DE")
    keys = ["indicator", "location", "week_end"]
    table = table.filter(wanted).sort([*keys, "delay_weeks"])
    table = table.with_columns(value=pl.col("count").cum_sum().over(keys).cast(pl.Float64))
    return table.filter(pl.col("delay_weeks") >= 0).select(
        source=pl.lit("SurvStat"), indicator="indicator", place="location", stratum=pl.lit(""),
        every=pl.lit("week"), reference_date=pl.col("week_end").cast(pl.Date),
        report_date=(pl.col("week_end") + pl.duration(days=7 * pl.col("delay_weeks") + 4)).cast(pl.Date),
        value=pl.col("value"), absence=pl.lit(0, pl.UInt8), unit=pl.lit("cases"),
    )  # fmt: skip


def seasons(panel: Panel, first: date) -> list[Label]:
    """Runs of weeks of at least `TIMES` the median of the series, that begin after the replay does."""
    found = []
    ends = panel.periods.ends().tolist()
    for row, key in zip(panel.counts, panel.series.rows(named=True), strict=True):
        if not (~np.isnan(row)).any():
            continue
        high = np.nan_to_num(row) >= TIMES * max(float(np.nanmedian(row)), 1.0)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(int)))
        for start, stop in edges.reshape(-1, 2).tolist():
            if stop - start >= LEAST and ends[start] > first:
                found.append(Label(key=key, start=ends[start], end=ends[stop - 1]))
    return found


def tell(name: str, rows: pl.DataFrame, first: date, last: date, method: str, budget: float) -> None:
    """Make the archive, replay it, print."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        archive = Archive.create(folder)
        archive.add(rows, snapshots="increments")
        made = time.perf_counter() - began
        past = Published(archive)
        whole = past.panel()
        print(
            f"\n== {name}: {rows.height:,} reports of {whole.counts.shape[0]} series, "
            f"{len(past.days())} days of publication, taken in in {made:.1f} s"
        )
        labels = seasons(whole, first)
        print(f"labels: {len(labels)} runs of {LEAST} weeks or more at {TIMES:g} times the median or more")
        for complete in (None, "nowcast"):
            past = Published(archive)
            began = time.perf_counter()
            past.prepare(last)
            done = replay(
                past,
                WatchSettings(method=method),
                first,
                last,
                budget=budget,
                labels=labels,
                complete=complete,
            )
            print(f"\n-- {method}, {complete or 'as reported'}: {time.perf_counter() - began:.1f} s")
            print("\n".join(lines(done)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=["erviss", "survstat"])
    parser.add_argument("--budget", type=float, default=10.0)
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"There is no folder {given.data}: name the one with the vintages by --data.")
        return
    if given.only != "survstat":
        rows = erviss(given.data)
        tell("ERVISS", rows, date(2024, 11, 1), date(2026, 5, 8), "auto", given.budget)
    if given.only != "erviss":
        rows = survstat(given.data)
        last = rows["report_date"].max()
        first = last - timedelta(weeks=104)
        tell("SurvStat", rows, first, last, "auto", given.budget)


if __name__ == "__main__":
    main()

"""Run the watch on real, public surveillance data as it would have looked on past dates.

    python validation/real.py                              every source and date of real.md
    python validation/real.py japan 2025-W15 --method ears-c2 --top 10

The data are not part of the project: DATA is a folder with the files named below (see real.md for where they
come from), `../shared/data` beside the project unless --data says otherwise. Prints findings and artefacts,
aggregates only. The past is cut off at each date; revisions made later are in these files all the same.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tocsin.cluster.finding import Watch
from tocsin.flows.watch import watch
from tocsin.panel import Panel
from tocsin.panel.tree import with_parents

Borders = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One real table: how it is read, where its places lie, and the dates looked at."""

    read: Callable[[Path], Panel]
    place: str
    method: str
    dates: tuple[str, ...]
    borders: bool


def japan(data: Path) -> Panel:
    """Notifications by disease and prefecture, weekly; the printed total is the sum over prefectures."""
    rows = pl.read_parquet(data / "jp_idwr_weekly.parquet")
    by = ["disease_std", "prefecture"]
    panel = Panel.from_frame(rows, time="week_end", count="cases", by=by, every="week")
    return with_parents(panel, [("prefecture",)], total="Total")


def covid(data: Path, count: str) -> Panel:
    """COVID-19 by country, daily, with the world's sum; provinces are summed to their country first."""
    rows = pl.read_parquet(data / "covid19_jhu_daily.parquet").filter(pl.col("iso3").cast(pl.String) != "")
    panel = Panel.from_frame(
        rows, time="date", count=count, by=["iso3"], every="day", duplicates="sum", corrections="keep"
    )
    return with_parents(panel, [("iso3",)])


def measles(data: Path) -> Panel:
    """Measles by country, monthly, with the sums of the WHO regions and the world; no report is no zero."""
    rows = pl.read_parquet(data / "measles_rubella_who_monthly.parquet")
    panel = Panel.from_frame(
        rows,
        time="month_start",
        count="measles_total",
        by=["region", "iso3"],
        every="month",
        corrections="keep",
    )
    return with_parents(panel, [("region", "iso3")], partial=0.2)


SOURCES = {
    "japan": Source(
        read=japan, place="prefecture", method="farrington-flexible", borders=False,
        dates=("2013-W10", "2014-W36", "2018-W40", "2025-W15"),
    ),
    "japan-auto": Source(
        read=japan, place="prefecture", method="auto", borders=False, dates=("2009-W30",)
    ),
    "covid-cases": Source(
        read=lambda data: covid(data, "new_cases"), place="iso3", method="ears-c2", borders=True,
        dates=("2020-07-18", "2021-07-24", "2021-12-20", "2022-04-30"),
    ),
    "covid-deaths": Source(
        read=lambda data: covid(data, "new_deaths"), place="iso3", method="ears-c2", borders=True,
        dates=("2021-03-21", "2023-01-15"),
    ),
    "measles": Source(
        read=measles, place="iso3", method="farrington-flexible", borders=True,
        dates=("2018-03", "2019-03", "2024-03"),
    ),
}  # fmt: skip


def borders_of(data: Path) -> Borders:
    rows = pl.read_csv(data / "geo_country_borders.csv")
    return frozenset(rows.select("iso3_a", "iso3_b").iter_rows())


def show(found: Watch, top: int) -> None:
    signals = found.signals
    judged, above = signals.judged[:, -1], signals.above[:, -1]
    sure = above & (found.q_value[:, -1] <= found.fdr) if found.q_value is not None else above
    print(
        f"  {len(judged)} series, {judged.sum()} judged, {above.sum()} above, "
        f"{sure.sum()} after false discovery control, {len(found.findings) + found.more} findings"
    )
    for f in found.findings[:top]:
        lead = " / ".join("all" if v is None else v for v in signals.panel.series.row(f.lead))
        usual = f"usually {f.usual_low:.0f} to {f.usual_high:.0f}, expected {f.expected:.1f}"
        excess = f"excess {f.excess:.0f} ({f.excess_low:.0f} to {f.excess_high:.0f})"
        since = f.highest_since or f"none since {f.record_start}"
        where = f"{len(f.places)} places: {', '.join(f.places[:6])}" if f.places else "no place alone"
        print(f"  {f.rank:3d} {f.points:5.1f} {lead} | {f.observed:.0f}, {usual} | {excess} |")
        print(f"            {f.periods_above} above | as many: {since} | q {f.q_value:.1e} | {where}")
    print(f"  artefacts: {len(found.artefacts)}, {sum(a.hides for a in found.artefacts)} withhold something")
    for a in found.artefacts[:top]:
        keys = " / ".join("all" if v is None else v for v in a.key.values())
        withholds = " (withholds)" if a.hides else ""
        print(
            f"      {a.kind.value}{withholds}: {keys}, {a.start} to {a.end}, "
            f"{a.observed:.0f} after {a.before:.1f}, {len(a.series)} series"
        )


def main() -> None:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", nargs="?", choices=sorted(SOURCES))
    parser.add_argument("dates", nargs="*")
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--method")
    parser.add_argument("--fdr", type=float, default=0.05)
    parser.add_argument("--top", type=int, default=15)
    given = parser.parse_args()
    for name in [given.source] if given.source else SOURCES:
        source = SOURCES[name]
        panel = source.read(given.data)
        borders = borders_of(given.data) if source.borders else frozenset()
        for when in given.dates or source.dates:
            began = time.perf_counter()
            method = given.method or source.method
            found = watch(panel, method=method, end=when, place=source.place, borders=borders, fdr=given.fdr)
            print(f"{name} {when}, {method} ({time.perf_counter() - began:.1f} s)")
            show(found, given.top)


if __name__ == "__main__":
    main()

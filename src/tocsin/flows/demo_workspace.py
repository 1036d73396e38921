"""The demo's workspace: what the simulated alliance published on sixteen Mondays, the last three as files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.flows.ingest import ingest
from tocsin.flows.settings import source_settings, with_source
from tocsin.flows.workspace import make_workspace, open_workspace
from tocsin.flows.writing import write_table, write_text
from tocsin.panel.reports import REPORTS
from tocsin.testing.alliance import Alliance
from tocsin.testing.alliance_reports import snapshots
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import Periods, parse_day

if TYPE_CHECKING:
    from tocsin.flows.workspace import Workspace

MONDAYS, AS_FILES = 16, 3
SOURCE = "reports"
COLUMNS = {"time": "week", "count": "cases", "place": "province", "indicator": "disease", "by": ["member"]}
_WATCH = """# A simulated alliance; see docs/archive.md for what may stand here.
format = 1

[watch]
borders = "../borders.csv"
trees = ["member>place"]
complete = "nowcast"

[board]
name = "Simulated alliance"
watchers = ["SX"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWorkspace:
    """An open workspace, the newest day in it, and the files of the last Mondays by name."""

    workspace: "Workspace"
    newest: date
    written: Mapping[str, Path]


def make_demo_workspace(folder: Path, alliance: Alliance, rng: np.random.Generator) -> DemoWorkspace:
    """Publish the alliance Monday by Monday into `folder/workspace`; made again, nothing changes.

    The earlier Mondays go into the archive at once, the last three as anybody would ingest them. A
    tocsin.toml that is there already stays as it is. Raises what ingesting raises.
    """
    newest = newest_monday(alliance)
    days = [newest - timedelta(weeks=back) for back in range(MONDAYS - 1, -1, -1)]
    tables = snapshots(alliance, rng, days)
    path = folder / "workspace"
    made, new = make_workspace(path)
    if new:
        settings = with_source(_WATCH, SOURCE, source_settings(COLUMNS, SOURCE))
        write_text(settings, path / "tocsin.toml")
    early = pl.concat(as_reports(tables[day], day) for day in days[:-AS_FILES])
    made.archive.add(early, snapshots="whole", replace=True)
    (folder / "snapshots").mkdir(exist_ok=True)
    written = {f"snapshots/{day}.csv": folder / "snapshots" / f"{day}.csv" for day in days[-AS_FILES:]}
    for day, file in zip(days[-AS_FILES:], written.values(), strict=True):
        write_table(tables[day], file)
        ingest(path, [str(file)], as_of=day, replace=True)
    return DemoWorkspace(workspace=open_workspace(path), newest=newest, written=written)


def newest_monday(alliance: Alliance) -> date:
    """The day after the last period."""
    return _end(str(alliance.counts["week"].max())) + timedelta(days=1)


def as_reports(counts: pl.DataFrame, day: date) -> pl.DataFrame:
    """A table of the alliance as reports of one day."""
    weeks = counts["week"].unique().to_list()
    ends = {label: _end(label) for label in weeks}
    constant = {"source": SOURCE, "every": "week", "unit": "cases"}
    return counts.select(
        *(pl.lit(value).alias(name) for name, value in constant.items()),
        indicator="disease",
        place="province",
        stratum=pl.format("member={}", "member"),
        reference_date=pl.col("week").replace_strict(ends, return_dtype=pl.Date),
        report_date=pl.lit(day),
        value=pl.col("cases").cast(pl.Float64),
        absence=pl.lit(int(Absence.PRESENT), pl.UInt8),
    ).select(*REPORTS)


def _end(label: str) -> date:
    return Periods.spanning(parse_day(label), parse_day(label), "week").end(0)

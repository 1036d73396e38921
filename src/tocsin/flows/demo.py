"""The demo: simulate an alliance, watch it, leave the files a newcomer can look at and learn from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.flows.demo_board import DemoBoard, make_demo_board
from tocsin.flows.demo_workspace import make_demo_workspace, newest_monday
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading
from tocsin.flows.watch_files import Regions, watch_files, write_watch
from tocsin.flows.watch_workspace import report_path, watch_workspace
from tocsin.flows.workspace import FILE, open_workspace
from tocsin.flows.writing import check_output, write_table, write_text
from tocsin.testing.alliance import Alliance, Planted, simulate_alliance
from tocsin.vocab.errors import OutputError
from tocsin.vocab.periods import Periods, parse_day

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.flows.workspace import Workspace
    from tocsin.report import Lang

SEED = 2026
LANGUAGES: "Mapping[Lang, str]" = {"en": "report.html", "ru": "report.ru.html", "zh": "report.zh.html"}
MARK = "Made by: tocsin demo"
_README = f"""{MARK}. Simulated data: no member, province or case is real.

counts.csv       weekly cases of eight members, their provinces and seven diseases, once all had come in
borders.csv      pairs of neighbouring provinces
report.html      what the watch finds in them; open it in a browser (report.ru.html, report.zh.html: Russian,
                 Chinese)
findings.json    the same for programs
workspace        the same alliance as it was published, Monday by Monday, and in its results what the watch
                 made of the last one: with nowcast, reproduction number, forecast and how these did lately
                 its board holds a past year of events and is opened with: tocsin serve {{workspace}}
                 (workspace/people.txt lists who can sign in, and how)
snapshots        the last three Mondays as tables, to begin a workspace of your own

report.html is made again from the two tables with:

    {{command}}

The workspace answers for any of its Mondays:

    {{again}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What a demo left behind.

    watch      what was found in the complete tables
    published  what was found in the workspace, as of its newest Monday
    workspace  the archive of what was published
    board      how to get onto the workspace's board
    aside      where the workspace of an earlier week went; None = there was none
    planted    what had been put into the newest weeks
    command    the command that makes the same report from the written tables
    again      commands that ask the workspace
    written    files by name
    """

    watch: "Watch"
    published: "Watch"
    workspace: "Workspace"
    board: DemoBoard
    aside: Path | None
    planted: tuple[Planted, ...]
    command: str
    again: tuple[str, ...]
    written: Mapping[str, Path]


def make_demo(folder: Path, *, made_at: datetime, progress: Progress = no_progress) -> Demo:
    """Simulate, watch the tables as files; publish them, watch the newest Monday, fill the board.

    The newest Monday is the last one before `made_at`. Made again in the same week nothing changes; a
    workspace of an earlier week is put aside under a name with its day. The file that marks the folder as a
    demo's is written first. Raises OutputError where the folder cannot be written, or holds files of these
    names that no demo made.
    """
    names = ["README.txt", "counts.csv", "borders.csv", *LANGUAGES.values(), "findings.json"]
    written = _claim(folder, names)
    progress("Simulating an alliance")
    alliance = moved(simulate_alliance(np.random.default_rng(SEED)), before=made_at.date())
    command, again = _command(written), _again(folder / "workspace", newest_monday(alliance))
    write_text(
        _README.format(command=command, again="\n    ".join(again), workspace=folder / "workspace"),
        written["README.txt"],
    )
    write_table(alliance.counts, written["counts.csv"])
    write_table(alliance.borders, written["borders.csv"])
    reading = Reading(
        files=(str(written["counts.csv"]),), time="week", count="cases", by=("member", "province", "disease")
    )
    regions = Regions(place="province", borders=str(written["borders.csv"]), trees=("member>province",))
    watch = watch_files(reading, regions=regions, progress=progress)
    source = "a simulated alliance; nothing in it is real"
    write_watch(
        watch,
        reports={lang: written[name] for lang, name in LANGUAGES.items()},
        json=written["findings.json"],
        source=source,
        made_at=made_at,
        progress=progress,
    )
    progress("Publishing Monday by Monday")
    aside = _put_aside(folder / "workspace", newest_monday(alliance))
    made = make_demo_workspace(folder, alliance, np.random.default_rng(SEED + 1))
    published = watch_workspace(made.workspace, as_of=made.newest, progress=progress)
    reports = {lang: report_path(made.workspace, published, lang) for lang in LANGUAGES}
    write_watch(published, reports=reports, json=None, source=source, made_at=made_at, progress=progress)
    board = make_demo_board(made.workspace, published, now=made_at, progress=progress)
    results = {path.relative_to(folder).as_posix(): path for path in reports.values()}
    return Demo(
        watch=watch, published=published, workspace=made.workspace, board=board, aside=aside,
        planted=alliance.planted, command=command, again=again,
        written={**written, **made.written, **results},
    )  # fmt: skip


def moved(alliance: Alliance, *, before: date) -> Alliance:
    """The same counts under later or earlier weeks, the newest being the last that was over before a day.

    So what is planted is found whenever the demo is made; the seasons come along, wherever they fall.
    """
    weeks = [str(week) for week in alliance.counts["week"].unique().sort()]
    first, last = (Periods.ordinal(parse_day(week), "week") for week in (weeks[0], weeks[-1]))
    known = Periods("week", first, last - first + 1)
    by = Periods.ordinal(before, "week") - 1 - last
    names = dict(zip(known.labels(), Periods("week", first + by, len(known)).labels(), strict=True))
    week = pl.col("week").replace_strict(names, return_dtype=pl.String)
    return replace(alliance, counts=alliance.counts.with_columns(week))


def _put_aside(workspace: Path, newest: date) -> Path | None:
    """Rename a workspace whose newest Monday is another one; nothing of it is lost."""
    if not (workspace / FILE).exists():
        return None
    days: list[date] = open_workspace(str(workspace)).archive.snapshots()["report_date"].to_list()
    last = max(days, default=newest)
    if last == newest:
        return None
    aside = workspace.with_name(f"{workspace.name}-{last}")
    try:
        return workspace.rename(aside)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"Cannot put {workspace} of an earlier week aside as {aside}: {reason}; move one of them."
        ) from None


def _again(workspace: Path, newest: date) -> tuple[str, ...]:
    name = f'"{workspace}"' if " " in str(workspace) else str(workspace)
    week = timedelta(weeks=1)
    return (
        f"tocsin status {name}",
        f"tocsin watch {name} --as-of {newest - week}",
        f"tocsin replay {name} --from {newest - 7 * week} --to {newest}",
        f"tocsin forecast {name} --indicator measles",
    )


def _command(written: Mapping[str, Path]) -> str:
    """As it is typed in any shell; double quotes are quotes in all of them."""
    counts, borders, report = (
        f'"{path}"' if " " in str(path) else str(path)
        for path in (written["counts.csv"], written["borders.csv"], written["report.html"])
    )
    return (
        f"tocsin watch {counts} --time week --count cases --by member --by province --by disease"
        f' --tree "member>province" --place province --borders {borders} --out {report}'
    )


def _claim(folder: Path, names: list[str]) -> dict[str, Path]:
    """Paths of the demo's files in a folder that is new or was a demo's before."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"Cannot make the folder {folder}: {reason}; choose another with --out.") from None
    written = {name: check_output(folder / name, (Path(name).suffix,)) for name in names}
    more = [folder / name for name in ("workspace", "snapshots")]
    there = [path.name for path in (*written.values(), *more) if path.exists()]
    mark = written["README.txt"]
    if there and not (mark.exists() and mark.read_text("utf-8", errors="replace").startswith(MARK)):
        raise OutputError(
            f"{folder} holds {there[0]} that is not a demo's; choose another folder with --out."
        )
    return written

"""The demo: simulate an alliance, watch it, leave the files a newcomer can look at and learn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading
from tocsin.flows.watch_files import Regions, watch_files, write_watch
from tocsin.flows.writing import check_output, write_table, write_text
from tocsin.testing.alliance import Planted, simulate_alliance
from tocsin.vocab.errors import OutputError

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.report import Lang

SEED = 2026
LANGUAGES: "Mapping[Lang, str]" = {"en": "report.html", "ru": "report.ru.html", "zh": "report.zh.html"}
MARK = "Made by: tocsin demo"
_README = f"""{MARK}. Simulated data: no member, province or case is real.

counts.csv       weekly cases of eight members, their provinces and seven diseases
borders.csv      pairs of neighbouring provinces
report.html      what the watch found; open it in a browser (report.ru.html, report.zh.html: Russian, Chinese)
findings.json    the same for programs

Made again from the two tables with:

    {{command}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What a demo left behind.

    watch    what was found
    planted  what had been put into the newest weeks
    command  the command that makes the same report from the written tables
    written  files by name
    """

    watch: "Watch"
    planted: tuple[Planted, ...]
    command: str
    written: Mapping[str, Path]


def make_demo(folder: Path, *, made_at: datetime, progress: Progress = no_progress) -> Demo:
    """Simulate, write the tables, watch them as files, write the reports.

    Raises OutputError where the folder cannot be written, or holds files of these names that no demo made.
    """
    names = ["README.txt", "counts.csv", "borders.csv", *LANGUAGES.values(), "findings.json"]
    written = _claim(folder, names)
    progress("Simulating an alliance")
    alliance = simulate_alliance(np.random.default_rng(SEED))
    command = _command(written)
    write_text(_README.format(command=command), written["README.txt"])
    write_table(alliance.counts, written["counts.csv"])
    write_table(alliance.borders, written["borders.csv"])
    reading = Reading(
        files=(str(written["counts.csv"]),), time="week", count="cases", by=("member", "province", "disease")
    )
    regions = Regions(place="province", borders=str(written["borders.csv"]), trees=("member>province",))
    watch = watch_files(reading, regions=regions, progress=progress)
    write_watch(
        watch,
        reports={lang: written[name] for lang, name in LANGUAGES.items()},
        json=written["findings.json"],
        source="a simulated alliance; nothing in it is real",
        made_at=made_at,
        progress=progress,
    )
    return Demo(watch=watch, planted=alliance.planted, command=command, written=written)


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
    there = [path.name for path in written.values() if path.exists()]
    mark = written["README.txt"]
    if there and not (mark.exists() and mark.read_text("utf-8", errors="replace").startswith(MARK)):
        raise OutputError(
            f"{folder} holds {there[0]} that is not a demo's; choose another folder with --out."
        )
    return written

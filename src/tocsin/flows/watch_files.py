"""From files to a report: the watch around what is on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading, read_panel
from tocsin.vocab.errors import ColumnError, OptionError

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.panel import Panel
    from tocsin.report import Lang

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """How places hang together.

    place    column that holds places; with borders and no name, the key column that holds their names
    borders  file of pairs of neighbouring places, or None
    trees    such as "member>province": columns from wide to narrow; sums along them are judged too
    total    value of a tree's narrowest column that already is the sum in the files; None = there is none
    """

    place: str | None = None
    borders: str | None = None
    trees: tuple[str, ...] = ()
    total: str | None = None


def watch_files(
    reading: Reading,
    method: str = "farrington-flexible",
    *,
    options: Mapping[str, Any] | None = None,
    end: str | None = None,
    regions: Regions = Regions(),
    fdr: float = 0.05,
    level: float | None = None,
    top: int | None = None,
    progress: Progress = no_progress,
) -> "Watch":
    """Read files and tell what deserves attention in their newest period, or in the one that holds `end`.

    Raises ColumnError where no key column holds the places of the borders, and what reading and watching
    raise.
    """
    from tocsin.flows.watch import watch

    borders = _read_borders(regions.borders)
    panel = read_panel(reading, progress=progress)
    place = regions.place or _place_of(borders, panel)
    panel = _with_sums(panel, regions)
    return watch(
        panel,
        method=method,
        options=options,
        end=end,
        fdr=fdr,
        level=level,
        top=top,
        place=place,
        borders=borders,
        progress=progress("Judging", panel.counts.shape[0]),
    )


def write_watch(
    watch: "Watch",
    *,
    reports: "Mapping[Lang, Path]",
    json: Path | None,
    source: str,
    made_at: datetime,
    progress: Progress = no_progress,
) -> None:
    """Write a report per language and the findings as JSON; each file whole or not at all."""
    from tocsin import __version__
    from tocsin.flows.findings_json import findings_json
    from tocsin.flows.writing import write_text
    from tocsin.report import render_report

    done = progress("Drawing the report", len(reports))
    for lang, path in reports.items():
        page = render_report(watch, lang=lang, made_at=made_at, version=__version__, source=source)
        write_text(page, path)
        done(1)
    if json is not None:
        write_text(findings_json(watch, source=source, made_at=made_at), json)


def _read_borders(path: str | None) -> Pairs:
    from tocsin.sources import read_borders

    return read_borders(path) if path else frozenset()


def _with_sums(panel: "Panel", regions: Regions) -> "Panel":
    if not regions.trees:
        if regions.total is not None:
            raise OptionError("total", regions.total, "given together with --tree, the columns it sums over")
        return panel
    from tocsin.panel.tree import read_tree, with_parents

    return with_parents(panel, [read_tree(text) for text in regions.trees], total=regions.total)


def _place_of(borders: Pairs, panel: "Panel") -> str | None:
    if not borders:
        return None
    named = {place for pair in borders for place in pair}
    holders = [column for column in panel.by if named & set(panel.series[column].to_list())]
    if len(holders) == 1:
        return holders[0]
    found = " and ".join(repr(column) for column in holders) if holders else "none of the --by columns"
    raise ColumnError(
        f"The places of the borders file (such as {min(named)!r}) occur in {found}. "
        "Name the column that holds places with --place."
    )

"""From a workspace to findings: the watch with the archive behind it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.watch_settings import WatchSettings, read_watch_settings

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.flows.published import Published
    from tocsin.flows.workspace import Workspace


def watched(
    workspace: "Workspace", given: Mapping[str, Any] | None = None
) -> "tuple[Published, WatchSettings]":
    """What was published and how to watch it, by the [watch] table of a workspace.

    given  what the command line says in its place; the names are those of the table
    """
    from tocsin.flows.published import Published

    table = {**workspace.settings.watch, **(given or {})}
    settings = read_watch_settings(table, Path(workspace.path))
    known = [] if settings.pack is None else workspace.archive.indicators()
    past = Published(
        workspace.archive, choice=settings.chosen(known), trees=settings.trees, total=settings.total,
        effort=settings.effort(known),
    )  # fmt: skip
    return past, settings


def watch_workspace(
    workspace: "Workspace",
    *,
    as_of: date | None = None,
    given: Mapping[str, Any] | None = None,
    level: float | None = None,
    top: int | None = None,
    progress: Progress = no_progress,
) -> "Watch":
    """Judge the newest period as it was known at the end of a day; default that of the last snapshot.

    Numbers that were replaced many-fold by then are set apart as artefacts, and every finding gets its
    outlook. Raises AsOfError for a day the archive cannot know, and what settings, reading and watching
    raise.
    """
    from tocsin.flows.outlook import OutlookOptions, with_outlooks
    from tocsin.flows.watch import watch

    past, settings = watched(workspace, given)
    progress("Reading")
    panel = past.panel(as_of)
    found = watch(
        panel,
        method=settings.method,
        options=settings.options,
        fdr=settings.fdr,
        level=level,
        top=top,
        place=settings.place,
        borders=settings.borders,
        revisions=past.revisions(panel),
        nowcast=past.nowcast(panel.as_of) if settings.complete and panel.as_of else None,
        progress=progress("Judging", panel.counts.shape[0]),
    )
    ahead = OutlookOptions(serial_intervals=settings.serial_intervals)
    return with_outlooks(found, past, ahead, progress=progress)


def settings_given(workspace: "Workspace", typed: Mapping[str, Any]) -> dict[str, Any]:
    """Options as they were typed for `tocsin watch`, as settings of the [watch] table.

    Options of the method (KEY=VALUE) take the types that the method names; a file of borders is looked for
    from where the command was given.
    """
    from tocsin.flows.option_texts import parse_options

    given = dict(typed)
    if "options" in given:
        method = given.get("method", workspace.settings.watch.get("method", WatchSettings().method))
        given["options"] = parse_options(method, given["options"])
    if given.get("borders"):
        given["borders"] = str(Path(given["borders"]).resolve())
    return given


def report_path(workspace: "Workspace", watch: "Watch", lang: str) -> Path:
    """Where a report goes that was given no name: `results/DAY.html`, `results/DAY.ru.html`."""
    from tocsin.flows.writing import check_output
    from tocsin.vocab.errors import OutputError

    folder = workspace.results
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"Cannot make the folder {folder}: {reason}; name a file with --out.") from None
    suffix = ".html" if lang == "en" else f".{lang}.html"
    return check_output(folder / f"{watch.signals.panel.as_of}{suffix}", (".html",))

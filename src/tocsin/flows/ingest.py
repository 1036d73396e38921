"""Take files into a workspace: read them as their source is read, remember how, add them to the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.settings import Settings, SourceSettings, source_settings
from tocsin.flows.workspace import open_workspace, remember_source
from tocsin.vocab.errors import DateError, OptionError, SettingsError

if TYPE_CHECKING:
    from tocsin.archive.add import Added

FIRST_NAME = "reports"  # of a source, when nobody names it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of some files.

    source      name of the source in tocsin.toml
    settings    how it was read
    remembered  whether that was written to tocsin.toml
    added       what the archive took in, one record per source in the files
    notes       what is odd about the files, one sentence each
    """

    source: str
    settings: SourceSettings
    remembered: bool
    added: "tuple[Added, ...]"
    notes: tuple[str, ...]


def ingest(
    path: str | Path,
    files: Sequence[str | Path],
    *,
    as_of: date | str | None = None,
    source: str | None = None,
    given: Mapping[str, Any] | None = None,
    change: bool = False,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Ingested:
    """Take files in.

    Parameters
    ----------
    path     the workspace
    files    read together, as one snapshot where they do not say when each row was published
    as_of    the day of publication; not needed where the files say it
    source   name in tocsin.toml; may be left out while there is only one
    given    options that differ from the default, see `SourceSettings`; only needed the first time
    change   let them differ from those remembered
    replace  accept a snapshot that contradicts the one of the same day

    Nothing is written to the archive or to tocsin.toml before all files are read and checked.

    Raises SettingsError where options contradict those remembered; what reading and `Archive.add` raise.
    """
    workspace = open_workspace(path)
    given = dict(given or {})
    name = source or _name(workspace.settings, given)
    before = workspace.settings.sources.get(name)
    settings = _settled(before, given, name, change)
    progress("Reading")
    from tocsin.flows.read_reports import read_reports

    read = read_reports([str(file) for file in files], name, settings, _day(as_of))
    content = read.content.check()
    progress("Taking in")
    if settings != before:
        remember_source(workspace, name, settings)
    added = workspace.archive.add(content, snapshots=settings.snapshots, replace=replace)
    if settings != before:
        remember_source(workspace, name, settings)  # at a URL another writer may have put the old text back
    return Ingested(
        source=name, settings=settings, remembered=settings != before, added=added, notes=read.notes
    )


def _name(settings: Settings, given: Mapping[str, Any]) -> str:
    names = list(settings.sources)
    form = given.get("format", "table")
    if form != "table":
        return str(form)
    if len(names) > 1:
        raise SettingsError(f"There are several sources: {', '.join(sorted(names))}. Name one with --source.")
    return names[0] if names else FIRST_NAME


def _settled(
    before: SourceSettings | None, given: Mapping[str, Any], name: str, change: bool
) -> SourceSettings:
    """How the source is read now: as remembered, or as given the first time or with `change`."""
    if before is None:
        return _with_reader(source_settings(given, f"sources.{name}"), given)
    names = [f.name for f in fields(SourceSettings)]
    merged = {key: getattr(before, key) for key in names if getattr(before, key) is not None} | dict(given)
    after = source_settings(merged, f"sources.{name}")
    differ = [key for key in names if getattr(before, key) != getattr(after, key)]
    if differ and not change:
        said = ", ".join(f"{key} was {getattr(before, key)!r}, now {getattr(after, key)!r}" for key in differ)
        raise SettingsError(
            f"Source {name!r} was read otherwise before: {said}. Leave the option out, or add --change to "
            "read it so "
            "from now on."
        )
    return after


def _with_reader(settings: SourceSettings, given: Mapping[str, Any]) -> SourceSettings:
    """Of a reader's format: snapshots as the reader says, unless somebody says otherwise."""
    if settings.format == "table":
        return settings
    from tocsin.sources.registry import find_source

    reader = find_source(settings.format)
    return source_settings({"snapshots": reader.snapshots, **given}, settings.format)


def _day(as_of: date | str | None) -> date | None:
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise DateError(f"--as-of {as_of!r} is no day: write 2025-02-14.") from None


def reader_options(texts: Sequence[str]) -> dict[str, Any]:
    """Options of a reader from `KEY=VALUE`: true and false, whole numbers, else texts.

    >>> reader_options(["age=00-04", "rates=true", "skip=2"])
    {'age': '00-04', 'rates': True, 'skip': 2}
    """
    options: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise OptionError("--option", text, "KEY=VALUE")
        words = {"true": True, "false": False}
        options[key] = words[value] if value in words else int(value) if value.isdecimal() else value
    return options

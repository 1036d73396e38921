"""The sources that exist: records behind entry points, ours and those of plug-ins alike."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from tocsin.sources.source import Source
from tocsin.vocab.errors import UnknownNameError

GROUP = "tocsin.sources"


@cache
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def source_names() -> list[str]:
    """Names that can be asked for, sorted; a broken plug-in is listed and fails when it is loaded."""
    return sorted(_entries())


def find_source(name: str) -> Source:
    """The record of one source; an unknown name is an error that lists the known ones."""
    if name not in _entries():
        raise UnknownNameError("source", name, source_names())
    found = _entries()[name].load()
    if not isinstance(found, Source):
        raise TypeError(f"entry point {name!r} of {GROUP} is a {type(found).__name__}, not a Source record.")
    return found

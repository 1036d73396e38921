"""The methods that exist: records behind entry points, ours and those of plug-ins alike."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from tocsin.detect.method import Method
from tocsin.vocab.errors import UnknownNameError

GROUP = "tocsin.methods"


@cache
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def method_names() -> list[str]:
    """Names that can be asked for, sorted; a broken plug-in is listed and fails when it is loaded."""
    return sorted(_entries())


def find_method(name: str) -> Method:
    """The record of one method; an unknown name is an error that lists the known ones."""
    if name not in _entries():
        raise UnknownNameError("method", name, method_names())
    found = _entries()[name].load()
    if not isinstance(found, Method):
        raise TypeError(f"entry point {name!r} of {GROUP} is a {type(found).__name__}, not a Method record.")
    return found

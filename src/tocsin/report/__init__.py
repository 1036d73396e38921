"""The situation report: what the watch found, as one file that a person can read, print and pass on."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.report.language import LANGUAGES, Lang
    from tocsin.report.render import render_report
    from tocsin.report.sentences import sentence

__all__ = ["LANGUAGES", "Lang", "render_report", "sentence"]

_HOME = {
    "LANGUAGES": "language",
    "Lang": "language",
    "render_report": "render",
    "sentence": "sentences",
}


def __getattr__(name: str) -> Any:
    """Load the drawing and page libraries only when a report is made."""
    from importlib import import_module

    if name in _HOME:
        return getattr(import_module(f"tocsin.report.{_HOME[name]}"), name)
    raise AttributeError(f"module 'tocsin.report' has no attribute {name!r}")

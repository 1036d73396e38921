"""tocsin: early warning for a group of states. Counts in; a ranked, explained list of findings out.

Names are loaded when they are first used, so that `import tocsin` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tocsin.detect import detect

if TYPE_CHECKING:
    from tocsin.flows.watch import watch
    from tocsin.panel import Panel, Signals
    from tocsin.panel.tree import with_parents
    from tocsin.report import render_report
    from tocsin.vocab.errors import TocsinError

__all__ = ["Panel", "Signals", "TocsinError", "detect", "render_report", "watch", "with_parents"]
__version__ = "0.1.0"

_HOME = {
    "Panel": "tocsin.panel",
    "Signals": "tocsin.panel",
    "TocsinError": "tocsin.vocab.errors",
    "render_report": "tocsin.report",
    "watch": "tocsin.flows.watch",
    "with_parents": "tocsin.panel.tree",
}
_ROOMS = (
    "archive",
    "cluster",
    "forecast",
    "nowcast",
    "panel",
    "report",
    "rt",
    "score",
    "sources",
    "testing",
)  # reached as tocsin.panel without an import


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in _ROOMS:
        return import_module(f"tocsin.{name}")
    raise AttributeError(f"module 'tocsin' has no attribute {name!r}")

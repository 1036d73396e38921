"""tocsin: early warning for a group of states. Counts in; a ranked, explained list of findings out.

Names are loaded when they are first used, so that `import tocsin` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tocsin.detect import detect

if TYPE_CHECKING:
    from tocsin.panel import Panel, Signals

__all__ = ["Panel", "Signals", "detect"]
__version__ = "0.1.0"

_HOME = {"Panel": "tocsin.panel", "Signals": "tocsin.panel"}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tocsin' has no attribute {name!r}")

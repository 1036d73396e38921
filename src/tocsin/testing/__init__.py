"""For those who build on tocsin: contract checks for methods, and a simulated alliance to try things on."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.testing.alliance import Alliance, simulate_alliance
    from tocsin.testing.alliance_reports import snapshots
    from tocsin.testing.method_contract import CHECKS, check_method

__all__ = ["CHECKS", "Alliance", "check_method", "simulate_alliance", "snapshots"]

_HOME = {
    "Alliance": "tocsin.testing.alliance",
    "CHECKS": "tocsin.testing.method_contract",
    "check_method": "tocsin.testing.method_contract",
    "simulate_alliance": "tocsin.testing.alliance",
    "snapshots": "tocsin.testing.alliance_reports",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tocsin.testing' has no attribute {name!r}")

"""How fast it spreads: reproduction number and growth. Arrays in, records of arrays out; see docs/rt.md."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.rt.case_r import CaseReproduction, CaseROptions, case_reproduction
    from tocsin.rt.caveat import Caveat
    from tocsin.rt.doubling import DoublingTimes, doubling_times, growth_to_r, r_to_growth
    from tocsin.rt.growth import Growth, GrowthOptions, growth_rate
    from tocsin.rt.instantaneous import Reproduction, ROptions, reproduction
    from tocsin.rt.interval import SerialInterval, discretise
    from tocsin.rt.of_draws import draw_intervals, reproduction_of_draws, reproduction_of_intervals
    from tocsin.rt.published import PublishedInterval, find_interval, serial_intervals
    from tocsin.rt.weekly import WeeklyReproduction, weekly_draws, weekly_reproduction

__all__ = [
    "CaseROptions",
    "CaseReproduction",
    "Caveat",
    "DoublingTimes",
    "Growth",
    "GrowthOptions",
    "PublishedInterval",
    "ROptions",
    "Reproduction",
    "SerialInterval",
    "WeeklyReproduction",
    "case_reproduction",
    "discretise",
    "doubling_times",
    "draw_intervals",
    "find_interval",
    "growth_rate",
    "growth_to_r",
    "r_to_growth",
    "reproduction",
    "reproduction_of_draws",
    "reproduction_of_intervals",
    "serial_intervals",
    "weekly_draws",
    "weekly_reproduction",
]

_FILES: dict[str, tuple[str, ...]] = {
    "case_r": ("CaseROptions", "CaseReproduction", "case_reproduction"),
    "caveat": ("Caveat",),
    "doubling": ("DoublingTimes", "doubling_times", "growth_to_r", "r_to_growth"),
    "growth": ("Growth", "GrowthOptions", "growth_rate"),
    "interval": ("SerialInterval", "discretise"),
    "of_draws": ("draw_intervals", "reproduction_of_draws", "reproduction_of_intervals"),
    "published": ("PublishedInterval", "find_interval", "serial_intervals"),
    "instantaneous": ("ROptions", "Reproduction", "reproduction"),
    "weekly": ("WeeklyReproduction", "weekly_draws", "weekly_reproduction"),
}


def __getattr__(name: str) -> Any:
    for file, names in _FILES.items():
        if name in names:
            return getattr(import_module(f"tocsin.rt.{file}"), name)
    raise AttributeError(f"module 'tocsin.rt' has no attribute {name!r}")

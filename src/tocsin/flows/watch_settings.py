"""How a workspace is watched: the [watch] table of tocsin.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tocsin.vocab.errors import OptionError, UnknownNameError

Pairs = frozenset[tuple[str, str]]
CHOICE = {
    "indicator": "indicator",
    "places": "place",
    "source": "source",
    "stratum": "stratum",
    "every": "every",
    "start": "start",
}
"""Settings that choose reports, and the arguments of `Archive.panel` they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """How to watch; words not explained here are those of `tocsin watch`.

    choice            which reports: arguments of `Archive.panel`
    place             key column that holds places
    borders           unordered pairs of neighbouring places
    serial_intervals  mean and sd in days by indicator, in place of the published ones
    """

    method: str = "farrington-flexible"
    options: Mapping[str, Any] = field(default_factory=dict)
    fdr: float = 0.05
    place: str | None = "place"
    borders: Pairs = frozenset()
    trees: tuple[str, ...] = ()
    total: str | None = None
    choice: Mapping[str, Any] = field(default_factory=dict)
    complete: str | None = None
    serial_intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.fdr < 1:
            raise OptionError("fdr", self.fdr, "above 0 and below 1")
        if self.complete not in (None, "nowcast"):
            raise OptionError("complete", self.complete, "nowcast, or left out")


def read_watch_settings(table: Mapping[str, Any], folder: Path) -> WatchSettings:
    """The [watch] table of a workspace as settings.

    method, fdr, place, total, complete   as on the command line
    options      a table of the method's options
    trees        a list such as ["member>place"]
    borders      a file, from the folder of the workspace
    serial_intervals   a table of indicators, each with mean and sd in days
    indicator, places, source, stratum, every, start   which reports; one name or a list

    Raises UnknownNameError for a name that is none of these, OptionError for a value out of bounds, and what
    reading the borders raises.
    """
    known = {f.name for f in fields(WatchSettings)} - {"choice"} | set(CHOICE)
    for name in table:
        if name not in known:
            raise UnknownNameError("setting of [watch]", name, known)
    given = {name: value for name, value in table.items() if name not in CHOICE}
    if "trees" in given:
        given["trees"] = tuple([given["trees"]] if isinstance(given["trees"], str) else given["trees"])
    if given.get("borders"):
        from tocsin.sources import read_borders

        given["borders"] = read_borders(folder / given["borders"])
    if "serial_intervals" in given:
        given["serial_intervals"] = _serial_intervals(given["serial_intervals"])
    choice = {argument: table[name] for name, argument in CHOICE.items() if name in table}
    return WatchSettings(**given, choice=choice)


def _serial_intervals(table: object) -> dict[str, tuple[float, float]]:
    """Pairs of days by indicator, each checked."""
    bound = "a table such as { measles = [11.7, 2.0] }: mean and sd in days, both above 0"
    if not isinstance(table, Mapping):
        raise OptionError("serial_intervals", table, bound)
    for name, days in table.items():
        numbers = isinstance(days, list) and all(isinstance(day, int | float) and day > 0 for day in days)
        if not numbers or len(days) != 2:
            raise OptionError(f"serial_intervals.{name}", days, bound)
    return {name: (float(days[0]), float(days[1])) for name, days in table.items()}

"""How a workspace is watched: the [watch] table of tocsin.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.vocab.errors import OptionError, SettingsError, UnknownNameError

if TYPE_CHECKING:
    from tocsin.events.packs import Pack
    from tocsin.panel.effort import EffortRule

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
    pack              threat pack that says which indicators are watched; None = whatever there is
    effort_exclude    effort above which counts are left out, in place of the pack's own
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
    pack: "Pack | None" = None
    effort_exclude: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.fdr < 1:
            raise OptionError("fdr", self.fdr, "above 0 and below 1")
        if self.complete not in (None, "nowcast"):
            raise OptionError("complete", self.complete, "nowcast, or left out")
        if self.effort_exclude is not None:
            bound = "0 or more, and given with a pack that has an effort"
            is_number = isinstance(self.effort_exclude, int | float) and not isinstance(
                self.effort_exclude, bool
            )
            if not is_number or self.effort_exclude < 0 or self.pack is None or self.pack.effort is None:
                raise OptionError("effort_exclude", self.effort_exclude, bound)

    def effort(self, known: Sequence[str]) -> "EffortRule | None":
        """Which counts are left out for unusual effort, out of the indicators there are; None = none.

        Raises SettingsError where `effort_exclude` is given and nobody reported any effort.
        """
        if self.pack is None or self.pack.effort is None:
            return None
        own = self.pack.effort
        if own.indicator not in known:
            if self.effort_exclude is None:
                return None
            raise SettingsError(
                f"effort_exclude={self.effort_exclude!r} has nothing to act on: no report has the indicator "
                f"{own.indicator!r}. Take such reports in, or leave it out."
            )
        from tocsin.panel.effort import EffortRule

        above = own.exclude_above if self.effort_exclude is None else float(self.effort_exclude)
        return EffortRule(indicator=own.indicator, on=own.on, above=above)

    def chosen(self, known: Sequence[str]) -> Mapping[str, Any]:
        """The reports to watch, out of the indicators there are.

        With a pack: those it watches. One that lists no others takes no others; indicators that are asked
        for by name have to be its own. Raises SettingsError where that leaves none.
        """
        if self.pack is None:
            return self.choice
        asked = self.choice.get("indicator")
        asked = [asked] if isinstance(asked, str) else asked
        mine = {indicator.id: indicator.watch for indicator in self.pack.indicators}
        foreign = [name for name in asked or [] if not mine.get(name, self.pack.others)]
        if foreign:
            raise SettingsError(
                f"indicator={foreign[0]!r} is not watched by the pack {self.pack.id!r}, which watches "
                f"{', '.join(name for name, watched in mine.items() if watched)}. Ask for one of these."
            )
        found = [name for name in (asked or known) if mine.get(name, self.pack.others)]
        if not found:
            raise SettingsError(
                f"No report has an indicator of the pack {self.pack.id!r}: it watches "
                f"{', '.join(name for name, watched in mine.items() if watched)}; reported are "
                f"{', '.join(known) or 'none'}. Name indicators so when you take reports in."
            )
        return {**self.choice, "indicator": found}


def read_watch_settings(table: Mapping[str, Any], folder: Path) -> WatchSettings:
    """The [watch] table of a workspace as settings.

    method, fdr, place, total, complete   as on the command line
    options      a table of the method's options
    trees        a list such as ["member>place"]
    borders      a file, from the folder of the workspace
    serial_intervals   a table of indicators, each with mean and sd in days
    pack         id of a threat pack, of tocsin or of the folder's own
    effort_exclude   a number in the unit of the pack's effort
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
    if given.get("pack") is not None:
        from tocsin.flows.packs import find_pack

        given["pack"] = find_pack(str(given["pack"]), folder)
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

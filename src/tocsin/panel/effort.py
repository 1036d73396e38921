"""Periods of unusual effort, left out: more controls find more of what was there before.

Seizures rise in the weeks of a joint operation. Such a count is neither evidence of a rise nor a fair part of
what later counts are compared with, so the cell is marked *excluded*: it is not judged, and no baseline holds
it. Sums along a tree that it belongs to are excluded with it.

A place is believed about its effort from its first report of it on: a period whose effort it has not
reported by then is excluded too, since nobody can say that there was none. Before that report, and for
places that never report any, every count stays.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.panel.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import ColumnError, InputError, OptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRule:
    """Which counts an effort moves, and how much of it is too much.

    indicator  value of the column "indicator" that measures the effort
    on         values of the same column that it moves
    above      periods with more are left out; 0 = any effort at all
    """

    indicator: str
    on: tuple[str, ...]
    above: float

    def __post_init__(self) -> None:
        if not 0 <= self.above < np.inf:
            raise OptionError("effort_exclude", self.above, "0 or more, in the unit of the effort")


def exclude_effort(panel: Panel, effort: Panel, rule: EffortRule) -> Panel:
    """The panel without the counts of periods with more effort than the rule allows.

    panel   counts, with the key columns "indicator" and "place"
    effort  the effort, with the key column "place"; several series of one place are added up

    Counts of other indicators, of other places and outside the periods of the effort stay as they are, except
    that a place which reports its effort is held to it until the panel ends. Raises ColumnError for a panel
    without these columns, InputError for an effort over other periods. Cost: O(S T).
    """
    for name, columns in (
        ("panel", {"indicator", "place"} - set(panel.by)),
        ("effort", {"place"} - set(effort.by)),
    ):
        if columns:
            raise ColumnError(
                f"The {name} has no key column {min(columns)!r}, which leaving out by effort needs."
            )
    if effort.periods.every != panel.periods.every:
        raise InputError(
            f"The effort is reported by {effort.periods.every} and the counts by {panel.periods.every}. "
            "Report both over the same periods."
        )
    moved = panel.series["indicator"].is_in(list(rule.on)).to_numpy()
    flags = {place: _too_much(effort, place, panel, rule.above) for place in set(effort.series["place"])}
    out = np.zeros(panel.counts.shape, np.bool_)
    for row, place in enumerate(panel.series["place"].to_list()):
        if moved[row] and place in flags:
            out[row] = flags[place]
    out &= panel.absence == Absence.PRESENT
    return panel.replace(
        counts=np.where(out, np.nan, panel.counts),
        absence=np.where(out, np.uint8(Absence.EXCLUDED), panel.absence),
    )


def _too_much(effort: Panel, place: str | None, panel: Panel, above: float) -> Flags:
    """(T,) of the panel: too much effort of one place, or effort not reported since it began to be."""
    mine = effort.counts[effort.series["place"].eq_missing(place).to_numpy()]
    total: Array = mine.sum(axis=0)  # NaN where one of them is missing
    told = np.flatnonzero(~np.isnan(mine).all(axis=0))
    if not told.size:
        return np.zeros(len(panel.periods), np.bool_)
    laid = np.full(len(panel.periods), np.nan)
    shift = effort.periods.first - panel.periods.first
    places = np.arange(len(effort.periods)) + shift
    inside = (places >= 0) & (places < len(laid))
    laid[places[inside]] = total[inside]
    since = np.arange(len(laid)) >= int(told[0]) + shift
    return since & ~(laid <= above)

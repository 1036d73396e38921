"""Shares from neighbours, as an outlook tells them."""

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from tocsin.cluster.outlook import Estimate, FromNeighbours, Lacking
from tocsin.panel.panel import Panel
from tocsin.vocab.errors import CountError, InputError
from tocsin.vocab.status import Reason

if TYPE_CHECKING:
    from tocsin.forecast.endemic_epidemic_neighbours import NeighbourShare

YEARS = 5  # fitted: enough for a season, and recent enough to be about now
Key = tuple[str | None, ...]
_WHY = {
    Reason.SHORT_HISTORY: Lacking.SHORT_HISTORY,
    Reason.TOO_FEW_CASES: Lacking.TOO_FEW_CASES,
    Reason.MISSING_REPORT: Lacking.MISSING_REPORTS,
    Reason.NO_CONVERGENCE: Lacking.NO_SOLUTION,
    Reason.NOT_APPLICABLE: Lacking.NO_BORDERS,
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The share of every series, or why it has none; `otherwise` holds for series that are not there."""

    shares: dict[Key, FromNeighbours | Lacking]
    otherwise: Lacking

    def of(self, key: Key) -> FromNeighbours | Lacking:
        """What is known of one series."""
        return self.shares.get(key, self.otherwise)


def read_neighbours(panel: Panel, place: str | None, borders: frozenset[tuple[str, str]]) -> Neighbours:
    """Fit an endemic-epidemic model per disease and read the share of the neighbours.

    A sum over places has no neighbours.
    """
    from tocsin.forecast.endemic_epidemic import EndemicEpidemicOptions
    from tocsin.forecast.endemic_epidemic_neighbours import neighbour_share

    if place is None or not borders:
        return Neighbours({}, Lacking.NO_BORDERS)
    try:
        options = EndemicEpidemicOptions(longest=YEARS)
        found = neighbour_share(panel, place=place, borders=borders, options=options)
    except CountError:
        return Neighbours({}, Lacking.NOT_COUNTS)
    except InputError:
        return Neighbours({}, Lacking.NO_BORDERS)
    return Neighbours(
        {key: _share(found, row) for row, key in enumerate(panel.series.rows())}, Lacking.NO_BORDERS
    )


def _share(found: "NeighbourShare", row: int) -> FromNeighbours | Lacking:
    """That of the newest period, or over the year where a report is missing for the newest."""
    for year, names in enumerate((("newest", "low", "high"), ("year", "year_low", "year_high"))):
        median, low, high = (float(getattr(found, name)[row]) for name in names)
        if isfinite(median) and isfinite(low) and isfinite(high):
            return FromNeighbours(value=Estimate(median=median, low=low, high=high), year=bool(year))
    return _WHY.get(Reason(int(found.reason[row])), Lacking.NO_SOLUTION)

"""What came out of a file: its reports, and what a reader of them should know."""

from dataclasses import dataclass

import polars as pl

from tocsin.vocab.absence import Absence
from tocsin.vocab.places import is_sum, near_places, place_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """Reports with the oddities that were seen in them; nothing was changed because of these.

    reports         a table of `tocsin.panel.reports.REPORTS`
    unknown_places  places in no code list, as they stand in the file; kept in `reports`
    sums            places that are sums over others (EU/EEA, World); adding them to the others counts twice
    negative        number of reports below zero, which are corrections
    """

    reports: pl.DataFrame
    unknown_places: tuple[str, ...]
    sums: tuple[str, ...]
    negative: int

    @classmethod
    def of(cls, reports: pl.DataFrame) -> "Reading":
        """Look through reports; O(rows) for the negative ones, O(places) for the rest."""
        places = reports["place"].unique().sort().to_list()
        sums = tuple(place for place in places if is_sum(place))
        unknown = tuple(place for place in places if place not in sums and place_of(place) is None)
        negative = int((reports["value"] < 0).sum())
        return cls(reports=reports, unknown_places=unknown, sums=sums, negative=negative)

    def notes(self) -> list[str]:
        """What is odd, one sentence each."""
        said = []
        if self.unknown_places:
            shown = "; ".join(_with_near(place) for place in self.unknown_places[:10])
            more = f"; and {len(self.unknown_places) - 10} more" if len(self.unknown_places) > 10 else ""
            said.append(
                f"{_many(len(self.unknown_places), 'place is', 'places are')} in no code list and kept as "
                f"written: {shown}{more}."
            )
        if self.sums:
            said.append(f"{', '.join(self.sums)}: sums over other places, not to be added to them.")
        if self.negative:
            said.append(
                f"{_many(self.negative, 'report is', 'reports are')} below zero (corrections) and kept."
            )
        gone = self.reports.filter(pl.col("absence") != 0)["absence"].value_counts().sort("absence")
        said += [f"{_many(n, 'report is', 'reports are')} {Absence(code).word}." for code, n in gone.rows()]
        return said


def _with_near(place: str) -> str:
    near = near_places(place)
    return f"{place!r} ({' or '.join(near)}?)" if near else repr(place)


def _many(n: int, one: str, several: str) -> str:
    return f"{n:,} {one if n == 1 else several}"

"""What series, findings and artefacts are called: their key columns in the order people say them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.cluster.finding import Watch
from tocsin.report.language import Language


@dataclass(frozen=True, slots=True)
class Names:
    """How the series of one watch are called in one language.

    wider  columns that hold wider places (the country of a province), found by themselves: each place has
           one value there, and fewer values than there are places
    several  those of them with more than one value; only these tell places apart
    """

    watch: Watch
    lang: Language
    wider: tuple[str, ...]
    several: frozenset[str]

    def key(self, series: int) -> dict[str, str | None]:
        """Key columns of one row of the panel; None = summed over that column."""
        frame = self.watch.signals.panel.series
        return dict(frame.row(series, named=True)) if frame.columns else {}

    def series(self, series: int) -> str:
        """Name of one row of the panel; that of a sum over all places says so."""
        key = self.key(series)
        summed = self.watch.place is not None and self.where(key) is None
        return self.of(key, [self.lang.gettext("all places together")] if summed else [])

    def of(self, key: Mapping[str, str | None], last: list[str] | None = None) -> str:
        """A key as people say it: what, then where. Columns without a value are left out."""
        place = self.watch.place
        said = [v for c, v in key.items() if v is not None and c != place and c not in self.wider]
        where = self.where(key)
        said += [where] if where is not None else last or []
        if not said:
            return self.lang.gettext("all series together") if key else self.lang.gettext("the series")
        return self.lang.pgettext("between the parts of a name", ", ").join(said)

    def where(self, key: Mapping[str, str | None]) -> str | None:
        """The place, with the wider one in brackets; the wider one alone for a sum; None for neither."""
        known = {column: value for column in self.wider if (value := key.get(column)) is not None}
        comma = self.lang.pgettext("between the parts of a name", ", ")
        place = None if self.watch.place is None else key.get(self.watch.place)
        if place is None:
            return comma.join(known.values()) if known else None
        wider = [value for column, value in known.items() if column in self.several]
        if not wider:
            return place
        return self.lang.pgettext(
            "place in a wider place", "%(place)s (%(wider)s)", place=place, wider=comma.join(wider)
        )


def names_of(watch: Watch, lang: Language) -> Names:
    """How the series of a watch are called; O(S) once."""
    wider = _wider(watch)
    series = watch.signals.panel.series
    several = frozenset(column for column in wider if series[column].drop_nulls().n_unique() > 1)
    return Names(watch, lang, wider, several)


def _wider(watch: Watch) -> tuple[str, ...]:
    frame, place = watch.signals.panel.series, watch.place
    if place is None or place not in frame.columns:
        return ()
    places = frame[place].to_list()
    found = []
    for column in frame.columns:
        of: dict[str, str] = {}
        pairs = ((p, v) for p, v in zip(places, frame[column].to_list(), strict=True) if p is not None)
        if column == place or any(v is None or of.setdefault(p, v) != v for p, v in pairs):
            continue
        if len(set(of.values())) < len(of):
            found.append(column)
    return tuple(found)

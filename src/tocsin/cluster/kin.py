"""Which series are related: neighbours across a border, and sums with their parts.

A null in a key column means that the series is summed over that column (see `Panel.series`).
"""

from collections.abc import Iterable

import polars as pl

Row = tuple[str | None, ...]


class Kin:
    """Look-up of neighbours and ancestors among the series of one panel.

    series   one row per series, the key columns as text; null = summed over that column
    place    name of the column that holds places, or None
    borders  unordered pairs of neighbouring places

    Columns that go with the place (the region of a country) are found by themselves: each place has one
    value there, and the column is never summed while the place is not. Cost: O(S) memory and time.

    >>> series = pl.DataFrame({"disease": ["measles"] * 3, "place": ["A", "B", None]})
    >>> kin = Kin(series, "place", {("B", "A")})
    >>> kin.neighbours(0), kin.ancestors(0)
    ([1], [(2, True)])
    """

    def __init__(
        self, series: pl.DataFrame, place: str | None, borders: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.rows: list[Row] = series.rows()
        self.columns = series.columns
        self.place = None if place is None else series.columns.index(place)
        self.spatial = _spatial(series, place)
        self._sums = {row: i for i, row in enumerate(self.rows) if None in row}
        self._patterns = {tuple(value is None for value in row) for row in self._sums}
        self._beside: dict[str, set[str]] = {}
        for one, other in borders:
            self._beside.setdefault(one, set()).add(other)
            self._beside.setdefault(other, set()).add(one)
        self._at = {self._spot(row): i for i, row in enumerate(self.rows)} if self._beside else {}

    def ancestors(self, row: int) -> list[tuple[int, bool]]:
        """Series that are sums over this one, each with True when summed over places only."""
        keys: Row = self.rows[row] if self.columns else ()
        found = []
        for pattern in self._patterns:
            wider = [null and value is not None for null, value in zip(pattern, keys, strict=True)]
            narrower = any(value is None and not null for null, value in zip(pattern, keys, strict=True))
            if narrower or not any(wider):
                continue
            above = self._sums.get(
                tuple(None if null else value for null, value in zip(pattern, keys, strict=True))
            )
            if above is not None:
                found.append((above, all(i in self.spatial for i, w in enumerate(wider) if w)))
        return sorted(found)

    def neighbours(self, row: int) -> list[int]:
        """Series of bordering places that agree in every key that is not about places."""
        here = self.place_of(row)
        if here is None or here not in self._beside:
            return []
        _, rest = self._spot(self.rows[row])
        there = [self._at.get((other, rest)) for other in sorted(self._beside[here])]
        return [i for i in there if i is not None]

    def place_of(self, row: int) -> str | None:
        """The place of a series; None for a sum over places or a panel without a place column."""
        return None if self.place is None else self.rows[row][self.place]

    def _spot(self, row: Row) -> tuple[str | None, Row]:
        rest = tuple(value for i, value in enumerate(row) if i not in self.spatial)
        return (None if self.place is None else row[self.place]), rest


def _spatial(series: pl.DataFrame, place: str | None) -> frozenset[int]:
    """Columns about places: the place, and those that go with it; every column when none is named."""
    if place is None:
        return frozenset(range(series.width))
    found = {series.columns.index(place)}
    lone = series.filter(pl.col(place).is_not_null())
    for i, column in enumerate(series.columns):
        if column == place or lone[column].null_count():
            continue
        values = lone.group_by(place).agg(pl.col(column).n_unique())[column]
        if values.max() == 1 and lone[column].n_unique() < lone[place].n_unique():
            found.add(i)
    return frozenset(found)

"""The numbers of one series as charts take them: one row per period, in order."""

from dataclasses import dataclass

import numpy as np

from tocsin.vocab.arrays import Array, Days, Flags

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """One row per period of one series, (T,) each.

    start, end  first and last day of the period
    count       cases; NaN = no report
    expected    cases expected; NaN = unjudged
    upper       upper bound; NaN = unjudged, or the method has none
    judged      True where the method answered
    above       True where it was judged and found unusual
    """

    start: Days
    end: Days
    count: Array
    expected: Array
    upper: Array
    judged: Flags
    above: Flags

    def __len__(self) -> int:
        return len(self.start)

    def last(self, periods: int) -> "Rows":
        """Only the last periods."""
        return Rows(**{name: getattr(self, name)[-periods:] for name in self.__dataclass_fields__})

    def spans(self, flags: Flags) -> list[dict[str, str]]:
        """Unbroken runs of True as first day `a` and the day after the last, `b`."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
        return [
            {"a": str(self.start[first]), "b": str(self.end[after - 1] + _DAY)}
            for first, after in edges.reshape(-1, 2)
        ]

    def table(self, *, names: tuple[str, ...] = (), bounds: bool = True) -> list[dict[str, str | float]]:
        """The rows as they are embedded, once per chart.

        First day `a`, day after the last `b`, count `y`, above `f`; with bounds also `e`, `u`; with names
        also `n`. Left out = no number. Objects, not CSV: the drawing libraries read CSV by generating code,
        which a strict content policy rightly refuses.
        """
        rows = []
        for i in range(len(self)):
            row: dict[str, str | float] = {"a": str(self.start[i]), "b": str(self.end[i] + _DAY)}
            numbers = {"y": self.count[i], "e": self.expected[i], "u": self.upper[i]}
            for name in ("y", "e", "u") if bounds else ("y",):
                if np.isfinite(numbers[name]):
                    row[name] = _short(float(numbers[name]))
            if self.above[i]:
                row["f"] = 1
            if names:
                row["n"] = names[i]
            rows.append(row)
        return rows

    def top(self) -> float:
        """Largest number to be shown; at least 1."""
        known = [array[np.isfinite(array)] for array in (self.count, self.upper)]
        return max(1.0, *(float(array.max()) for array in known if array.size))

    def bottom(self) -> float:
        """Smallest number to be shown: 0, or below it where corrections were kept."""
        known = self.count[np.isfinite(self.count)]
        return min(0.0, float(known.min())) if known.size else 0.0

    def whole(self) -> bool:
        """Whether every count is a whole number."""
        known = self.count[np.isfinite(self.count)]
        return bool(np.array_equal(known, np.round(known)))


def _short(value: float) -> float:
    """Six significant digits; whole where it is whole."""
    value = float(f"{value:.6g}")
    return int(value) if value.is_integer() else value

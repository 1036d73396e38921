"""The numbers of one series as charts take them: one row per period, in order."""

from dataclasses import dataclass
from typing import Any

import altair as alt
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
    asked       True where the period was to be judged
    above       True where it was judged and found unusual
    """

    start: Days
    end: Days
    count: Array
    expected: Array
    upper: Array
    asked: Flags
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

    def table(self, *, names: tuple[str, ...] = (), bounds: bool = True) -> alt.InlineData:
        """The rows as text that is read once by the chart.

        Columns: first day `a`, day after the last `b`, count `y`, above `f`; with bounds also `e`, `u`;
        with names also `n`. Empty = no number.
        """
        lines = ["a,b,y,f" + (",e,u" if bounds else "") + (",n" if names else "")]
        for i in range(len(self)):
            cells = [
                str(self.start[i]),
                str(self.end[i] + _DAY),
                _text(self.count[i]),
                str(int(self.above[i])),
            ]
            if bounds:
                cells += [_text(self.expected[i]), _text(self.upper[i])]
            if names:
                cells.append('"' + names[i].replace('"', '""') + '"')
            lines.append(",".join(cells))
        kinds: dict[str, Any] = {"a": "date", "b": "date", "y": "number", "f": "number"}
        if bounds:
            kinds |= {"e": "number", "u": "number"}
        return alt.InlineData(values="\n".join(lines), format=alt.CsvDataFormat(type="csv", parse=kinds))

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


def _text(value: float) -> str:
    return "" if not np.isfinite(value) else f"{value:.6g}"

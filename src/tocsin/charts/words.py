"""What a chart is told beside the numbers: words in the reader's language and where to write them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Labels for the readings of a chart.

    ticks   labels of the time axis, by place in the rows; each a tuple of lines
    names   name of each period; shown when a reader points at it
    newest  the newest count as it is written, shown at its bar
    """

    period: str
    observed: str
    expected: str
    upper: str
    newest: str
    names: tuple[str, ...]
    ticks: dict[int, tuple[str, ...]]

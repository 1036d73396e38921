"""What a chart is told beside the numbers: words in the reader's language and where to write them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Labels for the readings of a chart.

    ticks   labels of the time axis of the close-up, by place in its rows; each a tuple of lines
    days    labels of the time axis of the history, by day
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
    days: tuple[tuple[np.datetime64, tuple[str, ...]], ...]

"""Places by periods: where counts were above, how far, and where nobody could judge.

A grid instead of a map: it needs no outlines of states, treats a small place like a large one, and a screen
reader can walk through it.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.cluster.finding import Watch
from tocsin.report.language import Language
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.status import Status

PERIODS = 12  # columns at most
PLACES = 40  # rows at most; the rest is named below the grid
FAR, VERY_FAR = 1.5, 3.0  # times the upper bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place in one period: what is written, how strong, and the same in words."""

    text: str
    level: str  # none, just, far, very, unjudged
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of cells under the names of periods; `calm` places had nothing above, `cut` had no room."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    calm: tuple[str, ...]
    cut: tuple[str, ...]


def grid(watch: Watch, lang: Language) -> Grid | None:
    """The grid, the places with most above first; None without a place column."""
    signals = watch.signals
    frame = signals.panel.series
    if watch.place is None or watch.place not in frame.columns:
        return None
    names, member = _members(frame[watch.place].to_list())
    if not names:
        return None
    J = min(PERIODS, signals.status.shape[1])
    above = _per_place(signals.status[:, -J:] == Status.ABOVE, member, len(names))
    judged = _per_place(signals.status[:, -J:] != Status.UNJUDGED, member, len(names))
    times = _times_upper(watch, J, member, len(names))
    order = np.lexsort((np.array(names), -above.sum(axis=1), -times[:, -1], -above[:, -1]))
    every = signals.periods.every
    ends = signals.periods.part(len(signals.periods) - J, len(signals.periods)).ends().tolist()
    busy = [i for i in order.tolist() if above[i].any()]
    rows = tuple(
        (names[i], tuple(_cell(above[i, j], judged[i, j], times[i, j], lang) for j in range(J)))
        for i in busy[:PLACES]
    )
    heads, year = [], None
    for end in ends:
        own, short = lang.short_period(end, every)
        heads.append((short, own if own != year else ""))
        year = own
    return Grid(
        heads=tuple(heads),
        rows=rows,
        calm=tuple(names[i] for i in sorted(order.tolist()) if not above[i].any()),
        cut=tuple(names[i] for i in busy[PLACES:]),
    )


def _members(values: list[str | None]) -> tuple[list[str], Index]:
    """Names of the places, sorted, and the place of each series; -1 for a sum over places."""
    names = sorted({value for value in values if value is not None})
    at = {name: i for i, name in enumerate(names)}
    return names, np.array([-1 if value is None else at[value] for value in values], np.int64)


def _per_place(flags: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", member: Index, size: int) -> Index:
    """How many series of each place have the flag, per period."""
    own = member >= 0
    counted = np.zeros((size, flags.shape[1]), np.int64)
    np.add.at(counted, member[own], flags[own])
    return counted


def _times_upper(watch: Watch, J: int, member: Index, size: int) -> Array:
    """Largest count over upper bound among the series above, per place and period; 0 where none."""
    signals = watch.signals
    upper, seen = signals.upper[:, -J:], signals.observed[:, -J:]
    with np.errstate(invalid="ignore", divide="ignore"):
        times = np.where(signals.status[:, -J:] == Status.ABOVE, seen / np.maximum(upper, 1.0), 0.0)
    times = np.nan_to_num(times, nan=1.0)
    largest = np.zeros((size, J))
    own = member >= 0
    np.maximum.at(largest, member[own], times[own])
    return largest


def _cell(above: int, judged: int, times: float, lang: Language) -> Cell:
    if not judged:
        return Cell(text="?", level="unjudged", words=lang.gettext("not judged"))
    if not above:
        return Cell(text="", level="none", words=lang.gettext("none above"))
    level = "very" if times >= VERY_FAR else "far" if times >= FAR else "just"
    return Cell(
        text=lang.number(int(above)),
        level=level,
        words=lang.ngettext("%(n)s series above", "%(n)s series above", int(above)),
    )

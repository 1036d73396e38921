"""The series of a workspace as of any day, computed once and kept while nothing new is published."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tocsin.flows.kept import Kept
from tocsin.flows.whose import Key, series_id
from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.periods import Every

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.cluster.outlook import Outlook
    from tocsin.flows.published import Published
    from tocsin.flows.watch_settings import WatchSettings

LOOK_AGAIN = 10.0  # seconds after which it is asked whether anything new was published
HORIZONS = 4  # periods to come
_WATCHES, _OUTLOOKS = 12, 24  # that are kept; each is of one indicator and day


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """One series as of the newest day.

    id      in addresses, see `series_id`
    key     key columns; null = summed over that column
    place, indicator   of the key; None = summed over, or no such column
    strata  the other key columns that say something
    every   day, week or month
    last    reference date of the newest number; None = none
    newest  that number; NaN = none
    status  "above", "below" or "unjudged" in the newest period
    """

    id: str
    key: Mapping[str, str | None]
    place: str | None
    indicator: str | None
    strata: Mapping[str, str]
    every: Every
    last: date | None
    newest: float
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One series that has fallen silent, or has not.

    last    reference date of its newest number
    silent  whether the two newest periods that were due did not come
    """

    key: Mapping[str, str | None]
    source: str
    indicator: str
    every: Every
    last: date
    silent: bool


class SeriesBook:
    """What was reported to one workspace, for pages: nothing here asks who reads.

    All of it is kept per version of the workspace, and a version is looked for every 10 seconds.
    """

    def __init__(self, folder: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self._clock = clock
        self._versions: Kept[str] = Kept(most=2)
        self._settings: Kept[tuple[Published, WatchSettings]] = Kept(most=2)
        self._days: Kept[tuple[date, ...]] = Kept(most=2)
        self._lines: Kept[tuple[SeriesLine, ...]] = Kept(most=2)
        self._silences: Kept[tuple[Silence, ...]] = Kept(most=2)
        self._watches: Kept[Watch] = Kept(most=_WATCHES)
        self._outlooks: Kept[Mapping[str, Outlook]] = Kept(most=_OUTLOOKS)

    def version(self) -> str:
        """What changes with every snapshot and every change of the settings; "" where there is no workspace.

        Raises ArchiveError where the reports cannot be reached.
        """
        return self._versions.get(int(self._clock() // LOOK_AGAIN), self._look)

    def days(self) -> tuple[date, ...]:
        """Days on which anything was published, the first one first."""
        version = self.version()
        return self._days.get(version, lambda: tuple(self._published()[0].days())) if version else ()

    def lines(self) -> tuple[SeriesLine, ...]:
        """Every series as of the newest day. Cost, once: a watch."""
        days = self.days()
        return self._lines.get(self.version(), lambda: self._list(days[-1])) if days else ()

    def silences(self) -> tuple[Silence, ...]:
        """Every reported series, and whether it is silent on the newest day. Cost, once: a pass over all."""
        days = self.days()
        return self._silences.get(self.version(), lambda: self._listen(days[-1])) if days else ()

    def watch(self, indicator: str | None, day: date) -> "Watch":
        """The judged series of an indicator as they were known on a day; its findings are not looked at.

        None = of all indicators at once. Raises UnknownNameError for one that nobody had reported by then.
        """
        return self._watches.get((self.version(), indicator, day), lambda: self._judge(indicator, day))

    def outlook(self, name: str, indicator: str | None, day: date) -> "Outlook | None":
        """Nowcast and forecast of a series as of a day, as far as they are known; None = it was not there."""
        group = self._group(indicator)
        made = self._outlooks.get((self.version(), group, day), lambda: self._look_ahead(group, day))
        return made.get(name)

    def row(self, name: str, indicator: str | None, day: date) -> "tuple[Watch, int] | None":
        """The watch that a series is in and its row there; None = nothing of it was published by then.

        name, indicator  of the series, see `SeriesLine`
        """
        try:
            watch = self.watch(self._group(indicator), day)
        except UnknownNameError:
            return None
        keys = watch.signals.panel.series.to_dicts()
        found = [row for row, key in enumerate(keys) if series_id(key) == name]
        return (watch, found[0]) if found else None

    def _group(self, indicator: str | None) -> str | None:
        """The indicator with which a series is computed; None = with all, where sums go over indicators."""
        _, settings = self._published()
        return None if any("indicator" in tree for tree in settings.trees) else indicator

    def place(self) -> str | None:
        """Name of the key column that holds places."""
        return self._published()[1].place if self.version() else None

    def _look(self) -> str:
        from tocsin.archive.store import Store
        from tocsin.flows.workspace import is_workspace, open_workspace

        if not self.folder or not is_workspace(self.folder):
            return ""
        workspace = open_workspace(self.folder)
        return f"{Store(workspace.archive.url).open().version()} {workspace.settings!r}"

    def _published(self) -> "tuple[Published, WatchSettings]":
        from tocsin.flows.watch_workspace import watched
        from tocsin.flows.workspace import open_workspace

        return self._settings.get(self.version(), lambda: watched(open_workspace(self.folder)))

    def _judge(self, indicator: str | None, day: date) -> "Watch":
        from tocsin.flows.published import Published
        from tocsin.flows.watch import watch

        past, settings = self._published()
        choice = past.choice if indicator is None else {**past.choice, "indicator": [indicator]}
        mine = Published(
            past.archive, choice=choice, trees=past.trees, total=past.total, effort=past.effort
        )  # fmt: skip
        panel = mine.panel(day)
        return watch(
            panel, method=settings.method, options=settings.options, fdr=settings.fdr, place=settings.place,
            borders=settings.borders, nowcast=mine.nowcast(day) if settings.complete else None,
        )  # fmt: skip

    def _look_ahead(self, indicator: str | None, day: date) -> "Mapping[str, Outlook]":
        from tocsin.cluster.outlook import Outlook
        from tocsin.flows.outlook import look, row_of

        now = look(self._published()[0].only(() if indicator is None else (indicator,)), day, HORIZONS)
        keys: list[Key] = list(now.panel.series.to_dicts())
        rows = now.panel.series.rows()
        return {
            series_id(key): Outlook(nowcast=row_of(now.nowcast, row), forecast=row_of(now.forecast, row))
            for key, row in zip(keys, rows, strict=True)
        }

    def _list(self, day: date) -> tuple[SeriesLine, ...]:
        past, settings = self._published()
        whole = any("indicator" in tree for tree in settings.trees)
        chosen = past.choice.get("indicator")
        asked = [chosen] if isinstance(chosen, str) else (chosen or past.archive.indicators())
        lines: list[SeriesLine] = []
        for indicator in [None] if whole else sorted(asked):
            lines += _lines_of(self.watch(indicator, day))
        return tuple(lines)

    def _listen(self, day: date) -> tuple[Silence, ...]:
        from tocsin.archive.silence import silence
        from tocsin.flows.workspace import open_workspace
        from tocsin.panel.reports import split_stratum

        found = silence(open_workspace(self.folder).archive, day)
        return tuple(
            Silence(
                key={**split_stratum(row["stratum"]), "place": row["place"], "indicator": row["indicator"]},
                source=row["source"], indicator=row["indicator"], every=row["every"], last=row["last"],
                silent=row["silent"],
            )
            for row in found.to_dicts()
        )  # fmt: skip


def _lines_of(watch: "Watch") -> list[SeriesLine]:
    """The series of a watch as of its day."""
    import numpy as np

    from tocsin.vocab.status import Status

    panel, signals = watch.signals.panel, watch.signals
    every, place = panel.periods.every, watch.place or ""
    reported = panel.counts.copy()
    if watch.reported is not None:
        judged = reported[:, signals.first :]
        judged[:] = np.where(np.isnan(watch.reported), judged, watch.reported)
    there = ~np.isnan(reported)
    T = len(panel.periods)
    last = T - 1 - there[:, ::-1].argmax(axis=1)
    ends = panel.periods.ends().astype("datetime64[D]").tolist()
    made = []
    for row, key in enumerate(panel.series.to_dicts()):
        known = bool(there[row].any())
        own = {"place", "indicator", place}
        made.append(
            SeriesLine(
                id=series_id(key), key=key, place=key.get(place), indicator=key.get("indicator"),
                strata={column: value for column, value in key.items() if column not in own and value},
                every=every, last=ends[last[row]] if known else None,
                newest=float(reported[row, last[row]]) if known else math.nan,
                status=Status(int(signals.status[row, -1])).word,
            )
        )  # fmt: skip
    return made

"""What was published when, as the watch asks for it: panels, replaced numbers and nowcasts as of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tocsin.cluster.artefact_revision import Revisions
from tocsin.panel.effort import EffortRule, exclude_effort
from tocsin.panel.panel import Panel
from tocsin.panel.reports import SERIES, split_stratum
from tocsin.panel.tree import read_tree, with_parents
from tocsin.panel.triangle import Triangle
from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.periods import ordinals

if TYPE_CHECKING:
    from tocsin.archive.archive import Archive
    from tocsin.archive.remembered import Remembered
    from tocsin.panel.forecast import Forecast

_LONGEST = 13  # delays of a triangle; the last one holds all longer ones


@dataclass(slots=True)
class Published:
    """An archive as one watch sees it.

    archive  where the reports are
    choice   which of them: arguments of `Archive.panel`
    trees    chains of columns along which sums are added, see `panel.tree`
    total    what already is a sum, see `panel.tree`
    effort   which counts are left out for unusual effort, see `panel.effort`; None = none
    """

    archive: "Archive"
    choice: Mapping[str, Any] = field(default_factory=dict)
    trees: Sequence[str] = ()
    total: str | None = None
    effort: EffortRule | None = None
    _replaced: pl.DataFrame | None = None
    _until: date | None = None
    _remembered: "Remembered | None" = None
    _efforts: "Remembered | None" = None

    def only(self, indicators: Sequence[str]) -> "Published":
        """The same with some indicators alone; none named = all that there were."""
        if not indicators:
            return self
        choice = {**self.choice, "indicator": list(indicators)}
        return Published(self.archive, choice=choice, trees=self.trees, total=self.total)

    def days(self) -> list[date]:
        """Days on which anything was published, increasing."""
        return self.archive.snapshots()["report_date"].unique().sort().to_list()

    def panel(self, day: date | None = None) -> Panel:
        """What was known at the end of a day, with its sums; default the last one."""
        return self._with_sums(self._without_effort(self._read(self._remembered, day, self.choice)))

    def _read(self, memory: "Remembered | None", day: date | None, choice: Mapping[str, Any]) -> Panel:
        """A panel out of the memory where there is one."""
        if day is None or memory is None:
            return self.archive.panel(as_of=day, **choice)
        return memory.panel(as_of=day, **choice)

    def _without_effort(self, panel: Panel) -> Panel:
        """The panel without counts of unusual effort, as far as effort was reported by its day."""
        if self.effort is None:
            return panel
        where = {name: self.choice[name] for name in ("every",) if name in self.choice}
        try:
            effort = self._read(self._efforts, panel.as_of, {"indicator": self.effort.indicator, **where})
        except UnknownNameError:  # nobody had reported any by then
            return panel
        return exclude_effort(panel, effort, self.effort)

    def revisions(self, panel: Panel) -> Revisions:
        """Numbers replaced by the day of a panel, by its rows and periods."""
        if panel.as_of is None:
            raise ValueError("a panel out of the archive has a day")
        if self._replaced is None or self._until is None or panel.as_of > self._until:
            self._read_replaced(panel.as_of)
        assert self._replaced is not None
        rows = self._replaced.filter(pl.col("report_date") <= panel.as_of)
        return placed(rows, panel)

    def prepare(self, until: date) -> None:
        """Read all reports up to a day at once, for who will ask for many earlier days."""
        from tocsin.archive.remembered import Remembered

        self._remembered = Remembered(self.archive, until=until, indicator=self.choice.get("indicator"))
        if self.effort is not None:
            self._efforts = Remembered(self.archive, until=until, indicator=self.effort.indicator)
        self._read_replaced(until)

    def _read_replaced(self, until: date) -> None:
        from tocsin.archive.replaced import read_replaced

        names = {k: v for k, v in self.choice.items() if k in ("indicator", "place", "source", "stratum")}
        self._replaced = read_replaced(self.archive, until=until, **names).sort("report_date")
        self._until = until

    def nowcast(self, day: date) -> "Forecast":
        """What the newest periods will have come to, as of a day, sums included."""
        from tocsin.nowcast import nowcast

        return nowcast(self.triangle(day))

    def triangle(self, day: date) -> Triangle:
        """What was known at the end of a day by delay, sums included."""
        return self._summed(self.archive.triangle(as_of=day, delays=_LONGEST, **self.choice))

    def _with_sums(self, panel: Panel) -> Panel:
        if not self.trees:
            return panel
        return with_parents(panel, [read_tree(text) for text in self.trees], total=self.total)

    def _summed(self, triangle: Triangle) -> Triangle:
        """The triangle with the sums of its series, delay by delay."""
        if not self.trees:
            return triangle
        layers = [self._with_sums(_layer(triangle, k)) for k in range(triangle.increments.shape[2])]
        return Triangle(
            increments=np.ascontiguousarray(np.stack([layer.counts for layer in layers], axis=2)),
            series=layers[0].series, periods=triangle.periods, as_of=triangle.as_of,
            delay_every=triangle.delay_every, first_delay=triangle.first_delay, open_end=triangle.open_end,
        )  # fmt: skip


def placed(rows: pl.DataFrame, panel: Panel) -> Revisions:
    """Replaced numbers, by the rows and periods of a panel; those that it lacks are left out."""
    at = {key: i for i, key in enumerate(panel.series.rows())}
    keys = rows.select(SERIES).unique(maintain_order=True)
    known = [at.get(_key(series, panel.by), -1) for series in keys.rows(named=True)]
    rows = rows.join(
        keys.with_columns(row=pl.Series(known, dtype=pl.Int64)), on=SERIES, maintain_order="left"
    )
    place = _ordinals(rows["reference_date"], panel) - panel.periods.first
    row = rows["row"].to_numpy()
    inside = (row >= 0) & (place >= 0) & (place < len(panel.periods))
    return Revisions(
        row=row[inside], place=place[inside],
        day=rows["report_date"].to_numpy().astype("datetime64[D]")[inside],
        old=rows["old"].to_numpy()[inside], new=rows["new"].to_numpy()[inside],
    )  # fmt: skip


def _ordinals(days: pl.Series, panel: Panel) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return ordinals(days.to_numpy().astype("datetime64[D]"), panel.periods.every)


def _key(series: Mapping[str, str], by: Sequence[str]) -> tuple[str | None, ...]:
    """The key columns of one series of the archive, as its panels name them."""
    parts = split_stratum(series["stratum"])
    own = {name: series[name] for name in ("place", "indicator", "source", "unit")}
    parts = {f"{name}_of_stratum" if name in own else name: value for name, value in parts.items()}
    return tuple(own.get(column, parts.get(column)) for column in by)


def _layer(triangle: Triangle, delay: int) -> Panel:
    """One delay of a triangle as a panel, so that it can be summed like one."""
    one = Triangle(
        increments=np.ascontiguousarray(triangle.increments[:, :, delay : delay + 1]),
        series=triangle.series, periods=triangle.periods, as_of=triangle.as_of,
    )  # fmt: skip
    return one.panel()

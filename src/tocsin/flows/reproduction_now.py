"""How fast the lead series of a finding spreads: R of its newest window, on nowcast courses where known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tocsin.cluster.outlook import Estimate, Lacking, Reproduction
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import UnknownNameError

if TYPE_CHECKING:
    from tocsin.panel.forecast import Forecast
    from tocsin.panel.triangle import Triangle
    from tocsin.rt.interval import SerialInterval

PAST = {"day": 200, "week": 40}  # periods that R may rest on: several of the longest serial intervals
WINDOW = {"day": 7, "week": 2}  # periods of its window
_WHY = {
    "FEW": Lacking.TOO_FEW_CASES,
    "MISSING": Lacking.MISSING_REPORTS,
    "BEFORE": Lacking.SHORT_HISTORY,
}  # what `rt.Caveat` says where R is not worth telling
LEVELS = (0.025, 0.5, 0.975)
_ROUNDING = 1e-9  # courses that differ by less are one


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Courses:
    """Possible courses of every series.

    panel  the counts as they stand
    draws  (S, T, D) by the rows and periods of the panel; None where no delays are known
    """

    panel: Panel
    draws: Array | None

    @classmethod
    def of(
        cls,
        panel: Panel,
        triangle: "Triangle",
        nowcast: "Forecast | None",
        rng: np.random.Generator,
        size: int,
    ) -> "Courses":
        """Courses drawn from the nowcast; a count that it has no answer for stays as reported."""
        if nowcast is None:
            return cls(panel=panel, draws=None)
        from tocsin.nowcast import nowcast_draws

        drawn = nowcast_draws(triangle, rng=rng, n=size)
        draws = np.repeat(panel.counts[:, :, None], size, axis=2)
        rows = {key: row for row, key in enumerate(panel.series.rows())}
        offset = triangle.periods.first - panel.periods.first
        low, high = max(0, -offset), min(drawn.shape[1], panel.counts.shape[1] - offset)
        for at, key in enumerate(triangle.series.rows()):
            if key in rows and low < high:
                mine = draws[rows[key], low + offset : high + offset]
                theirs = drawn[at, low:high]
                mine[:] = np.where(np.isfinite(theirs) & np.isfinite(mine), theirs, mine)
        return cls(panel=panel, draws=draws)

    def course(self, row: int) -> tuple[Array, bool]:
        """(1, T, D) of one series, and whether its courses differ."""
        if self.draws is None:
            return self.panel.counts[row][None, :, None], False
        mine = self.draws[row]
        differ = bool((np.ptp(mine[np.isfinite(mine).all(axis=1)], axis=1) > _ROUNDING).any())
        return mine[None], differ


def reproduction_now(
    key: tuple[str | None, ...], courses: Courses, given: Mapping[str, tuple[float, float]]
) -> Reproduction | Lacking:
    """R of the newest window of one series, or why there is none."""
    from tocsin.rt import Caveat, ROptions, reproduction_of_draws, weekly_draws

    panel = courses.panel
    every = panel.periods.every
    if every == "month":
        return Lacking.TOO_COARSE
    named = dict(zip(panel.by, key, strict=True))
    found = _interval(named.get("indicator"), given)
    if found is None:
        return Lacking.NO_SERIAL_INTERVAL
    interval, source = found
    rows = panel.series.rows()
    if key not in rows:
        return Lacking.SHORT_HISTORY
    course, differ = courses.course(rows.index(key))
    counts = panel.counts[rows.index(key)]
    known = counts[np.isfinite(counts)]
    if (known < 0).any() or not np.array_equal(known, np.round(known)):
        return Lacking.NOT_COUNTS
    course = np.maximum(course[:, -PAST[every] :], 0.0)
    options = ROptions(levels=LEVELS, window=WINDOW["day"])
    made = (
        weekly_draws(course, interval, options, weeks=WINDOW["week"])
        if every == "week"
        else reproduction_of_draws(course, interval, options)
    )
    caveat = Caveat(int(made.caveat[0, -1]))
    if caveat.name in _WHY:
        return _WHY[caveat.name]
    low, median, high = made.quantiles[0, -1].tolist()
    ends, starts = panel.periods.ends(), panel.periods.starts()
    return Reproduction(
        value=Estimate(median=median, low=low, high=high),
        start=starts[-WINDOW[every]].item(),
        end=ends[-1].item(),
        interval=(interval.mean, interval.sd),
        source=source,
        nowcast=differ,
    )


def _interval(
    indicator: str | None, given: Mapping[str, tuple[float, float]]
) -> "tuple[SerialInterval, str] | None":
    """Serial interval of a disease and where it comes from; None where nobody knows one."""
    from tocsin.rt import SerialInterval, find_interval

    if indicator is None:
        return None
    if indicator in given:
        mean, sd = given[indicator]
        return SerialInterval(mean=mean, sd=sd), "tocsin.toml"
    try:
        published = find_interval(indicator)
    except UnknownNameError:
        return None
    return published.interval, published.source.split(",")[0] + " " + published.source.split("(")[1][:4]

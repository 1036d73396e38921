"""The outlook of every finding of a watched workspace, and how nowcasts and forecasts of it did lately."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tocsin.cluster.outlook import Lacking, Outlook, Part
from tocsin.flows.neighbours import Neighbours, read_neighbours
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reproduction_now import Courses, reproduction_now
from tocsin.flows.track_record import records_of
from tocsin.panel.forecast import Forecast
from tocsin.panel.panel import Panel

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.flows.published import Published
    from tocsin.panel.triangle import Triangle
    from tocsin.vocab.periods import Every

_STEP: "dict[Every, int]" = {"day": 1, "week": 7, "month": 30}  # days from one round to the one before
_SEED = 1  # of the draws behind R: the same report for the same data


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookOptions:
    """What an outlook looks at.

    horizons          periods to come
    rounds            earlier days, a period apart, on which nowcast and forecast are made again and compared
    draws             courses of the nowcast from which R is made
    serial_intervals  mean and sd in days by the name of the indicator; goes before the published ones
    """

    horizons: int = 4
    rounds: int = 8
    draws: int = 200
    serial_intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What was known on one day, and what was made of it.

    panel     the counts as they stood
    triangle  the same by delay
    nowcast   of the newest periods; None where the delays of no series are known
    forecast  of the periods to come, from the counts completed by the nowcast
    """

    panel: Panel
    triangle: "Triangle"
    nowcast: Forecast | None
    forecast: Forecast


def with_outlooks(
    watch: "Watch",
    published: "Published",
    options: OutlookOptions = OutlookOptions(),
    *,
    progress: Progress = no_progress,
) -> "Watch":
    """The watch with the outlook of each of its findings, as of the day of its panel.

    Only series of the indicators that have findings are looked at. Cost: that of `rounds + 1` nowcasts and
    forecasts of these series, and of one endemic-epidemic model per indicator.
    """
    day = watch.signals.panel.as_of
    if not watch.findings or day is None:
        return watch
    mine = published.only(_indicators(watch))
    days = _days(published.days(), day, watch.signals.periods.every, options.rounds)
    done = progress("Looking ahead", len(days) + 3)
    now = look(mine, day, options.horizons)
    done(1)
    earlier = []
    for past in days:
        earlier.append(look(mine, past, options.horizons))
        done(1)
    neighbours = read_neighbours(now.panel, watch.place, watch.borders)
    done(1)
    courses = Courses.of(now.panel, now.triangle, now.nowcast, np.random.default_rng(_SEED), options.draws)
    outlooks = {
        finding.rank: _outlook(
            watch.signals.panel.series.row(finding.lead), now, earlier, neighbours, courses, options
        )
        for finding in watch.findings
    }
    done(1)
    return replace(watch, outlooks=outlooks)


def look(published: "Published", day: date, horizons: int) -> Round:
    """Nowcast and forecast as of a day."""
    from tocsin.forecast import forecast
    from tocsin.nowcast import nowcast

    panel, triangle = published.panel(day), published.triangle(day)
    made: Forecast | None = nowcast(triangle)
    if made is not None and not np.isfinite(made.quantiles).any():
        made = None
    whole = panel if made is None else completed(panel, made)
    return Round(panel=panel, triangle=triangle, nowcast=made, forecast=forecast(whole, horizons=horizons))


def completed(panel: Panel, nowcast: Forecast) -> Panel:
    """The panel with counts of incomplete periods replaced by the median of their nowcast.

    A period without a report stays without; whole counts stay whole.
    """
    counts = panel.counts.copy()
    rows = {key: row for row, key in enumerate(panel.series.rows())}
    median = nowcast.at(0.5)
    known = counts[np.isfinite(counts)]
    if np.array_equal(known, np.round(known)):
        median = np.round(median)
    offset = nowcast.periods.first - panel.periods.first
    low, high = max(0, -offset), min(median.shape[1], counts.shape[1] - offset)
    for at, key in enumerate(nowcast.series.rows()):
        if key in rows and low < high:
            mine = counts[rows[key], low + offset : high + offset]
            theirs = median[at, low:high]
            mine[:] = np.where(np.isfinite(theirs) & np.isfinite(mine), theirs, mine)
    return panel.replace(counts=counts)


def row_of(made: Forecast | None, key: tuple[str | None, ...]) -> Forecast | None:
    """The forecast of one series; None where there is none, or no number in it."""
    if made is None:
        return None
    rows = [row for row, other in enumerate(made.series.rows()) if other == key]
    if not rows or not np.isfinite(made.quantiles[rows[0]]).any():
        return None
    return replace(made, quantiles=made.quantiles[rows[:1]], series=made.series[rows[:1]])


def _outlook(
    key: tuple[str | None, ...],
    now: Round,
    earlier: list[Round],
    neighbours: Neighbours,
    courses: Courses,
    options: OutlookOptions,
) -> Outlook:
    parts: dict[Part, object] = {
        Part.NOWCAST: row_of(now.nowcast, key) or Lacking.NO_DELAYS,
        Part.REPRODUCTION: reproduction_now(key, courses, options.serial_intervals),
        Part.FORECAST: row_of(now.forecast, key) or Lacking.SHORT_HISTORY,
        Part.NEIGHBOURS: neighbours.of(key),
    }
    there = {part.name.lower(): made for part, made in parts.items() if not isinstance(made, Lacking)}
    return Outlook(
        records=records_of(key, now.panel, earlier),
        lacking={part: why for part, why in parts.items() if isinstance(why, Lacking)},
        **there,  # type: ignore[arg-type]
    )


def _indicators(watch: "Watch") -> tuple[str, ...]:
    """Indicators of the series that lead a finding; none where one of them is summed over indicators."""
    series = watch.signals.panel.series
    if "indicator" not in series.columns:
        return ()
    found = {series["indicator"][finding.lead] for finding in watch.findings}
    return () if None in found else tuple(sorted(found))


def _days(known: list[date], day: date, every: "Every", rounds: int) -> list[date]:
    """The last day of publication in each of the rounds before a day, newest first."""
    chosen: list[date] = []
    for step in range(1, rounds + 1):
        before = [d for d in known if d <= day - timedelta(days=step * _STEP[every])]
        if before and before[-1] not in chosen:
            chosen.append(before[-1])
    return chosen

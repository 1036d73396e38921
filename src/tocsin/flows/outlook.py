"""The outlook of every finding of a watched workspace: nowcast, R, forecast, neighbours, and how they did lately."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tocsin.cluster.outlook import Lacking, Outlook, Part
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.track_record import records_of
from tocsin.panel.forecast import Forecast
from tocsin.panel.panel import Panel
from tocsin.vocab.absence import Absence

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.flows.published import Published

DAYS = {"day": 1, "week": 7, "month": 30}  # from one round to the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookOptions:
    """What an outlook looks at.

    horizons          periods to come
    rounds            earlier days, a period apart, on which nowcast and forecast are made again and compared
    serial_intervals  mean and sd in days by the name of the indicator; goes before the published ones
    """

    horizons: int = 4
    rounds: int = 8
    serial_intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What was known on one day, and what was made of it.

    panel     the counts as they stood
    nowcast   of the newest periods; None where delays are not known
    forecast  of the periods to come, after the newest counts were completed by the nowcast
    """

    panel: Panel
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

    Only series of the indicators that have findings are looked at. Cost: that of `rounds + 1` forecasts of
    these series, and of one endemic-epidemic model per indicator.
    """
    day = watch.signals.panel.as_of
    if not watch.findings or day is None:
        return watch
    done = progress("Looking ahead", options.rounds + 2)
    mine = published.only(_indicators(watch))
    now = look(mine, day, options.horizons)
    done(1)
    earlier = []
    for past in _days(published.days(), day, watch.signals.periods.every, options.rounds):
        earlier.append(look(mine, past, options.horizons))
        done(1)
    outlooks = {}
    for finding in watch.findings:
        key = watch.signals.panel.series.row(finding.lead)
        outlooks[finding.rank] = _outlook(key, now, earlier)
    done(1)
    return replace(watch, outlooks=outlooks)


def look(published: "Published", day: date, horizons: int) -> Round:
    """Nowcast and forecast as of a day."""
    from tocsin.forecast import forecast

    panel = published.panel(day)
    made = published.nowcast(day)
    made = made if np.isfinite(made.quantiles).any() else None
    whole = panel if made is None else completed(panel, made)
    return Round(panel=panel, nowcast=made, forecast=forecast(whole, horizons=horizons))


def completed(panel: Panel, nowcast: Forecast) -> Panel:
    """The panel with counts of incomplete periods replaced by the median of their nowcast."""
    counts, absence = panel.counts.copy(), panel.absence.copy()
    rows = {key: row for row, key in enumerate(panel.series.rows())}
    median = nowcast.at(0.5)
    offset = nowcast.periods.first - panel.periods.first
    for at, key in enumerate(nowcast.series.rows()):
        row = rows.get(key)
        for place in range(max(0, -offset), min(median.shape[1], counts.shape[1] - offset)):
            if (
                row is not None
                and np.isfinite(median[at, place])
                and np.isfinite(counts[row, place + offset])
            ):
                counts[row, place + offset] = median[at, place]
                absence[row, place + offset] = Absence.PRESENT
    return panel.replace(counts=counts, absence=absence)


def row_of(made: Forecast | None, key: tuple[str | None, ...]) -> Forecast | None:
    """The forecast of one series; None where there is none, or no number in it."""
    if made is None:
        return None
    rows = [row for row, other in enumerate(made.series.rows()) if other == key]
    if not rows or not np.isfinite(made.quantiles[rows[0]]).any():
        return None
    return replace(made, quantiles=made.quantiles[rows[:1]], series=made.series[rows[:1]])


def _outlook(key: tuple[str | None, ...], now: Round, earlier: list[Round]) -> Outlook:
    nowcast, forecast = row_of(now.nowcast, key), row_of(now.forecast, key)
    lacking = {}
    if nowcast is None:
        lacking[Part.NOWCAST] = Lacking.NO_DELAYS
    if forecast is None:
        lacking[Part.FORECAST] = Lacking.SHORT_HISTORY
    return Outlook(
        nowcast=nowcast,
        forecast=forecast,
        records=records_of(key, now.panel, earlier),
        lacking=lacking,
    )


def _indicators(watch: "Watch") -> tuple[str, ...]:
    """Indicators of the series that lead a finding."""
    series = watch.signals.panel.series
    if "indicator" not in series.columns:
        return ()
    found = {series["indicator"][finding.lead] for finding in watch.findings}
    return () if None in found else tuple(sorted(found))


def _days(known: list[date], day: date, every: str, rounds: int) -> list[date]:
    """The last day of publication in each of the rounds before a day, newest first."""
    chosen: list[date] = []
    for step in range(1, rounds + 1):
        before = [d for d in known if d <= day - timedelta(days=step * DAYS[every])]
        if before and before[-1] not in chosen:
            chosen.append(before[-1])
    return chosen

"""The outlook of one finding as the page shows it: a drawing, a handful of numbers, what is not known."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tocsin.charts.draw import svg
from tocsin.charts.fan import Fan, fan
from tocsin.charts.rows import Rows
from tocsin.charts.words import Words
from tocsin.cluster.finding import Finding, Watch
from tocsin.cluster.outlook import Outlook
from tocsin.panel.forecast import Forecast
from tocsin.report.axis_labels import ticks
from tocsin.report.language import Language
from tocsin.report.outlook_said import lacking, numbers, rounded
from tocsin.report.pictures import CHART_LOCALE
from tocsin.vocab.arrays import Array
from tocsin.vocab.periods import Every, Periods

PAST: dict[Every, int] = {"day": 28, "week": 16, "month": 15}  # counted periods shown before what is to come
SETTLED = 0.05  # a nowcast is drawn where its 95 % interval is wider than this share of its median
SHOWN = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookShown:
    """Everything the page says of what comes next, as text ready to be escaped.

    drawing  an `<svg>`; "" where there is neither nowcast nor forecast
    text     the drawing in words
    spec     the live drawing; None where there is none
    numbers  label, value, remark
    lacking  sentences on the parts that are not there
    """

    drawing: str
    text: str
    spec: dict[str, Any] | None
    numbers: tuple[tuple[str, str, str], ...]
    lacking: tuple[str, ...]


def outlook_shown(finding: Finding, watch: Watch, lang: Language) -> OutlookShown | None:
    """The outlook of a finding, drawn; None where nobody asked for one."""
    outlook = watch.outlooks.get(finding.rank)
    if outlook is None:
        return None
    drawing, text, spec = outlook_drawn(outlook, watch, finding.lead, lang)
    return OutlookShown(
        drawing=drawing, text=text, spec=spec, numbers=numbers(outlook, finding, watch, lang),
        lacking=lacking(outlook, lang),
    )  # fmt: skip


def outlook_drawn(
    outlook: Outlook, watch: Watch, series: int, lang: Language
) -> tuple[str, str, dict[str, Any] | None]:
    """An `<svg>`, the same in words, and its specification, of one row of the panel.

    Empty, and None, where there is neither nowcast nor forecast.
    """
    if outlook.nowcast is None and outlook.forecast is None:
        return "", "", None
    rows, ahead = _rows(outlook, watch, series, lang)
    every = watch.signals.periods.every
    days = rows.end.tolist()
    names = tuple(lang.period(day, every) for day in days)
    words = Words(
        period=lang.gettext("Period"), observed=lang.gettext("Cases"), expected="", upper="", newest="",
        names=names, ticks=ticks(days, every, lang), days=(),
    )  # fmt: skip
    spec = fan(rows, ahead, words)
    return svg(spec, CHART_LOCALE[lang.code]), _in_words(rows, ahead, names, lang), spec


def _rows(outlook: Outlook, watch: Watch, series: int, lang: Language) -> tuple[Rows, Fan]:
    """The last counted periods and those to come, with what is not known for sure."""
    panel = watch.signals.panel
    every, T = panel.periods.every, len(panel.periods)
    past = min(T, PAST[every])
    after = panel.periods.first + T
    made = None if outlook.forecast is None else outlook.forecast.periods
    steps = 0 if made is None else max(0, made.first + len(made) - after)
    periods = Periods(every, after - past, past + steps)
    count = np.concatenate([_reported(watch, series)[T - past :], np.full(steps, np.nan)])
    quantiles = np.full((len(periods), len(SHOWN)), np.nan)
    if outlook.nowcast is not None:
        _lay(quantiles, periods, outlook.nowcast)
        settled = quantiles[:, -1] - quantiles[:, 0] <= SETTLED * np.maximum(quantiles[:, 2], 1)
        quantiles[settled] = np.nan
    if outlook.forecast is not None:
        _lay(quantiles, periods, outlook.forecast)
    whole = bool(np.array_equal(count[np.isfinite(count)], np.round(count[np.isfinite(count)])))
    nothing, no = np.full(len(periods), np.nan), np.zeros(len(periods), np.bool_)
    rows = Rows(
        start=periods.starts(), end=periods.ends(), count=count, expected=nothing, upper=nothing,
        judged=no, above=no,
    )  # fmt: skip
    low95, low50, median, high50, high95 = np.ascontiguousarray(quantiles.T)
    ahead = Fan(
        low95=low95, low50=low50, median=median, high50=high50, high95=high95, now=past,
        title=(lang.gettext("Median"), lang.gettext("50%% interval"), lang.gettext("95%% interval")),
        text=tuple(_written(row, lang, whole=whole) for row in quantiles),
    )  # fmt: skip
    return rows, ahead


def _reported(watch: Watch, series: int) -> Array:
    """(T,) counts as they were reported, also where the panel holds the median of a nowcast instead."""
    counts: Array = watch.signals.panel.counts[series].copy()
    if watch.reported is not None:
        judged = counts[watch.signals.first :]
        judged[:] = np.where(np.isnan(watch.reported[series]), judged, watch.reported[series])
    return counts


def _lay(quantiles: Array, periods: Periods, made: Forecast) -> None:
    """Put the quantiles of a forecast of one series at their periods, in place."""
    for column, level in enumerate(SHOWN):
        for value, at in zip(made.at(level)[0], range(len(made.periods)), strict=True):
            place = made.periods.first + at - periods.first
            if 0 <= place < len(periods) and np.isfinite(value):
                quantiles[place, column] = value


def _written(row: Array, lang: Language, *, whole: bool) -> tuple[str, str, str]:
    if not np.isfinite(row).all():
        return "", "", ""
    low95, low50, median, high50, high95 = (rounded(float(value), lang, whole=whole) for value in row)
    return (
        median,
        lang.gettext("%(low)s to %(high)s", low=low50, high=high50),
        lang.gettext("%(low)s to %(high)s", low=low95, high=high95),
    )


def _in_words(rows: Rows, ahead: Fan, names: tuple[str, ...], lang: Language) -> str:
    """The drawing for those who do not see it: each period that is not known for sure."""
    said = [
        lang.gettext("%(period)s: %(median)s (%(interval)s)", period=name, median=text[0], interval=text[2])
        for name, text in zip(names, ahead.text, strict=True)
        if text[0]
    ]
    listed = lang.pgettext("between clauses", "; ").join(said)
    return lang.gettext("Median and 95%% interval of the periods that are not final: %(list)s.", list=listed)

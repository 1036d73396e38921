"""One series as a page shows it: drawings, the numbers behind them, what comes next."""

from dataclasses import dataclass

import numpy as np

from tocsin.cluster.finding import Watch
from tocsin.cluster.outlook import Outlook
from tocsin.panel.forecast import Forecast
from tocsin.report.cards import Row, table_rows
from tocsin.report.language import Language
from tocsin.report.outlook import outlook_drawn
from tocsin.report.outlook_said import rounded
from tocsin.report.pictures import Pictures, pictures
from tocsin.vocab.periods import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One period that is not final, or still to come, as text: median, 50 % and 95 % interval."""

    period: str
    median: str
    inner: str
    outer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """Everything the page says of one series, as text ready to be escaped.

    pictures   the last periods close up, and some years at a glance
    rows       the numbers behind them, the newest first
    outlook, outlook_text   the drawing of what comes next, and the same in words; "" where there is none
    nowcast, forecast       its numbers; empty where there are none
    method     that judged it
    reported   what was reported of the newest period, where its count is an estimate; "" where it is not
    """

    pictures: Pictures
    rows: tuple[Row, ...]
    outlook: str
    outlook_text: str
    nowcast: tuple[Ahead, ...]
    forecast: tuple[Ahead, ...]
    method: str
    reported: str


def show_series(watch: Watch, series: int, outlook: Outlook | None, lang: Language) -> SeriesShown:
    """One row of the panel in words and drawings. Cost: three drawings, about 35 ms each."""
    outlook = outlook or Outlook()
    drawing, text, _ = outlook_drawn(outlook, watch, series, lang)
    counts = watch.signals.panel.counts[series]
    known = counts[~np.isnan(counts)]
    whole = bool(np.array_equal(known, np.round(known)))
    return SeriesShown(
        pictures=pictures(watch, series, lang, live=False), rows=table_rows(watch, series, lang),
        outlook=drawing, outlook_text=text,
        nowcast=_ahead(outlook.nowcast, watch.signals.periods.every, lang, whole=whole),
        forecast=_ahead(outlook.forecast, watch.signals.periods.every, lang, whole=whole),
        method=str(watch.signals.method[series]), reported=_reported(watch, series, lang),
    )  # fmt: skip


def _reported(watch: Watch, series: int, lang: Language) -> str:
    if watch.reported is None or np.isnan(watch.reported[series, -1]):
        return ""
    return lang.number(float(watch.reported[series, -1]))


def _ahead(made: Forecast | None, every: Every, lang: Language, *, whole: bool) -> tuple[Ahead, ...]:
    if made is None:
        return ()
    levels = [made.at(level)[0] for level in (0.025, 0.25, 0.5, 0.75, 0.975)]
    lines = []
    for at, end in enumerate(made.periods.ends().tolist()):
        numbers = [float(level[at]) for level in levels]
        if not np.isfinite(numbers).all():
            continue
        low95, low50, median, high50, high95 = (rounded(n, lang, whole=whole) for n in numbers)
        if low95 == high95 and made.horizons[at] <= 0:  # final, as far as anybody can tell
            continue
        lines.append(
            Ahead(
                period=lang.period(end, every), median=median,
                inner=lang.gettext("%(low)s to %(high)s", low=low50, high=high50),
                outer=lang.gettext("%(low)s to %(high)s", low=low95, high=high95),
            )
        )  # fmt: skip
    return tuple(lines)

"""The two charts of a finding, drawn, with the words that stand for them."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from tocsin.charts.closeup import closeup
from tocsin.charts.draw import ChartLocale, svg
from tocsin.charts.history import history
from tocsin.charts.rows import Rows
from tocsin.charts.words import Words
from tocsin.cluster.finding import Watch
from tocsin.report.axis_labels import ticks
from tocsin.report.language import Lang, Language
from tocsin.vocab.periods import Every
from tocsin.vocab.status import Status

CLOSE: dict[Every, int] = {"day": 42, "week": 26, "month": 24}  # periods in the close-up
LONG = 900  # days from which on years are enough on the axis of the history
MONTHS = 8  # labels at most where they are months
YEARS = 5  # of history shown; what lies further back is said in words
CHART_LOCALE: dict[Lang, ChartLocale] = {"en": "en-US", "ru": "ru-RU", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Two drawings of one series; `specs` is empty in a page without scripts."""

    closeup: str
    history: str
    close_text: str
    history_text: str
    specs: tuple[dict[str, Any], ...]


def rows_of(watch: Watch, series: int) -> Rows:
    """The last years of one series."""
    signals, panel = watch.signals, watch.signals.panel
    T, J = panel.counts.shape[1], signals.status.shape[1]
    before = np.full(T - J, np.nan)
    rows = Rows(
        start=panel.periods.starts(),
        end=panel.periods.ends(),
        count=panel.counts[series],
        expected=np.concatenate([before, signals.expected[series]]),
        upper=np.concatenate([before, signals.upper[series]]),
        judged=np.concatenate([np.zeros(T - J, np.bool_), signals.judged[series]]),
        above=np.concatenate([np.zeros(T - J, np.bool_), signals.status[series] == Status.ABOVE]),
    )
    return rows.last(min(T, YEARS * panel.periods.per_year))


def pictures(watch: Watch, series: int, lang: Language, *, live: bool) -> Pictures:
    """Draw one series twice: its last periods close up, and some years at a glance."""
    every = watch.signals.periods.every
    rows = rows_of(watch, series)
    near = rows.last(CLOSE[every])
    words = _words(near, rows, every, lang)
    locale = CHART_LOCALE[lang.code]
    specs = (closeup(near, words), history(rows, words, len(near), live=True)) if live else ()
    return Pictures(
        closeup=svg(closeup(near, words), locale),
        history=svg(history(rows, words, len(near)), locale),
        close_text=_close_text(near, every, lang),
        history_text=_history_text(rows, every, lang),
        specs=specs,
    )


def data_block(value: object) -> str:
    """JSON for a script element: no text in it can end the element.

    >>> data_block("</script>")
    '"\\\\u003c/script>"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _words(rows: Rows, far: Rows, every: Every, lang: Language) -> Words:
    period = {"day": lang.gettext("Day"), "week": lang.gettext("Week"), "month": lang.gettext("Month")}
    days = rows.end.tolist()
    return Words(
        period=period[every],
        observed=lang.gettext("Cases"),
        expected=lang.gettext("Expected"),
        upper=lang.gettext("Upper bound"),
        newest=lang.number(float(rows.count[-1])),
        names=tuple(lang.period(day, every) for day in days),
        ticks=ticks(days, every, lang),
        days=_days(far, lang),
    )


def _days(rows: Rows, lang: Language) -> tuple[tuple[np.datetime64, tuple[str, ...]], ...]:
    """Labels of the history: years where it is long, else months with the year where it first shows."""
    first, last = rows.start[0], rows.end[-1]
    if (last - first).astype(int) > LONG:
        years = np.arange(first.astype("datetime64[Y]") + 1, last.astype("datetime64[Y]") + 1)
        return tuple((day, (str(day.item().year),)) for day in years.astype("datetime64[D]"))
    months = np.arange(first.astype("datetime64[M]") + 1, last.astype("datetime64[M]") + 1)
    shown: list[tuple[np.datetime64, tuple[str, ...]]] = []
    year = None
    for day in months[:: max(1, -(-len(months) // MONTHS))].astype("datetime64[D]"):
        own, short = lang.short_period(day.item(), "month")
        shown.append((day, (short,) if own == year else (short, own)))
        year = own
    return tuple(shown)


def _close_text(rows: Rows, every: Every, lang: Language) -> str:
    """The close-up in words, with its numbers."""
    names = [lang.period(day, every) for day in rows.end.tolist()]
    counts = ", ".join(
        lang.gettext("no report") if np.isnan(count) else lang.number(float(count)) for count in rows.count
    )
    above = [name for name, unusual in zip(names, rows.above, strict=True) if unusual]
    comma = lang.pgettext("between names", ", ")
    parts = [
        lang.gettext(
            "Bar chart. Cases per period from %(first)s to %(last)s: %(counts)s.",
            first=names[0], last=names[-1], counts=counts,
        )
    ]  # fmt: skip
    if np.isfinite(rows.expected[-1]):
        parts.append(lang.gettext("Expected in the newest: %(n)s.", n=lang.number(float(rows.expected[-1]))))
    if np.isfinite(rows.upper[-1]):
        parts.append(lang.gettext("Upper bound: %(n)s.", n=lang.number(float(rows.upper[-1]))))
    if above:
        parts.append(lang.gettext("Unusual: %(periods)s.", periods=comma.join(above)))
    return " ".join(parts)


def _history_text(rows: Rows, every: Every, lang: Language) -> str:
    """The years in words: their ends, their highest count and the newest."""
    known = np.where(np.isnan(rows.count), -np.inf, rows.count)
    peak = int(known.argmax())
    days = rows.end.tolist()
    text = lang.gettext(
        "Area chart. Cases per period from %(first)s to %(last)s. Newest: %(newest)s.",
        first=lang.period(days[0], every),
        last=lang.period(days[-1], every),
        newest=lang.number(float(rows.count[-1])),
    )
    if np.isfinite(known[peak]):
        text += " " + lang.gettext(
            "Highest: %(n)s %(when)s.",
            n=lang.number(float(known[peak])), when=lang.period(days[peak], every, "during"),
        )  # fmt: skip
    return text

"""Where the report comes from: data, their day, method, options, software. What a reader checks first."""

from datetime import date, datetime

import numpy as np

from tocsin.cluster.finding import Watch
from tocsin.report.language import Language


def provenance(
    watch: Watch, lang: Language, *, made_at: datetime | None, version: str, source: str | None
) -> list[tuple[str, str]]:
    """Label and value of each fact, in the order of reading."""
    panel, signals = watch.signals.panel, watch.signals
    periods = panel.periods
    every, S = periods.every, panel.counts.shape[0]
    missing = float(np.isnan(panel.counts).mean()) if panel.counts.size else 0.0
    judged = signals.periods
    facts = [
        (lang.gettext("Source of the data"), source or lang.gettext("not stated")),
        (lang.gettext("Data as of"), _as_of(panel.as_of, lang)),
        (lang.gettext("Newest period"), _newest(watch, lang)),
        (lang.gettext("Periods judged"), _span(judged.end(0), judged.end(-1), watch, lang)),
        (lang.gettext("Data cover"), _span(periods.end(0), periods.end(-1), watch, lang)),
        (
            lang.gettext("Series and periods"),
            lang.gettext(
                "%(series)s × %(periods)s, %(missing)s without a report",
                series=lang.ngettext("%(n)s series", "%(n)s series", S),
                periods=_periods(len(periods), every, lang),
                missing=lang.percent(round(missing, 3)),
            ),
        ),
        _level(watch, lang),
    ]
    if watch.borders:
        pairs = lang.ngettext("%(n)s pair", "%(n)s pairs", len(watch.borders))
        facts.append((lang.gettext("Neighbouring places"), pairs))
    if watch.nowcast:
        facts.append((lang.gettext("Incomplete counts"), _completed(watch, lang)))
    facts.append((lang.gettext("Options of the method"), options(watch, lang)))
    if made_at is not None:
        facts.append((lang.gettext("Report made"), lang.moment(made_at)))
    facts.append((lang.gettext("Software"), f"tocsin {version}"))
    return facts


def options(watch: Watch, lang: Language) -> str:
    """The options that were given, as they were typed."""
    if not watch.options:
        return lang.gettext("defaults of the method")
    return ", ".join(f"{name} = {value}" for name, value in watch.options.items())


def _level(watch: Watch, lang: Language) -> tuple[str, str]:
    if watch.level is None:
        return lang.gettext("False discovery rate"), lang.percent(watch.fdr)
    return lang.gettext("Level of a signal"), lang.probability("p", watch.level)


def _completed(watch: Watch, lang: Language) -> str:
    return lang.ngettext(
        "%(n)s newest count judged by its nowcast (%(name)s); its p-value is the mean over the nowcast",
        "%(n)s newest counts judged by their nowcast (%(name)s); their p-values are means over the nowcast",
        watch.completed,
        name=watch.nowcast,
    )


def _as_of(day: date | None, lang: Language) -> str:
    return lang.gettext("not stated") if day is None else lang.day(day)


def _newest(watch: Watch, lang: Language) -> str:
    end = watch.signals.periods.end(-1)
    every = watch.signals.periods.every
    if every == "day":
        return lang.day(end)
    return lang.gettext("%(period)s, to %(day)s", period=lang.period(end, every), day=lang.day(end))


def _span(first: date, last: date, watch: Watch, lang: Language) -> str:
    every = watch.signals.periods.every
    if first == last:
        return lang.period(first, every)
    return lang.gettext(
        "%(first)s to %(last)s", first=lang.period(first, every), last=lang.period(last, every)
    )


def _periods(n: int, every: str, lang: Language) -> str:
    match every:
        case "day":
            return lang.ngettext("%(n)s day", "%(n)s days", n)
        case "week":
            return lang.ngettext("%(n)s week", "%(n)s weeks", n)
        case _:
            return lang.ngettext("%(n)s month", "%(n)s months", n)

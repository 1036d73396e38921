"""The plain sentences: one per finding, one headline. The terminal and the page say the same words."""

from datetime import date

import numpy as np

from tocsin.cluster.finding import Finding, Watch
from tocsin.report.language import Language, language, whole_range
from tocsin.report.names import key_of, series_name
from tocsin.vocab.periods import Every

LONG_AGO = 3  # years after which the year says enough
MOST_PLACES = 3  # places named before the rest becomes a number


def sentence(finding: Finding, watch: Watch, lang: str = "en") -> str:
    """One plain sentence on a finding: what, where, how many, how many were expected, since when.

    Plain text: escape it before it goes into a page. Raises UnknownNameError for a language that does
    not exist.
    """
    spoken = language(lang)
    return spoken.gettext(
        "%(name)s: %(facts)s",
        name=subject(finding, watch, spoken),
        facts=spoken.pgettext("between clauses", "; ").join(clauses(finding, watch, spoken)),
    )


def subject(finding: Finding, watch: Watch, lang: Language) -> str:
    """What a finding is about: the name of its lead series."""
    return series_name(watch, finding.lead, lang)


def clauses(finding: Finding, watch: Watch, lang: Language) -> list[str]:
    """The parts of the sentence after the name."""
    every = watch.signals.periods.every
    parts = [_counted(finding, watch, lang), _run(finding, every, lang)]
    parts.append(_since(finding, watch, lang))
    parts.append(_where(finding, watch, lang))
    return [part for part in parts if part]


def usual_range(finding: Finding, watch: Watch) -> tuple[float, float]:
    """The range in which the count would usually lie, in whole cases where the data are whole."""
    counts = watch.signals.panel.counts[finding.lead]
    there = counts[~np.isnan(counts)]
    if np.array_equal(there, np.round(there)):
        return whole_range(finding.usual_low, finding.usual_high)
    return finding.usual_low, finding.usual_high


def _counted(finding: Finding, watch: Watch, lang: Language) -> str:
    cases = lang.ngettext("%(n)s case", "%(n)s cases", finding.observed)
    when = lang.period(watch.signals.periods.end(-1), watch.signals.periods.every, "during")
    low, high = usual_range(finding, watch)
    if np.isnan(low) or np.isnan(high):
        expected = lang.number(finding.expected)
        return lang.gettext(
            "%(cases)s in %(when)s where about %(n)s were expected", cases=cases, when=when, n=expected
        )
    if high == 0:
        return lang.gettext("%(cases)s in %(when)s where none was expected", cases=cases, when=when)
    if low == high:
        return lang.gettext(
            "%(cases)s in %(when)s where %(n)s were expected", cases=cases, when=when, n=lang.number(low)
        )
    return lang.gettext(
        "%(cases)s in %(when)s where %(low)s to %(high)s were expected",
        cases=cases,
        when=when,
        low=lang.number(low),
        high=lang.number(high),
    )


def _run(finding: Finding, every: Every, lang: Language) -> str:
    nth = lang.ordinal(finding.periods_above)
    if finding.periods_above < 1:
        return ""
    first = finding.periods_above == 1
    match every:
        case "day":
            return lang.gettext("first day above") if first else lang.gettext("%(nth)s day above", nth=nth)
        case "week":
            return lang.gettext("first week above") if first else lang.gettext("%(nth)s week above", nth=nth)
        case "month":
            return (
                lang.gettext("first month above") if first else lang.gettext("%(nth)s month above", nth=nth)
            )


def _since(finding: Finding, watch: Watch, lang: Language) -> str:
    """How long ago as many were counted; within the run, the peak instead."""
    periods = watch.signals.panel.periods
    now, before = periods.end(-1), finding.highest_since
    if before is None:
        started = _long_ago(finding.record_start, now, periods.every, lang)
        return lang.gettext("highest since the record began in %(when)s", when=started)
    if before < finding.start:
        return lang.gettext("highest since %(when)s", when=_long_ago(before, now, periods.every, lang))
    place = periods.index(finding.peak)
    if not 0 <= place < len(periods) or finding.peak == now:
        return ""
    peak = float(watch.signals.panel.counts[finding.lead, place])
    when = lang.period(finding.peak, periods.every, "during")
    return lang.gettext("peak so far %(n)s in %(when)s", n=lang.number(peak), when=when)


def _long_ago(day: date, now: date, every: Every, lang: Language) -> str:
    if (now - day).days > LONG_AGO * 366:
        return lang.year(day.year, "since")
    return lang.period(day, every, "since")


def _where(finding: Finding, watch: Watch, lang: Language) -> str:
    """The other places, or the other series when places do not tell them apart."""
    own = key_of(watch, finding.lead).get(watch.place or "")
    others = [place for place in finding.places if place != own]
    if others:
        names = lang.listing(others, MOST_PLACES)
        if own is None:
            return lang.gettext("most in %(places)s", places=names)
        return lang.gettext("also in %(places)s", places=names)
    if len(finding.series) > 1 and len(finding.places) < 2:
        rest = len(finding.series) - 1
        return lang.ngettext("with %(n)s related series", "with %(n)s related series", rest)
    return ""


def headline(watch: Watch, lang: Language) -> str:
    """The report in one line."""
    when = lang.period(watch.signals.periods.end(-1), watch.signals.periods.every, "during")
    if not watch.signals.judged[:, -1].any():
        return lang.gettext("Nothing could be judged in %(when)s", when=when)
    total = len(watch.findings) + watch.more
    if not total:
        return lang.gettext("No findings in %(when)s", when=when)
    count = lang.ngettext("%(n)s finding in %(when)s", "%(n)s findings in %(when)s", total, when=when)
    if not watch.findings:
        return count
    first = subject(watch.findings[0], watch, lang)
    if total == 1:
        return lang.gettext("%(findings)s: %(first)s", findings=count, first=first)
    return lang.gettext("%(findings)s; the first: %(first)s", findings=count, first=first)

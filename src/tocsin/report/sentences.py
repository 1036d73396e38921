"""The plain sentences: one per finding, one headline. The terminal and the page say the same words."""

from collections.abc import Mapping
from datetime import date
from math import isfinite

import numpy as np

from tocsin.cluster.finding import Finding, Watch
from tocsin.report.language import Language, language, whole_range
from tocsin.report.names import Names, names_of
from tocsin.vocab.periods import Every

LONG_AGO = 3  # years after which the year says enough
MOST_PLACES = 3  # places named before the rest becomes a number


def sentence(finding: Finding, watch: Watch, lang: str = "en") -> str:
    """One plain sentence on a finding: what, where, how many, how many were expected, since when.

    Plain text: escape it before it goes into a page. Raises UnknownNameError for a language that does
    not exist.
    """
    spoken = language(lang)
    names = names_of(watch, spoken)
    return spoken.gettext(
        "%(name)s: %(facts)s", name=names.series(finding.lead), facts=facts_of(finding, names)
    )


def facts_of(finding: Finding, names: Names) -> str:
    """The sentence after the name, without its full stop."""
    watch, lang = names.watch, names.lang
    parts = [
        _counted(finding, watch, lang),
        _estimated(finding, lang),
        _run(finding, watch, lang),
        _since(finding, watch, lang),
    ]
    parts.append(_where(finding, names))
    return lang.pgettext("between clauses", "; ").join(part for part in parts if part)


def usual_range(finding: Finding, watch: Watch) -> tuple[float, float]:
    """The range in which the count would usually lie, in whole cases where the data are whole."""
    counts = watch.signals.panel.counts[finding.lead]
    there = counts[~np.isnan(counts)]
    whole = np.array_equal(there, np.round(there))
    if whole and isfinite(finding.usual_low) and isfinite(finding.usual_high):
        return whole_range(finding.usual_low, finding.usual_high)
    return finding.usual_low, finding.usual_high


def _counted(finding: Finding, watch: Watch, lang: Language) -> str:
    cases = lang.ngettext("%(n)s case", "%(n)s cases", finding.observed)
    when = lang.period(watch.signals.periods.end(-1), watch.signals.periods.every, "during")
    low, high = usual_range(finding, watch)
    if np.isnan(low) or np.isnan(high):
        expected = lang.number(finding.expected)
        return lang.gettext(
            "%(cases)s %(when)s where about %(n)s were expected", cases=cases, when=when, n=expected
        )
    if high == 0:
        return lang.gettext("%(cases)s %(when)s where none was expected", cases=cases, when=when)
    if low == high:
        return lang.gettext(
            "%(cases)s %(when)s where %(n)s were expected", cases=cases, when=when, n=lang.number(low)
        )
    return lang.gettext(
        "%(cases)s %(when)s where %(low)s to %(high)s were expected",
        cases=cases,
        when=when,
        low=lang.number(low),
        high=lang.number(high),
    )


def _estimated(finding: Finding, lang: Language) -> str:
    """That the count is the middle of a nowcast, and what had been reported."""
    if not finding.completed:
        return ""
    return lang.gettext(
        "estimated, %(n)s reported so far, likely %(low)s to %(high)s in the end",
        n=lang.number(finding.reported),
        low=lang.number(finding.completed_low),
        high=lang.number(finding.completed_high),
    )


def _run(finding: Finding, watch: Watch, lang: Language) -> str:
    """How long it has been above; "or longer" where nobody looked further back."""
    n, every = finding.periods_above, watch.signals.periods.every
    if finding.start <= watch.signals.periods.end(0):
        return _at_least(n, every, lang) if n > 1 else ""
    nth = lang.ordinal(n)
    match every:
        case "day":
            return lang.gettext("first day above") if n == 1 else lang.gettext("%(nth)s day above", nth=nth)
        case "week":
            return lang.gettext("first week above") if n == 1 else lang.gettext("%(nth)s week above", nth=nth)
        case "month":
            first = lang.gettext("first month above")
            return first if n == 1 else lang.gettext("%(nth)s month above", nth=nth)


def _at_least(n: int, every: Every, lang: Language) -> str:
    match every:
        case "day":
            return lang.ngettext("above for %(n)s day or longer", "above for %(n)s days or longer", n)
        case "week":
            return lang.ngettext("above for %(n)s week or longer", "above for %(n)s weeks or longer", n)
        case "month":
            return lang.ngettext("above for %(n)s month or longer", "above for %(n)s months or longer", n)


def _since(finding: Finding, watch: Watch, lang: Language) -> str:
    """How long ago as many were counted; within the run, the peak instead."""
    periods = watch.signals.panel.periods
    now, before = periods.end(-1), finding.highest_since
    if before is None:
        started = _long_ago(finding.record_start, now, periods.every, lang)
        return lang.gettext("highest on record (since %(when)s)", when=started)
    if before < finding.start:
        return lang.gettext("highest since %(when)s", when=_long_ago(before, now, periods.every, lang))
    if finding.peak == now or not isfinite(finding.peak_observed):
        return ""
    when = lang.period(finding.peak, periods.every, "during")
    return lang.gettext("peak so far %(n)s %(when)s", n=lang.number(finding.peak_observed), when=when)


def _long_ago(day: date, now: date, every: Every, lang: Language) -> str:
    if (now - day).days > LONG_AGO * 366:
        return lang.year(day.year, "since")
    return lang.period(day, every, "since")


def _where(finding: Finding, names: Names) -> str:
    """The other places, or how many other series when places do not tell them apart."""
    lang, place = names.lang, names.watch.place
    key = names.key(finding.lead)
    own = key.get(place) if place is not None else None
    others = [other for other in finding.places if other != own]
    if others:
        listed = lang.listing(others, MOST_PLACES)
        if own is None:
            return lang.gettext("most in %(places)s", places=listed)
        return lang.gettext("also in %(places)s", places=listed)
    kin = [other for other in finding.series if other != finding.lead and _beside(key, names.key(other))]
    if not kin:
        return ""
    return lang.ngettext("with %(n)s related series", "with %(n)s related series", len(kin))


def _beside(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> bool:
    """Whether two series stand side by side: neither is a sum over the other."""
    return all((one[column] is None) == (other[column] is None) for column in one)


def headline(names: Names) -> str:
    """The report in one line."""
    watch, lang = names.watch, names.lang
    when = lang.period(watch.signals.periods.end(-1), watch.signals.periods.every, "during")
    if not watch.signals.judged[:, -1].any():
        return lang.gettext("Nothing could be judged %(when)s", when=when)
    total = len(watch.findings) + watch.more
    if not total:
        return lang.gettext("No findings %(when)s", when=when)
    count = lang.ngettext("%(n)s finding %(when)s", "%(n)s findings %(when)s", total, when=when)
    if not watch.findings:
        return count
    first = names.series(watch.findings[0].lead)
    if total == 1:
        return lang.gettext("%(findings)s: %(first)s", findings=count, first=first)
    return lang.gettext("%(findings)s; the first: %(first)s", findings=count, first=first)

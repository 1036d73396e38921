"""The first lines of the page: what was looked at, in sentences and in four numbers."""

from tocsin.cluster.finding import Watch
from tocsin.report.language import Language
from tocsin.report.names import Names
from tocsin.report.pictures import CLOSE
from tocsin.report.sentences import facts_of
from tocsin.report.unjudged import Unjudged


def lead(names: Names) -> str:
    """What was looked at, and the first finding in full."""
    watch, lang = names.watch, names.lang
    looked = _looked_at(watch, lang)
    if not watch.findings:
        return looked
    one = watch.findings[0]
    first = lang.gettext("%(name)s: %(facts)s", name=names.series(one.lead), facts=facts_of(one, names))
    return lang.gettext("%(one)s %(two)s", one=lang.stopped(first), two=looked)


def _looked_at(watch: Watch, lang: Language) -> str:
    signals = watch.signals
    judged = int(signals.judged[:, -1].sum())
    series = lang.ngettext(
        "%(n)s series was compared with its own past.",
        "%(n)s series were compared with their own past.",
        judged,
    )
    left = signals.status.shape[0] - judged
    if not left:
        return series
    rest = lang.ngettext("%(n)s could not be judged.", "%(n)s could not be judged.", left)
    return lang.gettext("%(one)s %(two)s", one=series, two=rest)


def tiles(watch: Watch, lang: Language) -> list[tuple[str, str, str]]:
    """Four numbers: label, value, remark."""
    signals = watch.signals
    S = signals.status.shape[0]
    judged = int(signals.judged[:, -1].sum())
    hidden = sum(artefact.hides for artefact in watch.artefacts)
    return [
        (lang.gettext("Findings"), lang.number(len(watch.findings) + watch.more), ""),
        (lang.gettext("Series judged"), lang.number(judged), lang.gettext("of %(n)s", n=lang.number(S))),
        (lang.gettext("Not judged"), lang.number(S - judged), ""),
        (
            lang.gettext("Artefacts"),
            lang.number(len(watch.artefacts)),
            lang.ngettext("%(n)s set aside", "%(n)s set aside", hidden) if hidden else "",
        ),
    ]


def nothing_found(watch: Watch, lang: Language) -> str:
    """What stands in place of the findings when there are none."""
    judged = int(watch.signals.judged[:, -1].sum())
    if not judged:
        return lang.gettext(
            "Nothing could be judged, so nothing is known of this period: this is not a sign that all is "
            "well. The reasons stand below."
        )
    if watch.level is not None:
        return lang.ngettext(
            "%(n)s series was looked at and nothing unusual was found at the level %(level)s.",
            "%(n)s series were looked at and nothing unusual was found at the level %(level)s.",
            judged,
            level=lang.probability("p", watch.level),
        )
    return lang.ngettext(
        "%(n)s series was looked at and nothing unusual was found at a false discovery rate of %(fdr)s.",
        "%(n)s series were looked at and nothing unusual was found at a false discovery rate of %(fdr)s.",
        judged,
        fdr=lang.percent(watch.fdr),
    )


def captions(watch: Watch, lang: Language) -> tuple[str, str, str]:
    """Captions of the two charts, and the word for a period."""
    periods = watch.signals.panel.periods
    every = periods.every
    near = min(CLOSE[every], len(periods))
    long = min(5 * periods.per_year, len(periods))
    match every:
        case "day":
            close = lang.ngettext("Last %(n)s day", "Last %(n)s days", near)
            word = lang.gettext("Day")
        case "week":
            close = lang.ngettext("Last %(n)s week", "Last %(n)s weeks", near)
            word = lang.gettext("Week")
        case "month":
            close = lang.ngettext("Last %(n)s month", "Last %(n)s months", near)
            word = lang.gettext("Month")
    years = round(long / periods.per_year)
    if long < 2 * periods.per_year:
        return close, lang.gettext("The whole record"), word
    return close, lang.ngettext("Last %(n)s year", "Last %(n)s years", years), word


def unjudged_said(groups: tuple[Unjudged, ...], lang: Language) -> str:
    """One sentence on what was not judged."""
    total = sum(group.count for group in groups)
    return lang.ngettext(
        "%(n)s series has no answer for the newest period. No answer is not a sign that all is well.",
        "%(n)s series have no answer for the newest period. No answer is not a sign that all is well.",
        total,
    )

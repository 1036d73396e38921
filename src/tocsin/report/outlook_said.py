"""The numbers of an outlook, said so that a minister's adviser can repeat them."""

import numpy as np

from tocsin.cluster.finding import Finding, Watch
from tocsin.cluster.outlook import FromNeighbours, Lacking, Outlook, Part, Reproduction, TrackRecord
from tocsin.panel.forecast import Forecast
from tocsin.report.language import Language
from tocsin.vocab.periods import Every

Line = tuple[str, str, str]


def numbers(outlook: Outlook, finding: Finding, watch: Watch, lang: Language) -> tuple[Line, ...]:
    """Label, value and remark of every part that is there."""
    panel = watch.signals.panel
    every = panel.periods.every
    counts = panel.counts[finding.lead]
    known = counts[~np.isnan(counts)]
    whole = bool(np.array_equal(known, np.round(known)))
    lines: list[Line | None] = []
    if outlook.nowcast is not None:
        reported = finding.reported if finding.completed else float(counts[-1])
        lines.append(_nowcast(outlook.nowcast, reported, every, lang, whole=whole))
    if outlook.reproduction is not None:
        lines.append(_reproduction(outlook.reproduction, lang))
    if outlook.forecast is not None:
        lines.append(_forecast(outlook.forecast, every, lang, whole=whole))
    if outlook.neighbours is not None:
        lines.append(_neighbours(outlook.neighbours, lang))
    lines += [_record(record, lang) for record in outlook.records]
    return tuple(line for line in lines if line is not None)


def rounded(value: float, lang: Language, *, whole: bool) -> str:
    """A quantile as it is written: whole where the data are whole."""
    return lang.number(round(value) if whole or abs(value) >= 100 else value)


def _nowcast(made: Forecast, reported: float, every: Every, lang: Language, *, whole: bool) -> Line:
    low, middle, high = (
        rounded(float(made.at(level)[0, -1]), lang, whole=whole) for level in (0.025, 0.5, 0.975)
    )
    when = lang.period(made.periods.end(-1), every)
    if np.isnan(reported):
        remark = lang.gettext(
            "%(when)s, nothing reported so far; 95%% interval %(low)s to %(high)s",
            when=when, low=low, high=high,
        )  # fmt: skip
    else:
        remark = lang.gettext(
            "%(when)s, reported so far %(n)s; 95%% interval %(low)s to %(high)s",
            when=when, n=lang.number(reported), low=low, high=high,
        )  # fmt: skip
    return lang.gettext("Once all reports are in"), middle, remark


def _reproduction(made: Reproduction, lang: Language) -> Line:
    value = made.value
    mean, sd = (lang.number(round(days, 1)) for days in made.interval)
    remark = lang.gettext(
        "95%% interval %(low)s to %(high)s; %(start)s to %(end)s; serial interval %(mean)s ± %(sd)s days "
        "(%(source)s)",
        low=lang.number(round(value.low, 2)), high=lang.number(round(value.high, 2)),
        start=lang.day(made.start), end=lang.day(made.end), mean=mean, sd=sd, source=made.source,
    )  # fmt: skip
    if not made.nowcast:
        remark = lang.gettext("%(remark)s; counts as reported, so the newest may be too low", remark=remark)
    return lang.gettext("Reproduction number"), lang.number(round(value.median, 2)), remark


def _forecast(made: Forecast, every: Every, lang: Language, *, whole: bool) -> Line | None:
    ahead = np.flatnonzero((made.horizons >= 1) & np.isfinite(made.at(0.5)[0]))
    if not ahead.size:
        return None
    first, last = int(ahead[0]), int(ahead[-1])

    def interval(at: int) -> dict[str, str]:
        low, middle, high = (
            rounded(float(made.at(level)[0, at]), lang, whole=whole) for level in (0.025, 0.5, 0.975)
        )
        return {"low": low, "n": middle, "high": high, "when": lang.period(made.periods.end(at), every)}

    near, far = interval(first), interval(last)
    remark = lang.gettext("95%% interval %(low)s to %(high)s", **near)
    if last > first:
        later = lang.gettext("%(when)s: %(n)s (%(low)s to %(high)s)", **far)
        remark = lang.pgettext("between clauses", "; ").join([remark, later])
    return lang.gettext("Expected in %(when)s", when=near["when"]), near["n"], remark


def _neighbours(made: FromNeighbours, lang: Language) -> Line:
    low, middle, high = (
        lang.percent(round(share, 2)) for share in (made.value.low, made.value.median, made.value.high)
    )
    remark = (
        lang.gettext(
            "of the cases expected over the last year; 95%% interval %(low)s to %(high)s", low=low, high=high
        )
        if made.year
        else lang.gettext(
            "of the cases expected in the newest period; 95%% interval %(low)s to %(high)s",
            low=low,
            high=high,
        )
    )
    return lang.gettext("Share from neighbours"), middle, remark


def _record(record: TrackRecord, lang: Language) -> Line:
    label = {
        Part.NOWCAST: lang.gettext("How nowcasts did lately"),
        Part.FORECAST: lang.gettext("How forecasts did lately"),
    }[record.part]
    remark = lang.ngettext(
        "lay inside the 95%% interval in the last %(n)s round; %(half)s inside the 50%% interval",
        "lay inside the 95%% interval in the last %(n)s rounds; %(half)s inside the 50%% interval",
        record.rounds, half=lang.percent(round(record.inside50, 2)),
    )  # fmt: skip
    return label, lang.percent(round(record.inside95, 2)), remark


def lacking(outlook: Outlook, lang: Language) -> tuple[str, ...]:
    """One sentence for every part that is not there."""
    return tuple(
        lang.gettext("%(part)s: not known, %(why)s.", part=_part(part, lang), why=_why(why, lang))
        for part, why in outlook.lacking.items()
    )


def _part(part: Part, lang: Language) -> str:
    match part:
        case Part.NOWCAST:
            return lang.gettext("What is still to come in")
        case Part.REPRODUCTION:
            return lang.gettext("Reproduction number")
        case Part.FORECAST:
            return lang.gettext("What comes next")
        case Part.NEIGHBOURS:
            return lang.gettext("Share from neighbours")


def _why(why: Lacking, lang: Language) -> str:
    match why:
        case Lacking.NO_DELAYS:
            return lang.gettext("there are too few snapshots to know how late reports come")
        case Lacking.NO_SERIAL_INTERVAL:
            return lang.gettext("no serial interval is known for this disease; give one in tocsin.toml")
        case Lacking.NO_BORDERS:
            return lang.gettext("no neighbouring places were given")
        case Lacking.SHORT_HISTORY:
            return lang.gettext("the history is too short")
        case Lacking.MISSING_REPORTS:
            return lang.gettext("reports are missing where they are needed")
        case Lacking.NOT_COUNTS:
            return lang.gettext("these are rates, and it takes counts")
        case Lacking.TOO_COARSE:
            return lang.gettext("months are too long for it")
        case Lacking.TOO_FEW_CASES:
            return lang.gettext("there are too few cases")
        case Lacking.NO_SOLUTION:
            return lang.gettext("the calculation found no solution")

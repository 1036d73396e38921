"""One finding as the page shows it: sentence, key numbers, charts, the numbers behind them."""

from dataclasses import dataclass

import numpy as np

from tocsin.cluster.finding import Finding, Watch
from tocsin.report.language import Language
from tocsin.report.names import Names
from tocsin.report.outlook import OutlookShown, outlook_shown
from tocsin.report.pictures import CLOSE, Pictures, data_block, pictures
from tocsin.report.sentences import MOST_PLACES, facts_of, usual_range
from tocsin.vocab.status import Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One period in the table behind a chart, as text."""

    period: str
    observed: str
    expected: str
    upper: str
    status: str
    above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything the page says of one finding, as text ready to be escaped."""

    rank: int
    name: str
    sentence: str
    observed: str
    usual: str
    upper: str
    since: str
    numbers: tuple[tuple[str, str, str], ...]
    places: str
    pictures: Pictures
    outlook: OutlookShown | None
    specs: str
    rows: tuple[Row, ...]


def card(finding: Finding, names: Names, *, live: bool) -> Card:
    """The card of one finding; draws its charts."""
    watch, lang = names.watch, names.lang
    every = watch.signals.periods.every
    drawn = pictures(watch, finding.lead, lang, live=live)
    outlook = outlook_shown(finding, watch, lang)
    specs = [*drawn.specs, *([outlook.spec] if live and outlook and outlook.spec else [])]
    return Card(
        rank=finding.rank,
        name=names.series(finding.lead),
        sentence=lang.stopped(facts_of(finding, names)),
        observed=lang.number(finding.observed),
        usual=usual(finding, watch, lang),
        upper=lang.number(float(watch.signals.upper[finding.lead, -1])),
        since=lang.period(finding.start, every),
        numbers=_numbers(finding, watch, lang),
        places=_places(finding, lang),
        pictures=drawn,
        outlook=outlook,
        specs=data_block(specs),
        rows=table_rows(watch, finding.lead, lang),
    )


def usual(finding: Finding, watch: Watch, lang: Language) -> str:
    """The usual range as one text."""
    low, high = usual_range(finding, watch)
    if np.isnan(low) or np.isnan(high):
        return lang.number(finding.expected)
    if low == high:
        return lang.number(low)
    return lang.gettext("%(low)s to %(high)s", low=lang.number(low), high=lang.number(high))


def _places(finding: Finding, lang: Language) -> str:
    """All places, where the sentence names only some of them."""
    if len(finding.places) <= MOST_PLACES + 1:
        return ""
    return lang.pgettext("between names", ", ").join(finding.places)


def _numbers(finding: Finding, watch: Watch, lang: Language) -> tuple[tuple[str, str, str], ...]:
    """Key numbers: label, value, remark."""
    every, now = watch.signals.periods.every, watch.signals.periods.end(-1)
    low, high = lang.number(round(finding.excess_low)), lang.number(round(finding.excess_high))
    return (
        (
            lang.gettext("Estimated") if finding.completed else lang.gettext("Observed"),
            lang.number(finding.observed),
            lang.period(now, every),
        ),
        (
            lang.gettext("Usual range"),
            usual(finding, watch, lang),
            lang.gettext("expected %(n)s", n=lang.number(_tenth(finding.expected))),
        ),
        (
            lang.gettext("Cases in excess"),
            lang.number(round(finding.excess)),
            lang.gettext(
                "since %(when)s; 95%% interval %(low)s to %(high)s",
                when=lang.period(finding.start, every, "since"), low=low, high=high,
            ),
        ),
        (
            lang.gettext("By chance alone"),
            lang.one_in(finding.p_value),
            lang.pgettext("between the parts of a name", ", ").join(
                [lang.probability("p", finding.p_value), lang.probability("q", finding.q_value)]
            ),
        ),
    )  # fmt: skip


def _tenth(value: float) -> float:
    return round(value, 1) if abs(value) >= 1 else value


def table_rows(watch: Watch, series: int, lang: Language) -> tuple[Row, ...]:
    """The last periods of one row of the panel, the newest first."""
    signals, panel = watch.signals, watch.signals.panel
    T, every = len(panel.periods), panel.periods.every
    made = []
    for place in range(T - 1, max(-1, T - 1 - CLOSE[every]), -1):
        at = place - signals.first
        asked = at >= 0
        count = float(panel.counts[series, place])
        state = Status(int(signals.status[series, at])) if asked else None
        made.append(
            Row(
                period=lang.period(panel.periods.end(place), every),
                observed=lang.gettext("no report") if np.isnan(count) else lang.number(count),
                expected=lang.number(_tenth(float(signals.expected[series, at]))) if asked else "",
                upper=lang.number(_tenth(float(signals.upper[series, at]))) if asked else "",
                status=_state(state, int(signals.reason[series, at]) if asked else 0, lang),
                above=state is Status.ABOVE,
            )
        )
    return tuple(made)


def _state(state: Status | None, reason: int, lang: Language) -> str:
    match state:
        case Status.ABOVE:
            return lang.gettext("above")
        case Status.BELOW:
            return lang.gettext("not above")
        case Status.UNJUDGED:
            return reason_words(Reason(reason), lang)
        case None:
            return ""


def reason_words(reason: Reason, lang: Language) -> str:
    """Why a cell was not judged, in words."""
    match reason:
        case Reason.SHORT_HISTORY:
            return lang.gettext("history too short for the method")
        case Reason.TOO_FEW_CASES:
            return lang.gettext("too few cases for the method")
        case Reason.MISSING_REPORT:
            return lang.gettext("no report for the period")
        case Reason.NO_CONVERGENCE:
            return lang.gettext("the calculation found no solution")
        case Reason.NOT_APPLICABLE:
            return lang.gettext("not applicable to this series")
        case Reason.NONE:
            return ""

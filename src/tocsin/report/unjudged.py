"""What was not judged in the newest period, and why. Silence of the watch is not good news."""

from collections import Counter
from dataclasses import dataclass

from tocsin.cluster.finding import Watch
from tocsin.report.cards import reason_words
from tocsin.report.language import Language
from tocsin.report.names import Names
from tocsin.vocab.absence import Absence
from tocsin.vocab.status import Reason, Status

_TOLD = (Absence.LATE, Absence.WITHDRAWN, Absence.SUPPRESSED, Absence.EXCLUDED)  # not just a missing report
NAMED = 200  # series named per reason; the rest is a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """Series of one method that could not be judged for one reason."""

    reason: str
    method: str
    count: int
    names: tuple[str, ...]
    rest: int


def unjudged(names: Names) -> tuple[Unjudged, ...]:
    """Groups of series by reason and method, the largest first."""
    signals, lang = names.watch.signals, names.lang
    groups: dict[tuple[int, int, str], list[int]] = {}
    for series in (signals.status[:, -1] == Status.UNJUDGED).nonzero()[0].tolist():
        reason, method = int(signals.reason[series, -1]), str(signals.method[series])
        why = int(signals.panel.absence[series, -1]) if reason == Reason.MISSING_REPORT else 0
        groups.setdefault((reason, why if why in _TOLD else 0, method), []).append(series)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(
        Unjudged(
            reason=absence_words(Absence(why), lang) if why else reason_words(Reason(reason), lang),
            method=method,
            count=len(series),
            names=tuple(names.series(i) for i in series[:NAMED]),
            rest=max(0, len(series) - NAMED),
        )
        for (reason, why, method), series in ordered
    )


def absence_words(absence: Absence, lang: Language) -> str:
    """Why there is no number, where more is known than that there is none."""
    match absence:
        case Absence.LATE:
            return lang.gettext("no report yet, it is still to come")
        case Absence.WITHDRAWN:
            return lang.gettext("the report was withdrawn")
        case Absence.SUPPRESSED:
            return lang.gettext("withheld to protect persons")
        case Absence.EXCLUDED:
            return lang.gettext("left out for unusual effort, such as a joint operation")
        case _:
            return reason_words(Reason.MISSING_REPORT, lang)


def methods_used(watch: Watch) -> list[tuple[str, int]]:
    """Names of the methods that judged, with the number of series each, most first."""
    return Counter(str(name) for name in watch.signals.method.tolist()).most_common()

"""Artefacts in plain words: what the numbers did, and why that is not taken for disease."""

from dataclasses import dataclass

from tocsin.cluster.finding import Artefact, ArtefactKind, Watch
from tocsin.report.language import Language
from tocsin.report.names import Names

SHOWN = 25  # artefacts of one kind shown; the rest is a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddities:
    """Artefacts of one kind as the page shows them, as text ready to be escaped.

    items  name, what the numbers did, and whether a signal was withheld because of it
    rest   how many more there are
    """

    kind: str
    why: str
    items: tuple[tuple[str, str, bool], ...]
    rest: int


def oddities(names: Names) -> tuple[Oddities, ...]:
    """Artefacts by kind, in the order in which the first of each kind comes."""
    kinds: dict[ArtefactKind, list[Artefact]] = {}
    for artefact in names.watch.artefacts:
        kinds.setdefault(artefact.kind, []).append(artefact)
    return tuple(
        Oddities(
            kind=_kind(kind, names.lang),
            why=_why(kind, names.lang),
            items=tuple((_name(a, names), _what(a, names.watch, names.lang), a.hides) for a in found[:SHOWN]),
            rest=max(0, len(found) - SHOWN),
        )
        for kind, found in kinds.items()
    )


def _name(artefact: Artefact, names: Names) -> str:
    name, series = names.of(artefact.key), len(artefact.series)
    if series == 1:
        return name
    return names.lang.ngettext("%(name)s (%(n)s series)", "%(name)s (%(n)s series)", series, name=name)


def _kind(kind: ArtefactKind, lang: Language) -> str:
    match kind:
        case ArtefactKind.DUMP:
            return lang.gettext("Dump of a backlog")
        case ArtefactKind.CORRECTION:
            return lang.gettext("Correction of earlier counts")
        case ArtefactKind.SOURCE_SHIFT:
            return lang.gettext("Everything of one source moved at once")
        case ArtefactKind.SILENCE:
            return lang.gettext("Zeros after steady counts")
        case ArtefactKind.NEW_UNIT:
            return lang.gettext("New level, same shape")
        case ArtefactKind.REVISION:
            return lang.gettext("Published number changed many-fold")


def _what(artefact: Artefact, watch: Watch, lang: Language) -> str:
    """The numbers: in the period that shows it, and before."""
    every = watch.signals.periods.every
    values = {
        "observed": lang.number(artefact.observed),
        "before": lang.number(round(artefact.before, 1)),
        "start": lang.period(artefact.start, every),
        "end": lang.period(artefact.end, every),
    }
    if artefact.changed is not None:
        return _replaced(artefact, values, lang)
    if artefact.start == artefact.end:
        return lang.gettext("%(start)s: %(observed)s, before that typically %(before)s.", **values)
    return lang.gettext("%(start)s to %(end)s: %(observed)s, before that typically %(before)s.", **values)


def _replaced(artefact: Artefact, values: dict[str, str], lang: Language) -> str:
    """What stood there, what stands there now, and since when."""
    values["day"] = "" if artefact.changed is None else lang.day(artefact.changed)
    if artefact.start == artefact.end:
        return lang.gettext("%(start)s: %(before)s until %(day)s, %(observed)s from then on.", **values)
    return lang.gettext(
        "%(start)s to %(end)s: changed on %(day)s, most of all from %(before)s to %(observed)s.", **values
    )


def _why(kind: ArtefactKind, lang: Language) -> str:
    match kind:
        case ArtefactKind.DUMP:
            return lang.gettext(
                "Many cases came at once, after a silence or in a single period that stands alone: most "
                "likely a backlog handed in together, not cases of one period."
            )
        case ArtefactKind.CORRECTION:
            return lang.gettext(
                "A negative count takes back cases that were booked before, often as a high count of nearly "
                "the same size nearby: nobody fell ill or recovered."
            )
        case ArtefactKind.SOURCE_SHIFT:
            return lang.gettext(
                "Different series of the same source rose or fell in the same period. Diseases seldom move "
                "together; a change in how the source reports does this."
            )
        case ArtefactKind.SILENCE:
            return lang.gettext(
                "Counts were steady, then only zeros. Most likely nobody reports any more; do not read it as "
                "good health. Ask the source."
            )
        case ArtefactKind.NEW_UNIT:
            return lang.gettext(
                "The level changed tenfold or more while rises and falls kept their proportions: most "
                "likely a new unit or case definition."
            )
        case ArtefactKind.REVISION:
            return lang.gettext(
                "The source replaced a number it had published by one many times larger or smaller, far more "
                "than it usually revises: most likely a slip or a change of unit. Ask the source which holds."
            )

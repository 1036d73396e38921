"""What an assessment came to and why, in the reader's language."""

from collections.abc import Mapping, Sequence

from tocsin.events.agreement import Range, Spread
from tocsin.events.assessment import Said
from tocsin.events.outcome import Because, Change, Decision
from tocsin.events.packs import Level, Pack
from tocsin.flows.opened import Opening
from tocsin.web.telling import Telling
from tocsin.web.words import decision_word, said_word, titled

_SHADES = ("low", "moderate", "high", "very-high")  # classes of the style sheet


def because_said(because: Because, pack: Pack, tell: Telling) -> str:
    """One reason for an outcome, as a sentence."""
    _, about, number = tell.lang.gettext, because.about, tell.lang.number
    if because.code in ("always-notify", "must-assess"):
        hazard = pack.hazard(str(about["hazard"]))
        name = titled(hazard.title, tell.lang) if hazard else str(about["hazard"])
        if because.code == "always-notify":
            return _("“%(hazard)s” is always notified; the answers do not decide.", hazard=name)
        return _("“%(hazard)s” always has to be assessed.", hazard=name)
    counts = {key: number(float(str(about[key]))) for key in ("yes", "needed", "unknown") if key in about}
    if because.code == "enough-yes":
        return _("%(yes)s answers are yes; %(needed)s or more lead to this.", **counts)
    if because.code == "may-reach":
        return _(
            "%(yes)s answers are yes and %(unknown)s not known; %(needed)s yes are needed, so that the open "
            "ones could still decide.", **counts,
        )  # fmt: skip
    if because.code == "too-few-yes":
        return _(
            "%(yes)s answers are yes and %(unknown)s not known; %(needed)s yes would be needed.", **counts
        )
    return because.code


def change_said(change: Change, pack: Pack, tell: Telling) -> str:
    """What would have to be answered otherwise for another outcome."""
    _ = tell.lang.gettext
    parts = [
        _("“%(question)s” %(said)s", question=titled(pack.question(name).title, tell.lang),
          said=said_word(said, tell.lang))
        for name, said in change.answers
    ]  # fmt: skip
    return tell.lang.listing(parts, most=len(parts))


def changes_said(
    changes: Sequence[Change], pack: Pack, tell: Telling
) -> list[tuple[str, list[str]]]:  # fmt: skip
    """Other outcomes, each with the ways that lead to it: those that take the fewest answers."""
    found: list[tuple[str, list[str]]] = []
    for decision in Decision:
        ways = [change for change in changes if change.to is decision]
        fewest = min((len(way.answers) for way in ways), default=0)
        least = [change_said(way, pack, tell) for way in ways if len(way.answers) == fewest]
        if least:
            found.append((decision_word(decision, tell.lang, pack), least))
    return found


def spread_said(spread: Spread, words: Mapping[str, str], tell: Telling) -> str:
    """Who gave which answer; of those who were late, apart."""
    _ = tell.lang.gettext
    parts = [
        _("%(answer)s: %(members)s", answer=words.get(name, name), members=tell.in_row(members))
        for name, members in spread.members.items()
        if members
    ]
    late = [
        _("%(answer)s, late: %(members)s", answer=words.get(name, name), members=tell.in_row(members))
        for name, members in spread.late.items()
        if members
    ]
    return " · ".join([*parts, *late])


def agreed_said(spread: Spread, tell: Telling) -> str:
    """Whether those in time agree."""
    _ = tell.lang.gettext
    if spread.share is None or sum(map(len, spread.members.values())) < 2:
        return _("fewer than two in time")
    if spread.agreed:
        return _("all agree")
    return _(
        "they differ (%(share)s gave the most frequent answer)",
        share=tell.lang.percent(round(spread.share, 2)),
    )


def range_said(ends: Range, levels: Sequence[Level], tell: Telling) -> str:
    """From which to which level of a scale the answers reach."""
    words = level_words(levels, tell)
    if ends.lowest is None or ends.highest is None:
        return tell.lang.gettext("nobody in time knew")
    if ends.lowest == ends.highest:
        return words[ends.lowest]
    return tell.lang.gettext(
        "from “%(low)s” to “%(high)s”", low=words[ends.lowest], high=words[ends.highest]
    )  # fmt: skip


def level_words(levels: Sequence[Level], tell: Telling) -> dict[str, str]:
    """Titles of levels, and of one that nobody knows."""
    unknown = tell.lang.pgettext("risk", "not known")
    return {"not-known": unknown, **{level.id: titled(level.title, tell.lang) for level in levels}}


def agreement_rows(found: Opening, tell: Telling) -> list[tuple[str, str, str]]:
    """What was asked, whether they agree, and who said what: a row for each question and the rest."""
    _, pack, all_ = tell.lang.gettext, found.pack, found.agreement
    if all_ is None:
        return []
    said = {word.value: said_word(word, tell.lang) for word in Said}
    decisions = {word.value: decision_word(word, tell.lang, pack) for word in Decision}
    rows = [(_("Outcome"), all_.decisions, decisions)]
    rows += [(titled(q.title, tell.lang), all_.questions[q.id], said) for q in pack.questions]
    scales = (
        (_("Likelihood"), "likelihood", all_.likelihood, pack.matrix.likelihood),
        (_("Impact"), "impact", all_.impact, pack.matrix.impact),
        (_("Risk"), "risk", all_.risk, pack.matrix.risks),
    )
    told = [(title, agreed_said(spread, tell), spread_said(spread, words, tell)) for title, spread, words in
            rows]  # fmt: skip
    for title, name, spread, levels in scales:
        range_ = range_said(all_.ranges[name], levels, tell)
        agreed = agreed_said(spread, tell) if spread.agreed else range_
        told.append((title, agreed, spread_said(spread, level_words(levels, tell), tell)))
    return told


def shade(pack: Pack, risk: str) -> str:
    """Class of a risk's colour: the lowest of a scale is the lightest."""
    levels = [level.id for level in pack.matrix.risks]
    place = levels.index(risk) / max(1, len(levels) - 1)
    return _SHADES[round(place * (len(_SHADES) - 1))]

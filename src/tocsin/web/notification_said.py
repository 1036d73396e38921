"""Fields and entries of a prepared notification in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime

from tocsin.events.assessment import Said
from tocsin.events.entries import OriginKind
from tocsin.events.notification import Entry
from tocsin.events.packs import Pack
from tocsin.web.telling import Telling
from tocsin.web.words import origin_word, said_word, titled


def field_title(name: str, _: Callable[[str], str]) -> str:
    """What a field is called."""
    return {
        "what": _("What happened"),
        "where": _("Where"),
        "when": _("When"),
        "case-definition": _("Case definition"),
        "cases-and-deaths": _("Cases and deaths"),
        "laboratory": _("Laboratory results"),
        "risk": _("Source and type of the risk"),
        "spread": _("What affects its spread"),
        "measures": _("Measures taken"),
        "difficulties": _("Difficulties faced"),
        "support": _("Support needed"),
        "assessment": _("Assessment"),
        "contact": _("Contact"),
    }.get(name, name)


def entry_said(entry: Entry, pack: Pack, tell: Telling) -> str:
    """One thing that is known."""
    _, about = tell.lang.gettext, entry.about
    match entry.code:
        case "text":
            return about["text"]
        case "hazard":
            listed = pack.hazard(about["id"]) if about["id"] else None
            return titled(listed.title, tell.lang) if listed else about["name"]
        case "place":
            return about["code"]
        case "milestone":
            when = _when(about["when"], tell) or _("at a time nobody knows")
            return _("%(milestone)s: %(when)s", milestone=tell.milestone(about["name"]), when=when)
        case "answer":
            title = titled(pack.question(about["question"]).title, tell.lang)
            word = said_word(Said(about["said"]), tell.lang)
            said = _("%(question)s %(said)s. %(reason)s", question=title, said=word, reason=about["reason"])
            evidence = about["evidence"]
            return f"{said} {_('Evidence: %(words)s', words=evidence)}" if evidence else said
        case "finding":
            day = _when(about["as_of"], tell)
            return _("%(finding)s (data as of %(day)s)", finding=about["sentence"], day=day)
        case "bottleneck":
            return _("%(milestone)s: %(when)s", milestone=tell.milestone(about["name"]), when=about["text"])
        case "origin":
            word = origin_word(OriginKind(about["kind"]), tell.lang)
            return f"{word}: {about['source']}" if about["source"] else word
    return " ".join(about.values())


def _when(text: str, tell: Telling) -> str:
    if not text:
        return ""
    return tell.when(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))

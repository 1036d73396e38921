"""What stands in a refusal's sentence, in the reader's language: no code word reaches a page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tocsin.events.entries import ReplyKind, TaskState
from tocsin.events.event import Stage
from tocsin.events.people import Role
from tocsin.flows.board import BoardRoom
from tocsin.report.language import Language
from tocsin.vocab.errors import ChangedError, EventError
from tocsin.web.telling import Telling, telling
from tocsin.web.words import reply_word, role_word, stage_word, task_word

# values that are codes of members, one or several
_ONE, _SEVERAL = {"member", "owner", "own"}, {"members", "asked", "missing", "sealed", "given", "one", "two"}
_MEMBERS = _ONE | _SEVERAL | {"known", "unknown"}
_MILESTONES = frozenset({"first", "then"})
_MOMENTS = frozenset({"due", "earlier", "later", "moment"})


def said_in(error: EventError, room: BoardRoom, lang: Language) -> str:
    """The sentence of an error with its values in words."""
    tell = telling(room, lang, names=_names(error, room))
    values = {key: _said(key, value, tell) for key, value in error.values.items()}
    if isinstance(error, ChangedError):
        changes = error.values["changes"]
        values["told"] = "; ".join(
            f"{_field(name.partition('/')[0], tell)} ({tell.by(by)}, {tell.when(by.at)})"
            for name, by in changes  # type: ignore[attr-defined]
        )
    return lang.translations.gettext(error.sentence).format(**values)


def _names(error: EventError, room: BoardRoom) -> Mapping[str, str]:
    if not isinstance(error, ChangedError):
        return {}
    return {person: account.name for person, account in room.books.accounts.all().items()}


def _said(key: str, value: Any, tell: Telling) -> Any:
    if not isinstance(value, str):
        return value
    lang, parts = tell.lang, value.split(", ")
    if key in _MEMBERS:
        return ", ".join(tell.member(part) for part in parts)
    if key in _MILESTONES:
        return tell.milestone(value)
    if key in _MOMENTS:
        return tell.when(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    match key:
        case "stage" | "allowed":
            return ", ".join(stage_word(Stage(part), lang) for part in parts)
        case "state":
            return task_word(TaskState(value), lang)
        case "reply":
            return reply_word(ReplyKind(value), lang)
        case "role" | "roles":
            return ", ".join(role_word(Role(part), lang) for part in value.split(" or "))
        case "field":
            return _field(value, tell)
        case "verb" | "kind" | "why" | "does":
            return lang.translations.gettext(value)
    return value


def _field(name: str, tell: Telling) -> str:
    """What a form calls a field; a milestone by its title."""
    _ = tell.lang.gettext
    known = {
        "title": _("Title"),
        "summary": _("Summary"),
        "hazard": _("Hazard"),
        "places": _("Places"),
        "place": _("Places"),
        "source": _("Source"),
        "audience": _("Who sees this"),
        "text": _("Text"),
        "reason": _("Reason"),
        "outcome": _("What came of it"),
        "bottleneck": _("What held it up"),
        "file name": _("File name"),
        "due": _("Due"),
        "day": _("Day"),
        "sent_at": _("When it was sent (UTC)"),
        "state": _("State"),
        "reply": _("Answer"),
        "said": _("Answer"),
        "tlp": _("Label"),
        "origin": _("Where it was heard"),
        "triage": _("Triage"),
        "milestone": _("Milestone"),
        "pack": _("Kind of threat"),
        "name": _("Name"),
    }
    return known.get(name) or tell.milestone(name)

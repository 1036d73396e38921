"""The vocabularies that templates of events use, bound to one reader's language."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from tocsin.events.packs import Pack
from tocsin.web.telling import Telling
from tocsin.web.words import (
    decision_word,
    notice_word,
    origin_word,
    reply_word,
    risk_title,
    said_word,
    sighting_word,
    stage_word,
    task_word,
    titled,
    tlp_meaning,
)


def hazards_of(packs: Iterable[Pack], tell: Telling) -> list[str]:
    """Hazards that packs list, to choose from."""
    listed = [hazard for pack in packs for hazard in (*pack.always_notify, *pack.always_assess)]
    return sorted({titled(hazard.title, tell.lang) for hazard in listed})


def words_of(tell: Telling, pack: Pack | None = None) -> Mapping[str, Any]:
    """Functions by the names that templates call them by."""
    plain: dict[str, Callable[..., str]] = {
        "stage_word": stage_word, "origin_word": origin_word, "sighting_word": sighting_word,
        "reply_word": reply_word, "task_word": task_word, "notice_word": notice_word,
        "said_word": said_word, "tlp_meaning": tlp_meaning, "titled": titled,
    }  # fmt: skip
    return {
        **{name: partial(function, lang=tell.lang) for name, function in plain.items()},
        "decision_word": partial(decision_word, lang=tell.lang, pack=pack),
        "risk_title": partial(risk_title, pack=pack, lang=tell.lang),
    }

"""A finding of the board in the reader's language: what it is called, its sentence, its numbers."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from tocsin.events.card import Card
from tocsin.events.entries import Origin
from tocsin.report.language import Language, whole_range

Line = tuple[str, str, str]  # label, value, remark


def name_said(card: Card, lang: Language) -> str:
    """What and where; from the key columns where the card was put up without words."""
    said = _said(card, lang).get("name")
    if said:
        return str(said)
    key = [value for value in card.finding.get("key", {}).values() if value]
    parts = key or [card.indicator, *card.finding.get("places", ())]
    return lang.pgettext("between the parts of a name", ", ").join(str(part) for part in parts if part)


def sentence_said(card: Card | Origin, lang: Language) -> str:
    """The plain sentence of a card, or of the event opened from it; in English where there is no other."""
    return str(_said(card, lang).get("sentence") or card.finding.get("sentence") or "")


def outlook_said(card: Card, lang: Language) -> list[Line]:
    """Nowcast, reproduction number, forecast, share from neighbours and how earlier ones did."""
    return [(line[0], line[1], line[2]) for line in _said(card, lang).get("outlook", ())]


def lacking_said(card: Card, lang: Language) -> list[str]:
    """A sentence for each part of the outlook that is not there."""
    return [str(line) for line in _said(card, lang).get("lacking", ())]


def period_said(card: Card, lang: Language) -> str:
    """Name of the judged period; "" where the card does not say."""
    end, every = card.finding.get("date"), card.finding.get("every")
    return lang.period(date.fromisoformat(end), every) if end and every else ""


def observed_said(card: Card, lang: Language) -> str:
    """The count that was judged."""
    return lang.number(_number(card.finding, "observed"))


def usual_said(card: Card, lang: Language) -> str:
    """The range in which the count would usually lie, in whole cases for a whole count."""
    low, high = _number(card.finding, "usual_low"), _number(card.finding, "usual_high")
    if math.isnan(low) or math.isnan(high):
        return lang.number(_number(card.finding, "expected"))
    if _number(card.finding, "observed").is_integer():
        low, high = whole_range(low, high)
    if low == high:
        return lang.number(low)
    return lang.gettext("%(low)s to %(high)s", low=lang.number(low), high=lang.number(high))


def numbers_said(card: Card, lang: Language) -> list[Line]:
    """Key numbers of the lead series."""
    found = card.finding
    completed, expected = bool(found.get("completed")), _number(found, "expected")
    excess, low, high = (_number(found, name) for name in ("excess", "excess_low", "excess_high"))
    chance = _number(found, "p_value")
    return [
        (
            lang.gettext("Estimated") if completed else lang.gettext("Observed"),
            observed_said(card, lang), _counted(card, lang),
        ),
        (lang.gettext("Usual range"), usual_said(card, lang),
         lang.gettext("expected %(n)s", n=lang.number(_tenth(expected)))),
        (lang.gettext("Cases in excess"), lang.number(_round(excess)), _since(card, lang, low, high)),
        (
            lang.gettext("By chance alone"), lang.one_in(chance),
            lang.pgettext("between the parts of a name", ", ").join(
                [lang.probability("p", chance), lang.probability("q", _number(found, "q_value"))]
            ),
        ),
    ]  # fmt: skip


def _counted(card: Card, lang: Language) -> str:
    when, found = period_said(card, lang), card.finding
    if not found.get("completed"):
        return when
    return lang.gettext(
        "%(when)s, reported so far %(n)s; 95%% interval %(low)s to %(high)s", when=when,
        n=lang.number(_number(found, "reported")), low=lang.number(_number(found, "completed_low")),
        high=lang.number(_number(found, "completed_high")),
    )  # fmt: skip


def _since(card: Card, lang: Language, low: float, high: float) -> str:
    start, every = card.finding.get("start"), card.finding.get("every")
    if not start or not every:
        return ""
    return lang.gettext(
        "since %(when)s; 95%% interval %(low)s to %(high)s",
        when=lang.period(date.fromisoformat(start), every, "since"), low=lang.number(_round(low)),
        high=lang.number(_round(high)),
    )  # fmt: skip


def _said(card: Card | Origin, lang: Language) -> Mapping[str, Any]:
    said: Mapping[str, Any] = card.finding.get("said", {}).get(lang.code, {})
    return said


def _number(found: Mapping[str, Any], name: str) -> float:
    """A number of the finding; null there is NaN here, and a dash on the page."""
    value = found.get(name)
    return float(value) if isinstance(value, int | float) else math.nan


def _round(value: float) -> float:
    return float(round(value)) if math.isfinite(value) else value


def _tenth(value: float) -> float:
    return round(value, 1) if math.isfinite(value) and abs(value) >= 1 else value

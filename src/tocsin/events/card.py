"""A card: a finding on the board, and what each member decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tocsin.events.audience import Audience, audience_of
from tocsin.events.fact import Fact, canonical
from tocsin.events.people import Actor


class Triage(StrEnum):
    """What a member decided about a finding."""

    WAITING = "waiting"
    EVENT = "event"  # an event was opened from it
    WATCHED = "watched"  # nothing yet; it stays in view
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One member's triage of a card.

    reason  why it was dismissed; may be empty otherwise
    event   id of the event that was opened from it; "" = none
    by      None while nobody has decided
    """

    status: Triage
    reason: str = ""
    event: str = ""
    by: Fact | None = None


NOT_YET = Decided(status=Triage.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding as it was last seen by the watch.

    Each member decides for itself, and what it decided is its own: a card that one member dismissed waits on
    at the others, and an event opened for a few does not show on the cards of the rest.

    run        what makes two findings the same one: key columns and start of the run, see `run_of`
    pack, indicator   of which kind of threat; indicator as in the reports
    finding    as in findings.json (docs/findings.md), newest
    as_of      day whose data the newest was made from; first_as_of: the day it was first found
    last       the newest fact about the finding itself
    decided    by member
    """

    id: str
    run: str
    pack: str
    indicator: str
    finding: Mapping[str, Any] = field(hash=False)
    as_of: date
    first_as_of: date
    audience: Audience
    last: Fact
    decided: Mapping[str, Decided] = field(default_factory=dict, hash=False)

    def of(self, member: str) -> Decided:
        """What a member decided."""
        return self.decided.get(member, NOT_YET)


def run_of(finding: Mapping[str, Any]) -> str:
    """What makes two findings the same: the series, and the period in which the run began.

    >>> run_of({"key": {"place": "XA"}, "start": "2026-05-03", "observed": 12})
    '{"key":{"place":"XA"},"start":"2026-05-03"}'
    """
    return canonical({"key": finding["key"], "start": finding["start"]})


def card_seen_by(card: Card, actor: Actor) -> Card | None:
    """What of a card a reader may see: the finding and their own member's triage; None = nothing at all."""
    if not card.audience.shows_to(actor):
        return None
    own = card.decided.get(actor.member)
    return replace(card, decided={} if own is None else {actor.member: own})


def put(fact: Fact) -> Card:
    """A new card."""
    body = fact.body
    day = date.fromisoformat(body["as_of"])
    return Card(
        id=fact.stream.partition("/")[2], run=body["run"], pack=body["pack"], indicator=body["indicator"],
        finding=body["finding"], as_of=day, first_as_of=day, last=fact,
        audience=audience_of(body["audience"]),
    )  # fmt: skip


def changes_by(card: Card, fact: Fact) -> dict[str, Any]:
    """Fields of a card that a fact changes, with their new values; none for a kind that is not known."""
    body = fact.body
    if fact.kind == "finding-seen-again":
        wider = {"audience": audience_of(body["audience"])} if "audience" in body else {}
        return {
            "finding": body["finding"], "as_of": date.fromisoformat(body["as_of"]), "last": fact, **wider
        }  # fmt: skip
    if fact.kind == "finding-triaged":
        told = Decided(status=Triage(body["status"]), reason=body["reason"], event=body["event"], by=fact)
        return {"decided": {**card.decided, fact.member: told}}
    return {}


def kept(card: Card, fact: Fact) -> dict[str, Any]:
    """What a fact that cannot be read changes: nothing."""
    return {}

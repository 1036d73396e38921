"""Watch or dismiss a finding, or let it wait again."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.card import Triage
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import card_for, named
from tocsin.events.seen import untouched
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    finding: str,
    status: Triage,
    reason: str = "",
    seen: int,
) -> list[Draft]:
    """What the actor's member makes of a finding; other members decide for themselves.

    status  not "event": an event is opened by `open_event`
    reason  1 to 1,000 characters for dismissed, else it may be empty
    seen    number of the newest fact that the form showed of the card
    """
    card = card_for(board, actor, "triage-finding", finding)
    if status is Triage.EVENT:
        raise EventError("An event is opened from a finding by opening it, not by triage alone.")
    own = card.of(actor.member)
    untouched("triage", own.by, seen)
    if own.event:
        raise EventError("{member} opened event '{event}' from this finding; discard that event instead.",
                         member=actor.member, event=named(board, actor, own.event))  # fmt: skip
    told = prose("reason", reason, most=1000, empty=status is not Triage.DISMISSED)
    body = {"status": status.value, "reason": told, "event": ""}
    return [Draft(stream=f"finding/{card.id}", kind="finding-triaged", body=body)]

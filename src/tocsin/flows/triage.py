"""Triage from a page: a decision held against what the page showed."""

from datetime import datetime

from tocsin.events.acts import triage_finding
from tocsin.events.card import Card, Triage
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom


def triage(
    room: BoardRoom, actor: Actor, *, finding: str, status: Triage, reason: str, mark: str, at: datetime
) -> None:
    """Record what the actor's member makes of a finding.

    mark  of the newest fact that the page showed, see `take_up.mark_of`

    Raises what `triage_finding` refuses with; ChangedError where somebody of the member decided since.
    """
    seen = _number(room.card(actor, finding), actor, mark)
    room.act(
        actor,
        lambda board: triage_finding.decide(
            board, actor, at=at, finding=finding, status=status, reason=reason, seen=seen
        ),
        at=at,
    )


def _number(card: Card, actor: Actor, mark: str) -> int:
    facts = (card.of(actor.member).by, card.last)
    return next((fact.number for fact in facts if fact is not None and fact.mark == mark), 0)

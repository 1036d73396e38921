"""Answer for one's member when the others' answers are open already."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.events.assessment import check
from tocsin.events.board import Board
from tocsin.events.delay import bottleneck_for
from tocsin.events.fact import Draft
from tocsin.events.outcome import Decision, outcome
from tocsin.events.packs import Pack
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.round import asks, of_number, of_version
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    number: int,
    answers: Mapping[str, Any],
    pack: Pack,
    rule_sets: Sequence[RuleSet] = (),
    bottleneck: str = "",
) -> list[Draft]:
    """Once, in the open, and marked late; the rest as in `seal_answer`."""
    now = event_for(board, actor, "answer-late", event)
    told = of_number(now.rounds, number)
    asks(told, actor.member)
    if told.revealed is None:
        raise EventError("Round {number} was not revealed; answer under seal while it runs.", number=number)
    if actor.member in told.opened:
        raise EventError(
            "{member} has answered in round {number}; start another round to assess anew.",
            member=actor.member, number=number,
        )  # fmt: skip
    own = check(of_version(pack, told), answers)
    body = {
        "round": told.number, "answers": own.body(),
        "notifiable": outcome(pack, own, now.hazard or None).decision is Decision.NOTIFY,
        "bottleneck": bottleneck_for(now, actor.member, "assessed", at, rule_sets, at, bottleneck),
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="answered-late", body=body)]

"""Answer for one's member, under seal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.events.assessment import check, commitment
from tocsin.events.board import Board
from tocsin.events.delay import bottleneck_for
from tocsin.events.event import assessed_under_seal
from tocsin.events.fact import Draft, moment
from tocsin.events.outcome import Decision, outcome
from tocsin.events.packs import Pack
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.round import asks, of_version, running
from tocsin.events.rule_sets import RuleSet


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    number: int,
    answers: Mapping[str, Any],
    nonce: str,
    pack: Pack,
    rule_sets: Sequence[RuleSet] = (),
    bottleneck: str = "",
) -> list[Draft]:
    """The fact holds the commitment alone; a second answer before the reveal replaces the first.

    number      of the round
    answers     in the shape of `Answers.body`; their faults are an AnswerError
    nonce       64 hexadecimal digits, drawn by chance; kept with the answers until the reveal
    pack        of the round, in its version
    rule_sets   those the member is bound by
    bottleneck  what held the assessment up; asked for when a clock stops late by it

    An answer that comes to "notify" starts the member's own clock for that now; the others learn of it with
    the reveal.
    """
    now = event_for(board, actor, "seal-answer", event)
    told = running(now.rounds, number)
    asks(told, actor.member)
    own = check(of_version(pack, told), answers)
    moves = assessed_under_seal(now, told, actor.member)
    held_up = bottleneck_for(now, actor.member, "assessed", at, rule_sets, at, bottleneck, again=moves)
    body = {
        "round": told.number, "late": at > told.due, "bottleneck": held_up,
        "commitment": commitment(own, nonce, event=now.id, member=actor.member),
    }  # fmt: skip
    drafts = [Draft(stream=f"event/{now.id}", kind="answer-sealed", body=body)]
    notifiable = outcome(pack, own, now.hazard or None).decision is Decision.NOTIFY
    return drafts + _own_clock(now.id, at if notifiable else None)


def _own_clock(event: str, at: datetime | None) -> list[Draft]:
    """One fact whatever the answer comes to: how many facts there are tells nobody what is sealed."""
    stream, body = f"event/{event}", {"milestone": "notifiable", "internal": True}
    if at is None:
        return [Draft(stream=stream, kind="milestone-unstamped", body=body)]
    stamp = {"happened": moment(at), "unknown": False, "applicable": True, "bottleneck": ""}
    return [Draft(stream=stream, kind="milestone-stamped", body=body | stamp)]

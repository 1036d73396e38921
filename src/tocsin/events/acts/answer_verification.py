"""Answer a request to verify."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.delay import bottleneck_for
from tocsin.events.entries import ReplyKind
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    reply: ReplyKind,
    text: str,
    rule_sets: Sequence[RuleSet] = (),
    bottleneck: str = "",
) -> list[Draft]:
    """The answer of the actor's member; "looking" stops the clock, and the answer itself may follow.

    text        1 to 10,000 characters
    rule_sets   those the member is bound by
    bottleneck  what held the answer up; asked for when it is late
    """
    now = event_for(board, actor, "answer-verification", event)
    request = now.requests.get(actor.member)
    if request is None:
        raise EventError("{member} was not asked to verify this event.", member=actor.member)
    if not request.is_waiting:
        raise EventError("{member} has answered already: {reply}.", member=actor.member, reply=request.reply)
    held_up = bottleneck_for(now, actor.member, "verification-answered", at, rule_sets, at, bottleneck)
    body = {"reply": reply.value, "text": prose("text", text), "bottleneck": held_up}
    return [Draft(stream=f"event/{now.id}", kind="verification-answered", body=body)]

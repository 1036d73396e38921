"""Record what one's member decided about notifying. Nothing is sent from here."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.delay import bottleneck_for
from tocsin.events.entries import NoticeState
from tocsin.events.fact import Draft, moment
from tocsin.events.fields import not_later, prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import EventError, UnknownNameError

SENDING = ("who-notified", "incident-notified", "warned")  # milestones that are reached by sending


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    state: NoticeState,
    text: str,
    sent_at: datetime | None = None,
    milestone: str = "",
    rule_sets: Sequence[RuleSet] = (),
    bottleneck: str = "",
) -> list[Draft]:
    """Prepared, sent by a person, or decided against; a sent one stays sent.

    text        1 to 5,000 characters: to whom it went, or why not
    sent_at     when it was sent, not in the future; given with "sent" and with nothing else
    milestone   what is reached by sending it, one of `reached_by_sending`; empty = the first of these
    rule_sets   those the member is bound by; where none of them knows of sending, no milestone is reached
    bottleneck  what held it up; asked for when a clock stops late by it
    """
    now = event_for(board, actor, "record-notice", event)
    before = now.notices.get(actor.member)
    if before is not None and before.state is NoticeState.SENT:
        raise EventError(
            "{member} has sent its notification already; write further news as a message.",
            member=actor.member,
        )  # fmt: skip
    if (state is NoticeState.SENT) != (sent_at is not None):
        raise EventError("Say when it was sent, and say it only of a notification that was sent.")
    known, held_up = reached_by_sending(rule_sets), ""
    if milestone and milestone not in known:
        raise UnknownNameError("milestone", milestone, known)
    reached = milestone or next(iter(known), "")
    if sent_at is not None:
        not_later("sent_at", sent_at, at)
        held_up = bottleneck_for(now, actor.member, reached, sent_at, rule_sets, at, bottleneck)
    body = {
        "state": state.value, "text": prose("text", text, most=5000),
        "milestone": reached,
        "sent_at": None if sent_at is None else moment(sent_at), "bottleneck": held_up,
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="notice-recorded", body=body)]


def reached_by_sending(rule_sets: Sequence[RuleSet]) -> list[str]:
    """Milestones of these rule sets that are reached when something is sent."""
    return [name for name in SENDING if any(name in rules.milestones for rules in rule_sets)]

"""Open all answers of a round at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tocsin.events.assessment import check, verify
from tocsin.events.board import Board
from tocsin.events.event import Event
from tocsin.events.fact import Draft, moment
from tocsin.events.outcome import Decision, outcome
from tocsin.events.packs import Pack
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.round import Round, of_version, running
from tocsin.vocab.errors import EventError

Kept = Mapping[str, tuple[Mapping[str, Any], str]]  # member to answers and nonce


def decide(
    board: Board, actor: Actor, *, at: datetime, event: str, number: int, opened: Kept, pack: Pack
) -> list[Draft]:
    """When all answers are in or the time is up, one fact opens them all.

    number  of the round
    opened  every sealed answer of the round, by member, with its nonce; each is held against its commitment
    pack    of the round, in its version
    """
    now = event_for(board, actor, "reveal-round", event)
    told = running(now.rounds, number)
    of_version(pack, told)
    if not told.may_open(at):
        raise EventError(
            "Round {number} cannot be opened yet: {missing} has not answered, and the time is up at {due}.",
            number=number, missing=", ".join(sorted(told.missing)), due=moment(told.due),
        )  # fmt: skip
    if opened.keys() != told.sealed.keys():
        raise EventError(
            "Round {number} holds sealed answers of {sealed}, and those of {given} are at hand. All are "
            "opened together or none; without them the round can only be called off.",
            number=number, sealed=", ".join(sorted(told.sealed)) or "nobody",
            given=", ".join(sorted(opened)) or "nobody",
        )  # fmt: skip
    body = _body(now, told, opened, pack)
    return [Draft(stream=f"event/{now.id}", kind="round-revealed", body=body)]


def _body(event: Event, told: Round, kept: Kept, pack: Pack) -> dict[str, Any]:
    opened: dict[str, Any] = {}
    notifiable = []
    for member, (raw, nonce) in sorted(kept.items()):
        answers = check(pack, raw)
        if not verify(told.sealed[member].commitment, answers, nonce, event=event.id, member=member):
            raise EventError(
                "The answer kept for {member} is not the one it committed to; nothing is opened. Verify the "
                "ledger, and call the round off.", member=member,
            )  # fmt: skip
        opened[member] = {"answers": answers.body(), "nonce": nonce}
        if outcome(pack, answers, event.hazard or None).decision is Decision.NOTIFY:
            notifiable.append(member)
    return {"round": told.number, "opened": opened, "notifiable": notifiable}

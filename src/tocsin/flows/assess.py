"""Assessing apart and opening together: facts and sealed answers, always in one transaction."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tocsin.events.acts import answer_late, reveal_round, seal_answer, withdraw_answer
from tocsin.events.assessment import check, commitment
from tocsin.events.board import Board
from tocsin.events.fact import SYSTEM, Draft, canonical
from tocsin.events.packs import Pack
from tocsin.events.people import Actor, Member
from tocsin.events.rights import event_for
from tocsin.events.round import Round, of_number
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import EventError

BY_ITSELF = Actor(person=SYSTEM, member="", roles=frozenset())


def seal(
    room: BoardRoom,
    actor: Actor,
    *,
    event: str,
    number: int,
    answers: Mapping[str, Any],
    bottleneck: str = "",
    at: datetime,
) -> None:
    """Keep the answers of the actor's member under seal; the fact holds their commitment alone."""
    from tocsin.ledger.chance import new_nonce
    from tocsin.ledger.sealed import SealedAnswer

    nonce = new_nonce()
    pack = pack_of_round(room, actor, "seal-answer", event, number)
    own = check(pack, answers)
    sealed = SealedAnswer(
        event=event, round=number, member=actor.member, answers=canonical(own.body()), nonce=nonce,
        commitment=commitment(own, nonce, event=event, member=actor.member), at=at,
    )  # fmt: skip

    def decide(board: Board) -> list[Draft]:
        return seal_answer.decide(
            board, actor, at=at, event=event, number=number, answers=answers, nonce=nonce, pack=pack,
            rule_sets=bound(room, actor.member, pack.id), bottleneck=bottleneck,
        )  # fmt: skip

    room.act(actor, decide, at=at, beside=lambda: room.books.sealed.keep(sealed))


def withdraw(room: BoardRoom, actor: Actor, *, event: str, number: int, at: datetime) -> None:
    """Take the answer of the actor's member back, and forget it."""
    room.act(
        actor,
        lambda board: withdraw_answer.decide(board, actor, at=at, event=event, number=number),
        at=at,
        beside=lambda: room.books.sealed.withdraw(event, number, actor.member),
    )


def reveal(room: BoardRoom, actor: Actor, *, event: str, number: int, at: datetime) -> None:
    """Move all sealed answers of a round into the fact that opens them."""
    pack = pack_of_round(room, actor, "reveal-round", event, number)

    def decide(board: Board) -> list[Draft]:
        members = board.events[event].rounds[number - 1].sealed
        kept = {member: room.books.sealed.own(event, number, member) for member in members}
        opened = {
            member: (json.loads(sealed.answers), sealed.nonce)
            for member, sealed in kept.items()
            if sealed is not None
        }
        return reveal_round.decide(board, actor, at=at, event=event, number=number, opened=opened, pack=pack)

    room.act(actor, decide, at=at, beside=lambda: room.books.sealed.open_round(event, number))


def answer_after(
    room: BoardRoom,
    actor: Actor,
    *,
    event: str,
    number: int,
    answers: Mapping[str, Any],
    bottleneck: str = "",
    at: datetime,
) -> None:
    """Answer when the others' answers are open already; it is marked late."""
    pack = pack_of_round(room, actor, "answer-late", event, number)

    def decide(board: Board) -> list[Draft]:
        return answer_late.decide(
            board, actor, at=at, event=event, number=number, answers=answers, pack=pack,
            rule_sets=bound(room, actor.member, pack.id), bottleneck=bottleneck,
        )  # fmt: skip

    room.act(actor, decide, at=at)


def reveal_what_is_due(room: BoardRoom, event: str, *, at: datetime) -> None:
    """Open the running round of an event once its time is up, by itself.

    Nothing happens where there is no such round. One whose questions are not here any more, or whose kept
    answers do not match their seals, stays as it is; its page says so and a person decides.
    """
    found = room.board.events.get(event)
    told = None if found is None else found.running_round
    if found is None or not found.is_open or told is None or at < told.due:
        return
    if not told.sealed or round_pack(room, told) is None:
        return
    try:
        reveal(room, BY_ITSELF, event=event, number=told.number, at=at)
    except EventError:  # somebody was quicker, or the answers are not those that were sealed
        return


def reveal_all_due(room: BoardRoom, *, at: datetime) -> None:
    """The same for every event; what a schedule calls."""
    for event in list(room.board.events):
        reveal_what_is_due(room, event, at=at)


def own_answer(room: BoardRoom, actor: Actor, event: str, number: int) -> Mapping[str, Any] | None:
    """What the actor's member has under seal, for its own people alone; None = nothing."""
    room.event(actor, event)
    sealed = room.books.sealed.own(event, number, actor.member)
    return None if sealed is None else dict(json.loads(sealed.answers))


def bound(room: BoardRoom, member: str, pack: str) -> list[RuleSet]:
    """Rule sets that a member is bound by, of those that may apply to a kind of threat.

    pack  id of its threat pack; of one that is not on this server all of the member's apply
    """
    return bound_by(room, room.board.members.get(member), pack)


def bound_by(room: BoardRoom, member: Member | None, pack: str) -> list[RuleSet]:
    """The same for a member that is at hand."""
    names, threat = () if member is None else member.rule_sets, room.packs.get(pack)
    return [
        room.rule_sets[name]
        for name in names
        if name in room.rule_sets and (threat is None or name in threat.rule_sets)
    ]


def round_pack(room: BoardRoom, told: Round) -> Pack | None:
    """The pack a round asks from, in its version; None = it is not here any more."""
    pack = room.packs.get(told.pack)
    return pack if pack is not None and pack.version == told.version else None


def pack_of_round(room: BoardRoom, actor: Actor, action: str, event: str, number: int) -> Pack:
    """The same, for an act that the actor may do; raises EventError where it is not here any more."""
    told = of_number(event_for(room.board, actor, action, event).rounds, number)
    pack = round_pack(room, told)
    if pack is None:
        raise EventError(
            "The questions of this round (pack '{pack}', version {version}) are not on this server any more; "
            "the round can only be called off.", pack=told.pack, version=told.version,
        )  # fmt: skip
    return pack

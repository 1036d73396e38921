"""Add a member to the alliance."""

from collections.abc import Collection, Mapping
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.member_fields import code_of, member_body
from tocsin.events.people import Actor, MemberKind
from tocsin.events.rights import require
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    member: str,
    name: Mapping[str, str],
    kind: MemberKind,
    rule_sets: Collection[str] = (),
) -> list[Draft]:
    """A new member, or one that comes back.

    member  code: two letters for a state, 2 to 8 letters or digits for a body
    """
    require(actor, "add-member", board)
    known = board.members.get(code_of(member, kind))
    if known is not None and known.active:
        raise EventError("{member} is a member already.", member=member)
    body = member_body(board, member, name=name, kind=kind, rule_sets=rule_sets)
    return [Draft(stream=f"member/{member}", kind="member-added", body=body)]

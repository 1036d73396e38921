"""Change the name, kind or rule sets of a member."""

from collections.abc import Collection, Mapping
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.member_fields import code_of, member_body
from tocsin.events.people import Actor, Member, MemberKind
from tocsin.events.rights import reach
from tocsin.events.seen import untouched
from tocsin.vocab.errors import DeniedError, EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    member: str,
    name: Mapping[str, str],
    kind: MemberKind,
    rule_sets: Collection[str],
    seen: int,
) -> list[Draft]:
    """All of them as they are to be; nothing is recorded where nothing is new.

    kind  only the secretariat changes it, and never its own
    seen  number of the newest fact that the form showed of the member
    """
    now = reach(actor, "change-member", board, board.members, member, "member")
    if not now.active:
        raise EventError("{member} has left; add it again first.", member=member)
    body = member_body(board, code_of(member, kind), name=name, kind=kind, rule_sets=rule_sets)
    if body == {"name": now.name, "kind": now.kind.value, "rule_sets": list(now.rule_sets)}:
        return []
    if kind is not now.kind:
        _may_change_kind(board, actor, now)
    untouched(member, now.last, seen)
    return [Draft(stream=f"member/{member}", kind="member-changed", body=body)]


def _may_change_kind(board: Board, actor: Actor, now: Member) -> None:
    if board.members[actor.member].kind is not MemberKind.SECRETARIAT:
        raise DeniedError("Only the secretariat changes what kind of member {member} is.", member=now.code)
    if now.kind is MemberKind.SECRETARIAT:
        raise EventError("{member} is the secretariat, and stays it.", member=now.code)

"""End a membership."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.people import Actor, MemberKind
from tocsin.events.rights import reach
from tocsin.vocab.errors import EventError


def decide(board: Board, actor: Actor, *, at: datetime, member: str) -> list[Draft]:
    """From then on its people may do nothing; what it gave stays. The secretariat cannot leave."""
    now = reach(actor, "end-membership", board, board.members, member, "member")
    if not now.active:
        raise EventError("{member} has left already.", member=member)
    if now.kind is MemberKind.SECRETARIAT:
        raise EventError("{member} is the secretariat, and stays it.", member=member)
    return [Draft(stream=f"member/{member}", kind="membership-ended", body={})]

"""Give somebody an account."""

from collections.abc import Collection
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.fields import identifier
from tocsin.events.people import Actor, Role
from tocsin.events.rights import reach
from tocsin.events.roles import administrators, role_fits
from tocsin.vocab.errors import DeniedError, EventError


def decide(
    board: Board, actor: Actor, *, at: datetime, person: str, member: str, roles: Collection[Role]
) -> list[Draft]:
    """A person of a member, with one role or more.

    An administrator adds people of the own member. Those of the secretariat add the first administrator of
    any other, and nobody else there: so nobody outside a member chooses who speaks for it.

    person  8 random letters a-z or digits; name and address are kept elsewhere
    """
    now = reach(actor, "add-person", board, board.members, member, "member")
    if not now.active:
        raise EventError("{member} has left; add it again first.", member=member)
    if identifier("person", person) in board.people:
        raise EventError("There is a person '{person}' already; draw another identifier.", person=person)
    if not roles:
        raise EventError("The person has no role; choose at least one.")
    for role in roles:
        role_fits(board, role, member)
    outside = actor.person != SYSTEM and actor.member != member
    if outside and (administrators(board, member) or set(roles) != {Role.ADMINISTRATOR}):
        raise DeniedError("Of another member you may add only the first administrator, who adds the rest.")
    body = {"member": member, "roles": sorted(role.value for role in set(roles))}
    return [Draft(stream=f"person/{person}", kind="person-added", body=body)]

"""Take a role from somebody."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.people import Actor, Role
from tocsin.events.rights import reach
from tocsin.events.roles import one_stays
from tocsin.events.seen import untouched
from tocsin.vocab.errors import EventError


def decide(board: Board, actor: Actor, *, at: datetime, person: str, role: Role, seen: int) -> list[Draft]:
    """A role that the person has; the last administrator of a member stays one.

    seen  number of the newest fact that the form showed of the person
    """
    now = reach(actor, "take-role", board, board.people, person, "person")
    if not now.active:
        raise EventError("The account of '{person}' is closed.", person=person)
    untouched(person, now.last, seen)
    if role not in now.roles:
        raise EventError("'{person}' is not {role}.", person=person, role=role.value)
    if role is Role.ADMINISTRATOR:
        one_stays(board, now)
    return [Draft(stream=f"person/{person}", kind="role-taken", body={"role": role.value})]

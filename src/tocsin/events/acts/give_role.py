"""Give somebody a role."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.people import Actor, Role
from tocsin.events.rights import reach
from tocsin.events.roles import role_fits
from tocsin.events.seen import untouched
from tocsin.vocab.errors import EventError


def decide(board: Board, actor: Actor, *, at: datetime, person: str, role: Role, seen: int) -> list[Draft]:
    """A role that the person does not have yet.

    seen  number of the newest fact that the form showed of the person
    """
    now = reach(actor, "give-role", board, board.people, person, "person")
    if not now.active:
        raise EventError("The account of '{person}' is closed.", person=person)
    untouched(person, now.last, seen)
    if role in now.roles:
        raise EventError("'{person}' is {role} already.", person=person, role=role.value)
    role_fits(board, role, now.member)
    return [Draft(stream=f"person/{person}", kind="role-given", body={"role": role.value})]

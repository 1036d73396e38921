"""What holds of roles whoever gives or takes them."""

from tocsin.events.board import Board
from tocsin.events.people import MemberKind, Person, Role
from tocsin.vocab.errors import EventError


def role_fits(board: Board, role: Role, member: str) -> None:
    """Refuse the role of the secretariat anywhere else."""
    if role is Role.SECRETARIAT and board.members[member].kind is not MemberKind.SECRETARIAT:
        raise EventError(
            "The role 'secretariat' is for people of the secretariat; {member} is not it.", member=member
        )


def administrators(board: Board, member: str) -> frozenset[str]:
    """Ids of a member's administrators."""
    return frozenset(
        person.id
        for person in board.people.values()
        if person.member == member and person.active and Role.ADMINISTRATOR in person.roles
    )


def one_stays(board: Board, person: Person) -> None:
    """Refuse to leave a member without an administrator."""
    if administrators(board, person.member) == {person.id}:
        raise EventError(
            "'{person}' is the last administrator of {member}; make somebody else one first.",
            person=person.id, member=person.member,
        )  # fmt: skip

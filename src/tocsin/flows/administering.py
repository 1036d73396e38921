"""What administrators do with accounts: a fact, and with it what lies beside the facts."""

from datetime import datetime

from tocsin.events.acts import close_account, end_membership, give_role, take_role
from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.membership import FACTOR_TAKEN, NAME_ERASED, trace
from tocsin.events.people import Actor, Role
from tocsin.events.rights import reach
from tocsin.flows.alliance import invitations, seen_number
from tocsin.flows.board import BoardRoom
from tocsin.flows.joining import invite_again
from tocsin.vocab.errors import EventError, UnknownThingError


def give(room: BoardRoom, actor: Actor, person: str, role: Role, *, mark: str, at: datetime) -> None:
    """Give somebody a role. Raises what the act raises.

    mark  of the newest fact that the form showed of them
    """

    def decide(board: Board) -> list[Draft]:
        seen = _seen(board, person, mark)
        return give_role.decide(board, actor, at=at, person=person, role=role, seen=seen)

    room.act(actor, decide, at=at)


def take(room: BoardRoom, actor: Actor, person: str, role: Role, *, mark: str, at: datetime) -> None:
    """Take a role from somebody; every session of theirs ends by it."""

    def decide(board: Board) -> list[Draft]:
        seen = _seen(board, person, mark)
        return take_role.decide(board, actor, at=at, person=person, role=role, seen=seen)

    room.act(actor, decide, at=at, beside=lambda: room.books.sessions.end_others(person))


def close(room: BoardRoom, actor: Actor, person: str, *, at: datetime) -> None:
    """Close an account; sessions, tokens and invitations of it end with it."""
    room.act(
        actor,
        lambda board: close_account.decide(board, actor, at=at, person=person),
        at=at,
        beside=lambda: _shut(room, person, at),
    )


def erase(room: BoardRoom, actor: Actor, person: str, *, at: datetime) -> None:
    """Forget name and address of somebody, for good; an account that is open is closed by it.

    Raises what `close_account` raises, UnknownThingError where there is nothing left to forget.
    """

    def decide(board: Board) -> list[Draft]:
        known = reach(actor, "close-account", board, board.people, person, "person")
        account = room.books.accounts.find(person)
        if account is None or account.erased:
            raise UnknownThingError("person", person)
        closed = close_account.decide(board, actor, at=at, person=person) if known.active else []
        return [*closed, trace(person, NAME_ERASED)]

    room.act(actor, decide, at=at, beside=lambda: room.books.accounts.erase(person, at=at))


def remove_second_factor(room: BoardRoom, actor: Actor, person: str, *, at: datetime) -> None:
    """Take the second factor of somebody away who lost it; every session of theirs ends.

    Roles that decide rest until they have set up another. Raises what `rights.reach` raises for give-role,
    EventError where there is none.
    """

    def decide(board: Board) -> list[Draft]:
        reach(actor, "give-role", board, board.people, person, "person")
        _another(actor, person)
        if not room.books.second_factors.has(person):
            raise EventError("There is no second factor to take away.")
        return [trace(person, FACTOR_TAKEN)]

    def beside() -> None:
        room.books.second_factors.remove(person)
        room.books.sessions.end_others(person)

    room.act(actor, decide, at=at, beside=beside)


def new_password(room: BoardRoom, actor: Actor, person: str, *, at: datetime) -> str:
    """The secret of a link by which somebody chooses a new password. Raises what `invite_again` raises."""
    _another(actor, person)
    return invite_again(room, actor, person, at=at)


def withdraw(room: BoardRoom, actor: Actor, invitation: str, *, at: datetime) -> str:
    """Withdraw an invitation; gives the code of the member it was for.

    Raises UnknownThingError for one that the actor may not see.
    """
    found = room.books.invitations.by_id(invitation, at=at)
    if found is None or found not in invitations(room, actor, found.member, at=at):
        raise UnknownThingError("invitation", invitation)
    room.books.invitations.withdraw(invitation)
    return found.member


def leave(room: BoardRoom, actor: Actor, member: str, *, at: datetime) -> None:
    """End a membership; sessions, tokens and invitations of its people end with it."""

    def shut() -> None:
        for person in list(room.board.people.values()):
            if person.member == member:
                room.books.sessions.end_others(person.id)
                room.books.tokens.revoke_all(person.id)
        for one in room.books.invitations.open(at=at):
            if one.member == member:
                room.books.invitations.withdraw(one.id)

    room.act(
        actor,
        lambda board: end_membership.decide(board, actor, at=at, member=member),
        at=at,
        beside=shut,
    )


def _shut(room: BoardRoom, person: str, at: datetime) -> None:
    room.books.sessions.end_others(person)
    room.books.tokens.revoke_all(person)
    for one in room.books.invitations.open(at=at):
        if one.person == person:
            room.books.invitations.withdraw(one.id)


def _another(actor: Actor, person: str) -> None:
    """Refuse for oneself what one's own page asks the password for."""
    if person == actor.person:
        raise EventError("This is your own account: change it on its page, which asks for your password.")


def _seen(board: Board, person: str, mark: str) -> int:
    known = board.people.get(person)
    return 0 if known is None else seen_number(known.last, mark)

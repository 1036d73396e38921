"""How people come to have an account: they are invited, and choose a name and a password of their own."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from tocsin.events.acts import add_person
from tocsin.events.board import Board
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.membership import FACTOR_TAKEN, LINK_MADE, PASSWORD_SET, trace
from tocsin.events.people import Actor, Person, Role
from tocsin.events.rights import reach
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import AccountError, UnknownThingError

if TYPE_CHECKING:
    from tocsin.ledger.accounts import Account

CONSOLE = Actor(person=SYSTEM, member="", roles=frozenset())  # whoever owns the machine, at its command line


def invite(
    room: BoardRoom, actor: Actor, *, email: str, member: str, roles: Collection[Role], at: datetime
) -> str:
    """Invite somebody to an account; gives the secret of the link, which holds for a week and for one use.

    Whether the actor may is asked now, and once more when the invitation is used. Raises what
    `add_person.decide` raises, and AccountError for an address that is none or has an account.
    """
    from tocsin.ledger.chance import new_id

    add_person.decide(room.board, actor, at=at, person=new_id(), member=member, roles=roles)
    if room.books.accounts.find_by_email(email) is not None:
        raise AccountError("{email} already belongs to an account; use another address.", email=email.strip())
    return room.books.invitations.invite(email=email, member=member, roles=roles, by=actor.person, at=at)


def invite_again(
    room: BoardRoom, actor: Actor, person: str, *, at: datetime, second_factor: bool = False
) -> str:
    """Let somebody choose a new password; gives the secret of the link. A fact says that there is one.

    second_factor  also take theirs away at once, with every session and API token: for somebody whose
                   telephone is lost

    An administrator does so in the own member; at the console it is done for anybody. Raises what
    `rights.reach` raises for the action give-role, and UnknownThingError where there is no open account.
    """
    books, secrets = room.books, list[str]()

    def decide(board: Board) -> list[Draft]:
        if actor is not CONSOLE:
            reach(actor, "give-role", board, board.people, person, "person")
        _open_account(room, person)
        lost = second_factor and books.second_factors.has(person)
        return [trace(person, kind) for kind in ([FACTOR_TAKEN] if lost else []) + [LINK_MADE]]

    def beside() -> None:
        if second_factor:
            books.second_factors.remove(person)
            books.sessions.end_others(person)
            books.tokens.revoke_all(person)
        account, known = _open_account(room, person)
        secret = books.invitations.invite(
            email=account.email, member=known.member, roles=known.roles, by=actor.person, at=at, person=person
        )
        secrets.append(secret)

    room.act(actor, decide, at=at, beside=beside)
    return secrets[-1]


def join(room: BoardRoom, secret: str, *, name: str, password: str, language: str, at: datetime) -> str:
    """Use an invitation: make the account, or give an account its new password. Gives the person's id.

    All of it stands or none: an invitation is not used up by a password that is too short.

    name, language  of a new account; of no meaning for a new password, with which every session and every
                    API token of the account ends

    Raises AccountError for an invitation that no longer holds, a name or a password that cannot be, and
    what `add_person.decide` and `rights.reach` raise where whoever invited may no longer do so.
    """
    books = room.books
    found = books.invitations.find(secret, at=at)
    hashed = books.passwords.hashed(password, email=found.email)
    with books.writing():
        found = books.invitations.use(secret, at=at)
        if found.person is not None:
            inviter = _inviter(room, found.by)
            if inviter is not CONSOLE:
                reach(inviter, "give-role", room.board, room.board.people, found.person, "person")
            known = _person(room, found.person)
            if not known.active:
                raise AccountError("The account is closed.")
            books.sign_in.set_password(known.id, hashed)
            books.tokens.revoke_all(known.id)
            room.act(_actor(known), lambda _: [trace(known.id, PASSWORD_SET)], at=at)
            return known.id
        account = books.accounts.add(name=name, email=found.email, at=at, language=language)
        books.sign_in.set_password(account.id, hashed)
        room.act(
            _inviter(room, found.by),
            lambda board: add_person.decide(
                board, _inviter(room, found.by), at=at, person=account.id, member=found.member,
                roles=found.roles,
            ),
            at=at,
        )  # fmt: skip
    return account.id


def _inviter(room: BoardRoom, person: str) -> Actor:
    if person == SYSTEM:
        return CONSOLE
    return _actor(_person(room, person))


def _open_account(room: BoardRoom, person: str) -> tuple["Account", Person]:
    account, known = room.books.accounts.find(person), _person(room, person)
    if account is None or account.erased or not known.active:
        raise UnknownThingError("person", person)
    return account, known


def _actor(known: Person) -> Actor:
    return Actor(person=known.id, member=known.member, roles=known.roles)


def _person(room: BoardRoom, person: str) -> Person:
    known = room.board.people.get(person)
    if known is None:
        raise UnknownThingError("person", person)
    return known

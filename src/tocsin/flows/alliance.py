"""Members and their people as one reader sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.events.acts import add_person
from tocsin.events.board import Board
from tocsin.events.fact import Fact
from tocsin.events.membership import TRACES
from tocsin.events.people import Actor, Member, MemberKind, Person, Role
from tocsin.events.rights import may, require
from tocsin.flows.board import BoardRoom
from tocsin.ledger.invitations import Invitation
from tocsin.vocab.errors import EventError, UnknownThingError

_ON_MEMBERS = ("change-member", "end-membership", "add-person")
_ON_PEOPLE = ("give-role", "take-role", "close-account")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member in the list, with how many people have an account."""

    member: Member
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody with an account.

    name    empty once erased
    email   and second_factor: "" and None unless the reader is an administrator of their member
    """

    person: Person
    name: str
    email: str = ""
    second_factor: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage:
    """All that a reader sees of a member.

    mark         of the newest fact about it: what a form keeps
    people       those with an open account first
    offers       actions that rights allow the reader on it
    invitable    roles that the reader may invite somebody to
    invitations  that are open; of others' members those that the reader's own member sent
    """

    member: Member
    mark: str
    people: Sequence[PersonLine]
    offers: frozenset[str]
    invitable: Sequence[Role]
    invitations: Sequence[Invitation]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """All that a reader sees of somebody.

    mark     of the newest fact that changed them
    offers   actions that rights allow the reader on them
    givable  roles that they do not have and could be given
    history  what was recorded about them, the newest first; how they sign in (`membership.TRACES`) is for
             themselves and those who read the audit
    erased   when name and address were erased; None = they were not
    """

    line: PersonLine
    member: Member
    mark: str
    offers: frozenset[str]
    givable: Sequence[Role]
    created: datetime | None
    erased: datetime | None
    invitation: Invitation | None = None
    history: Sequence[Fact] = field(default=(), hash=False)


def members(room: BoardRoom, actor: Actor) -> Sequence[MemberLine]:
    """Every member, those that have left last, in the order of their codes."""
    board = room.board
    require(actor, "see-members", board)
    active = [person.member for person in board.people.values() if person.active]
    found = sorted(board.members.values(), key=lambda member: (not member.active, member.code))
    return [MemberLine(member=member, people=active.count(member.code)) for member in found]


def member_page(room: BoardRoom, actor: Actor, code: str, *, at: datetime) -> MemberPage:
    """One member. Raises UnknownThingError where there is none."""
    board = room.board
    require(actor, "see-members", board)
    member = board.members.get(code)
    if member is None:
        raise UnknownThingError("member", code)
    offers = frozenset(name for name in _ON_MEMBERS if may(actor, name, board, member))
    return MemberPage(
        member=member, mark=_mark(member.last), people=_people(room, actor, code),
        offers=offers if member.active else frozenset(),
        invitable=_invitable(board, actor, code, at=at),
        invitations=invitations(room, actor, code, at=at),
    )  # fmt: skip


def person_page(room: BoardRoom, actor: Actor, name: str, *, at: datetime) -> PersonPage:
    """One person. Raises UnknownThingError where there is none."""
    board = room.board
    require(actor, "see-members", board)
    person = board.people.get(name)
    if person is None:
        raise UnknownThingError("person", name)
    member, account = board.members[person.member], room.books.accounts.find(name)
    chair, chairs = Role.SECRETARIAT, member.kind is MemberKind.SECRETARIAT
    facts = room.ledger.read(stream=f"person/{name}")
    checks = actor.person == name or may(actor, "read-audit", board)
    open_ones = [one for one in invitations(room, actor, member.code, at=at) if one.person == name]
    return PersonPage(
        line=_line(person, {name: account.name if account else ""}, _private(room, actor, person.member)),
        member=member, mark=_mark(person.last),
        offers=frozenset(action for action in _ON_PEOPLE if may(actor, action, board, person)),
        givable=[role for role in Role if role not in person.roles and (role is not chair or chairs)],
        created=account.created if account else None, erased=account.erased if account else None,
        invitation=open_ones[0] if open_ones else None,
        history=[fact for fact in facts[::-1] if checks or fact.kind not in TRACES],
    )  # fmt: skip


def invitations(room: BoardRoom, actor: Actor, code: str, *, at: datetime) -> Sequence[Invitation]:
    """Open invitations into a member, for administrators: into the own all, into another those sent from it.

    They hold addresses, which nobody else is shown.
    """
    board, member = room.board, room.board.members[code]
    if not may(actor, "add-person", board, member):
        return ()
    return [
        one
        for one in room.books.invitations.open(at=at)
        if one.member == code and (code == actor.member or _member_of(board, one.by) == actor.member)
    ]


def seen_number(last: Fact | None, mark: str) -> int:
    """Number of the newest fact of a thing when its mark is still the one the form kept; else 0."""
    return last.number if last is not None and last.mark == mark else 0


def _people(room: BoardRoom, actor: Actor, code: str) -> list[PersonLine]:
    names = {person: account.name for person, account in room.books.accounts.all().items()}
    private = _private(room, actor, code)
    found = [p for p in room.board.people.values() if p.member == code]
    found.sort(key=lambda person: (not person.active, names.get(person.id, ""), person.id))
    return [_line(person, names, private) for person in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Private:
    """What administrators see of the people of their own member."""

    emails: Mapping[str, str]
    holders: frozenset[str]


def _private(room: BoardRoom, actor: Actor, code: str) -> _Private | None:
    administers = code == actor.member and may(actor, "add-person", room.board, room.board.members[code])
    if not administers:
        return None
    accounts = room.books.accounts.all()
    return _Private(
        emails={name: account.email for name, account in accounts.items()},
        holders=room.books.second_factors.holders(),
    )


def _line(person: Person, names: Mapping[str, str], private: _Private | None) -> PersonLine:
    plain = PersonLine(person=person, name=names.get(person.id, ""))
    if private is None:
        return plain
    return PersonLine(
        person=person, name=plain.name, email=private.emails.get(person.id, ""),
        second_factor=person.id in private.holders,
    )  # fmt: skip


def _invitable(board: Board, actor: Actor, code: str, *, at: datetime) -> list[Role]:
    """Roles of which an invitation would be let through, each alone."""

    def takes(role: Role) -> bool:
        try:
            add_person.decide(board, actor, at=at, person="aaaaaaaa", member=code, roles=[role])
        except EventError:
            return False
        return True

    return [role for role in Role if takes(role)]


def _member_of(board: Board, person: str) -> str:
    known = board.people.get(person)
    return known.member if known else ""


def _mark(last: Fact | None) -> str:
    return last.mark if last else ""

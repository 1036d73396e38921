"""What whoever owns the machine does at its command line: set up members, invite the first administrator."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tocsin.events.acts import add_member
from tocsin.events.people import Member, MemberKind, Role
from tocsin.flows.joining import CONSOLE, invite, invite_again
from tocsin.flows.packs import load_rule_sets
from tocsin.flows.serve import Serving, open_board
from tocsin.vocab.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member and the number of its people."""

    member: Member
    people: int


def members(folder: str, database: str = "") -> Sequence[MemberLine]:
    """Every member, in the order of their codes. Raises what `open_board` raises."""
    opened = open_board(Serving(folder=folder, database=database))
    try:
        board = opened.room.board
        active = [person.member for person in board.people.values() if person.active]
        return [
            MemberLine(member=member, people=active.count(code))
            for code, member in sorted(board.members.items())
        ]
    finally:
        opened.room.books.close()


def add(
    folder: str,
    database: str = "",
    *,
    member: str,
    name: Mapping[str, str],
    kind: MemberKind,
    rule_sets: Collection[str],
) -> None:
    """Add a member. Raises UnknownNameError for a rule set that is not there, and what the act raises."""
    known = load_rule_sets(Path(folder))
    for rules in rule_sets:
        if rules not in known:
            raise UnknownNameError("rule set", rules, known)
    opened = open_board(Serving(folder=folder, database=database))
    at = datetime.now(UTC)
    try:
        opened.room.act(
            CONSOLE,
            lambda board: add_member.decide(
                board, CONSOLE, at=at, member=member, name=name, kind=kind, rule_sets=rule_sets
            ),
            at=at,
        )
    finally:
        opened.room.books.close()


def invitation(
    folder: str, database: str = "", *, email: str, member: str, roles: Collection[Role], lost: bool = False
) -> str:
    """The link of an invitation; for an address that has an account, one to choose a new password.

    member, roles  of a new account
    lost           also take the second factor of the account away

    Raises UnknownNameError for a member that is not there, and what `invite` raises.
    """
    opened = open_board(Serving(folder=folder, database=database))
    room, at = opened.room, datetime.now(UTC)
    try:
        account = room.books.accounts.find_by_email(email)
        if account is not None:
            secret = invite_again(room, CONSOLE, account.id, at=at, second_factor=lost)
        elif member not in room.board.members:
            raise UnknownNameError("member", member, room.board.members)
        else:
            secret = invite(room, CONSOLE, email=email, member=member, roles=roles, at=at)
    finally:
        room.books.close()
    return f"{opened.settings.address.rstrip('/') or 'http://127.0.0.1:8000'}/invitation/{secret}"

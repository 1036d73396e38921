"""How the board is run, and how it is: what administrators of the secretariat see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.events.packs import Pack
from tocsin.events.people import DECIDING, Actor, Person
from tocsin.events.rights import require
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.board import BoardRoom
from tocsin.flows.last_copy import last_copy
from tocsin.ledger.migrate import version_of
from tocsin.vocab.errors import UnknownThingError


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of the server.

    tables       version of the database's tables
    sqlite       whether the ledger is a file; else PostgreSQL
    waiting, given_up   e-mails that are still to be sent, and those that failed twelve times
    last_fault   why the last of them could not be sent
    copied       when the last copy was made of this workspace; None = not known
    unprotected  people in roles that decide who have no second factor; those roles rest
    names        of people by id
    unread       facts that this version cannot read
    """

    tables: str
    sqlite: bool
    waiting: int
    given_up: int
    last_fault: str
    copied: datetime | None
    unprotected: Sequence[Person]
    names: Mapping[str, str] = field(hash=False)
    unread: int = 0


def state_of(room: BoardRoom, actor: Actor, folder: str) -> State:
    """All of it. Raises DeniedError for anybody but administrators of the secretariat."""
    board, books = room.board, room.books
    require(actor, "see-settings", board)
    with books.database.reading() as connection:
        tables = version_of(connection, books.database.name)
    waiting, given_up = books.outbox.waiting()
    holders = books.second_factors.holders()
    bare = [p for p in board.people.values() if p.active and p.roles & DECIDING and p.id not in holders]
    accounts = books.accounts.all()
    return State(
        tables=tables or "", sqlite=books.database.kind == "sqlite", waiting=waiting, given_up=given_up,
        last_fault=books.outbox.last_fault(), copied=last_copy(folder),
        unprotected=sorted(bare, key=lambda person: (person.member, person.id)),
        names={name: account.name for name, account in accounts.items()}, unread=len(board.unread),
    )  # fmt: skip


def pack_of(room: BoardRoom, name: str) -> Pack:
    """A threat pack; everybody may read it. Raises UnknownThingError."""
    if name not in room.packs:
        raise UnknownThingError("pack", name)
    return room.packs[name]


def rule_set_of(room: BoardRoom, name: str) -> RuleSet:
    """A rule set; everybody may read it. Raises UnknownThingError."""
    if name not in room.rule_sets:
        raise UnknownThingError("rule set", name)
    return room.rule_sets[name]

"""The doors of the board: who comes in with which secret, and what they may do inside."""

from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.events.people import DECIDING, Actor
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import SignInError


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who has come in.

    name     as it stands in the account
    session  id of the session; empty with a token
    lacks_second_factor   their roles decide, and they came in by password alone: until they have a second
             factor those roles rest
    """

    actor: Actor
    name: str
    language: str
    session: str = ""
    lacks_second_factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody who just came in: the secret of the new session, and their language."""

    secret: str
    language: str


class Doors:
    """Sessions and tokens of one board."""

    def __init__(self, room: BoardRoom) -> None:
        self.room = room
        self.books = room.books

    def sign_in(
        self, email: str, password: str, code: str, *, at: datetime, device: str, instead_of: str
    ) -> Came:
        """Begin a session of whoever has this address, password and, with a second factor, code.

        Raises SignInError, in the same words whatever was wrong; so it is for an account that is closed, and
        for one of a member that has left.
        """
        from tocsin.ledger.sign_in import wrong

        found = self.books.sign_in.check(email, password, code, at=at)
        if self._visitor(found.person) is None:
            raise wrong()
        return self.begin(
            found.person, second_factor=found.second_factor, at=at, device=device, instead_of=instead_of
        )

    def vouched_for(self, email: str) -> str:
        """Id of the person with an address that a provider vouches for. Raises SignInError for nobody."""
        account = self.books.accounts.find_by_email(email)
        if account is None or self._visitor(account.id) is None:
            raise SignInError(
                "Nobody here has the address with which your organisation knows you. Ask an administrator of "
                "your member for an invitation."
            )
        return account.id

    def begin(self, person: str, *, second_factor: bool, at: datetime, device: str, instead_of: str) -> Came:
        """Begin a session of somebody who has shown who they are."""
        visitor = self._visitor(person)
        secret = self.books.sessions.begin(
            person, at=at, second_factor=second_factor, device=device, instead_of=instead_of
        )
        return Came(secret=secret, language=visitor.language if visitor else "en")

    def by_session(self, secret: str, *, at: datetime, used: bool = True) -> Visitor | None:
        """Who holds the secret of a session; None = it has ended, or the account is closed.

        used  False for what a page asks for by itself, which does not count as use
        """
        session = self.books.sessions.find(secret, at=at, used=used)
        if session is None:
            return None
        found = self._visitor(session.person, session=session.id)
        return _resting(found) if found and not session.second_factor else found

    def by_token(self, secret: str, *, at: datetime) -> Visitor | None:
        """Who holds an API token; it does what they may, and of that what it was made for.

        Roles that decide rest while its owner has no second factor, as they do on the pages.
        """
        token = self.books.tokens.find(secret, at=at)
        if token is None:
            return None
        found = self._visitor(token.person, scopes=token.scopes)
        return _resting(found) if found and not self.books.second_factors.has(token.person) else found

    def _visitor(
        self, person: str, *, session: str = "", scopes: frozenset[str] | None = None
    ) -> Visitor | None:
        known, account = self.room.board.people.get(person), self.books.accounts.find(person)
        if known is None or not known.active or account is None or account.erased:
            return None
        member = self.room.board.members.get(known.member)
        if member is None or not member.active:
            return None  # it has left the alliance
        return Visitor(
            actor=Actor(person=person, member=known.member, roles=known.roles, scopes=scopes),
            name=account.name, language=account.language, session=session,
        )  # fmt: skip


def _resting(visitor: Visitor) -> Visitor:
    """The same without the roles that decide; whoever has none of them stays as they are."""
    if not visitor.actor.has(DECIDING):
        return visitor
    actor = replace(visitor.actor, roles=visitor.actor.roles - DECIDING)
    return replace(visitor, actor=actor, lacks_second_factor=True)

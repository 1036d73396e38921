"""What somebody does with their own account: name, language, password, sessions, API tokens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.events.people import Actor
from tocsin.events.rights import SCOPES
from tocsin.flows.board import BoardRoom
from tocsin.ledger.accounts import Account
from tocsin.ledger.sessions import Session
from tocsin.ledger.tokens import Token
from tocsin.report.language import LANGUAGES
from tocsin.vocab.errors import AccountError, NotSignedInError

JUST_NOW = timedelta(minutes=10)  # so long after signing in the password is not asked for once more


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """An account as its owner sees it.

    sessions       that last, the newest first
    tokens         expired ones too, the newest first
    second_factor  whether one is in use; `codes_left` recovery codes are unused
    """

    account: Account
    sessions: Sequence[Session]
    tokens: Sequence[Token]
    second_factor: bool
    codes_left: int


def own_account(room: BoardRoom, actor: Actor, *, at: datetime) -> OwnAccount:
    """All of it. Raises NotSignedInError where the account was erased meanwhile."""
    books, person = room.books, actor.person
    return OwnAccount(
        account=account_of(room, actor), sessions=books.sessions.of(person, at=at),
        tokens=books.tokens.of(person), second_factor=books.second_factors.has(person),
        codes_left=books.second_factors.recovery_codes_left(person),
    )  # fmt: skip


def account_of(room: BoardRoom, actor: Actor) -> Account:
    """Name, address and language. Raises NotSignedInError where the account was erased meanwhile."""
    account = room.books.accounts.find(actor.person)
    if account is None or account.erased:
        raise NotSignedInError("The account is no longer there.")
    return account


def correct(room: BoardRoom, actor: Actor, *, name: str, language: str) -> None:
    """Another name or language. Raises AccountError for one that cannot be."""
    if language not in LANGUAGES:
        raise AccountError("Choose one of the languages {langs}.", langs=", ".join(LANGUAGES))
    room.books.accounts.change(actor.person, name=name, language=language)


def change_password(
    room: BoardRoom,
    actor: Actor,
    *,
    old: str,
    new: str,
    tokens_too: bool,
    session: str,
    device: str,
    at: datetime,
) -> str:
    """Another password; every session ends, and one begins whose secret this gives.

    tokens_too  revoke every API token as well
    session     secret of the session in which it is asked for

    Raises SignInError where the old one is not right, AccountError for a new one that is easily guessed.
    """
    books, email = room.books, account_of(room, actor).email
    books.sign_in.check_password(actor.person, old, at=at)
    hashed = books.passwords.hashed(new, email=email)
    found = books.sessions.find(session, at=at)
    with books.writing():
        books.sign_in.set_password(actor.person, hashed)
        if tokens_too:
            books.tokens.revoke_all(actor.person)
        return books.sessions.begin(
            actor.person, at=at, second_factor=found is not None and found.second_factor, device=device
        )


def make_sure(room: BoardRoom, actor: Actor, password: str, *, session: str, at: datetime) -> None:
    """Ask for the password, unless it was given a few minutes ago: an open browser is not enough.

    Raises SignInError for a wrong one.
    """
    found = room.books.sessions.find(session, at=at)
    if found is None or at - found.created >= JUST_NOW:
        room.books.sign_in.check_password(actor.person, password, at=at)


def came_just_now(room: BoardRoom, session: str, *, at: datetime) -> bool:
    """Whether `make_sure` would let somebody go on without their password."""
    found = room.books.sessions.find(session, at=at)
    return found is not None and at - found.created < JUST_NOW


def make_token(
    room: BoardRoom,
    actor: Actor,
    *,
    label: str,
    scopes: Collection[str],
    days: str,
    password: str,
    session: str,
    at: datetime,
) -> str:
    """A new API token; gives its secret, which is shown this once.

    scopes    values of `rights.Scope`
    days      after which it expires, as it was written
    password  asked for where one signed in a while ago, in the session of the secret `session`

    Raises SignInError for a wrong password, AccountError for what cannot be.
    """
    make_sure(room, actor, password, session=session, at=at)
    if not set(scopes) <= SCOPES:
        raise AccountError("There is no such scope; choose from the list.")
    if not (days.isascii() and days.isdigit() and len(days) < 5):
        raise AccountError("Write after how many days the token expires: a whole number.")
    secret, _ = room.books.tokens.make(
        actor.person, label=label, scopes=scopes, at=at, expires=at + timedelta(days=int(days))
    )
    return secret

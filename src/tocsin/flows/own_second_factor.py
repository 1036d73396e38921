"""What somebody does with their own second factor: set it up, put another in its place, take it away."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.own_account import account_of, make_sure
from tocsin.ledger.second_factor import Enrolment, enrolment_of
from tocsin.vocab.errors import AccountError


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """How a first code was answered.

    secret   of the session that begins, with a second factor; empty where the code was wrong
    codes    recovery codes, shown this once
    refused  what was said of the code, as an error; None = it was right
    again    after a wrong code: what was shown before, as the form brought it along
    """

    secret: str = ""
    codes: tuple[str, ...] = ()
    refused: AccountError | None = None
    again: Enrolment | None = None


def begin(
    room: BoardRoom, actor: Actor, *, password: str, session: str, issuer: str, at: datetime
) -> Enrolment:
    """A secret for an app, in use from `confirm` on; one that was in use is no longer.

    password  asked for where one is in use, or where one signed in a while ago

    Raises SignInError for a wrong password.
    """
    books, label = room.books, account_of(room, actor).email
    if books.second_factors.has(actor.person):
        books.sign_in.check_password(actor.person, password, at=at)
        with books.writing():
            books.second_factors.remove(actor.person)
            return books.second_factors.begin(actor.person, label=label, issuer=issuer)
    make_sure(room, actor, password, session=session, at=at)
    return books.second_factors.begin(actor.person, label=label, issuer=issuer)


def confirm(
    room: BoardRoom, actor: Actor, code: str, *, shown: str, device: str, issuer: str, at: datetime
) -> Enrolled:  # fmt: skip
    """Take the secret into use by a first code of the app; every session ends, and one begins with it.

    shown  the secret that the page showed, to be shown again where the code is wrong

    Raises AccountError where the code is wrong and `shown` is no secret.
    """
    books = room.books
    try:
        with books.writing():
            codes = books.second_factors.confirm(actor.person, code, at=at)
            books.sessions.end_others(actor.person)
            secret = books.sessions.begin(actor.person, at=at, second_factor=True, device=device)
    except AccountError as error:
        label = account_of(room, actor).email
        return Enrolled(refused=error, again=enrolment_of(shown, label=label, issuer=issuer))
    return Enrolled(secret=secret, codes=tuple(codes))


def remove(
    room: BoardRoom, actor: Actor, *, password: str, device: str, at: datetime
) -> str:  # fmt: skip
    """Take it away; every session ends, and one begins without it, whose secret this gives.

    Raises SignInError for a wrong password.
    """
    books = room.books
    books.sign_in.check_password(actor.person, password, at=at)
    with books.writing():
        books.second_factors.remove(actor.person)
        books.sessions.end_others(actor.person)
        return books.sessions.begin(actor.person, at=at, second_factor=False, device=device)


def renew_recovery_codes(room: BoardRoom, actor: Actor, *, password: str, at: datetime) -> list[str]:
    """New recovery codes in place of the old ones. Raises SignInError for a wrong password."""
    room.books.sign_in.check_password(actor.person, password, at=at)
    if not room.books.second_factors.has(actor.person):
        raise AccountError("There is no second factor to fall back from; set one up first.")
    return room.books.second_factors.renew_recovery_codes(actor.person)

"""`/invitation/...`: somebody who was invited chooses a name and a password, and has an account."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.people import DECIDING
from tocsin.flows.joining import join
from tocsin.ledger.passwords import DIFFERENT, LEAST, MOST
from tocsin.vocab.errors import AccountError
from tocsin.web.asked import Asked, Form, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.pages import name_of, page
from tocsin.web.session_cookie import choice_cookie, device, held, session_cookie
from tocsin.web.words import roles_said


@get("/invitation/{secret:str}", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def invitation(request: Asked, room: Room, secret: FromPath[str]) -> Response[str]:
    """What one is invited to, and the form."""
    lang = request.user.lang
    found = room.books.invitations.find(secret, at=now())
    member = room.board.members.get(found.member)
    return page(
        request, "invitation.html.j2", secret=secret, found=found, again=found.person is not None,
        member=name_of(member, lang) if member else found.member,
        roles=roles_said(found.roles, lang),
        least=LEAST, most=MOST, different=DIFFERENT,
    )  # fmt: skip


@post("/invitation/{secret:str}", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def accept(request: Asked, room: Room, secret: FromPath[str], data: Form) -> Response[Any]:
    """Use the invitation: a new account is signed in, a new password is asked for at the door."""
    fields, password, language = Fields(data), same(data), request.user.lang.code
    found = room.books.invitations.find(secret, at=now())
    person = join(room, secret, name=fields.text("name"), password=password, language=language, at=now())
    if found.person is not None:
        return done("/sign-in", "password")
    settings = request.app.state.settings
    begun = room.books.sessions.begin(
        person, at=now(), second_factor=False, device=device(request),
        instead_of=held(request),
    )  # fmt: skip
    cookies = [session_cookie(begun, settings), choice_cookie("lang", language, settings)]
    onward = "/me/second-factor?said=joined" if found.roles & DECIDING else "/?said=joined"
    return Redirect(onward, status_code=303, cookies=cookies)


def same(data: Form) -> str:
    """The new password of a form. Raises AccountError where the second writing of it differs."""
    fields = Fields(data)
    password = fields.text("password")
    if password != fields.text("repeated"):
        raise AccountError("The two passwords are not the same; write the new one twice.")
    return password

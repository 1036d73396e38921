"""`/me`: one's own account: name, language, password, sessions."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.people import DECIDING
from tocsin.events.rights import Scope
from tocsin.flows.own_account import came_just_now, change_password, correct, own_account
from tocsin.ledger.passwords import DIFFERENT, LEAST, MOST
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.invitation import same
from tocsin.web.pages import page
from tocsin.web.session_cookie import choice_cookie, device, held, session_cookie
from tocsin.web.words import roles_said, scope_word


@get("/me", include_in_schema=False, sync_to_thread=True)
def me(request: Asked, room: Room, actor: Me) -> Response[str]:
    """All of it on one page."""
    lang, known = request.user.lang, room.board.people[actor.person]
    return page(
        request, "me.html.j2", own=own_account(room, actor, at=now()), now=now(),
        roles=roles_said(known.roles, lang),
        decides=bool(known.roles & DECIDING), here_session=request.user.session,
        scopes=[(scope.value, scope_word(scope, lang)) for scope in Scope],
        scope_word=lambda value: scope_word(Scope(value), lang),
        asks=not came_just_now(room, held(request), at=now()), least=LEAST, most=MOST, different=DIFFERENT,
    )  # fmt: skip


@post("/me", include_in_schema=False, sync_to_thread=True)
def change_me(request: Asked, room: Room, actor: Me, data: Form) -> Redirect:
    """Another name or language; the language of the pages follows."""
    fields = Fields(data)
    correct(room, actor, name=fields.text("name"), language=fields.text("language"))
    answer = done("/me", "saved")
    answer.set_cookie(choice_cookie("lang", fields.text("language"), request.app.state.settings))
    return answer


@post("/me/password", include_in_schema=False, sync_to_thread=True)
def change_my_password(request: Asked, room: Room, actor: Me, data: Form) -> Redirect:
    """Another password; all other sessions end."""
    fields = Fields(data)
    secret = change_password(
        room, actor, old=fields.text("old"), new=same(data), tokens_too=bool(fields.text("tokens")),
        session=held(request), device=device(request), at=now(),
    )  # fmt: skip
    answer = done("/me", "password-changed")
    answer.set_cookie(session_cookie(secret, request.app.state.settings))
    return answer


@post("/me/sessions/end", include_in_schema=False, sync_to_thread=True)
def end_other_sessions(request: Asked, room: Room, actor: Me) -> Redirect:
    """End every session but this one."""
    room.books.sessions.end_others(actor.person, but=held(request))
    return done("/me", "sessions-ended")


@post("/me/sessions/{session:str}/end", include_in_schema=False, sync_to_thread=True)
def end_session(room: Room, actor: Me, session: FromPath[str]) -> Redirect:
    """End one session, this one too."""
    room.books.sessions.end_one(actor.person, session)
    return done("/me", "sessions-ended")

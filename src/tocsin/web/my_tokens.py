"""`/me/tokens`: make and revoke API tokens."""

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.flows.own_account import make_token
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.session_cookie import held


@post("/me/tokens", include_in_schema=False, sync_to_thread=True)
def make(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """A new token, shown this once."""
    fields = Fields(data)
    secret = make_token(
        room,
        actor,
        label=fields.text("label"),
        scopes=fields.many("scope"),
        days=fields.text("days"),
        password=fields.text("password"),
        session=held(request),
        at=now(),
    )
    return page(request, "token.html.j2", secret=secret, label=fields.text("label"))


@post("/me/tokens/{token:str}/revoke", include_in_schema=False, sync_to_thread=True)
def revoke(room: Room, actor: Me, token: FromPath[str]) -> Redirect:
    """End a token."""
    room.books.tokens.revoke(actor.person, token)
    return done("/me", "token-revoked")

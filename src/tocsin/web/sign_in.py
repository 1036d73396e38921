"""`/sign-in`, `/sign-out`: coming in with address, password and code, all three asked for at once."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from tocsin.flows.doors import Doors
from tocsin.vocab.errors import SignInError
from tocsin.web.asked import Asked, Form
from tocsin.web.clock import now
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.reader import local
from tocsin.web.refusals import sentence_of
from tocsin.web.session_cookie import choice_cookie, device, held, no_session, session_cookie


@get("/sign-in", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def sign_in(request: Asked) -> Response[Any]:
    """The form; who has signed in goes on."""
    wanted = local(request.query_params.get("next"))
    if request.user.actor is not None:
        return Redirect(wanted, status_code=303)
    return _form(request, wanted=wanted)


def again(request: Asked, error: SignInError) -> Response[Any]:
    """The form once more, with what was said; the password is to be typed anew."""
    return _form(
        request, wanted=local(request.query_params.get("next")), status=401,
        refused=sentence_of(error, request.user.lang),
    )  # fmt: skip


@post(
    "/sign-in", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True,
    exception_handlers={SignInError: again},
)  # fmt: skip
def come_in(request: Asked, data: Form) -> Redirect:
    """Check everything and begin a session under a new secret; what the browser held before ends."""
    doors: Doors = request.app.state.doors
    fields = Fields(data)
    came = doors.sign_in(
        fields.text("email"), fields.text("password"), fields.text("code"), at=now(),
        device=device(request), instead_of=held(request),
    )  # fmt: skip
    settings = request.app.state.settings
    cookies = [session_cookie(came.secret, settings), choice_cookie("lang", came.language, settings)]
    return Redirect(local(request.query_params.get("next")), status_code=303, cookies=cookies)


@post("/sign-out", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def sign_out(request: Asked) -> Redirect:
    """End the session."""
    doors: Doors = request.app.state.doors
    doors.books.sessions.end(held(request))
    settings = request.app.state.settings
    return Redirect("/sign-in?said=signed-out", status_code=303, cookies=[no_session(settings)])


def _form(request: Asked, *, wanted: str, status: int = 200, refused: str = "") -> Response[str]:
    return page(
        request, "sign_in.html.j2", status=status, wanted=wanted, refused=refused,
        by_provider=request.app.state.oidc is not None,
    )  # fmt: skip

"""`/sign-in/oidc`: to the provider of one's organisation, and back; then, if need be, the code of our own."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from tocsin.flows.doors import Came, Doors
from tocsin.flows.oidc import LASTS, Oidc
from tocsin.flows.signed_text import read_signed, signed
from tocsin.vocab.errors import SignInError
from tocsin.web.asked import Asked, Form
from tocsin.web.clock import now
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.reader import local
from tocsin.web.refusals import sentence_of
from tocsin.web.session_cookie import choice_cookie, device, held, session_cookie
from tocsin.web.sign_in import again

KEPT = "tocsin_oidc"


@get(
    "/sign-in/oidc", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True,
    exception_handlers={SignInError: again},
)  # fmt: skip
def to_provider(request: Asked) -> Redirect:
    """Send the browser to the provider."""
    address, kept = provider(request).begin(local(request.query_params.get("next")), at=now())
    return Redirect(address, status_code=303, cookies=[_cookie(request, kept)])


@get(
    "/sign-in/oidc/back", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True,
    exception_handlers={SignInError: again},
)  # fmt: skip
def from_provider(request: Asked) -> Redirect:
    """Let in whom the provider vouches for; who has a second factor here gives its code first."""
    doors: Doors = request.app.state.doors
    found = provider(request).finish(request.cookies.get(KEPT, ""), dict(request.query_params), at=now())
    person = doors.vouched_for(found.email)
    if doors.books.second_factors.has(person) and not found.second_factor:
        told = signed({"person": person, "wanted": found.wanted}, _key(request), at=now())
        return Redirect("/sign-in/code", status_code=303, cookies=[_cookie(request, told)])
    came = doors.begin(
        person, second_factor=found.second_factor, at=now(), device=device(request), instead_of=held(request)
    )
    return _in(request, came, found.wanted)


@get("/sign-in/code", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def code_form(request: Asked) -> Response[str]:
    """The form for the code."""
    provider(request)
    return page(request, "sign_in_code.html.j2", refused="")


def wrong_code(request: Asked, error: SignInError) -> Response[Any]:
    """The form once more, with what was said."""
    said = sentence_of(error, request.user.lang)
    return page(request, "sign_in_code.html.j2", status=401, refused=said)


@post(
    "/sign-in/code", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True,
    exception_handlers={SignInError: wrong_code},
)  # fmt: skip
def give_code(request: Asked, data: Form) -> Redirect:
    """Let in who gives the code of their second factor."""
    doors: Doors = request.app.state.doors
    told = read_signed(request.cookies.get(KEPT, ""), _key(request), at=now(), lasts=LASTS)
    if told is None:
        return Redirect("/sign-in", status_code=303)
    doors.books.sign_in.check_code(told["person"], Fields(data).text("code"), at=now())
    came = doors.begin(
        told["person"], second_factor=True, at=now(), device=device(request), instead_of=held(request)
    )
    return _in(request, came, told["wanted"])


def provider(request: Asked) -> Oidc:
    """The provider; a page that does not exist where none is set."""
    found: Oidc | None = request.app.state.oidc
    if found is None:
        raise NotFoundException
    return found


def _in(request: Asked, came: Came, wanted: str) -> Redirect:
    settings = request.app.state.settings
    cookies = [
        session_cookie(came.secret, settings), choice_cookie("lang", came.language, settings),
        Cookie(key=KEPT, value="", max_age=0, path="/sign-in", secure=settings.secure, httponly=True),
    ]  # fmt: skip
    return Redirect(local(wanted), status_code=303, cookies=cookies)


def _cookie(request: Asked, value: str) -> Cookie:
    return Cookie(
        key=KEPT, value=value, max_age=LASTS, path="/sign-in", secure=request.app.state.settings.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


def _key(request: Asked) -> bytes:
    """Of what is kept between provider and code; another than that of the way to the provider."""
    return provider(request).key + b"code"

"""What every error becomes: a page for people, an RFC 9457 body for programs. One table, no other place."""

import logging
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException
from litestar.response import Redirect

from tocsin.report.language import Language
from tocsin.vocab.errors import (
    AccountError,
    EventError,
    MailError,
    NotSignedInError,
    TocsinError,
    TooManyError,
    UnreachableError,
)
from tocsin.web.asked import Asked
from tocsin.web.log import REQUEST_ID, route_of
from tocsin.web.pages import page
from tocsin.web.reader import Reader, local, visitor
from tocsin.web.refusal_words import said_in

STATUS = {
    "not-signed-in": 401,
    "sign-in": 422,
    "account": 422,
    "denied": 403,
    "missing": 404,
    "changed": 409,
    "event": 422,
    "busy": 503,
    "too-many": 429,
}
_log = logging.getLogger("tocsin.web")


def refused(request: Asked, error: TocsinError) -> Response[Any]:
    """Something the user gave cannot be used, or may not be done."""
    if isinstance(error, NotSignedInError) and not for_program(request):
        wanted = local(request.url.path) if request.method == "GET" else "/"
        return Redirect(f"/sign-in?next={quote(wanted)}", status_code=303)
    if isinstance(error, UnreachableError):
        return database_away(request, error)
    said = sentence_of(error, request.user.lang)
    if isinstance(error, EventError) and not for_program(request):
        said = said_in(error, request.app.state.room, request.user.lang)
    made = answer(request, STATUS.get(error.code, 400), error.code, said)
    if isinstance(error, TooManyError):
        made.headers["Retry-After"] = str(error.seconds)
    return made


def sentence_of(error: TocsinError, lang: Language) -> str:
    """What an error says, in the reader's language where it keeps its sentence apart from the values."""
    if isinstance(error, EventError | AccountError | MailError):
        return lang.translations.gettext(error.sentence).format(**error.values)
    return lang.translations.gettext(str(error))


def not_handled(request: Asked, error: HTTPException) -> Response[Any]:
    """What the server itself refuses: no such page, a form too large, a missing token."""
    _ = asker(request).lang.gettext
    known = {
        403: _("This form was not sent from an open page of yours. Open the page again and repeat."),
        404: _("There is nothing here that you may see."),
        405: _("This cannot be done here."),
        413: _("What was sent is too large."),
        429: _("Too many requests in a short time. Wait a minute and repeat."),
    }
    code = {403: "form", 404: "missing", 413: "too-large", 429: "too-many"}.get(error.status_code, "request")
    said = known.get(error.status_code) or _("The request cannot be read.")
    return answer(request, error.status_code, code, said)


def database_away(request: Asked, error: UnreachableError) -> Response[Any]:
    """The database does not answer: a plain page, and the next request tries anew."""
    _log.error("the database does not answer: %s", error)
    said = asker(request).lang.gettext(
        "The board cannot reach its database. Nothing was recorded; try again in a minute."
    )
    if for_program(request):
        return problem(503, error.code, said)
    html = f"<!doctype html><meta charset=utf-8><title>tocsin</title><h1>503</h1><p>{said}</p>"
    return Response(html, media_type="text/html", status_code=503, headers={"Retry-After": "30"})


def fault(request: Asked, error: Exception) -> Response[Any]:
    """A fault of ours; what it was stands in the log, not on the page."""
    number = request.scope.get(REQUEST_ID, "-")
    told = {"request": number, "method": request.method, "route": route_of(request.scope)}
    _log.error("fault", exc_info=error, extra={"told": told})
    said = asker(request).lang.gettext(
        "This is a fault of ours. It is in the log; nothing half-done was recorded."
    )
    return answer(request, 500, "fault", f"{said} [{number}]")


def answer(request: Asked, status: int, code: str, said: str) -> Response[Any]:
    """The refusal in the form the asker reads."""
    if for_program(request):
        return problem(status, code, said)
    _ = request.user.lang.gettext
    titles = {
        401: _("Not signed in"),
        403: _("Not allowed"),
        404: _("Not here"),
        409: _("It has changed meanwhile"),
        422: _("Not possible"),
        429: _("Too many requests"),
        500: _("A fault"),
        503: _("Busy"),
    }
    came_from = urlsplit(request.headers.get("referer", ""))
    back = local(came_from.path, "") if came_from.netloc == request.headers.get("host") else ""
    return page(
        request, "refused.html.j2", status=status, title=titles.get(status) or _("Not possible"),
        lines=said.split("\n"), back=back,
    )  # fmt: skip


def asker(request: Asked) -> Reader:
    """The reader of a request, also of one that was refused on the way to the doorkeeper."""
    if request.scope.get("user") is None:
        request.scope["user"] = visitor(request)
    return request.user


def problem(status: int, code: str, said: str) -> Response[dict[str, Any]]:
    """RFC 9457."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": said, "code": code}
    return Response(body, media_type="application/problem+json", status_code=status)


def for_program(request: Request[Any, Any, Any]) -> bool:
    """Whether an answer is for a program."""
    return request.url.path.startswith("/api/") and request.url.path != "/api/docs"


HANDLERS: dict[int | type[Exception], Any] = {
    TocsinError: refused,
    NotFoundException: not_handled,
    HTTPException: not_handled,
    UnreachableError: database_away,
    Exception: fault,
}

"""Before any page: who asks? All is closed to those who have not signed in, unless a route says otherwise."""

from dataclasses import replace
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.sync import ensure_async_callable

from tocsin.flows.doors import Doors, Visitor
from tocsin.vocab.errors import NotSignedInError, TocsinError, TooManyError
from tocsin.web.clock import now, ticks
from tocsin.web.language import preferred, spoken
from tocsin.web.rates import counted_as
from tocsin.web.reader import Reader, visitor
from tocsin.web.refusals import refused
from tocsin.web.security import address_of
from tocsin.web.session_cookie import COOKIE, RENEWING

OPEN = "exclude_from_auth"  # a route that is for everybody says so


class Doorkeeper(ASGIMiddleware):
    """Put the reader into the request; turn away whoever has not signed in."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find the reader, then go on or refuse."""
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope, receive, send)
        scope["user"] = visitor(connection)
        try:
            scope["user"] = reader = await ensure_async_callable(find_reader)(connection)
            is_open = bool(scope["route_handler"].opt.get(OPEN))
            self._count(connection, reader, is_open=is_open)
            if reader.actor is None and not is_open:
                raise NotSignedInError("This is for people who have signed in. Sign in and come back.")
        except TocsinError as error:
            request = scope["litestar_app"].request_class(scope, receive, send)
            response = refused(request, error).to_asgi_response(app=None, request=request)
            await response(scope, receive, send)
            return
        await next_app(scope, receive, send)

    def _count(
        self, connection: ASGIConnection[Any, Any, Any, Any], reader: Reader, *, is_open: bool
    ) -> None:
        """Raise TooManyError for whoever asks too often."""
        counted = counted_as(
            connection.scope, reader, address=address_of(connection), is_open=is_open
        )  # fmt: skip
        wait = connection.app.state.rates.take(*counted, at=ticks()) if counted else 0
        if wait:
            raise TooManyError(wait)


def find_reader(connection: ASGIConnection[Any, Any, Any, Any]) -> Reader:
    """The reader of a session cookie, or of a bearer token below /api/; a visitor without either.

    A cookie opens no address below /api/, so that no other site can make a browser act there; a token opens
    nothing else.
    """
    guest = visitor(connection)
    doors: Doors = connection.app.state.doors
    path, chosen = connection.url.path, connection.cookies.get("lang", "")
    if path.startswith("/api/") and path != "/api/docs":
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            return guest
        return _reader(guest, doors.by_token(token.strip(), at=now()), chosen=chosen)
    cookie = connection.cookies.get(COOKIE)
    if not cookie:
        return guest
    return _reader(guest, doors.by_session(cookie, at=now(), used=_is_use(connection)), chosen=chosen)


def _is_use(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether somebody asks, and not a page that renews itself, or a browser for a picture of its frame."""
    renewing = RENEWING in connection.cookies and connection.scope.get("method") == "GET"
    return not renewing and not connection.url.path.startswith("/static/")


def _reader(guest: Reader, found: Visitor | None, *, chosen: str) -> Reader:
    """The reader with the person that was found, in the language they chose: here, else in their account."""
    if found is None:
        return guest
    lang = spoken(preferred(chosen or found.language, ""))
    return replace(
        guest, lang=lang, actor=found.actor, name=found.name, session=found.session,
        lacks_second_factor=found.lacks_second_factor,
    )  # fmt: skip

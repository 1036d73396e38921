"""The cookie that holds the secret of a session, and the one of the language that goes with a person."""

from litestar.datastructures import Cookie

from tocsin.flows.board_settings import BoardSettings
from tocsin.web.asked import Asked

COOKIE = "tocsin_session"
RENEWING = "tocsin_renewing"  # set by board.js for as long as a page that renews itself is loaded again
YEAR = 31_536_000  # seconds


def held(request: Asked) -> str:
    """The secret that the browser sent; empty for none."""
    return request.cookies.get(COOKIE, "")


def session_cookie(secret: str, settings: BoardSettings) -> Cookie:
    """A cookie that no script reads, and that comes along when a link in an e-mail is followed (Lax).

    It ends with the browser; the session ends earlier where the settings say so.
    """
    return Cookie(key=COOKIE, value=secret, secure=settings.secure, httponly=True, samesite="lax")


def no_session(settings: BoardSettings) -> Cookie:
    """A cookie that takes the other one away."""
    return Cookie(key=COOKIE, value="", max_age=0, secure=settings.secure, httponly=True, samesite="lax")


def choice_cookie(key: str, value: str, settings: BoardSettings) -> Cookie:
    """Language or theme, kept for a year."""
    return Cookie(key=key, value=value, max_age=YEAR, secure=settings.secure, httponly=True, samesite="lax")


def device(request: Asked) -> str:
    """What the browser calls itself, for the list of one's sessions."""
    return request.headers.get("user-agent", "")

"""Who looks at a page: language, appearance and, once signed in, person, member and rights."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

from tocsin.events.people import Actor
from tocsin.report.language import Language
from tocsin.vocab.errors import NotSignedInError
from tocsin.web.language import preferred, spoken

THEMES = ("", "light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever asked.

    actor    None = not signed in
    name     as it stands in the account; empty without one
    session  id of the session, for its own list of sessions; empty with an API token
    lacks_second_factor   roles that decide rest until there is one
    """

    lang: Language
    theme: str = ""
    actor: Actor | None = None
    name: str = ""
    session: str = ""
    lacks_second_factor: bool = False

    def acting(self) -> Actor:
        """The signed-in person; raises NotSignedInError where nobody is."""
        if self.actor is None:
            raise NotSignedInError("This page is for people who have signed in. Sign in and come back.")
        return self.actor


def visitor(connection: ASGIConnection[Any, Any, Any, Any]) -> Reader:
    """The reader as far as cookies of appearance tell."""
    cookies, accept = connection.cookies, connection.headers.get("accept-language", "")
    theme = cookies.get("theme", "")
    return Reader(lang=spoken(preferred(cookies.get("lang"), accept)), theme=theme if theme in THEMES else "")


def local(address: str | None, otherwise: str = "/") -> str:
    """An address on this server and nowhere else; anything else is replaced.

    >>> local("/events?q=1"), local("//elsewhere/x"), local("https://elsewhere/x"), local("/\\\\elsewhere")
    ('/events?q=1', '/', '/', '/')
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return otherwise
    if "\\" in address or any(ord(mark) < 33 for mark in address):
        return otherwise
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else otherwise

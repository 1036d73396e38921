"""A page: a template with what every page shows around what this one says."""

from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.middleware.csrf import generate_csrf_token
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup, escape

import tocsin
from tocsin.events.people import DECIDING, Member
from tocsin.events.rights import may
from tocsin.flows.board import BoardRoom
from tocsin.report.language import Language
from tocsin.web.asked import Asked
from tocsin.web.language import HTML_LANG, NAMES
from tocsin.web.reader import Reader
from tocsin.web.said import said_of
from tocsin.web.static import assets
from tocsin.web.words import roles_said


def page(request: Asked, template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A page in the reader's language; `values` are what its template names."""
    room: BoardRoom = request.app.state.room
    reader = request.user
    text = pages().get_template(template).render(around(request, reader, room) | values)
    return Response(text, media_type=MediaType.HTML, status_code=status)


def around(request: Asked, reader: Reader, room: BoardRoom) -> dict[str, Any]:
    """What every page shows."""
    lang = reader.lang
    member = room.board.members.get(reader.actor.member) if reader.actor else None
    return {
        "_": lang.gettext,
        "pgettext": lang.pgettext,
        "ngettext": lang.ngettext,
        "number": lang.number,
        "lang": lang.code,
        "language": lang,
        "html_lang": HTML_LANG[lang.code],
        "languages": list(NAMES.items()),
        "theme": reader.theme,
        "themes": [("", lang.gettext("as the system")), ("light", lang.gettext("light")),
                   ("dark", lang.gettext("dark"))],
        "asset": lambda name: assets()[name].address,
        "csrf": partial(_csrf, request),
        "alliance": request.app.state.settings.name,
        "places": menu(reader, room),
        "here": "/" + request.url.path.strip("/").split("/")[0],
        "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "name": reader.name,
        "actor": reader.actor,
        "member_name": name_of(member, lang) if member else "",
        "resting": resting(reader, room),
        "said": said_of(request.query_params.get("said", ""), lang),
        "version": tocsin.__version__,
    }  # fmt: skip


def resting(reader: Reader, room: BoardRoom) -> str:
    """Roles that decide and rest until their person has a second factor; empty for none."""
    if reader.actor is None or not reader.lacks_second_factor:
        return ""
    roles = room.board.people[reader.actor.person].roles & DECIDING
    return roles_said(roles, reader.lang)


def menu(reader: Reader, room: BoardRoom) -> list[tuple[str, str]]:
    """Addresses and titles of the pages that a reader may open."""
    if reader.actor is None:
        return []
    _ = reader.lang.gettext
    found = [
        ("/", _("Board")),
        ("/findings", _("Findings")),
        ("/events", _("Events")),
        ("/series", _("Series")),
        ("/members", _("Members")),
        ("/search", _("Search")),
    ]
    if may(reader.actor, "read-audit", room.board):
        found.append(("/audit", _("Audit")))
    if may(reader.actor, "see-settings", room.board):
        found.append(("/settings", _("Settings")))
    return found


def name_of(member: Member, lang: Language) -> str:
    """A member's name in a language, in English where it has none there."""
    return member.name.get(lang.code) or member.name["en"]


def _csrf(request: Asked) -> Markup:
    """The hidden field that every form carries."""
    state = ScopeState.from_scope(request.scope)
    token = state.csrf_token
    if not isinstance(token, str):  # a page that answers a refused form: the cookie is there already
        token = request.cookies.get("csrftoken") or generate_csrf_token(request.app.state.csrf_secret)
    return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(escape(token))


@cache
def pages() -> Environment:
    """The templates of the web room."""
    return Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def _template(name: str) -> str:
    return files("tocsin.web").joinpath("templates", name).read_text("utf-8")


def chosen(form: Mapping[str, Any], key: str) -> list[str]:
    """All values of a field that may be sent several times."""
    value = form.get(key, [])
    return [str(part) for part in value] if isinstance(value, list) else [str(value)] if value else []

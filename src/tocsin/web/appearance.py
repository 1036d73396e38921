"""`/language`: the language and the appearance a reader chooses; kept in two cookies."""

from litestar import get
from litestar.params import FromQuery
from litestar.response import Redirect

from tocsin.report.language import LANGUAGES
from tocsin.web.asked import Asked, Room
from tocsin.web.reader import THEMES, local
from tocsin.web.session_cookie import choice_cookie


@get("/language", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def appearance(request: Asked, room: Room, lang: FromQuery[str] = "", theme: FromQuery[str] = "") -> Redirect:
    """Keep the choice and go back; somebody who has signed in gets e-mails in that language too."""
    settings, actor = request.app.state.settings, request.user.actor
    known = {"lang": (lang, LANGUAGES), "theme": (theme, THEMES)}
    cookies = [
        choice_cookie(key, value, settings) for key, (value, allowed) in known.items() if value in allowed
    ]
    here = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"  # no link of another site
    if actor is not None and lang in LANGUAGES and here:
        room.books.accounts.change(actor.person, language=lang)
    return Redirect(local(request.query_params.get("next")), status_code=303, cookies=cookies)

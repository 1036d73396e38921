"""`/language`: the language and the appearance a reader chooses; kept in two cookies."""

from litestar import get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from tocsin.report.language import LANGUAGES
from tocsin.web.asked import Asked
from tocsin.web.reader import THEMES, local

_YEAR = 31_536_000


@get("/language", exclude_from_auth=True, include_in_schema=False, sync_to_thread=False)
def appearance(request: Asked, lang: FromQuery[str] = "", theme: FromQuery[str] = "") -> Redirect:
    """Keep the choice and go back."""
    secure = request.app.state.settings.secure
    known = {"lang": (lang, LANGUAGES), "theme": (theme, THEMES)}
    cookies = [
        Cookie(key=key, value=value, max_age=_YEAR, secure=secure, httponly=True, samesite="lax")
        for key, (value, allowed) in known.items()
        if value in allowed
    ]
    return Redirect(local(request.query_params.get("next")), status_code=303, cookies=cookies)

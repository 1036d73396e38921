"""The languages of the pages: those of the report, with the pages' own catalogues."""

from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from tocsin.report.language import LANGUAGES, Lang, Language, language

NAMES: dict[Lang, str] = {"en": "English", "ru": "Русский", "zh": "中文"}
HTML_LANG: dict[Lang, str] = {"en": "en", "ru": "ru", "zh": "zh-Hans"}


@cache
def spoken(code: Lang) -> Language:
    """A language whose texts are first looked for among those of the pages, then of the report."""
    base = language(code)
    if code == "en":
        return base
    found: NullTranslations = base.translations
    folder = files("tocsin.web").joinpath("locale", code, "LC_MESSAGES")
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        if part.name.endswith(".po"):
            found = _under(part.read_bytes(), code, found)
    return Language(code=code, locale=base.locale, translations=found)


def preferred(cookie: str | None, accept: str) -> Lang:
    """The language of a reader who has not signed in: chosen before, or the browser's first that we speak.

    >>> preferred(None, "de-DE,de;q=0.9,ru;q=0.8,en;q=0.5"), preferred("zh", "en"), preferred(None, "")
    ('ru', 'zh', 'en')
    """
    for code in LANGUAGES:
        if cookie == code:
            return code
    wanted = []
    for part in accept[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    for _, tag in sorted(wanted, key=lambda pair: pair[0]):
        for code in LANGUAGES:
            if tag == code:
                return code
    return "en"


def _under(text: bytes, code: Lang, fallback: NullTranslations) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale=code))
    compiled.seek(0)
    made = Translations(compiled)
    made.add_fallback(fallback)
    return made

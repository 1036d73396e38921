"""The catalogues of translations, read from their `.po` files when a language is first used.

There is no compiled twin to fall out of step and no build step: what a translator edits is what is shown.
Reading one takes about 5 ms, once per process.
"""

from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations


@cache
def catalogue(lang: str) -> NullTranslations:
    """Translations into one language; English is the language of the source and needs none."""
    if lang == "en":
        return NullTranslations()
    text = files("tocsin.report").joinpath("locale", lang, "LC_MESSAGES", "tocsin.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale=lang, domain="tocsin"))
    compiled.seek(0)
    return Translations(compiled, domain="tocsin")

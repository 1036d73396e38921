"""Place codes: what a source calls a place, to the code that everyone calls it by.

A country is known by its alpha-3 code of ISO 3166-1 (KAZ), a subdivision by its ISO 3166-2 code (KZ-75), a
statistical region by its NUTS code (EL30) where that scheme is asked for. Codes that ISO leaves to users (AA,
QM to QZ, XA to XZ, ZZ, and the alpha-3 codes that begin so) stand for themselves. Nothing is guessed: what is
not in the table has no code, and `near_places` only suggests.

Source    ISO 3166-1 and 3166-2 (codes), CLDR through babel (Russian and Chinese names of countries).
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Literal, get_args

from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.place_table import (
    ALIASES,
    COUNTRIES,
    FIPS,
    GERMAN_STATES,
    NUTS_COUNTRIES,
    OTHER_CODES,
    SUBDIVISIONS,
    SUMS,
)

Scheme = Literal["alpha-2", "alpha-3", "numeric", "subdivision", "nuts", "ags", "fips", "name"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
_USER_2 = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
_USER_3 = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z]")
_NUTS = re.compile(r"([A-Z]{2})[0-9A-Z]{1,3}")
_PART = re.compile(r"([A-Z]{2})-[0-9A-Z]{1,3}")
_KIND_WORDS = re.compile(
    r" (oblast|krai|republic|region|province|autonomous okrug|область|край|республика|автономныи округ)$"
    r"|^республика "
)
_CODE_SCHEMES: tuple[Scheme, ...] = ("alpha-3", "alpha-2", "subdivision")


def place_of(text: str, *, scheme: Scheme | None = None, within: str | None = None) -> str | None:
    """The code of a place, from a code or a name of it; None where the table does not know.

    Parameters
    ----------
    scheme  what the text is: an alpha-2, alpha-3 or numeric code, a subdivision's code, NUTS, the digits of
            the official German key (ags: 00 to 16), FIPS (US and 01 to 78) or a name;
            None = any but those of digits and NUTS
    within  country (any code) whose subdivisions are meant by names; without it only countries have names,
            because names such as Punjab are used twice

    Subdivisions of countries without a list here pass by their form (FR-IDF). O(1) once the tables are read.

    >>> place_of("Kazakhstan"), place_of("KZ"), place_of("Казахстан"), place_of("EL"), place_of("XA-05")
    ('KAZ', 'KAZ', 'KAZ', 'GRC', 'XA-05')
    >>> place_of("Punjab", within="PAK"), place_of("09", scheme="ags"), place_of("Kazakstan")
    ('PK-PB', 'DE-BY', None)
    """
    if scheme is not None and scheme not in SCHEMES:
        raise UnknownNameError("scheme of place codes", scheme, SCHEMES)
    text = text.strip()
    if within is not None:
        return _part_named(text, within) or (_by(text, "subdivision") if scheme is None else None)
    if scheme is not None:
        return _by(text, scheme)
    if text in OTHER_CODES:
        return OTHER_CODES[text]
    return next((found for each in _CODE_SCHEMES if (found := _by(text, each))), None) or _by(text, "name")


def place_codes(texts: Iterable[str], *, scheme: Scheme | None = None) -> dict[str, str]:
    """Each distinct text with its code; a text without one stands for itself.

    >>> place_codes(["Greece", "Grece"])
    {'Greece': 'GRC', 'Grece': 'Grece'}
    """
    return {text: place_of(text, scheme=scheme) or text for text in dict.fromkeys(texts)}


def near_places(text: str, *, within: str | None = None, n: int = 2) -> list[str]:
    """Names spelt much like a text, with their codes; only to be suggested.

    >>> near_places("Kazakstan")
    ['Kazakhstan (KAZ)']
    """
    names = _countries() if within is None else _parts(within)
    near = get_close_matches(_folded(text), names, n=n, cutoff=0.8)
    return list(dict.fromkeys(f"{_shown(names[name])} ({names[name]})" for name in near))


def is_sum(text: str) -> bool:
    """Whether a text names several countries together, so that adding it to them would count twice.

    >>> is_sum("EU/EEA"), is_sum("OWID_WRL"), is_sum("FRA")
    (True, True, False)
    """
    return text.strip() in SUMS


def place_name(code: str, language: str = "en") -> str | None:
    """Name of a country in a language of CLDR, or of a subdivision in English; None where there is none.

    >>> place_name("KAZ"), place_name("KAZ", "ru"), place_name("KZ-75"), place_name("XA")
    ('Kazakhstan', 'Казахстан', 'Almaty', None)
    """
    if code not in _alpha_3():
        return _part_names().get(code)
    return _shown(code) if language == "en" else _cldr(language).get(_alpha_3()[code])


def _by(text: str, scheme: Scheme) -> str | None:
    match scheme:
        case "alpha-3":
            return text if text in _alpha_3() or _USER_3.fullmatch(text) else None
        case "alpha-2":
            return _alpha_2().get(text) or (text if _USER_2.fullmatch(text) else None)
        case "numeric":
            return _numeric().get(text.zfill(3)) if text.isascii() and text.isdigit() else None
        case "subdivision":
            return _subdivision(text)
        case "nuts":
            found = _NUTS.fullmatch(text)
            return (
                text
                if found and found[1] in NUTS_COUNTRIES
                else _by(text, "alpha-2") or OTHER_CODES.get(text)
            )
        case "ags":
            return _german(text)
        case "fips":
            return "USA" if text == "US" else _fips().get(text)
        case "name":
            return _named(text)


def _subdivision(text: str) -> str | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    if found[1] in SUBDIVISIONS:
        return text if text in _part_names() else None
    return text if found[1] in _alpha_2() or _USER_2.fullmatch(found[1]) else None


def _german(text: str) -> str | None:
    if not (text.isascii() and text.isdigit() and int(text) <= len(GERMAN_STATES) and len(text) <= 2):
        return None
    return "DEU" if int(text) == 0 else f"DE-{GERMAN_STATES[int(text) - 1]}"


@cache
def _fips() -> dict[str, str]:
    return {entry[:2]: f"US-{entry[2:]}" for entry in FIPS.split()}


def _named(text: str) -> str | None:
    folded = _folded(text)
    if found := _countries().get(folded):
        return found
    if text.isascii():
        return None
    return next((code for name in ("ru", "zh") if (code := _in_language(name).get(folded))), None)


def _part_named(text: str, within: str) -> str | None:
    country = place_of(within)
    return None if country is None else _parts(country).get(_folded(text))


def _folded(text: str) -> str:
    """A name without case, accents, punctuation and articles."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ё", "е").replace("ı", "i"))
    letters = "".join(
        c if c.isalnum() else " " for c in plain.replace("&", " and ") if not unicodedata.combining(c)
    )
    words = [w for w in re.sub(r"\bst\b", "saint", letters).split() if w != "the"]
    return " ".join(words)


@cache
def _alpha_3() -> dict[str, str]:
    return {row[0]: row[1] for row in _country_rows()}


@cache
def _alpha_2() -> dict[str, str]:
    return {row[1]: row[0] for row in _country_rows()}


@cache
def _numeric() -> dict[str, str]:
    return {row[2]: row[0] for row in _country_rows() if row[2].isdigit()}


@cache
def _country_rows() -> list[list[str]]:
    return [entry.split(" ", 3) for entry in _entries(COUNTRIES)]


@cache
def _english() -> dict[str, str]:
    return {row[0]: row[3] for row in _country_rows()}


@cache
def _countries() -> dict[str, str]:
    """Folded names of countries to alpha-3 codes."""
    names = {_folded(row[3]): row[0] for row in _country_rows()}
    return names | {_folded(name): code for code, more in _aliases() for name in more.split("|")}


def _aliases() -> list[list[str]]:
    return [entry.split(" ", 1) for entry in _entries(ALIASES)]


@cache
def _part_names() -> dict[str, str]:
    """ISO 3166-2 codes to first names."""
    return {code: names[0] for country in SUBDIVISIONS for code, names in _listed(country)}


@cache
def _parts(country: str) -> dict[str, str]:
    """Folded names of a country's subdivisions to codes, without their kind where that is enough."""
    listed = _listed(_alpha_3().get(country, country))
    whole = {_folded(name): code for code, names in listed for name in names}
    short: dict[str, set[str]] = {}
    for name, code in whole.items():
        short.setdefault(_KIND_WORDS.sub("", name), set()).add(code)
    return {name: codes.pop() for name, codes in short.items() if len(codes) == 1} | whole


def _listed(country: str) -> list[tuple[str, list[str]]]:
    rows = [entry.split(" ", 1) for entry in _entries(SUBDIVISIONS.get(country, ""))]
    return [(f"{country}-{row[0]}", row[1].split("|")) for row in rows]


def _entries(table: str) -> list[str]:
    return [entry.strip() for entry in table.replace("\n", " ").split(";") if entry.strip()]


def _shown(code: str) -> str:
    return _english().get(code) or _part_names().get(code, code)


@cache
def _in_language(language: str) -> dict[str, str]:
    names = _cldr(language)
    return {_folded(names[two]): three for two, three in _alpha_2().items() if two in names}


@cache
def _cldr(language: str) -> dict[str, str]:
    from babel import Locale

    return dict(Locale(language).territories)

"""Options as they are typed, KEY=VALUE, to values of the types a method's dataclass names."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tocsin.detect.method import Method
from tocsin.detect.registry import find_method
from tocsin.vocab.errors import OptionError, UnknownNameError

_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SPOKEN = {int: "a whole number", float: "a number", bool: "yes or no", str: "a word"}


def parse_options(method: str, texts: Sequence[str]) -> dict[str, Any]:
    """Options of one method from texts such as `window=7`, checked against its bounds.

    Raises UnknownNameError for a method or option that does not exist, OptionError for a text that is not
    KEY=VALUE, is given twice, or is not of the option's type or bounds.

    >>> parse_options("auto", [])
    {}
    """
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise OptionError("option", text, "KEY=VALUE, for example --option alpha=0.01")
        if name in pairs:
            raise OptionError("option", text, f"given once; {name}={pairs[name]} came before it")
        pairs[name] = value.strip()
    if method == "auto":
        for name in pairs:
            raise UnknownNameError("option of auto", name, [])
        return {}
    record = find_method(method)
    options = _coerced(record, pairs)
    record.configure(options)  # bounds are refused before any file is read
    return options


def _coerced(record: Method, pairs: dict[str, str]) -> dict[str, Any]:
    known = {f.name for f in fields(record.options)}
    hints = get_type_hints(record.options)
    for name in pairs:
        if name not in known:
            raise UnknownNameError(f"option of {record.name}", name, known)
    return {name: coerce(name, text, hints[name]) for name, text in pairs.items()}


def coerce(name: str, text: str, kind: Any) -> Any:
    """One text as a value of one type: int, float, bool, str, a Literal, or one of these or None.

    >>> coerce("window", "7", int), coerce("trend", "no", bool), coerce("limit", "none", float | None)
    (7, False, None)
    >>> coerce("window", "7.5", int)
    Traceback (most recent call last):
    tocsin.vocab.errors.OptionError: window='7.5' is not usable: it must be a whole number.
    """
    if get_origin(kind) in (Union, UnionType):
        return _coerce_union(name, text, get_args(kind))
    if get_origin(kind) is Literal:
        words = {str(word): word for word in get_args(kind)}
        if text not in words:
            raise OptionError(name, text, f"one of {', '.join(words)}")
        return words[text]
    if kind is bool:
        if text.lower() not in _YES_NO:
            raise OptionError(name, text, _SPOKEN[bool])
        return _YES_NO[text.lower()]
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            raise OptionError(name, text, _SPOKEN[kind]) from None
    if kind is str:
        return text
    raise OptionError(name, text, "given from Python: the command line cannot write a value of its type")


def _coerce_union(name: str, text: str, kinds: tuple[Any, ...]) -> Any:
    if type(None) in kinds and text.lower() == "none":
        return None
    for kind in [k for k in kinds if k is not type(None)]:
        with suppress(OptionError):
            return coerce(name, text, kind)
    words = ", ".join("none" if k is type(None) else _SPOKEN.get(k, str(k)) for k in kinds)
    raise OptionError(name, text, f"one of: {words}")

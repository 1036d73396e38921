"""What methods exist, in words: the table of `tocsin methods` and the page of one method."""

import ast
import inspect
import io
import re
import sys
import tokenize
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from tocsin.detect.method import Method
from tocsin.detect.registry import find_method, method_names


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """One option of a method: its name, type and default as they are written, and what it means."""

    name: str
    type: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """One method in words.

    title      one line
    periods    kinds of period it is meant for
    history    periods that must lie before the first judged one, per kind of period, default options
    source     paper
    reference  what its numbers equal, and the file that proves it
    text       the docstring of its module
    options    see `OptionLine`
    """

    name: str
    title: str
    periods: tuple[str, ...]
    history: Mapping[str, int]
    source: str
    reference: str
    text: str
    options: tuple[OptionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenMethod:
    """A registered method that cannot be loaded, and why."""

    name: str
    error: str


def list_methods() -> list[MethodPage | BrokenMethod]:
    """Every registered method by name; a broken plug-in is shown with its error, not hidden."""
    pages: list[MethodPage | BrokenMethod] = []
    for name in method_names():
        try:
            pages.append(describe_method(name))
        except Exception as error:  # noqa: BLE001  a plug-in may fail in any way; the list records how
            pages.append(BrokenMethod(name=name, error=f"{type(error).__name__}: {error}"))
    return pages


def describe_method(name: str) -> MethodPage:
    """The page of one method; raises UnknownNameError for a name that is not registered."""
    method = find_method(name)
    defaults = method.configure({})
    return MethodPage(
        name=method.name,
        title=method.title,
        periods=method.every,
        history={every: method.history(defaults, every) for every in method.every},
        source=method.source,
        reference=method.reference,
        text=_module_docstring(method),
        options=option_lines(method.options),
    )


def option_lines(options: type[Any]) -> tuple[OptionLine, ...]:
    """Options of a dataclass in its order.

    The meaning is that of the class docstring (`name  meaning`, continued lines indented further), or else
    the comment beside the field, or else that of a field of this name in a sister class of the same module.
    """
    meanings: dict[str, str] = {}
    for sister in [*_sisters(options), options]:
        meanings |= _field_comments(sister) | _docstring_entries(inspect.getdoc(sister) or "")
    return tuple(
        OptionLine(
            name=f.name, type=_type_words(f.type), default=_default_words(f), meaning=meanings.get(f.name, "")
        )
        for f in fields(options)
    )


def _sisters(options: type[Any]) -> list[type[Any]]:
    classes = [thing for thing in vars(sys.modules[options.__module__]).values() if isinstance(thing, type)]
    return [sister for sister in classes if is_dataclass(sister) and sister is not options]


def _module_docstring(method: Method) -> str:
    return inspect.cleandoc(sys.modules[method.options.__module__].__doc__ or "")


def _type_words(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(str(word) for word in get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        return " or ".join("none" if part is NoneType else _type_words(part) for part in get_args(kind))
    spoken = {int: "whole number", float: "number", bool: "yes or no", str: "word"}
    return spoken.get(kind, getattr(kind, "__name__", str(kind)))


def _default_words(field: "Field[Any]") -> str:
    """The default as it would be typed."""
    if field.default is MISSING:
        return "must be given" if field.default_factory is MISSING else str(field.default_factory())
    typed = {None: "none", True: "yes", False: "no"}
    known = field.default is None or isinstance(field.default, bool)
    return typed[field.default] if known else str(field.default)


def _docstring_entries(text: str) -> dict[str, str]:
    """Meanings from lines such as `window, lag   meaning`; a line indented further goes on."""
    entries: dict[str, str] = {}
    names: list[str] = []
    for line in text.splitlines()[1:]:
        entry = re.match(r"(\w+(?:, \w+)*) {2,}(\S.*)", line)
        if entry:
            names = entry.group(1).split(", ")
            entries |= dict.fromkeys(names, entry.group(2).strip())
        elif line.startswith("  ") and line.strip():
            entries |= {name: f"{entries[name]} {line.strip()}" for name in names}
        else:
            names = []
    return entries


def _field_comments(options: type[Any]) -> dict[str, str]:
    try:
        source = inspect.cleandoc("\n" + inspect.getsource(options))
    except (OSError, TypeError):
        return {}  # no source at hand, for instance a class made at run time
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    ends = [node.lineno for node in body[1:]] + [len(source.splitlines()) + 1]
    meanings = {
        node.target.id: " ".join(comments[line] for line in range(node.lineno, end) if line in comments)
        for node, end in zip(body, ends, strict=True)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    return {name: words for name, words in meanings.items() if words}

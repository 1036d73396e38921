"""Settings of a workspace: what `tocsin.toml` says, read in one place."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal

from tocsin.vocab.errors import SettingsError, UnknownNameError

FORMAT = 1  # of tocsin.toml; a newer one is refused
FIRST_TEXT = """# A tocsin workspace; see docs/archive.md. Sources are remembered here by tocsin ingest.
format = 1

[watch]
"""
TABLES = ("sources", "watch", "board")
_CHOICES: dict[str, tuple[str, ...]] = {
    "snapshots": ("whole", "increments"),
    "every": ("day", "week", "month"),
    "absent": ("missing", "zero"),
    "duplicates": ("error", "sum"),
    "corrections": ("error", "net", "keep"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """How the files of one source are read: a table `[sources.NAME]`.

    format          "table": CSV, Parquet, Arrow, Excel or ODS; or the name of a reader (`tocsin.sources`)
    snapshots       "whole": a file holds all that stands; "increments": what is new or changed
    time, count     columns of dates and of counts
    place           column of places; place_name says the place where there is no such column
    indicator       column of indicators; indicator_name says it where there is no such column
    by              more columns that tell series apart; they become strata
    every           length of a period: day, week or month
    unit            what a number counts
    report_date     column of days of publication; then a file may hold many snapshots
    absent, duplicates, corrections, rates, status, line_list, wide, sheet
                    as for `tocsin watch`, see docs/reading-data.md
    usual_delay     days from the end of a period until its number is there; only until enough is learnt
    options         options of the reader
    """

    format: str = "table"
    snapshots: Literal["whole", "increments"] = "whole"
    time: str = "date"
    count: str = "count"
    place: str | None = None
    place_name: str | None = None
    indicator: str | None = None
    indicator_name: str | None = None
    by: tuple[str, ...] = ()
    every: Literal["day", "week", "month"] = "week"
    unit: str = "cases"
    report_date: str | None = None
    absent: Literal["missing", "zero"] = "missing"
    duplicates: Literal["error", "sum"] = "error"
    corrections: Literal["error", "net", "keep"] = "error"
    rates: bool = False
    status: str | None = None
    line_list: bool = False
    wide: bool = False
    sheet: str | None = None
    usual_delay: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a workspace's tocsin.toml says.

    sources  how each source is read, by name
    watch    the table `[watch]` as it stands, see `tocsin.flows.watch_settings`
    board    the table `[board]` as it stands, see `tocsin.flows.board_settings`
    """

    sources: Mapping[str, SourceSettings] = field(default_factory=dict)
    watch: Mapping[str, Any] = field(default_factory=dict)
    board: Mapping[str, Any] = field(default_factory=dict)


def read_settings(text: str, where: str) -> Settings:
    """The settings in the text of a tocsin.toml; `where` is its name for messages.

    Raises SettingsError for text that is no TOML, a newer format, a value of the wrong kind, and
    UnknownNameError for a key that does not exist; each names the key.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where}: not readable as TOML: {error}. Correct that line.") from None
    version = found.pop("format", None)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SettingsError(f"{where}: format={version!r} is not usable; it must be {FORMAT}.")
    if version > FORMAT:
        raise SettingsError(
            f"{where}: written by a newer tocsin (format {version}; this one knows up to {FORMAT}). Use "
            "that one."
        )
    for key in found:
        if key not in TABLES:
            raise UnknownNameError(f"key in {where}:", key, ["format", *TABLES])
    tables = {name: _table(found.get(name, {}), name, where) for name in TABLES}
    sources = {
        name: source_settings(_table(given, f"sources.{name}", where), f"{where}: sources.{name}")
        for name, given in tables["sources"].items()
    }
    return Settings(sources=sources, watch=tables["watch"], board=tables["board"])


def source_settings(given: Mapping[str, Any], where: str) -> SourceSettings:
    """One source from names and values, every one of them checked."""
    known = {f.name: f for f in fields(SourceSettings)}
    clean: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise UnknownNameError(f"key in {where}:", key, known)
        clean[key] = _checked(key, value, str(known[key].type), where)
    return SourceSettings(**clean)


def _checked(key: str, value: Any, kind: str, where: str) -> Any:
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise SettingsError(f"{where}.{key}={value!r}: it must be one of {', '.join(_CHOICES[key])}.")
        return value
    if key == "by":
        if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
            raise SettingsError(f"{where}.{key}={value!r}: it must be a list of column names.")
        return tuple(value)
    wanted, words = (
        (bool, "true or false") if "bool" in kind
        else (int, "a whole number") if "int" in kind
        else (Mapping, "a table") if "Mapping" in kind
        else (str, "a text")
    )  # fmt: skip
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise SettingsError(f"{where}.{key}={value!r}: it must be {words}.")
    return value


def _table(found: Any, name: str, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise SettingsError(f"{where}: {name}={found!r} must be a table: write [{name}].")
    return found


def with_source(text: str, name: str, source: SourceSettings) -> str:
    """The text of a tocsin.toml with one source written anew; everything else stays as it is."""
    lines = text.rstrip("\n").split("\n")
    head = f"[sources.{_key(name)}]"
    heads = [at for at, line in enumerate(lines) if line.strip() == head]
    if heads:
        end = next((at for at in range(heads[0] + 1, len(lines)) if lines[at].startswith("[")), len(lines))
        while end > heads[0] and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        return "\n".join([*lines[: heads[0]], *source_lines(head, source), *lines[end:]]) + "\n"
    return "\n".join([*lines, "", *source_lines(head, source)]) + "\n"


def source_lines(head: str, source: SourceSettings) -> list[str]:
    """A source as lines of TOML; what is as by default is left out."""
    lines = [head]
    for known in fields(SourceSettings):
        value = getattr(source, known.name)
        default = known.default if known.default is not MISSING else {}
        if known.name in ("format", "snapshots") or value != default:
            lines.append(f"{known.name} = {_toml(value)}")
    return lines


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value)
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_toml(part)}" for key, part in value.items()) + " }"
        case _:
            return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: str) -> str:
    marks = {'"': '\\"', "\\": "\\\\"}
    plain = "".join(
        marks.get(mark, mark if mark >= " " and mark != "\x7f" else f"\\u{ord(mark):04x}") for mark in text
    )
    return f'"{plain}"'

"""Threat packs and rule sets: those that come with tocsin, and those of a workspace.

A workspace may hold `packs/*.toml` and `rule_sets/*.toml`. One with the id of one of ours takes its place.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from tocsin.events.packs import Pack
from tocsin.events.read_pack import read_pack
from tocsin.events.read_rule_set import read_rule_set
from tocsin.events.rule_sets import RuleSet
from tocsin.vocab.errors import PackError, UnknownNameError

T = TypeVar("T", Pack, RuleSet)


def find_pack(name: str, folder: Path | None = None) -> Pack:
    """One pack by its id; `folder` is the workspace. Raises UnknownNameError that lists those there are."""
    packs = load_packs(folder)
    if name not in packs:
        raise UnknownNameError("threat pack", name, packs)
    return packs[name]


def load_packs(folder: Path | None = None) -> Mapping[str, Pack]:
    """Every pack by its id: those of tocsin, then those of a workspace.

    Raises PackError for a file that cannot be used, and what `load_rule_sets` raises.
    """
    own = {} if folder is None else _own(folder / "packs")
    return {**_ours()[0], **_packs(own, load_rule_sets(folder))} if own else _ours()[0]


def load_rule_sets(folder: Path | None = None) -> Mapping[str, RuleSet]:
    """Every rule set by its id: those of tocsin, then those of a workspace."""
    own = {} if folder is None else _own(folder / "rule_sets")
    return {**_ours()[1], **_rule_sets(own)} if own else _ours()[1]


@cache
def _ours() -> tuple[Mapping[str, Pack], Mapping[str, RuleSet]]:
    rule_sets = _rule_sets(_texts("rule_sets"))
    return MappingProxyType(_packs(_texts("packs"), rule_sets)), MappingProxyType(rule_sets)


def _packs(texts: Mapping[str, str], rule_sets: Mapping[str, RuleSet]) -> dict[str, Pack]:
    read = [
        (name, read_pack(_toml(text, name), name, rule_sets=rule_sets.keys())) for name, text in texts.items()
    ]
    return _by_id(read)


def _rule_sets(texts: Mapping[str, str]) -> dict[str, RuleSet]:
    return _by_id([(name, read_rule_set(_toml(text, name), name)) for name, text in texts.items()])


def _by_id(read: list[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, record in read:
        if record.id in found:
            raise PackError(
                f"{name} has the id {record.id!r}, which another file beside it has too. Rename one."
            )
        found[record.id] = record
    return found


def _texts(kind: str) -> dict[str, str]:
    folder = files("tocsin.events").joinpath("data", kind)
    return {
        path.name: path.read_text("utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name)
    }


def _own(folder: Path) -> dict[str, str]:
    texts = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[f"{folder.name}/{path.name}"] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise PackError(f"{folder.name}/{path.name} cannot be read: {why}. Save it as UTF-8.") from None
    return texts


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name} is not readable as TOML: {error}. Correct that line.") from None

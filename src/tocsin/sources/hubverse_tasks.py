"""What a hub asks for: hub-config/tasks.json, schema versions 3 to 5, as records.

A round has model tasks; a model task allows values of its task columns and kinds of output. `required` values
must be there, `optional` ones may; both null means that the column holds NA.

Source    https://docs.hubverse.io/en/latest/user-guide/tasks.html
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.vocab.errors import InputError

VERSIONS = ("v3", "v4", "v5")
_FORMATS = ("csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Values as texts; both empty = only NA."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """All of them, the required ones first."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRule:
    """One kind of output: its ids, and what a value may be."""

    ids: Values | None  # None = not listed one by one (samples)
    required: bool
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTask:
    """Task columns and outputs that go together; `days` is the length of a horizon step, None = unknown."""

    task_ids: Mapping[str, Values]
    outputs: Mapping[str, OutputRule]
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round, or many that differ only by the value of one task column."""

    names: tuple[str, ...]
    variable: str | None
    tasks: tuple[ModelTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A hub's rounds, the columns it derives from others, and the file formats it takes."""

    rounds: tuple[Round, ...]
    derived: frozenset[str] = field(default_factory=frozenset)
    formats: tuple[str, ...] = _FORMATS

    def round_named(self, name: str) -> Round | None:
        """The round with that name, or None."""
        return next((r for r in self.rounds if name in r.names), None)

    def names(self) -> list[str]:
        """Names of all rounds."""
        return [name for r in self.rounds for name in r.names]


def read_hub(path: str | Path) -> Hub:
    """A hub's expectations from its folder, its hub-config folder, or tasks.json itself.

    Raises InputError where there is none, it is no JSON, of another schema version, or lacks a part.
    """
    tasks = _tasks_file(Path(path))
    config = _json(tasks)
    if not isinstance(config, dict) or "rounds" not in config:
        raise InputError(f"{tasks}: there is no 'rounds' in it; give a hub's hub-config/tasks.json.")
    version = re.search(r"/(v\d+)[\d.]*/", str(config.get("schema_version", "")))
    if version is None or version[1] not in VERSIONS:
        raise InputError(
            f"{tasks}: schema_version {config.get('schema_version')!r} is not read; versions "
            f"{', '.join(VERSIONS)} are. Update the hub's configuration, or validate without --hub."
        )
    try:
        rounds = tuple(_round(given) for given in config["rounds"])
        derived = set(config.get("derived_task_ids") or ())
        for given in config["rounds"]:
            derived |= set(given.get("derived_task_ids") or ())
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{tasks}: a round lacks or misshapes {error}; check the file with the hub's own schema."
        ) from None
    admin = tasks.parent / "admin.json"
    listed = _json(admin).get("file_format") if admin.is_file() else None
    formats = [listed] if isinstance(listed, str) else list(listed or _FORMATS)
    return Hub(rounds=rounds, derived=frozenset(derived), formats=tuple(formats))


def _tasks_file(path: Path) -> Path:
    for place in (path / "hub-config" / "tasks.json", path / "tasks.json", path):
        if place.is_file():
            return place
    raise InputError(
        f"{path}: there is no hub-config/tasks.json in it. Name a hub's folder or its tasks.json."
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path}: this is no readable JSON ({error}). Fetch it again.") from None


def _round(given: Mapping[str, Any]) -> Round:
    tasks = tuple(_model_task(task) for task in given["model_tasks"])
    if not given.get("round_id_from_variable"):
        return Round(names=(str(given["round_id"]),), variable=None, tasks=tasks)
    variable = str(given["round_id"])
    names = dict.fromkeys(name for task in tasks for name in task.task_ids[variable].allowed)
    return Round(names=tuple(names), variable=variable, tasks=tasks)


def _model_task(given: Mapping[str, Any]) -> ModelTask:
    units = {target.get("time_unit") for target in given.get("target_metadata") or ()}
    unit = next(iter(units)) if len(units) == 1 else None
    return ModelTask(
        task_ids={name: _values(values) for name, values in given["task_ids"].items()},
        outputs={name: _output(name, rule) for name, rule in given["output_type"].items()},
        days={"day": 1, "week": 7}.get(str(unit)),
    )


def _output(name: str, given: Mapping[str, Any]) -> OutputRule:
    value = given.get("value") or {}
    ids = None if "output_type_id_params" in given else _values(given.get("output_type_id") or {})
    needed = given.get("is_required")
    if needed is None:  # version 3 says it by the ids: required NA, or required levels
        needed = given.get("output_type_id_params", {}).get("is_required", bool(ids and ids.required))
        if ids is not None and name in ("mean", "median"):
            needed = (given.get("output_type_id") or {}).get("required") is not None
    return OutputRule(
        ids=ids, required=bool(needed), minimum=value.get("minimum"), maximum=value.get("maximum"),
        whole=value.get("type") == "integer",
    )  # fmt: skip


def _values(given: Mapping[str, Any]) -> Values:
    return Values(required=_texts(given.get("required")), optional=_texts(given.get("optional")))


def _texts(values: Iterable[Any] | None) -> tuple[str, ...]:
    texts = (str(v).lower() if isinstance(v, bool) else str(v) for v in values or ())
    return tuple(text for text in texts if text != "NA")

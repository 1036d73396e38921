"""From a workspace to a replay, and from a replay to a file."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.flows.progress import Progress, no_progress

if TYPE_CHECKING:
    from tocsin.flows.replay_record import Replay

SCHEMA = "tocsin.replay/1"


def replay_workspace(
    path: str,
    first: date,
    last: date,
    *,
    budget: float | None = None,
    labels: str | None = None,
    threshold: str = "ears-c2",
    complete: str | None = None,
    progress: Progress = no_progress,
) -> "Replay":
    """Replay a workspace by the [watch] table of its tocsin.toml; see `tocsin.flows.replay`.

    Raises what opening, reading labels and thresholds, and replaying raise.
    """
    from tocsin.flows.replay import replay
    from tocsin.flows.replay_labels import read_labels
    from tocsin.flows.replay_threshold import read_threshold
    from tocsin.flows.watch_workspace import watched
    from tocsin.flows.workspace import open_workspace

    past, settings = watched(open_workspace(path))
    progress("Reading")
    whole = past.panel(last)
    struck = read_labels(labels, whole.by, whole.periods.every) if labels else ()
    rule = read_threshold(threshold, whole.by)
    past.prepare(last)
    return replay(
        past,
        settings,
        first,
        last,
        budget=budget,
        labels=struck,
        threshold=rule,
        complete=complete or settings.complete,
        progress=progress,
    )


def write_replay(done: "Replay", path: Path) -> None:
    """All of it as JSON, or one row a week as CSV; whole or not at all."""
    from tocsin.flows.writing import write_table, write_text

    if path.suffix.lower() == ".json":
        write_text(replay_json(done), path)
        return
    import polars as pl

    names = [f.name for f in fields(type(done.weeks[0]))]
    rows = [[getattr(week, name) for name in names] for week in done.weeks]
    write_table(pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None), path)


def replay_json(done: "Replay") -> str:
    """The record as JSON, explained in docs/replay.md; null = no number."""
    from tocsin import __version__

    record = {"schema": SCHEMA, "tocsin": __version__, **_plain(done)}
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    match value:
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case date():
            return value.isoformat()
        case float():
            return value if math.isfinite(value) else None
        case _:
            return value

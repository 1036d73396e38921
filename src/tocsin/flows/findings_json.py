"""Findings as JSON, for programs; the fields are explained in docs/findings.md."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.flows.outlook_json import outlook_record
from tocsin.vocab.status import Reason, Status

if TYPE_CHECKING:
    from tocsin.cluster.finding import Artefact, Finding, Watch

SCHEMA = "tocsin.findings/1"
_ROWS = ("series", "lead")  # places in the panel; they mean nothing outside the process


def findings_json(watch: "Watch", *, source: str, made_at: datetime) -> str:
    """One JSON object: what was judged and how, findings in order, artefacts; null = no number."""
    from tocsin import __version__

    signals = watch.signals
    newest = signals.status[:, -1]
    record = {
        "schema": SCHEMA,
        "tocsin": __version__,
        "made_at": made_at.isoformat(timespec="seconds"),
        "source": source,
        "as_of": signals.panel.as_of,
        "period": signals.periods.labels()[-1],
        "every": signals.periods.every,
        "methods": sorted(set(signals.method.tolist())),
        "options": dict(watch.options),
        "fdr": watch.fdr,
        "level": watch.level,
        "place": watch.place,
        "nowcast": watch.nowcast,
        "completed": watch.completed,
        "series": {status.word: int((newest == status).sum()) for status in Status},
        "unjudged": _reasons(signals.reason[:, -1]),
        "findings": [_finding(f, watch) for f in watch.findings],
        "more": watch.more,
        "artefacts": [_plain_record(artefact) for artefact in watch.artefacts],
    }
    return json.dumps(_plain(record), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain_finding(finding: "Finding", watch: "Watch") -> dict[str, Any]:
    """One of "findings", as what json can write."""
    plain: dict[str, Any] = _plain(_finding(finding, watch))
    return plain


def _finding(finding: "Finding", watch: "Watch") -> dict[str, Any]:
    from tocsin.report import sentence

    outlook = watch.outlooks.get(finding.rank)
    ahead = {} if outlook is None else {"outlook": outlook_record(outlook)}
    return {"sentence": sentence(finding, watch), **_plain_record(finding), **ahead}


def _reasons(codes: "np.ndarray[Any, Any]") -> dict[str, int]:
    counts = {reason.word: int((codes == reason).sum()) for reason in Reason if reason is not Reason.NONE}
    return {word: n for word, n in counts.items() if n}


def _plain_record(record: "Finding | Artefact") -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(record) if f.name not in _ROWS}


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case Enum():
            return value.name.lower()  # the words in `value` are for people and free to improve
        case date():
            return value.isoformat()
        case float() | np.floating():
            return float(value) if math.isfinite(value) else None
        case np.integer():
            return int(value)
        case _:
            return value

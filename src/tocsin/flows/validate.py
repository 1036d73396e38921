"""From model-output files to their faults."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.flows.progress import Progress, no_progress

if TYPE_CHECKING:
    from tocsin.sources.hubverse_fault import Fault

SCHEMA = "tocsin.faults/1"


def validate_files(
    files: Sequence[str],
    *,
    hub: str | None = None,
    levels: Sequence[float] = (),
    truth: str | None = None,
    explode: float = 100.0,
    progress: Progress = no_progress,
) -> dict[str, "list[Fault]"]:
    """All faults of every file; an empty list where there is none.

    Parameters
    ----------
    files    files, or folders of them
    hub      a hub's folder or its tasks.json; None = what any hub would ask
    levels   quantile levels to expect where there is no hub; none given = the usual 23
    truth    table of observations: values far beyond a series' own past are faults
    explode  how many times the largest past value is too far

    Raises InputError where a file, the hub or the truth is not there or the latter two cannot be read.
    """
    from tocsin.panel import HUB_LEVELS
    from tocsin.sources.files import files_in
    from tocsin.sources.hubverse_check import check_model_output
    from tocsin.sources.hubverse_sheet import Expectations
    from tocsin.sources.hubverse_tasks import read_hub
    from tocsin.sources.hubverse_truth import read_truth

    expect = Expectations(
        hub=None if hub is None else read_hub(hub),
        levels=tuple(sorted(levels)) or HUB_LEVELS,
        truth=None if truth is None else read_truth(truth),
        explode=explode,
    )
    found = files_in(files)
    done = progress("Checking", len(found))
    faults: dict[str, list[Fault]] = {}
    for path in found:
        faults[str(path)] = check_model_output(path, expect)
        done(1)
    return faults


def faults_json(faults: dict[str, "list[Fault]"]) -> str:
    """One JSON object: the files looked at, and every fault with its fields and its sentence."""
    record = {
        "schema": SCHEMA,
        "files": [{"file": file, "faults": len(found)} for file, found in faults.items()],
        "faults": [fault.record() for found in faults.values() for fault in found],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"

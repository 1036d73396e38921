"""Check a model-output file: every fault of it, each with row, column, value, what is allowed, what to do."""

from pathlib import Path

from tocsin.sources.hubverse import OUTPUT, FileName
from tocsin.sources.hubverse_check_tasks import check_tasks
from tocsin.sources.hubverse_check_values import check_outputs
from tocsin.sources.hubverse_fault import Fault, allowed_text
from tocsin.sources.hubverse_forecast import ORIGINS
from tocsin.sources.hubverse_sheet import Expectations, Sheet
from tocsin.sources.hubverse_tasks import Round
from tocsin.sources.table import read_file
from tocsin.vocab.errors import InputError

_HEAD = 1 << 22  # bytes in which the encoding is looked at first


def check_model_output(path: str | Path, expect: Expectations) -> list[Fault]:
    """All faults of one file, in the order: name, text, columns, tasks, outputs; empty = none.

    Raises nothing for what is wrong inside the file. A file that cannot be read at all has one fault that
    says why. Cost: linear in the rows, but for one sort.
    """
    found = Path(path)
    name = FileName.of(found)
    faults = _check_name(found, name, expect)
    try:
        if found.name.endswith(".csv"):
            faults += _check_text(found)
        table = read_file(found, None)
    except (InputError, OSError) as error:
        words = str(error).removeprefix(f"{found}: ")
        return [*faults, Fault(file=str(path), kind="unreadable", remedy=words)]
    rules = expect.round_of(name)
    sheet = Sheet.of(found, table, rules, expect.hub)
    if rules is None and expect.hub is not None:
        faults.append(_no_round(str(found), name, expect.hub.names()))
    faults += _check_columns(sheet, rules, expect)
    faults += check_tasks(sheet, rules, expect)
    return faults + check_outputs(sheet, rules, expect)


def _check_name(path: Path, name: FileName, expect: Expectations) -> list[Fault]:
    file, faults = str(path), []
    formats = expect.hub.formats if expect.hub is not None else ("csv", "parquet")
    if not path.name.endswith(tuple(f".{ending}" for ending in formats)):
        faults.append(
            Fault(
                file=file, kind="file-format", value=f"the name ends in {path.suffix or 'nothing'}",
                allowed=allowed_text([f".{ending}" for ending in formats]), remedy="Save it as one.",
            )
        )  # fmt: skip
    if name.model is None or not name.proper:
        faults.append(
            Fault(
                file=file, kind="file-name", value=f"the name is {path.name}",
                allowed="DATE-TEAM-MODEL.csv of letters, digits and _, such as 2025-01-08-team-model.csv",
                remedy="Rename the file.",
            )
        )  # fmt: skip
    elif path.resolve().parent.parent.name == "model-output" and path.resolve().parent.name != name.model:
        faults.append(
            Fault(
                file=file, kind="model-id",
                value=f"the folder is {path.resolve().parent.name}, the model {name.model}",
                allowed="a folder with the model's name", remedy="Move the file or rename it.",
            )
        )  # fmt: skip
    return faults


def _check_text(path: Path) -> list[Fault]:
    """Hubs read UTF-8; another encoding is a fault even where we could read it."""
    line = 1
    with path.open("rb") as file:
        for number, text in enumerate(file, start=1):
            try:
                text.decode("utf-8")
            except UnicodeDecodeError:
                line = number
                break
        else:
            return []
    return [
        Fault(
            file=str(path), kind="encoding", row=line, value=None, allowed="UTF-8",
            remedy="The text is in another encoding from this row on; save it as UTF-8.",
        )
    ]  # fmt: skip


def _no_round(file: str, name: FileName, known: list[str]) -> Fault:
    near = known[-12:]
    return Fault(
        file=file, kind="round", value=f"the hub has no round {name.round_id}",
        allowed=f"{len(known)} rounds, the last: {', '.join(near)}",
        remedy="Rename the file after its round; nothing else could be held against the hub's rules.",
    )  # fmt: skip


def _check_columns(sheet: Sheet, rules: Round | None, expect: Expectations) -> list[Fault]:
    columns, file = sheet.columns, sheet.file
    if expect.hub is not None and rules is not None:
        tasks = list(dict.fromkeys(name for task in rules.tasks for name in task.task_ids))
        missing = [name for name in (*tasks, *OUTPUT) if name not in columns]
        extra = [name for name in columns if name not in (*tasks, *OUTPUT)]
        allowed = ", ".join((*tasks, *OUTPUT))
    else:
        wanted = ["target", "horizon", "location", *OUTPUT]
        missing = [name for name in wanted if name not in columns]
        missing = missing if sheet.origin else [ORIGINS[0], *missing]
        extra = sheet.indices
        allowed = ", ".join((ORIGINS[0], *wanted[:3], "target_end_date", *OUTPUT))
    faults = [
        Fault(file=file, kind="missing-column", column=name, allowed=allowed, remedy="Add the column.")
        for name in missing
    ]
    faults += [
        Fault(file=file, kind="extra-column", column=name, allowed=allowed, remedy="Remove the column.")
        for name in extra
    ]
    return faults

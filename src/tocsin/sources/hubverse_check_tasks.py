"""Checks of what is forecast: days, horizons, locations and targets, alone and together."""

import polars as pl

from tocsin.sources.hubverse import OUTPUT
from tocsin.sources.hubverse_fault import Fault, allowed_text, faults_by_value
from tocsin.sources.hubverse_sheet import DATE_COLUMNS, Expectations, Sheet, plain
from tocsin.sources.hubverse_tasks import ModelTask, Round, Values

_EARLIEST, _LATEST = -13, 6  # days from the round's day to the end of horizon 0, in hubs that count weeks


def check_tasks(sheet: Sheet, rules: Round | None, expect: Expectations) -> list[Fault]:
    """Faults of the task columns."""
    faults = [*_check_days(sheet), *_check_horizons(sheet), *_check_round(sheet)]
    if expect.hub is None:
        faults += _check_blanks(sheet)
    elif rules is not None:
        faults += _check_allowed(sheet, rules, expect.hub.derived)
        faults += _check_together(sheet, rules, expect.hub.derived)
        faults += _check_required(sheet, rules, expect.hub.derived)
    return faults + _check_ends(sheet, rules)


def of_task(sheet: Sheet, task: ModelTask, derived: frozenset[str]) -> pl.Expr:
    """Whether a row's task columns all hold what one model task allows."""
    tests = [
        _allows(name, values)
        for name, values in task.task_ids.items()
        if name in sheet.columns and not (name in derived and not values.allowed)
    ]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def _allows(column: str, values: Values) -> pl.Expr:
    text = plain(column)
    if not values.allowed:
        return text.is_null() | (text == "NA")
    return text.is_in(list(values.allowed)).fill_null(False)


def _check_days(sheet: Sheet) -> list[Fault]:
    faults = []
    for name in (name for name in DATE_COLUMNS if name in sheet.columns):
        wrong = sheet.frame.filter(sheet.day(name).is_null())
        faults += faults_by_value(
            wrong, file=sheet.file, kind="date", column=name, allowed="days such as 2025-01-08",
            remedy="Write year, month, day with hyphens, as text or as dates, without a time.",
        )  # fmt: skip
    return faults


def _check_horizons(sheet: Sheet) -> list[Fault]:
    if "horizon" not in sheet.columns:
        return []
    wrong = sheet.frame.filter(plain("horizon").cast(pl.Int64, strict=False).is_null())
    return faults_by_value(
        wrong, file=sheet.file, kind="horizon", column="horizon", allowed="whole numbers",
        remedy="Write the number of steps alone: 1, not '1 wk ahead'.",
    )  # fmt: skip


def _check_round(sheet: Sheet) -> list[Fault]:
    """The round's day in the rows is the one in the file's name."""
    if sheet.origin is None or sheet.name.round_id is None:
        return []
    day = sheet.name.round_id
    wrong = sheet.frame.filter(sheet.day(sheet.origin).is_not_null() & (pl.col(sheet.origin) != day))
    return faults_by_value(
        wrong, file=sheet.file, kind="round", column=sheet.origin, allowed=f"{day}, as in the file's name",
        remedy="Correct the rows, or rename the file after its round.",
    )  # fmt: skip


def _check_blanks(sheet: Sheet) -> list[Fault]:
    faults = []
    for name in ("target", "location"):
        if name in sheet.columns:
            faults += faults_by_value(
                sheet.frame.filter(pl.col(name).is_null()), file=sheet.file, kind="blank", column=name,
                allowed="a name", remedy="Say what the row is about.",
            )  # fmt: skip
    return faults


def _check_ends(sheet: Sheet, rules: Round | None) -> list[Fault]:
    """target_end_date minus horizon steps is the same number of days from the round's day in every row."""
    if sheet.origin is None or not {"horizon", "target_end_date"} <= set(sheet.columns):
        return []
    steps = {task.days for task in rules.tasks} if rules is not None else {7}
    days = steps.pop() if len(steps) == 1 else None
    if days is None:
        return []
    horizon = plain("horizon").cast(pl.Int64, strict=False)
    apart = (sheet.day("target_end_date") - sheet.day(sheet.origin)).dt.total_days() - days * horizon
    told = sheet.frame.with_columns(apart=apart).filter(pl.col("apart").is_not_null())
    if not told.height:
        return []
    shift = (
        told.group_by("apart")
        .agg(n=pl.len(), row=pl.col("row").min())
        .sort("n", "row", descending=[True, False])
    )
    usual = shift["apart"].to_list()[0]
    normal = _EARLIEST <= usual <= _LATEST or days == 1
    rule = f"{sheet.origin} + {days} x horizon" + (f" {usual:+d} days" if usual and normal else "")
    wrong = told.filter(pl.col("apart") != usual) if normal else told
    return faults_by_value(
        wrong, file=sheet.file, kind="end-date", column="target_end_date",
        allowed=f"{rule}{', as in most rows' if normal and shift.height > 1 else ''}",
        remedy="Correct the horizon or the date.",
    )  # fmt: skip


def _check_allowed(sheet: Sheet, rules: Round, derived: frozenset[str]) -> list[Fault]:
    """Values that no model task of the round knows."""
    faults = []
    names = dict.fromkeys(name for task in rules.tasks for name in task.task_ids)
    for name in (name for name in names if name in sheet.columns):
        values = [task.task_ids[name] for task in rules.tasks if name in task.task_ids]
        if name in derived and not any(v.allowed for v in values):
            continue
        wrong = sheet.frame.filter(~pl.any_horizontal([_allows(name, v) for v in values]))
        known = tuple(dict.fromkeys(text for v in values for text in v.allowed))
        faults += faults_by_value(
            wrong, file=sheet.file, kind=f"unknown-{name.replace('_', '-')}", column=name,
            allowed=allowed_text(known), remedy="Write one of these, or remove the rows.",
        )  # fmt: skip
    return faults


def _check_together(sheet: Sheet, rules: Round, derived: frozenset[str]) -> list[Fault]:
    """Values that are each known but that no one model task has together."""
    known = []
    for name in dict.fromkeys(name for task in rules.tasks for name in task.task_ids):
        values = [task.task_ids[name] for task in rules.tasks if name in task.task_ids]
        free = name in derived and not any(v.allowed for v in values)
        if name in sheet.columns and not free:
            known.append(pl.any_horizontal([_allows(name, v) for v in values]))
    fits = pl.any_horizontal([of_task(sheet, task, derived) for task in rules.tasks])
    wrong = sheet.frame.filter(pl.all_horizontal(known) & ~fits) if known else sheet.frame.clear()
    if not wrong.height:
        return []
    tasks = [name for name in sheet.tasks if any(name in task.task_ids for task in rules.tasks)]
    text = pl.concat_str(
        [pl.format(name + " {}", pl.col(name).fill_null("NA")) for name in tasks], separator=", "
    )
    return faults_by_value(
        wrong.with_columns(text.alias("task columns")), file=sheet.file, kind="combination",
        column="task columns", allowed=f"the combinations of the round's {len(rules.tasks)} model tasks",
        remedy="Each value is known, but not beside the others; correct one or remove the rows.",
    )  # fmt: skip


def _check_required(sheet: Sheet, rules: Round, derived: frozenset[str]) -> list[Fault]:
    """Values that a model task must have and has not."""
    faults = []
    for number, task in enumerate(rules.tasks, start=1):
        rows = sheet.frame.filter(of_task(sheet, task, derived))
        free = {rules.variable, *derived}
        bound = {n: v.required for n, v in task.task_ids.items() if n not in free and n in sheet.columns}
        must = all(bound.values()) and any(rule.required for rule in task.outputs.values())
        if not rows.height and not must:
            continue
        for name, required in bound.items():
            there = set(rows.select(plain(name)).to_series().to_list())
            absent = [value for value in required if value not in there]
            if absent:
                faults.append(
                    Fault(
                        file=sheet.file, kind="missing-task", column=name,
                        value=f"no row of model task {number} has {allowed_text(absent)}",
                        allowed=f"required are {allowed_text(required)}", remedy="Add the forecasts.",
                    )
                )  # fmt: skip
        kinds = [name for name, rule in task.outputs.items() if rule.required]
        faults += _missing_kinds(sheet, rows, kinds)
    return faults


def _missing_kinds(sheet: Sheet, rows: pl.DataFrame, kinds: list[str]) -> list[Fault]:
    if not rows.height or OUTPUT[0] not in sheet.columns or not sheet.tasks:
        return []
    cells = rows.group_by(sheet.tasks).agg(pl.col("row").min(), pl.col(OUTPUT[0]).unique().alias("kinds"))
    faults = []
    for kind in kinds:
        lacking = cells.filter(~pl.col("kinds").list.contains(kind)).sort("row")
        if lacking.height:
            faults.append(
                Fault(
                    file=sheet.file, kind="missing-output", row=int(lacking["row"][0]), column=OUTPUT[0],
                    value=kind, allowed="every task with all required output types",
                    remedy=f"Add the rows of output type {kind} for {lacking.height:,} task(s).",
                )
            )  # fmt: skip
    return faults

"""Checks of what is said: output types, levels, numbers, and quantiles against one another."""

import polars as pl

from tocsin.sources.hubverse_check_tasks import of_task
from tocsin.sources.hubverse_fault import VALUES_SHOWN, Fault, allowed_text, faults_by_value
from tocsin.sources.hubverse_sheet import Expectations, Sheet
from tocsin.sources.hubverse_tasks import OutputRule, Round

_QUANTILE = pl.col("output_type") == "quantile"
_LEVEL, _NUMBER = pl.col("level ").round(9), pl.col("number ")


def check_outputs(sheet: Sheet, rules: Round | None, expect: Expectations) -> list[Fault]:
    """Faults of the columns output_type, output_type_id and value, where they are there."""
    there = set(sheet.columns)
    faults: list[Fault] = []
    if "value" in there:
        faults += _check_numbers(sheet)
    if "output_type" not in there:
        return faults
    if rules is not None:
        known = dict.fromkeys(name for task in rules.tasks for name in task.outputs)
        wrong = sheet.frame.filter(~pl.col("output_type").is_in(list(known)).fill_null(False))
        faults += faults_by_value(
            wrong, file=sheet.file, kind="output-type", column="output_type", allowed=allowed_text([*known]),
            remedy="Write one of these, or remove the rows.",
        )  # fmt: skip
        faults += _check_rules(sheet, rules, expect)
    if sheet.tasks:
        faults += [*_check_duplicates(sheet), *_check_crossing(sheet)]
    return faults + (_check_exploding(sheet, expect) if "value" in there else [])


def _check_numbers(sheet: Sheet) -> list[Fault]:
    said = {"file": sheet.file, "column": "value"}
    text = sheet.frame.filter(_NUMBER.is_null())
    odd = sheet.frame.filter(_NUMBER.is_nan() | _NUMBER.is_infinite())
    return [
        *faults_by_value(
            text, kind="not-a-number", allowed="numbers with a point",
            remedy="Write a number; where there is no forecast, leave out the row.", **said,
        ),
        *faults_by_value(
            odd, kind="not-finite", allowed="finite numbers",
            remedy="Write a number; where there is no forecast, leave out the row.", **said,
        ),
    ]  # fmt: skip


def _check_rules(sheet: Sheet, rules: Round, expect: Expectations) -> list[Fault]:
    """Ids and values against the rules of the first model task that a row belongs to."""
    derived = expect.hub.derived if expect.hub is not None else frozenset[str]()
    place = pl.lit(None, pl.Int64)
    for number, task in reversed(list(enumerate(rules.tasks))):
        outputs = pl.col("output_type").is_in(list(task.outputs)).fill_null(False)
        place = pl.when(of_task(sheet, task, derived) & outputs).then(pl.lit(number)).otherwise(place)
    frame = sheet.frame.with_columns(place.alias("task "))
    faults: list[Fault] = []
    for number, task in enumerate(rules.tasks):
        for kind, rule in task.outputs.items():
            rows = frame.filter((pl.col("task ") == number) & (pl.col("output_type") == kind))
            if rows.height:
                faults += _check_output(sheet, rows, kind, rule)
    return faults


def _check_output(sheet: Sheet, rows: pl.DataFrame, kind: str, rule: OutputRule) -> list[Fault]:
    faults: list[Fault] = []
    if "output_type_id" in sheet.columns and kind == "quantile" and rule.ids is not None:
        faults += _check_levels(sheet, rows, rule)
    elif "output_type_id" in sheet.columns and rule.ids is not None:
        ids = pl.col("output_type_id")
        fine = ids.is_in(list(rule.ids.allowed)) if rule.ids.allowed else ids == "NA"
        fine = fine.fill_null(not rule.ids.allowed)
        faults += faults_by_value(
            rows.filter(~fine), file=sheet.file, kind="output-id", column="output_type_id",
            allowed=f"{allowed_text(rule.ids.allowed)} for {kind}", remedy="Write one of these.",
        )  # fmt: skip
    if "value" not in sheet.columns:
        return faults
    finite = _NUMBER.is_finite()
    bounds = [
        (rule.minimum > _NUMBER if rule.minimum is not None else pl.lit(False), f"{rule.minimum} or above"),
        (rule.maximum < _NUMBER if rule.maximum is not None else pl.lit(False), f"{rule.maximum} or below"),
        ((_NUMBER.round(0) != _NUMBER) if rule.whole else pl.lit(False), "whole numbers"),
    ]
    for outside, allowed in bounds:
        faults += faults_by_value(
            rows.filter(finite & outside), file=sheet.file, kind="value-range", column="value",
            allowed=f"{allowed.replace('.0 ', ' ')} for {kind}", remedy="Correct the number.",
        )  # fmt: skip
    return faults


def _check_levels(sheet: Sheet, rows: pl.DataFrame, rule: OutputRule) -> list[Fault]:
    """Levels that are none or not asked for, and forecasts that lack one."""
    assert rule.ids is not None  # asked by the caller
    allowed = allowed_text(rule.ids.allowed)
    numbers = [round(float(text), 9) for text in rule.ids.allowed]
    wrong = rows.filter(~_LEVEL.is_in(numbers).fill_null(False))
    faults = faults_by_value(
        wrong, file=sheet.file, kind="level", column="output_type_id", allowed=allowed,
        remedy="Write the level as a number between 0 and 1, and only those asked for.",
    )  # fmt: skip
    required = [round(float(text), 9) for text in rule.ids.required]
    if not required or not sheet.tasks:
        return faults
    cells = rows.group_by(sheet.tasks).agg(pl.col("row").min(), _LEVEL.unique().alias("levels"))
    cells = cells.with_columns(pl.Series("required", [required] * cells.height, pl.List(pl.Float64)))
    absent = pl.col("required").list.set_difference("levels").list.sort()
    lacking = cells.with_columns(absent=absent).filter(pl.col("absent").list.len() > 0)
    groups = lacking.group_by("absent").agg(pl.col("row").min(), pl.len()).sort("row")
    for levels, row, n in groups.head(VALUES_SHOWN).iter_rows():
        some = allowed_text([f"{level:g}" for level in levels])
        faults.append(
            Fault(
                file=sheet.file, kind="missing-level", row=row, column="output_type_id",
                value=f"no row at {some}", allowed=f"all of {allowed}",
                remedy=f"Add the missing quantiles of {n:,} forecast{'s' if n > 1 else ''}.",
            )
        )  # fmt: skip
    rest = groups.slice(VALUES_SHOWN)
    if rest.height:
        words = f"{int(rest['len'].sum()):,} more forecasts lack other levels"
        faults.append(Fault(file=sheet.file, kind="missing-level", column="output_type_id", value=words))
    return faults


def _check_duplicates(sheet: Sheet) -> list[Fault]:
    ids = pl.when(_QUANTILE & _LEVEL.is_not_null()).then(_LEVEL.cast(pl.String)).otherwise("output_type_id")
    keys = [*(n for n in ("model", "model_id") if n in sheet.columns), *sheet.tasks, "output_type", "id "]
    frame = sheet.frame.with_columns(ids.alias("id "))
    again = frame.filter(~pl.struct(keys).is_first_distinct())
    if not again.height:
        return []
    row = int(again["row"].min())  # type: ignore[arg-type]
    first = frame.join(again.filter(pl.col("row") == row).select(keys), on=keys, how="semi", nulls_equal=True)
    earliest = int(first["row"].min())  # type: ignore[arg-type]
    return [
        Fault(
            file=sheet.file, kind="duplicate", row=row, value=f"the same task and output as row {earliest}",
            allowed="one row each", remedy="Keep one of them.", more=again.height - 1,
        )
    ]  # fmt: skip


def _check_crossing(sheet: Sheet) -> list[Fault]:
    """Quantiles that fall while their level rises."""
    keys = [*(n for n in ("model", "model_id") if n in sheet.columns), *sheet.tasks]
    rows = sheet.frame.filter(_QUANTILE & _LEVEL.is_not_null() & _NUMBER.is_finite())
    rows = rows.sort("level ", "row", maintain_order=True)
    before = [_NUMBER.shift().over(keys).alias("lower"), pl.col("level ").shift().over(keys).alias("below")]
    falls = rows.with_columns(before).filter(pl.col("lower") > _NUMBER)
    if not falls.height:
        return []
    falls = falls.sort("row")
    first = falls.row(0, named=True)
    cells = falls.select(keys).n_unique()
    return [
        Fault(
            file=sheet.file, kind="crossing", row=first["row"], column="value", value=first["value"],
            allowed=f"{first['lower']:g} or above, the value at level {first['below']:g}",
            remedy=f"Quantiles must not fall while the level rises; {cells:,} forecast(s) do. Recompute.",
            more=falls.height - 1,
        )
    ]  # fmt: skip


def _check_exploding(sheet: Sheet, expect: Expectations) -> list[Fault]:
    """Values beyond what the series' own past, or sense, allows; probabilities are not looked at."""
    rows = sheet.frame.filter(_NUMBER.is_finite())
    if "output_type" in sheet.columns:
        rows = rows.filter(~pl.col("output_type").is_in(["cdf", "pmf"]))
    limits = _past_limits(sheet, expect)
    keys = [name for name in limits.columns if name != "limit"]
    joined = (
        rows.join(limits, on=keys, how="left") if keys else rows.with_columns(limit=pl.lit(None, pl.Float64))
    )
    wild = joined.with_columns(pl.col("limit").fill_null(expect.highest)).filter(pl.col("limit") < _NUMBER)
    if not wild.height:
        return []
    named = [name for name in ("target", "location") if name in sheet.columns]
    groups = wild.group_by(named, maintain_order=True) if named else [((), wild)]
    faults = []
    for _, part in list(groups)[:VALUES_SHOWN]:
        first = part.row(0, named=True)
        from_past = first["limit"] != expect.highest
        why = f"{expect.explode:g} times its largest past value" if from_past else "no past is known"
        faults.append(
            Fault(
                file=sheet.file, kind="exploding", row=first["row"], column="value", value=first["value"],
                allowed=f"up to {first['limit']:g} ({why})",
                remedy="Check unit and model; if it is meant, validate with a higher --explode.",
                more=part.height - 1,
            )
        )  # fmt: skip
    return faults


def _past_limits(sheet: Sheet, expect: Expectations) -> pl.DataFrame:
    """Per series the largest value that is believed; no key columns where no past is known."""
    if expect.truth is None or "location" not in sheet.columns or sheet.origin is None:
        return pl.DataFrame({"limit": pl.Series([], dtype=pl.Float64)})
    keys = [name for name in ("target", "location") if name in sheet.columns and name in expect.truth.columns]
    first = sheet.frame.select(sheet.day(sheet.origin).min()).item()
    past = expect.truth if first is None else expect.truth.filter(pl.col("target_end_date") < first)
    largest = past.group_by(keys).agg(pl.col("observed").max().alias("limit")).drop_nulls("limit")
    return largest.with_columns(pl.col("limit").clip(lower_bound=1.0) * expect.explode)

"""From the mapping that a pack's TOML holds to a `Pack`; docs/packs.md has the format."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, Literal, cast

from tocsin.events.mapping import Keys, no_twice
from tocsin.events.packs import NOT_KNOWN, Effort, Hazard, Indicator, Level, Matrix, Pack, Question, Text
from tocsin.vocab.errors import PackError

OUTCOMES = ("notify", "undecided", "not-now")


def read_pack(found: Mapping[str, Any], where: str, *, rule_sets: Collection[str]) -> Pack:
    """A pack out of a mapping.

    where      name of the file, for messages
    rule_sets  ids of those that exist

    Raises PackError that names every fault of the file at once.
    """
    faults: list[str] = []
    keys = Keys(found, "", faults)
    pack = Pack(
        id=keys.word("id"),
        version=keys.whole("version", 1),
        title=keys.texts("title"),
        questions=tuple(_question(inner) for inner in keys.tables("questions")),
        notify_from=keys.whole("notify_from", 1),
        always_notify=tuple(_hazard(inner) for inner in keys.tables("always_notify")),
        always_assess=tuple(_hazard(inner) for inner in keys.tables("always_assess")),
        outcomes=_outcomes(keys.table("outcomes")),
        matrix=_matrix(keys.table("matrix")),
        rule_sets=keys.words("rule_sets"),
        indicators=tuple(_indicator(inner) for inner in keys.tables("indicators")),
        others=bool(keys.take("others", bool, "true or false", False)),
        effort=_effort(keys),
        sources=keys.words("sources"),
    )
    keys.done()
    _check(pack, rule_sets, faults)
    if faults:
        raise PackError(f"{where} cannot be used as a threat pack: {'; '.join(faults)}.")
    return pack


def _question(keys: Keys) -> Question:
    question = Question(id=keys.word("id"), title=keys.texts("title"), help=keys.texts("help"))
    keys.done()
    return question


def _hazard(keys: Keys) -> Hazard:
    names = keys.words("names") if "names" in keys.found else ()
    title = keys.texts("title")
    spelt = {name.casefold() for name in (*names, *title.values())}
    hazard = Hazard(id=keys.word("id"), title=title, names=tuple(sorted(spelt)))
    keys.asked.add("names")
    keys.done()
    return hazard


def _level(keys: Keys) -> Level:
    level = Level(id=keys.word("id"), title=keys.texts("title"), help=keys.texts("help"))
    keys.done()
    return level


def _outcomes(keys: Keys) -> Mapping[str, Text]:
    outcomes = {name: keys.texts(name) for name in OUTCOMES}
    keys.done()
    return outcomes


def _matrix(keys: Keys) -> Matrix:
    likelihood, impact, risks = (
        tuple(_level(inner) for inner in keys.tables(name)) for name in ("likelihood", "impact", "risks")
    )
    for name, levels in (("likelihood", likelihood), ("impact", impact), ("risks", risks)):
        if len(levels) < 2:
            keys.note(keys.path(name), f"has {len(levels)} levels; it must have 2 or more")
        no_twice([level.id for level in levels], keys.path(name), keys.faults)
        if NOT_KNOWN in {level.id for level in levels}:
            keys.note(keys.path(name), f"has a level {NOT_KNOWN!r}; that answer is always there")
    rows = keys.table("risk")
    risk = tuple(rows.words(level.id) for level in likelihood)
    rows.done()
    _check_cells(rows, [level.id for level in likelihood], impact, [level.id for level in risks], risk)
    matrix = Matrix(likelihood=likelihood, impact=impact, risks=risks, risk=risk, source=keys.word("source"))
    keys.done()
    return matrix


def _check_cells(
    rows: Keys,
    names: list[str],
    impact: tuple[Level, ...],
    risks: list[str],
    risk: tuple[tuple[str, ...], ...],
) -> None:
    before = rows.faults[:]
    for name, row in zip(names, risk, strict=True):
        if len(row) != len(impact):
            rows.note(
                rows.path(name), f"has {len(row)} risks; it must have one for each impact, {len(impact)}"
            )
        for cell in sorted(set(row) - set(risks)):
            rows.note(rows.path(name), f"has {cell!r}; risks are {', '.join(risks)}")
    if rows.faults != before or any(not row for row in risk):
        return
    ranks = [[risks.index(cell) for cell in row] for row in risk]
    for name, (lower, higher) in zip(names[1:], pairwise(ranks), strict=True):
        if any(b < a for a, b in zip(lower, higher, strict=True)):
            rows.note(
                rows.path(name), "falls below the row of a lower likelihood; risk may not fall as it rises"
            )
    for name, along in zip(names, ranks, strict=True):
        if any(b < a for a, b in pairwise(along)):
            rows.note(rows.path(name), "falls along the impact; risk may not fall as it rises")


def _indicator(keys: Keys) -> Indicator:
    kind = keys.choice("kind", ("count", "rate")) if "kind" in keys.found else "count"
    watch = bool(keys.take("watch", bool, "true or false", True)) if "watch" in keys.found else True
    keys.asked |= {"kind", "watch"}
    indicator = Indicator(
        id=keys.word("id"), title=keys.texts("title"), unit=keys.texts("unit"),
        kind=cast('Literal["count", "rate"]', kind), watch=watch,
    )  # fmt: skip
    keys.done()
    return indicator


def _effort(keys: Keys) -> Effort | None:
    keys.asked.add("effort")
    if "effort" not in keys.found:
        return None
    inner = keys.table("effort")
    above = float(inner.take("exclude_above", (int, float), "a number, 0 or more", 0.0))
    if not 0 <= above < float("inf"):
        inner.note(inner.path("exclude_above"), f"is {above:g}; it must be a number, 0 or more")
    effort = Effort(indicator=inner.word("indicator"), on=inner.words("on"), exclude_above=above)
    inner.done()
    return effort


def _check(pack: Pack, rule_sets: Collection[str], faults: list[str]) -> None:
    """What only the whole pack can show."""
    no_twice([question.id for question in pack.questions], "questions", faults)
    no_twice([indicator.id for indicator in pack.indicators], "indicators", faults)
    listed = (*pack.always_notify, *pack.always_assess)
    no_twice(
        [name for hazard in listed for name in {hazard.id, *hazard.names}], "the lists of hazards", faults
    )
    if not pack.questions:
        faults.append("questions is empty; there must be 1 or more")
    elif pack.notify_from > len(pack.questions):
        faults.append(
            f"notify_from is {pack.notify_from}; it must be at most the number of questions, "
            f"{len(pack.questions)}"
        )
    if not any(indicator.watch for indicator in pack.indicators):
        faults.append("indicators has none that is watched; there must be 1 or more")
    for name in pack.rule_sets:
        if name not in rule_sets:
            faults.append(f"rule_sets names {name!r}; known: {', '.join(sorted(rule_sets))}")
    if pack.effort is not None:
        known = {indicator.id: indicator for indicator in pack.indicators}
        for name in (pack.effort.indicator, *pack.effort.on):
            if name and name not in known:
                faults.append(f"effort names {name!r}; indicators are {', '.join(known)}")
        if pack.effort.indicator in pack.effort.on:
            faults.append(f"effort.on holds {pack.effort.indicator!r}, which is the effort itself")
        if not pack.effort.on:
            faults.append("effort.on is empty; it must name the indicators that the effort moves")

"""From the mapping that a rule set's TOML holds to a `RuleSet`; docs/clocks.md has the format."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, cast

from tocsin.events.mapping import Keys, no_twice
from tocsin.events.rule_sets import ClockRule, RuleSet
from tocsin.vocab.errors import PackError


def read_rule_set(found: Mapping[str, Any], where: str) -> RuleSet:
    """A rule set out of a mapping; `where` is the name of its file, for messages.

    Raises PackError that names every fault of the file at once.
    """
    faults: list[str] = []
    keys = Keys(found, "", faults)
    names = keys.table("milestones")
    milestones = {name: names.texts(name) for name in names.found}
    clocks = tuple(_clock(inner) for inner in keys.tables("clocks"))
    in_force = keys.take("in_force", date, "a day: write 2025-09-19", date(1900, 1, 1))
    if isinstance(in_force, datetime):
        keys.note("in_force", f"is {in_force.isoformat()}; it must be a day: write 2025-09-19")
    rule_set = RuleSet(
        id=keys.word("id"), title=keys.texts("title"), in_force=in_force, milestones=milestones,
        clocks=clocks, source=keys.word("source"),
    )  # fmt: skip
    keys.done()
    no_twice([clock.id for clock in clocks], "clocks", faults)
    if not clocks:
        faults.append("clocks is empty; there must be 1 or more")
    for clock in clocks:
        for name in (clock.starts, *clock.stops):
            if name and name not in milestones:
                faults.append(f"clock {clock.id!r} names {name!r}; milestones are {', '.join(milestones)}")
        if clock.starts in clock.stops:
            faults.append(f"clock {clock.id!r} starts and stops at {clock.starts!r}")
    if faults:
        raise PackError(f"{where} cannot be used as a rule set: {'; '.join(faults)}.")
    return rule_set


def _clock(keys: Keys) -> ClockRule:
    stops = keys.words("stops")
    if "stops" in keys.found and not stops:
        keys.note(keys.path("stops"), "is empty; it must name 1 milestone or more")
    clock = ClockRule(
        id=keys.word("id"), title=keys.texts("title"), starts=keys.word("starts"), stops=stops,
        limit=keys.whole("limit", 1), source=keys.word("source"),
        counting=cast('Literal["hours", "days"]', keys.choice("counting", ("hours", "days"))),
    )  # fmt: skip
    keys.done()
    return clock

"""How good a replay was: episodes, days gained against the threshold, labels found, false alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tocsin.flows.replay_labels import Label
from tocsin.flows.replay_record import Episode, Key, Score, Struck, Told, Week

if TYPE_CHECKING:
    from tocsin.flows.replay import Seen

EARLIER = timedelta(days=28)  # how long before the start of a run the threshold may have alarmed of it
PAUSE = 2  # weeks that were judged from one finding of an episode to the next, at most


@dataclass(slots=True)
class _Chain:
    """An episode while it goes on."""

    found: list[Told]
    series: set[Key]
    last: int


def episodes_of(
    seen: Sequence["Seen"], by: Sequence[str], labels: Sequence[Label] | None
) -> tuple[tuple[Week, ...], tuple[Episode, ...]]:
    """The weeks with their new findings counted, and the episodes, first found first.

    labels  None = there are none to compare with
    """
    chains: list[_Chain] = []
    weeks: list[Week] = []
    judged = 0
    for one in seen:
        new = 0
        going = [chain for chain in chains if judged - chain.last <= PAUSE]
        for told in one.findings:
            mine = next((chain for chain in going if chain.series & set(told.series)), None)
            if mine is None:
                mine = _Chain(found=[], series=set(), last=judged)
                chains.append(mine)
                going.append(mine)
                new += 1
            mine.found.append(told)
            mine.series |= set(told.series)
            mine.last = judged
        judged += one.week.published
        weeks.append(replace(one.week, new=new))
    return tuple(weeks), tuple(_episode(chain, seen, by, labels) for chain in chains)


def _episode(
    chain: _Chain, seen: Sequence["Seen"], by: Sequence[str], labels: Sequence[Label] | None
) -> Episode:
    first, last = chain.found[0], chain.found[-1]
    begun = next(one.week.day for one in seen if one.week.published) == first.day
    alarmed = None if begun else _first_over(seen, first.lead, first.start - EARLIER, last.period)
    about = None
    if labels is not None:
        about = any(is_about(told, labels, by) for told in chain.found)
    return Episode(
        lead=dict(zip(by, first.lead, strict=True)), first=first.day, last=last.day, start=first.start,
        weeks=len({told.day for told in chain.found}), points=max(told.points for told in chain.found),
        threshold=alarmed, gained=None if alarmed is None else (alarmed - first.day).days, labelled=about,
    )  # fmt: skip


def _first_over(seen: Sequence["Seen"], lead: Key, begin: date, end: date) -> date | None:
    """First day on which a series was over the threshold in a newest period from `begin` to `end`."""
    days = (
        one.week.day
        for one in seen
        if one.week.period is not None and begin <= one.week.period <= end and lead in one.over
    )
    return next(days, None)


def is_about(told: Told, labels: Sequence[Label], by: Sequence[str]) -> bool:
    """Whether a finding is about one of the labels: a series of it, in a period of it."""
    series = named(told.series, by)
    return any(label.covers(series, told.period) for label in labels)


def named(keys: Sequence[Key], by: Sequence[str]) -> list[Mapping[str, str | None]]:
    """Keys with their columns."""
    return [dict(zip(by, key, strict=True)) for key in keys]


def struck_of(seen: Sequence["Seen"], by: Sequence[str], labels: Sequence[Label]) -> tuple[Struck, ...]:
    """What became of each label."""
    return tuple(_struck(label, seen, by) for label in labels)


def _struck(label: Label, seen: Sequence["Seen"], by: Sequence[str]) -> Struck:
    found = next((t.day for one in seen for t in one.findings if is_about(t, [label], by)), None)
    alarmed = next(
        (
            one.week.day
            for one in seen
            if one.week.period is not None
            and label.covers(named(sorted(one.over, key=str), by), one.week.period)
        ),
        None,
    )
    return Struck(
        key=label.key, start=label.start, end=label.end, found=found, delay=_days(label, found),
        threshold=alarmed, threshold_delay=_days(label, alarmed),
    )  # fmt: skip


def _days(label: Label, day: date | None) -> int | None:
    return None if day is None else (day - label.start).days


def score_of(
    seen: Sequence["Seen"],
    by: Sequence[str],
    inside: Sequence[Label],
    *,
    labels: bool,
    budget: float | None,
) -> Score:
    """How the findings of some weeks did.

    inside  the labels whose time lies in these weeks; labels = whether there are labels at all
    """
    weeks = len(seen)
    counts = np.array([len(one.findings) for one in seen], np.int64)
    struck = struck_of(seen, by, inside)
    delays = [one.delay for one in struck if one.delay is not None]
    false = sum(not is_about(told, inside, by) for one in seen for told in one.findings)
    nothing = float("nan")
    return Score(
        weeks=weeks,
        findings_a_week=float(counts.mean()) if weeks else nothing,
        over_budget=None if budget is None else int((counts > budget).sum()),
        labels=len(struck),
        pod=len(delays) / len(struck) if struck else nothing,
        delay=float(np.median(delays)) if delays else nothing,
        false=false if labels else 0,
        false_a_week=false / weeks if labels and weeks else nothing,
    )

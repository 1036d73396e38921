"""A group of series in the words of a finding: since when, how much, how unusual, not as many since when."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tocsin.cluster.finding import Finding
from tocsin.cluster.join import Group
from tocsin.cluster.kin import Kin
from tocsin.cluster.rank import points
from tocsin.cluster.usual import excess, usual_range
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.status import Reason, Status

YEAR = 365.25  # days


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What findings are made from; arrays (S, J) unless said otherwise.

    signals  every judged cell, with the panel behind it
    q_value  after false discovery control on each date
    spread   of each count on the 2/3-power scale, see `usual.spread`
    kin      how series are related
    """

    signals: Signals
    q_value: Array
    spread: Array
    kin: Kin


def describe(group: Group, evidence: Evidence) -> Finding:
    """One finding, not yet ranked among others (rank 0)."""
    signals, row = evidence.signals, group.lead
    run = run_above(signals, row)
    counts, ends = signals.observed[row], signals.periods.ends().tolist()
    peak = int(run[np.argmax(counts[run])])
    cases, low, high = excess(counts[run], signals.expected[row, run], evidence.spread[row, run])
    usual = _usual(signals, evidence.spread, row)
    whole = signals.panel.counts[row]
    finding = Finding(
        rank=0,
        key=_key(group, evidence.kin),
        places=_places(group, evidence.kin),
        series=group.members,
        lead=row,
        start=ends[int(run[0])],
        peak=ends[peak],
        periods_above=len(run),
        observed=float(counts[-1]),
        expected=float(signals.expected[row, -1]),
        usual_low=usual[0],
        usual_high=usual[1],
        excess=cases,
        excess_low=low,
        excess_high=high,
        p_value=float(signals.p_value[row, -1]),
        q_value=float(evidence.q_value[row, -1]),
        highest_since=_as_many(signals, row, len(whole) - 1, float(counts[-1])),
        record_start=signals.panel.periods.end(int(np.argmax(~np.isnan(whole)))),
        method=str(signals.method[row]),
        peak_observed=float(counts[peak]),
        peak_since=_as_many(signals, row, signals.first + int(run[0]), float(counts[peak])),
    )
    return replace(finding, points=_points(finding, signals.periods.end(-1)))


def run_above(signals: Signals, row: int) -> Index:
    """Places among the judged periods of the unbroken run above up to the newest, oldest first.

    A missing report neither ends the run nor counts in it; any other answer ends it.
    """
    status, reason = signals.status[row], signals.reason[row]
    passed = (status == Status.ABOVE) | (reason == Reason.MISSING_REPORT)
    broken = np.flatnonzero(~passed)
    begin = int(broken[-1]) + 1 if broken.size else 0
    return begin + np.flatnonzero(status[begin:] == Status.ABOVE)


def _usual(signals: Signals, spread: Array, row: int) -> tuple[float, float]:
    """The usual range of the newest period, whole where counts are; at most the method's bound."""
    ends = usual_range(signals.expected[row, -1:], spread[row, -1:])
    low, high = (float(end[0]) for end in ends)
    high = float(np.fmin(high, np.fmax(signals.upper[row, -1], signals.expected[row, -1])))
    known = signals.panel.counts[row][~np.isnan(signals.panel.counts[row])]
    if not np.array_equal(known, np.floor(known)):
        return low, max(low, high)
    return float(np.floor(low + 0.5)), max(float(np.floor(low + 0.5)), float(np.floor(high + 0.5)))


def _as_many(signals: Signals, row: int, before: int, cases: float) -> date | None:
    earlier = np.flatnonzero(signals.panel.counts[row, :before] >= cases)
    return signals.panel.periods.end(int(earlier[-1])) if earlier.size else None


def _key(group: Group, kin: Kin) -> dict[str, str | None]:
    """The lead's keys; None where it is a sum or the members have several values."""
    key: dict[str, str | None] = {}
    for i, column in enumerate(kin.columns):
        values = {kin.rows[m][i] for m in group.members} - {None}
        own = kin.rows[group.lead][i]
        key[column] = own if len(values) == 1 else None
    return key


def _places(group: Group, kin: Kin) -> tuple[str, ...]:
    found = [kin.place_of(m) for m in group.members]
    return tuple(dict.fromkeys(place for place in found if place is not None))


def _points(finding: Finding, newest: date) -> float:
    seen = finding.peak_since or finding.record_start
    return points(
        observed=finding.observed,
        expected=finding.expected,
        places=len(finding.places),
        years=(newest - seen).days / YEAR,
        q_value=finding.q_value,
    )

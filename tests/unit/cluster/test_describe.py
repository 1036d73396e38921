"""What a finding says of its lead series."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.describe import Evidence, describe, run_above
from tocsin.cluster.join import Group
from tocsin.cluster.kin import Kin
from tocsin.panel import Panel, Signals
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status

U, B, A = Status.UNJUDGED, Status.BELOW, Status.ABOVE


def signals_of(counts, status, *, expected=10.0, upper=19.0, places=("A",)):
    counts = np.atleast_2d(np.array(counts, float))
    status = np.atleast_2d(np.array(status, np.uint8))
    J = status.shape[1]
    missing = np.isnan(counts[:, -J:])
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    panel = Panel(
        counts=counts, absence=absence, series=pl.DataFrame({"place": list(places)}),
        periods=Periods("week", 2600, counts.shape[1]),
    )  # fmt: skip
    shape = status.shape
    reason = np.where(
        status == U, np.where(missing, Reason.MISSING_REPORT, Reason.TOO_FEW_CASES), Reason.NONE
    )
    return Signals(
        panel=panel, first=counts.shape[1] - J,
        expected=np.full(shape, expected), upper=np.full(shape, upper),
        score=np.zeros(shape), p_value=np.full(shape, 1e-4), status=status, reason=reason.astype(np.uint8),
        method=np.full(len(counts), "known", dtype=object),
    )  # fmt: skip


def finding(signals, members=(0,)):
    spread = np.full(signals.status.shape, 1.0)
    kin = Kin(signals.panel.series, "place")
    evidence = Evidence(signals=signals, q_value=signals.p_value * 2, spread=spread, kin=kin)
    return describe(Group(lead=members[0], members=members), evidence)


@pytest.mark.parametrize(
    ("counts", "status", "run"),
    [
        ([9, 30, 40, 50], [B, A, A, A], [1, 2, 3]),
        ([30, 30, 9, 50], [A, A, B, A], [3]),
        ([30, 30, np.nan, 50], [A, A, U, A], [0, 1, 3]),  # a missing report neither ends nor counts
        ([30, 30, 2, 50], [A, A, U, A], [3]),  # too few cases to judge is an answer of its own
        ([30, 30, 30, 30], [A, A, A, A], [0, 1, 2, 3]),
    ],
)
def test_run_above__is_unbroken_up_to_now(counts, status, run):
    assert run_above(signals_of(counts, status), 0).tolist() == run


def test_describe__run_and_peak():
    signals = signals_of([8, 9, 35, 60, 50], [B, B, A, A, A])
    found, ends = finding(signals), signals.periods.ends().tolist()
    assert (found.start, found.peak, found.periods_above) == (ends[2], ends[3], 3)
    assert (found.observed, found.peak_observed) == (50, 60)
    assert found.excess == 35 + 60 + 50 - 30
    assert found.excess_low < found.excess < found.excess_high


def test_describe__highest_since_counts_an_equal_as_as_many():
    signals = signals_of([50, 12, 49, 9, 50], [B, B, B, B, A])
    assert finding(signals).highest_since == signals.periods.end(0)
    signals = signals_of([49, 12, 49, 9, 50], [B, B, B, B, A])
    assert finding(signals).highest_since is None


def test_describe__the_peak_is_compared_with_what_came_before_the_run():
    signals = signals_of([55, 8, 9, 60, 50], [B, B, B, A, A])
    found = finding(signals)
    assert found.highest_since == signals.periods.end(3)
    assert found.peak_since is None
    signals = signals_of([61, 8, 9, 60, 50], [B, B, B, A, A])
    assert finding(signals).peak_since == signals.periods.end(0)


def test_describe__the_record_starts_at_the_first_report():
    signals = signals_of([np.nan, np.nan, 9, 8, 50], [U, U, B, B, A])
    assert finding(signals).record_start == signals.periods.end(2)


def test_describe__the_usual_range_stays_under_the_count_and_is_whole():
    found = finding(signals_of([9, 8, 9, 9, 20], [B, B, B, B, A]))
    assert (found.usual_low, found.usual_high) == (4, 17)
    tight = finding(signals_of([9, 8, 9, 9, 13], [B, B, B, B, A], upper=12.0))
    assert tight.usual_high == 12


def test_describe__rates_keep_their_fractions():
    found = finding(signals_of([9.5, 8.2, 9.1, 9.9, 20.4], [B, B, B, B, A]))
    assert found.usual_low != np.floor(found.usual_low)


def test_describe__a_bound_below_what_is_expected_does_not_turn_the_range_round():
    found = finding(signals_of([9, 8, 9, 9, 60], [B, B, B, B, A], expected=30.0, upper=20.0))
    assert found.usual_low < found.usual_high == 30


def test_describe__several_places_are_listed_and_leave_the_key_open():
    signals = signals_of([[9, 9, 50], [9, 9, 40]], [[B, B, A], [B, B, A]], places=("A", "B"))
    assert finding(signals).key == {"place": "A"}
    both = finding(signals, (0, 1))
    assert both.key == {"place": None}
    assert both.places == ("A", "B")
    assert both.points > finding(signals).points


def test_describe__numbers_are_those_of_the_newest_period():
    signals = signals_of([9, 35, 60], [B, A, A])
    changed = replace(signals, p_value=np.array([[0.5, 0.2, 0.003]]))
    found = finding(changed)
    assert (found.p_value, found.q_value, found.method) == (0.003, 0.006, "known")

"""Laws of findings: whatever the counts, these hold."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tocsin.cluster.fdr import false_discovery
from tocsin.cluster.usual import excess, usual_range
from tocsin.flows.watch import watch
from tocsin.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import Periods

KEYS = [(d, p) for d in ("x", "y") for p in ("A", "B", "C", None)]
BORDERS = frozenset({("A", "B")})
cells = st.one_of(st.integers(0, 60), st.just(0), st.just(float("nan")), st.integers(200, 900))
tables = hnp.arrays(float, (6, 30), elements=cells)


def panel_of(parts):
    """Two diseases in three places with their sums."""
    rows = []
    for d in range(2):
        rows += [*parts[3 * d : 3 * d + 3], parts[3 * d : 3 * d + 3].sum(axis=0)]
    counts = np.ascontiguousarray(rows)
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    series = pl.DataFrame(KEYS, schema={"disease": pl.String, "place": pl.String}, orient="row")
    return Panel(counts=counts, absence=absence, series=series, periods=Periods("week", 2600, 30))


def look(panel):
    return watch(panel, method="ears-c2", place="place", borders=BORDERS, fdr=0.2)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_every_finding__is_above_now_led_by_a_member_and_shares_no_series(parts):
    found = look(panel_of(parts))
    above, q = found.signals.above[:, -1], found.q_value[:, -1]
    members = [row for f in found.findings for row in f.series]
    assert len(members) == len(set(members))
    for f in found.findings:
        assert f.lead in f.series
        assert q[f.lead] <= 0.2
        assert above[list(f.series)].all()
        assert f.start <= f.peak <= found.signals.periods.end(-1)
        assert f.usual_low <= f.usual_high <= f.observed
        assert f.excess_low <= f.excess_high
        assert f.peak_observed >= f.observed
        assert len({KEYS[row][0] for row in f.series}) == 1


@settings(max_examples=60, deadline=None)
@given(tables)
def test_every_seed__is_in_a_finding_or_withheld(parts):
    found = look(panel_of(parts))
    seeds = np.flatnonzero(found.signals.above[:, -1] & (found.q_value[:, -1] <= 0.2))
    members = {row for f in found.findings for row in f.series}
    assert set(seeds.tolist()) <= members
    withheld = np.flatnonzero(found.signals.judged[:, -1] & np.isnan(found.q_value[:, -1]))
    hiding = {row for a in found.artefacts if a.hides for row in a.series}
    assert set(withheld.tolist()) <= hiding
    assert not members & set(withheld.tolist())


@settings(max_examples=40, deadline=None)
@given(tables, st.permutations(range(8)))
def test_findings__do_not_depend_on_the_order_of_series(parts, order):
    panel = panel_of(parts)
    one, other = look(panel), look(panel.take(order))
    assert sorted((f.observed, f.start, *sorted(map(str, f.places))) for f in one.findings) == sorted(
        (f.observed, f.start, *sorted(map(str, f.places))) for f in other.findings
    )


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(float, (12,), elements=st.one_of(st.floats(0, 1), st.just(float("nan")))))
def test_false_discovery__never_below_the_p_value_and_in_its_order(p):
    q = false_discovery(p)
    known = ~np.isnan(p)
    assert (np.isnan(q) == ~known).all()
    assert (q[known] >= p[known] - 1e-15).all()
    assert (np.diff(q[known][np.argsort(p[known])]) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 50), st.floats(0.5, 0.999))
def test_usual_range__holds_what_is_expected_and_widens_with_coverage(mean, width, coverage):
    low, high = usual_range(np.array([mean]), np.array([width]), coverage)
    wider = usual_range(np.array([mean]), np.array([width]), (1 + coverage) / 2)
    slack = 1e-9 * (1 + mean)
    assert 0 <= low[0] <= mean + slack
    assert mean - slack <= high[0]
    assert wider[0][0] <= low[0] + slack
    assert wider[1][0] >= high[0] - slack


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(float, (5,), elements=st.floats(0, 1e4)), hnp.arrays(float, (5,), elements=st.floats(0, 1e4))
)
def test_excess__lies_inside_its_interval(observed, expected):
    cases, low, high = excess(observed, expected, 2 / 3 * expected ** (1 / 6) + 0.1)
    slack = 1e-6 * (1 + observed.sum() + expected.sum())
    assert low - slack <= cases <= high + slack
    assert high <= observed.sum() + slack

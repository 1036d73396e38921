"""What holds for every forecaster: its contract, no look ahead, no unit, no order."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.forecast import FORECASTERS, forecast
from tocsin.panel import Panel
from tocsin.vocab.periods import Periods

FEW = settings(max_examples=15, deadline=None)
START = {"day": 18000, "week": 2600, "month": 600}
some_levels = st.sets(st.floats(0.01, 0.99), min_size=1, max_size=5).map(sorted)
every_forecaster = pytest.mark.parametrize("method", FORECASTERS)


@st.composite
def panels(draw, *, most=4, longest=160):
    """Panels of every length and period: whole counts or rates, holes, zeros, a series without a report."""
    S, T = draw(st.integers(1, most)), draw(st.integers(1, longest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mean = np.exp(rng.uniform(-2, 6, (S, 1)) + 0.2 * rng.normal(size=(S, T)).cumsum(axis=1).clip(-20, 20))
    counts = rng.poisson(mean) * draw(st.sampled_from([1.0, 1.0, 0.37e-3]))
    counts[rng.random((S, T)) < draw(st.sampled_from([0, 0.05, 0.6]))] = np.nan
    counts[rng.random(S) < 0.1] = np.nan
    return panel_of(counts, draw(st.sampled_from(list(START))))


def panel_of(counts, every="week"):
    return Panel(
        counts=np.ascontiguousarray(counts), absence=np.where(np.isnan(counts), 4, 0).astype(np.uint8),
        series=pl.DataFrame({"place": [f"P{i}" for i in range(len(counts))]}),
        periods=Periods(every, START[every], counts.shape[1]),
    )  # fmt: skip


@every_forecaster
@FEW
@given(panel=panels(), horizons=st.integers(1, 8), levels=some_levels)
def test_every_forecaster__keeps_its_contract(method, panel, horizons, levels):
    made = forecast(panel, horizons=horizons, levels=levels, method=method)
    assert made.quantiles.shape == (len(panel.counts), horizons, len(levels))
    nothing = np.isnan(made.quantiles)
    assert (nothing.all(axis=2) == nothing.any(axis=2)).all()
    assert nothing[np.isnan(panel.counts).all(axis=1)].all()
    known = made.quantiles[~nothing.any(axis=2)]
    assert np.isfinite(known).all()
    assert (known >= 0).all()
    assert (np.diff(known, axis=1) >= 0).all()
    reported = panel.counts[np.isfinite(panel.counts)]
    if np.array_equal(reported, np.round(reported)):
        assert (known == np.round(known)).all()


@every_forecaster
@FEW
@given(panel=panels(), horizons=st.integers(1, 8))
def test_every_forecaster__says_the_same_twice_and_leaves_the_panel_alone(method, panel, horizons):
    before = panel.counts.copy()
    made = [forecast(panel, horizons=horizons, method=method).quantiles for _ in range(2)]
    np.testing.assert_array_equal(*made)
    np.testing.assert_array_equal(panel.counts, before)


@every_forecaster
@FEW
@given(panel=panels(), later=panels(), cut=st.integers(1, 160))
def test_every_forecaster__what_comes_later_does_not_matter(method, panel, later, cut):
    counts = panel.counts.copy()
    cut = min(cut, counts.shape[1])
    counts[:, cut:] = later.counts.ravel()[0]
    other = panel_of(counts, panel.periods.every)
    mine, theirs = (forecast(whole.part(0, cut), method=method).quantiles for whole in (panel, other))
    np.testing.assert_array_equal(mine, theirs)


@every_forecaster
@FEW
@given(seed=st.integers(0, 999), power=st.integers(-20, 20))
def test_every_forecaster__rates_in_another_unit_are_the_same_rates(method, seed, power):
    rates = 0.37 + np.random.default_rng(seed).gamma(2, 3, (4, 200))
    rates[3] = 0
    mine, theirs = (forecast(panel_of(rates * unit), method=method).quantiles for unit in (1, 2.0**power))
    np.testing.assert_allclose(theirs, mine * 2.0**power, rtol=1e-9)


@FEW
@given(seed=st.integers(0, 999))
def test_plain_forecasters__judge_each_series_alone(seed):
    counts = np.random.default_rng(seed).poisson(9, (3, 120)).astype(float)
    for method in ("last-value", "hub-baseline", "seasonal"):
        together = forecast(panel_of(counts), method=method).quantiles
        alone = [forecast(panel_of(counts[[row]]), method=method).quantiles[0] for row in range(3)]
        np.testing.assert_array_equal(together, alone)


@FEW
@given(seed=st.integers(0, 999), order=st.permutations(range(12)))
def test_forest__the_order_of_the_series_matters_no_more_than_chance_does(seed, order):
    rng = np.random.default_rng(seed)
    wave = np.exp(np.sin(2 * np.pi * np.arange(208) / 52))
    counts = rng.poisson(40 * wave, (12, 208)).astype(float)
    mine = forecast(panel_of(counts)).at(0.5)
    theirs = forecast(panel_of(counts[list(order)])).at(0.5)
    assert np.abs(theirs - mine[list(order)]).mean() < 0.1 * mine.mean()

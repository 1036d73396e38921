"""What holds for every nowcast: nothing later matters, nor does the order of the series or the unit."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.nowcast import nowcast, nowcast_draws

T = runpy.run_path(str(Path(__file__).parents[1] / "unit/nowcast/triangles.py"))
full, triangle_of = T["full_increments"], T["triangle_of"]
FEW = settings(max_examples=15, deadline=None)


@FEW
@given(seed=st.integers(0, 999), now=st.integers(6, 58), first_delay=st.sampled_from([-1, 0]))
def test_nowcast__as_of_a_day_is_unmoved_by_anything_published_later(seed, now, first_delay):
    x = full(periods=60, seed=seed)
    known = triangle_of(x, now=now, first_delay=first_delay)
    rows = len(known.periods)
    later = np.where(np.isnan(known.increments), 1e6, x[:, :rows])
    peeking = replace(known, increments=np.ascontiguousarray(later))
    np.testing.assert_array_equal(nowcast(known).quantiles, nowcast(peeking).quantiles)


@FEW
@given(seed=st.integers(0, 999), order=st.permutations(range(4)))
def test_nowcast__the_order_of_the_series_does_not_matter(seed, order):
    x = full(series=4, periods=50, seed=seed)
    mixed = nowcast(triangle_of(x[order])).quantiles
    np.testing.assert_allclose(mixed, nowcast(triangle_of(x)).quantiles[order], atol=1.01)
    assert (mixed != nowcast(triangle_of(x)).quantiles[order]).mean() < 0.02  # sums in another order


@FEW
@given(seed=st.integers(0, 999), factor=st.floats(0.01, 1000))
def test_nowcast__rates_in_another_unit_are_the_same_rates(seed, factor):
    x = full(periods=50, seed=seed) * 0.37 + 0.011
    np.testing.assert_allclose(
        nowcast(triangle_of(x * factor)).quantiles, factor * nowcast(triangle_of(x)).quantiles, rtol=1e-6
    )


@FEW
@given(seed=st.integers(0, 999), order=st.permutations(range(4)))
def test_nowcast__another_indicator_does_not_matter(seed, order):
    x = full(series=4, periods=50, seed=seed)
    x[2:] = 0.37 * x[2:] + 0.011  # rates
    series = pl.DataFrame({"place": list("ABAB"), "indicator": ["cases", "cases", "rate", "rate"]})
    mixed = replace(triangle_of(x[list(order)]), series=series[list(order)])
    for name in ("cases", "rate"):
        mine = [i for i, row in enumerate(order) if series["indicator"][row] == name]
        alone = replace(mixed, increments=mixed.increments[mine], series=mixed.series[mine])
        np.testing.assert_array_equal(nowcast(mixed).quantiles[mine], nowcast(alone).quantiles)
        drawn = nowcast_draws(mixed, rng=np.random.default_rng(seed), n=5)[mine]
        assert (drawn == np.round(drawn)).all() == (name == "cases")

"""Scale and features of a series: what they are on series whose answer is known."""

import numpy as np
import pytest

from tocsin.forecast.state import SPIKE, lagged, own_season, quantile_of, state_of
from tocsin.vocab.periods import Periods

ONE = np.zeros(1, np.int64)


def state(counts, *, whole=False, every="week", groups=None, horizon=2):
    counts = np.asarray(counts, float)
    groups = np.zeros(len(counts), np.int64) if groups is None else np.asarray(groups)
    periods = Periods(every, 2600, counts.shape[1])
    return state_of(counts, np.full(len(counts), whole), periods, groups, horizon)


def test_scale__top_is_zero_and_size_does_not_matter():
    counts = np.random.default_rng(1).uniform(0, 10, (2, 60))
    made, larger = state(counts), state(counts * 1000)
    np.testing.assert_allclose(made.top, np.quantile(counts, 0.95, axis=1))
    np.testing.assert_allclose(made.z, larger.z)
    at = np.array([0, 1]), np.array([50, 59])
    np.testing.assert_allclose(made.at(*at), larger.at(*at))


def test_scale__a_whole_count_has_at_least_one_case_beside_it():
    assert state([[0, 1, 2, 1, 0]], whole=True).small.tolist() == [1]
    assert state([[0, 100, 1000, 1000, 1000]], whole=True).small.tolist() == [10]


@pytest.mark.parametrize(("whole", "top"), [(True, 1), (False, 0.002)])
def test_scale__a_series_of_zeros_has_the_smallest_number_that_is_known(whole, top):
    counts = np.zeros((2, 30))
    counts[1] = 0.002
    assert state(counts, whole=whole).top[0] == top


def test_scale__zeros_alone_stay_finite():
    made = state(np.zeros((2, 30)))
    assert np.isfinite(made.z).all()
    assert made.top.tolist() == [1, 1]


def test_scale__a_spike_is_no_moment_of_its_own():
    counts = np.full((1, 100), 10.0)
    counts[0, -1] = 1e9
    z = state(counts).z
    np.testing.assert_allclose(np.exp(z[0, -1]) * 10.1 - 0.1, SPIKE * 10)


def test_changed__gives_back_the_counts_and_never_less_than_nothing():
    made = state([[3.0, 5, 8, 4], [30, 50, 80, 40]])
    rows, counts = np.array([0, 1]), np.array([4.0, 40.0])
    np.testing.assert_allclose(made.changed(rows, counts, np.zeros((2, 3, 1)))[:, 0, 0], counts)
    assert (made.changed(rows, counts, np.full((2, 3, 1), -50.0)) == 0).all()
    assert (made.changed(rows, counts, np.ones((2, 1)))[:, 0] > 2 * counts).all()


def test_features__a_gap_is_bridged_for_three_periods_and_no_longer():
    counts = np.arange(1.0, 41)[None].copy()
    counts[0, 20:23] = np.nan
    assert np.isfinite(state(counts).features[1][0, 20:24]).all()
    counts[0, 20:24] = np.nan
    step = state(counts).features[1][0]
    assert np.isnan(step[[23, 24]]).all()
    assert np.isfinite(step[25])


def test_features__the_common_change_is_that_of_related_series_alone():
    rise, fall = 1.1 ** np.arange(30), 0.9 ** np.arange(30)
    common = state([rise, rise, fall], groups=[0, 0, 1]).features[6]
    assert (common[:2, 1:] > 0).all()
    assert (common[2, 1:] < 0).all()


def test_features__a_cell_without_a_report_is_not_learnt_from():
    counts = np.ones((1, 30))
    counts[0, 12] = np.nan
    usable = state(counts).usable[0]
    assert not usable[0]
    assert not usable[12]
    assert usable[15:].all()


@pytest.mark.parametrize(("every", "year"), [("week", 52), ("month", 12), ("day", 365)])
def test_own_season__is_what_other_years_did_and_not_the_own_one(every, year):
    periods = Periods(every, {"day": 10957, "week": 1566, "month": 360}[every], 6 * year)
    rng = np.random.default_rng(1)
    z = np.sin(2 * np.pi * periods.year_fraction())[None] + 0 * rng.normal(size=(1, 6 * year))
    season = own_season(z, periods, 1)
    middle = slice(2 * year, 3 * year)
    ahead = np.append(np.diff(z[0]), np.nan)[middle]
    assert np.corrcoef(season[0, middle], ahead)[0, 1] > 0.95
    other = z.copy()
    place = 2 * year + year // 2
    other[0, place : place + 2] += [5.0, -5.0]
    changed = own_season(other, periods, 1)
    assert changed[0, place] == pytest.approx(season[0, place])
    assert changed[0, place + year] != pytest.approx(season[0, place + year])


def test_own_season__of_the_first_year_is_nothing():
    z = np.random.default_rng(1).normal(size=(2, 40))
    assert (np.abs(own_season(z, Periods("week", 2600, 40), 4)) < 1e-9).all()


def test_quantile_of__equals_numpy_and_needs_a_number():
    values = np.random.default_rng(1).normal(size=(6, 31))
    values[np.random.default_rng(2).random(values.shape) < 0.3] = np.nan
    for level in (0, 0.5, 0.95, 1):
        np.testing.assert_allclose(quantile_of(values, level), np.nanquantile(values, level, axis=1))
    assert np.isnan(quantile_of(np.full((1, 4), np.nan), 0.5)).all()


def test_lagged__has_nothing_before_the_first():
    assert lagged(np.array([[1.0, 2, 3]]), 1)[0].tolist()[1:] == [1, 2]
    assert np.isnan(lagged(np.array([[1.0, 2, 3]]), 5)).all()

"""The usual range and the excess: near the quantiles of the distribution they stand for, and in order."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from tocsin.cluster.usual import excess, spread, standardised, usual_range

ALPHA = 0.01


def negbin(mean, phi):
    return poisson(mean) if phi == 1 else nbinom(mean / (phi - 1), 1 / phi)


def spread_of(mean, phi):
    one = np.ones(1)
    upper = negbin(mean, phi).ppf(1 - ALPHA) * one
    return spread(mean * one, upper, upper, np.nan * one, ALPHA * one)


@pytest.mark.parametrize("phi", [1, 1.5, 3])
@pytest.mark.parametrize("mean", [2.0, 8.0, 40.0, 500.0])
def test_usual_range__is_near_the_quantiles_of_the_bound_s_distribution(mean, phi):
    low, high = usual_range(np.array([mean]), spread_of(mean, phi))
    want = negbin(mean, phi).ppf([0.025, 0.975])
    slack = 1.0 + 0.25 * np.sqrt(phi * mean)
    assert abs(low[0] - want[0]) <= slack
    assert abs(high[0] - want[1]) <= slack


def test_usual_range__nothing_expected_is_nothing_usual():
    low, high = usual_range(np.zeros(1), spread(*(np.zeros(1) for _ in range(4)), np.full(1, ALPHA)))
    assert (low[0], high[0]) == (0, 0)


def test_spread__is_never_below_that_of_a_poisson_count():
    tight = spread(np.array([9.0]), np.array([9.0]), np.array([9.0]), np.array([0.5]), np.array([ALPHA]))
    assert tight[0] == pytest.approx(2 / 3 * 9 ** (1 / 6))


def test_spread__a_method_without_bound_is_read_from_its_p_value():
    mean, observed = np.array([20.0]), np.array([45.0])
    p = nbinom.sf(44, 20 / 2, 1 / 3) * np.ones(1)
    none = spread(mean, np.full(1, np.nan), observed, p, np.array([ALPHA]))
    assert none[0] == pytest.approx(spread_of(20.0, 3)[0], rel=0.1)
    unknown = spread(mean, np.full(1, np.nan), mean, np.array([0.5]), np.array([ALPHA]))
    assert unknown[0] == pytest.approx(2 / 3 * 20 ** (1 / 6))


def test_spread__unjudged_stays_unjudged():
    nan = np.full(1, np.nan)
    assert np.isnan(spread(nan, nan, np.array([4.0]), nan, np.array([ALPHA])))[0]


def test_standardised__is_about_standard_normal_when_nothing_happens():
    counts = np.random.default_rng(5).poisson(30, 20_000).astype(float)
    z = standardised(counts, np.full(20_000, 30.0), np.full(20_000, 2 / 3 * 30 ** (1 / 6)))
    assert abs(z.mean()) < 0.1
    assert abs(z.std() - 1) < 0.05


def test_standardised__a_negative_count_is_no_nan():
    assert standardised(np.array([-50.0]), np.array([4.0]), np.array([0.8]))[0] < 0


def test_excess__interval_holds_the_truth_nineteen_times_in_twenty():
    rng, mean, extra = np.random.default_rng(6), np.array([4.0, 6.0, 9.0]), 25.0
    width = 2 / 3 * mean ** (1 / 6)
    inside = 0
    for _ in range(1000):
        _, low, high = excess(rng.poisson(mean) + np.array([0, 10, 15]), mean, width)
        inside += low <= extra <= high
    assert 0.93 <= inside / 1000 <= 0.98


def test_excess__is_observed_less_expected_over_the_run():
    cases, low, high = excess(np.array([20.0, 30.0]), np.array([5.0, 6.0]), np.array([0.9, 0.9]))
    assert cases == 39
    assert low < cases < high < 50


def test_excess__nothing_expected_leaves_no_doubt():
    assert excess(np.array([3.0]), np.zeros(1), np.zeros(1)) == (3.0, 3.0, 3.0)

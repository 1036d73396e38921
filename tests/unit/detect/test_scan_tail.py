"""The chance that the largest of several window sums is as large as seen."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from tocsin.detect.scan_tail import critical_score, crossing, scan_tail


@pytest.mark.parametrize("s", [-2.0, 0.0, 1.5, 3.0, 8.0, 30.0])
def test_crossing__one_window_is_the_normal_tail(s):
    assert crossing(s, 1) == pytest.approx(float(ndtr(-s)), rel=1e-12)


@pytest.mark.parametrize("s", [-1.0, 0.5, 2.0, 3.0])
def test_crossing__two_windows_are_a_bivariate_normal(s):
    r = 1 / np.sqrt(2)
    inside = multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([s, s])
    assert crossing(s, 2) == pytest.approx(1 - inside, abs=1e-7)


@pytest.mark.parametrize("windows", [3, 4])
def test_crossing__agrees_with_simulation(windows):
    z = np.random.default_rng(11).normal(size=(400_000, windows))
    largest = (z.cumsum(axis=1) / np.sqrt(np.arange(1, windows + 1))).max(axis=1)
    for s in (0.0, 1.5, 2.6):
        seen, told = (largest >= s).mean(), crossing(s, windows)
        assert abs(seen - told) < 4 * np.sqrt(told * (1 - told) / len(z))


def test_crossing__small_chances_lie_between_one_test_and_their_sum():
    for s in (6.0, 12.0, 25.0):
        one = float(ndtr(-s))
        assert one < crossing(s, 3) < 3 * one


def test_scan_tail__table_equals_the_recursion():
    s = np.random.default_rng(4).uniform(-5, 36, 40)
    told = [crossing(float(x), 3) for x in s]
    np.testing.assert_allclose(scan_tail(s, 3), told, rtol=2e-5)


def test_scan_tail__missing_stays_missing_and_nothing_is_certain():
    assert np.isnan(scan_tail(np.array([np.nan]), 3)).all()
    assert scan_tail(np.array([-np.inf]), 3) == 1


@pytest.mark.parametrize("alpha", [0.5, 0.01, 1e-6, 1e-12])
def test_critical_score__is_reached_with_chance_alpha(alpha):
    assert crossing(critical_score(alpha, 3), 3) == pytest.approx(alpha, rel=1e-4)

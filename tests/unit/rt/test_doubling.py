"""Doubling times that are honest about zero growth, and the way from growth to R and back."""

import numpy as np
import pytest

from tocsin.rt.doubling import doubling_times, growth_to_r, r_to_growth
from tocsin.rt.interval import SerialInterval

COVID = SerialInterval(mean=4.7, sd=2.9)


def test_interval_around_zero__goes_through_infinity():
    d = doubling_times(np.array(0.01), np.array(-0.02), np.array(0.04))
    assert d.through_infinity
    assert d.slowest_doubling == d.slowest_halving == np.inf
    assert d.fastest_doubling == pytest.approx(np.log(2) / 0.04)
    assert d.fastest_halving == pytest.approx(np.log(2) / 0.02)


def test_sure_decline__has_no_doubling_time():
    d = doubling_times(np.array(-0.1), np.array(-0.2), np.array(-0.05))
    assert d.time == pytest.approx(-np.log(2) / 0.1)
    assert d.fastest_doubling == d.slowest_doubling == np.inf
    assert (d.fastest_halving, d.slowest_halving) == pytest.approx((np.log(2) / 0.2, np.log(2) / 0.05))
    assert not d.through_infinity


def test_no_number__stays_none_and_no_growth_is_infinite():
    nan = np.array(np.nan)
    assert all(np.isnan(value) for value in (doubling_times(nan, nan, nan).time,))
    assert np.isnan(doubling_times(nan, nan, nan).fastest_doubling)
    assert doubling_times(np.array(0.0), np.array(-0.1), np.array(0.1)).time == np.inf


def test_growth_and_r__lead_back_to_one_another():
    r = np.array([[0.02, 0.5, 1.0], [1.5, 5.0, 400.0]])
    np.testing.assert_allclose(growth_to_r(r_to_growth(r, COVID), COVID), r, rtol=1e-12)
    assert r_to_growth(np.array([0.0]), COVID)[0] == -np.inf
    assert growth_to_r(np.array([-np.inf, np.inf]), COVID).tolist() == [0.0, np.inf]
    assert np.isnan(r_to_growth(np.array([np.nan]), COVID)).all()


def test_r_of_growth__is_near_the_closed_form_of_a_gamma_interval():
    rate, mean, sd = 0.05, 12.0, 4.0
    closed = (1 + rate * sd**2 / mean) ** (mean**2 / sd**2)
    assert growth_to_r(np.array(rate), SerialInterval(mean=mean, sd=sd)) == pytest.approx(closed, rel=2e-3)


def test_r_of_growth__is_what_a_growing_series_shows():
    from tocsin.rt.instantaneous import ROptions, reproduction

    cases = np.round(1e7 * np.exp(0.06 * np.arange(80)))[None, :]
    seen = reproduction(cases, COVID, ROptions(prior_sd=100.0)).mean[0, -1]
    assert seen == pytest.approx(growth_to_r(np.array(0.06), COVID), rel=1e-6)

"""R from weekly counts: the filled-in days, and how near it comes to R from the days themselves."""

import numpy as np
import pytest

from tocsin.rt.caveat import Caveat
from tocsin.rt.instantaneous import reproduction
from tocsin.rt.interval import SerialInterval
from tocsin.rt.weekly import plain_days, weekly_draws, weekly_reproduction
from tocsin.vocab.errors import OptionError

COVID = SerialInterval(mean=4.7, sd=2.9)
WAVE = np.round(400 * np.exp(np.cumsum(np.repeat([0.08, 0.02, -0.06, 0.05], 28))))[None, :]


def by_week(days: np.ndarray) -> np.ndarray:
    return days.reshape(len(days), -1, 7).sum(axis=2)


@pytest.mark.parametrize("moments", [(2.6, 1.5), (4.7, 2.9), (11.9, 2.6)])
def test_days__equal_those_of_the_plain_twin(moments):
    weeks = by_week(WAVE)
    weeks[0, 9] = np.nan
    interval = SerialInterval(mean=moments[0], sd=moments[1])
    fast = weekly_reproduction(weeks, interval).daily[0]
    slow = plain_days(weeks[0], interval.weights(), 1.0, 0.2)
    np.testing.assert_allclose(fast, slow, rtol=1e-8)


def test_days__add_up_to_their_week():
    weeks = by_week(WAVE)
    np.testing.assert_allclose(by_week(weekly_reproduction(weeks, COVID).daily), weeks, rtol=1e-12)


@pytest.mark.parametrize(("moments", "apart"), [((2.6, 1.5), 0.03), ((4.7, 2.9), 0.03), ((11.9, 2.6), 0.05)])
def test_r__comes_near_that_of_the_days_themselves(moments, apart):
    interval = SerialInterval(mean=moments[0], sd=moments[1])
    weekly = weekly_reproduction(by_week(WAVE), interval).weekly
    daily = reproduction(WAVE, interval)
    late = slice(4, None)
    gap = weekly.mean[0, late] / daily.mean[0, 6::7][late] - 1
    assert np.abs(gap).max() < apart
    np.testing.assert_allclose(weekly.cases[0, late], daily.cases[0, 6::7][late], rtol=1e-12)


def test_equal_days__would_be_further_off():
    flat = np.repeat(by_week(WAVE) / 7, 7, axis=1).round()
    settled = [7, 11, 15]  # the last week before each turn
    daily = reproduction(WAVE, COVID).mean[0, 6::7][settled]
    filled = weekly_reproduction(by_week(WAVE), COVID).weekly.mean[0, settled]
    naive = reproduction(flat, COVID).mean[0, 6::7][settled]
    assert np.abs(filled / daily - 1).max() < 0.001
    assert np.abs(naive / daily - 1).max() > 0.01


def test_missing_and_first_weeks__have_no_number():
    weeks = by_week(WAVE)
    weeks[0, 8] = np.nan
    r = weekly_reproduction(weeks, COVID)
    assert r.weekly.caveat[0, 0] == Caveat.BEFORE
    assert r.weekly.caveat[0, 8] == Caveat.MISSING
    assert np.isnan(r.daily[0, 56:63]).all()
    assert r.weekly.caveat[0, 9] == Caveat.MISSING  # its first days were infected in the missing week
    assert r.weekly.caveat[0, 10] == Caveat.PARTIAL
    assert r.weekly.caveat[0, 12] == Caveat.NONE
    assert r.weekly.ends.tolist() == list(range(16))


def test_weeks_without_cases__are_zeros():
    r = weekly_reproduction(np.array([[70.0, 80, 0, 0, 5]]), COVID)
    assert (r.daily[0, 14:28] == 0).all()
    assert r.weekly.mean[0, 2] < 0.1


def test_draws_that_agree__give_the_plain_result():
    weeks = by_week(WAVE)
    plain = weekly_reproduction(weeks, COVID, weeks=2).weekly
    same = weekly_draws(np.repeat(weeks[:, :, None], 3, axis=2), COVID, weeks=2)
    np.testing.assert_allclose(same.quantiles, plain.quantiles, rtol=1e-12)
    assert (same.starts == plain.starts).all()


def test_weeks__fewer_than_one_are_refused():
    with pytest.raises(OptionError, match="weeks=0"):
        weekly_reproduction(by_week(WAVE), COVID, weeks=0)
    with pytest.raises(OptionError, match="weeks=0"):
        weekly_draws(by_week(WAVE)[:, :, None], COVID, weeks=0)

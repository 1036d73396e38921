"""Days of the week: found where they differ, left alone where they may not."""

from datetime import date

import numpy as np

from tocsin.forecast.weekday import weekday_factors, weekdays
from tocsin.vocab.periods import Periods

SHAPE = np.array([1.4, 1.2, 1.1, 1.1, 1.0, 0.7, 0.5])


def test_weekdays__monday_is_zero():
    monday = Periods("day", Periods.ordinal(date(2026, 5, 18), "day"), 8)
    assert weekdays(monday).tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_factors__find_the_shape_of_a_week_at_any_level_and_growth():
    day = np.arange(140) % 7
    growth = np.exp(0.01 * np.arange(140))
    counts = np.stack([100 * SHAPE[day], 1e-3 * growth * SHAPE[day]])
    np.testing.assert_allclose(weekday_factors(counts, day), np.tile(SHAPE / SHAPE.mean(), (2, 1)), atol=0.02)


def test_factors__of_scarce_cases_are_near_one():
    day = np.arange(140) % 7
    counts = np.random.default_rng(1).poisson(0.3, (200, 140)).astype(float)
    assert np.abs(weekday_factors(counts, day) - 1).mean() < 0.1


def test_factors__a_day_that_never_reports_is_not_blown_up():
    day = np.arange(140) % 7
    counts = np.where(day == 6, 0.0, 50.0)[None]
    factors = weekday_factors(counts, day)
    assert 0.03 < factors[0, 6] < 0.06
    np.testing.assert_allclose(factors[0, :6], factors[0, 0])


def test_factors__are_one_where_too_little_is_known():
    day = np.arange(70) % 7
    short = np.full((2, 13), 5.0)
    assert (weekday_factors(short, day[:13]) == 1).all()
    holes = np.full((1, 70), 5.0)
    holes[0, ::3] = np.nan
    assert (weekday_factors(holes, day) == 1).all()
    assert (weekday_factors(np.zeros((1, 70)), day) == 1).all()


def test_factors__one_dumped_day_is_no_weekday():
    day = np.arange(140) % 7
    counts = np.random.default_rng(1).poisson(100, (1, 140)).astype(float)
    counts[0, 100] = 2000
    assert np.abs(weekday_factors(counts, day) - 1).max() < 0.15

"""The plain forecasts, by numbers that can be worked out by hand."""

import numpy as np
import pytest

from tocsin.forecast.baselines import HUB_BASELINE, LAST_VALUE, SEASONAL, BaselineOptions
from tocsin.forecast.question import ForecastQuestion
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods

LEVELS = np.array([0.25, 0.5, 0.75])


def ask(method, counts, *, every="week", horizons=3, **options):
    counts = np.asarray(counts, float)
    asked = ForecastQuestion(
        counts=counts, whole=np.zeros(len(counts), bool), groups=np.zeros(len(counts), np.int64),
        periods=Periods(every, 2600, counts.shape[1]), horizons=horizons, levels=LEVELS,
    )  # fmt: skip
    return method.run(asked, BaselineOptions(**options))


def test_last_value__is_said_as_if_it_were_certain():
    assert (ask(LAST_VALUE, [[3, 4, 7]]) == 7).all()
    assert (ask(LAST_VALUE, [[3, 4, np.nan]]) == 4).all()


def test_last_value__of_a_series_silent_for_too_long_is_no_answer():
    silent = [[3.0, *[np.nan] * 13], [3.0, *[np.nan] * 13]]
    silent[1][0] = np.nan
    assert np.isnan(ask(LAST_VALUE, silent, stale=12)).all()
    answered = ask(LAST_VALUE, silent, stale=13)
    assert (answered[0] == 3).all()
    assert np.isnan(answered[1]).all()


def test_hub_baseline__spreads_by_past_changes_and_the_root_of_the_horizon():
    made = ask(HUB_BASELINE, [[100, 102, 104, 106, 108, 110, 112]])
    np.testing.assert_allclose(made[0, :, 1], 112)
    np.testing.assert_allclose(made[0, :, 2] - 112, 2 * np.sqrt([1, 2, 3]))


def test_hub_baseline__a_silent_week_counts_as_a_week_ahead():
    made = ask(HUB_BASELINE, [[100, 102, 104, 106, 108, 110, 112, np.nan]])
    np.testing.assert_allclose(made[0, :, 2] - 112, 2 * np.sqrt([2, 3, 4]))


def test_hub_baseline__needs_five_changes_and_is_never_below_zero():
    assert np.isnan(ask(HUB_BASELINE, [[1, 2, 3, 4, 5]])).all()
    assert ask(HUB_BASELINE, [[50, 0, 50, 0, 50, 0]]).min() == 0


@pytest.mark.parametrize(("every", "year"), [("week", 52), ("month", 12)])
def test_seasonal__is_what_was_counted_at_this_time_of_year(every, year):
    periods = Periods(every, 2600, 8 * year + year // 2)
    course = np.round(periods.year_fraction(), 3)
    made = ask(SEASONAL, course[None], every=every, horizons=2)
    coming = Periods(every, 2600 + len(periods), 2).year_fraction()
    np.testing.assert_allclose(made[0, :, 1], coming, atol=0.02)


def test_seasonal__without_an_earlier_year_is_no_answer():
    assert np.isnan(ask(SEASONAL, np.ones((1, 40)))).all()


def test_options__outside_their_bounds_are_refused():
    with pytest.raises(OptionError, match="stale=-1 is not usable: it must be 0 periods or more"):
        BaselineOptions(stale=-1)

"""Baselines from earlier years, against plain walks through the calendar."""

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.detect.baseline_weeks import SeasonalBaseline, steps_back, years_back
from tocsin.detect.reference_weeks import Windows, reference_places
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods

START = {"day": 13000, "week": 2100, "month": 480}
SIZE = {"day": 2500, "week": 700, "month": 130}


def seasonal(**changes):
    given = {"years": 2, "half_window": 4, "this_year": False, "reference": "dates", "reported": 0.6}
    return SeasonalBaseline(**{**given, **changes})


def walked_back(ends, place, back, every):
    """Place of the same period `back` years before, found by looking at each date; None before the data."""
    end = ends[place]
    lost = (end.month, end.day) == (2, 29) and back % 4
    then = date(end.year - back, 3, 1) if lost else end.replace(year=end.year - back)
    if every == "month":
        near = [i for i, day in enumerate(ends) if (day.year, day.month) == (end.year - back, end.month)]
    else:
        reach = timedelta(days=3 if every == "week" else 0)
        near = [i for i, day in enumerate(ends) if abs(day - then) <= reach]
    return near[0] if near else None


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_years_back__by_dates_equals_a_walk_through_the_calendar(every):
    periods = Periods(every, START[every], SIZE[every])
    ends = periods.ends().tolist()
    found = years_back(periods, 0, 6, "dates")
    leap = [i for i, end in enumerate(ends) if (end.month, end.day) == (2, 29)]
    for place in [*range(0, len(ends), len(ends) // 40), *leap]:
        for back in range(1, 7):
            expected = walked_back(ends, place, back, every)
            if expected is not None:
                assert found[place, back - 1] == expected


@pytest.mark.parametrize("every", ["week", "month"])
@pytest.mark.parametrize("reference", ["dates", "steps"])
def test_years_back__is_where_farrington_looks(every, reference):
    periods = Periods(every, START[every], SIZE[every])
    windows = Windows(years=6, half=0, groups=1, past_excluded=0, reference=reference)
    found = years_back(periods, 0, 6, reference)
    for place in range(0, len(periods), 7):
        assert found[place].tolist() == reference_places(periods, place, windows)


@pytest.mark.parametrize("every", ["day", "week", "month"])
@pytest.mark.parametrize("reference", ["dates", "steps"])
def test_steps_back__is_the_most_that_happens(every, reference):
    periods = Periods(every, START[every], SIZE[every])
    for years in range(1, 7):
        back = np.arange(len(periods)) - years_back(periods, 0, years, reference)[:, -1]
        assert back.max() == steps_back(every, years, reference)


def test_places__are_the_same_weeks_and_the_ones_just_before():
    periods = Periods("week", 2600, 200)
    places = seasonal(half_window=1, this_year=True, reference="steps").places(periods, 199)
    assert places.tolist() == [[146, 147, 148, 94, 95, 96, 198]]


def test_places__never_reach_the_judged_period():
    baseline = seasonal(years=1, half_window=14, reference="steps", this_year=True)
    places = baseline.places(Periods("month", 0, 60), 30)
    judged = np.arange(30, 60)[:, None]
    assert (places < judged).all()
    assert (places == -1).any()


def test_places__nothing_to_judge_is_an_empty_answer():
    assert seasonal().places(Periods("week", 0, 60), 60).shape == (0, 18)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"years": -1}, "years=-1 is not usable: it must be 0 or more"),
        ({"half_window": -1}, "half_window=-1 is not usable: it must be 0 periods or more"),
        ({"years": 0}, "half_window=4 is not usable: it must be large enough for a baseline of 2"),
        ({"years": 1, "half_window": 0}, "half_window=0 is not usable: .*with years or this_year"),
        ({"reference": "year"}, "reference='year' is not usable: it must be one of dates, steps"),
        ({"reported": 0.0}, r"reported=0\.0 is not usable: it must be above 0 and at most 1"),
    ],
)
def test_baseline__out_of_bounds_is_refused(changes, message):
    with pytest.raises(OptionError, match=message):
        seasonal(**changes)

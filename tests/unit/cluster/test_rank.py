"""The order of findings on cases a duty officer would settle at a glance."""

import itertools

import pytest

from tocsin.cluster.rank import points

BASE = {"observed": 40.0, "expected": 10.0, "places": 2, "years": 2.0, "q_value": 1e-4}


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"observed": 80.0}, {}),
        ({"places": 8}, {}),
        ({"years": 8.0}, {}),
        ({"q_value": 1e-8}, {}),
        ({}, {"observed": 20.0, "expected": 10.0}),
    ],
)
def test_points__more_of_one_thing_is_never_less(more, less):
    assert points(**{**BASE, **more}) > points(**{**BASE, **less})


def test_points__order_that_matters():
    surge = points(
        observed=1200, expected=80, places=35, years=7, q_value=1e-12
    )  # nationwide, unseen for years
    local = points(observed=61, expected=9, places=1, years=15, q_value=1e-9)  # one place, large
    drift = points(
        observed=420, expected=350, places=1, years=1, q_value=0.02
    )  # a common disease, a little more
    single = points(observed=1, expected=0.002, places=1, years=20, q_value=0.03)  # one case of a rare one
    pair = points(observed=3, expected=0.1, places=1, years=3, q_value=0.01)
    assert surge > local > pair > drift
    assert local > single
    assert surge > 2 * single


def test_points__nothing_runs_away():
    for observed, expected, q in itertools.product([1e9, 1.0], [0.0, 1e-9], [0.0, 1e-300]):
        assert 0 <= points(observed=observed, expected=expected, places=10_000, years=300, q_value=q) <= 17


def test_points__no_excess_earns_nothing_for_size():
    assert points(observed=3, expected=9, places=1, years=0, q_value=1) == 0

"""The compiled forest against the plain one, and what the forest does where little is known."""

import numpy as np
import pytest

from tocsin.forecast._forest_kernel import find_analogues, outcome_quantiles, partition
from tocsin.forecast.analogue_forest import ANALOGUE_FOREST, AnalogueForestOptions
from tocsin.forecast.forest_plain import forest_plain, weighted_quantiles_plain
from tocsin.forecast.question import ForecastQuestion
from tocsin.panel.forecast import HUB_LEVELS
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods

GROWN = {"trees": 7, "leaf": 3, "tries": 4, "seed": 5}


def library(seed, *, n=90, holes=0.1):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(n, 5)), rng.normal(size=(n, 3))
    Y[rng.random(Y.shape) < holes] = np.nan
    return X, Y, rng.normal(size=(11, 5))


def as_weights(found, weight, n):
    full = np.zeros((len(found), n))
    for m, j in zip(*np.nonzero(found >= 0), strict=True):
        full[m, found[m, j]] += weight[m, j]
    return full


def question(counts, **changes):
    asked = {
        "counts": np.asarray(counts, float), "whole": np.zeros(len(counts), bool),
        "groups": np.zeros(len(counts), np.int64), "horizons": 3, "levels": np.array(HUB_LEVELS),
        "periods": Periods("week", 2600, len(counts[0])),
    }  # fmt: skip
    return ForecastQuestion(**{**asked, **changes})


@pytest.mark.parametrize(("seed", "n"), [(0, 90), (1, 90), (2, 90), (3, 1100)])
def test_kernel__equals_the_plain_forest(seed, n):
    X, Y, asked = library(seed, n=n)
    found, weight = find_analogues(X, Y, asked, *GROWN.values())
    np.testing.assert_allclose(as_weights(found, weight, len(X)), forest_plain(X, Y, asked, **GROWN))


def test_kernel__where_nothing_can_be_cut_takes_rows_at_equal_steps():
    X, Y, asked = np.zeros((50, 2)), np.ones((50, 1)), np.zeros((1, 2))
    found, weight = find_analogues(X, Y, asked, 1, 3, 4, 1)
    assert found[0].tolist() == [0, 8, 16, 25, 33, 41]
    np.testing.assert_allclose(weight.sum(), 1)


def test_kernel__weights_of_a_question_add_up_to_the_trees():
    _, weight = find_analogues(*library(1), *GROWN.values())
    np.testing.assert_allclose(weight.sum(axis=1), GROWN["trees"])


def test_partition__brings_the_lower_rows_to_the_front():
    X, rows = np.array([[3.0], [1.0], [2.0], [0.0]]), np.arange(4)
    assert partition(X, rows, 0, 2.0) == 2
    assert sorted(rows[:2]) == [1, 3]


def test_outcome_quantiles__equal_the_plain_ones_and_need_ten():
    rng = np.random.default_rng(3)
    z, weight, levels = (
        rng.normal(size=(1, 40)),
        rng.uniform(0.1, 1, (1, 12)),
        np.array([0.01, 0.3, 0.5, 0.99]),
    )
    period, steps = np.arange(12) * 3, np.array([[2, 10, 13]])  # 12, 10 and 9 come
    found = np.arange(12, dtype=np.int32)[None]
    got = outcome_quantiles(z, np.zeros(12, np.int64), period, found, weight, steps, levels)
    change = z[0, period + 2] - z[0, period]
    np.testing.assert_allclose(got[0, 0], weighted_quantiles_plain(change, weight[0], levels))
    assert np.isfinite(got[0, 1]).all()
    assert np.isnan(got[0, 2]).all()


def test_forest__finds_what_came_after_moments_that_were_alike():
    course = np.tile([10.0, 20, 40, 80, 160, 80, 40, 20], 30)  # after 20 comes 40 or 10: the past tells which
    made = ANALOGUE_FOREST.run(question([course[:-3]]), AnalogueForestOptions())
    np.testing.assert_allclose(made[0, :, 11], course[-3:], rtol=0.02)


def test_forest__a_quantile_does_not_depend_on_which_others_are_asked_for():
    counts = np.random.default_rng(2).uniform(50, 60, (4, 200))
    alone, among = (
        ANALOGUE_FOREST.run(question(counts, levels=np.array(levels)), AnalogueForestOptions())
        for levels in ([0.9], HUB_LEVELS)
    )
    np.testing.assert_array_equal(alone[..., 0], among[..., HUB_LEVELS.index(0.9)])


def test_forest__of_many_moments_learns_from_some_in_all_times():
    rng = np.random.default_rng(2)
    asked = question(rng.uniform(50, 60, (5, 130)))
    made = ANALOGUE_FOREST.run(asked, AnalogueForestOptions(library=200))
    assert np.isfinite(made).all()
    assert (np.abs(made[:, :, 11] - 55) < 5).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trees": 0}, "trees=0 is not usable: it must be 1 or more"),
        ({"library": 10}, "library=10 is not usable: it must be 100 moments or more"),
        ({"stale": -1}, "stale=-1 is not usable: it must be 0 periods or more"),
        ({"seed": -1}, "seed=-1 is not usable: it must be a whole number from 0 on"),
    ],
)
def test_options__outside_their_bounds_are_refused(changes, said):
    with pytest.raises(OptionError, match=said):
        AnalogueForestOptions(**changes)

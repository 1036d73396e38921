"""False discovery control: equal to scipy's, blind to the unjudged, true to its level."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control, poisson

from tocsin.cluster.fdr import false_discovery


@pytest.mark.parametrize("size", [1, 2, 40])
def test_false_discovery__equals_scipy_on_each_date(size):
    p = np.random.default_rng(size).beta(0.3, 1, (size, 3))
    p[: size // 2, 1] = p[0, 1]  # ties
    expected = np.column_stack([false_discovery_control(p[:, j]) for j in range(3)])
    np.testing.assert_allclose(false_discovery(p), expected, rtol=1e-14)


def test_false_discovery__unjudged_are_not_counted():
    p = np.array([0.001, np.nan, 0.2, np.nan, 0.03])
    q = false_discovery(p)
    np.testing.assert_allclose(q[[0, 2, 4]], false_discovery_control(p[[0, 2, 4]]))
    assert np.isnan(q[[1, 3]]).all()


def test_false_discovery__all_unjudged_stays_unjudged():
    assert np.isnan(false_discovery(np.full((3, 2), np.nan))).all()


@pytest.mark.parametrize("mean", [0.3, 4.0, 60.0])
def test_false_discovery__nothing_happens__level_holds(mean):
    rng = np.random.default_rng(7)
    counts = rng.poisson(mean, (200, 1000))
    called = (false_discovery(poisson.sf(counts - 1, mean)) <= 0.05).any(axis=0).mean()
    assert called <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 1000)


def test_false_discovery__sums_beside_their_parts__level_holds():
    rng = np.random.default_rng(8)
    parts = rng.poisson(3.0, (10, 20, 1000))
    p = np.concatenate([poisson.sf(parts - 1, 3.0).reshape(200, -1), poisson.sf(parts.sum(1) - 1, 60.0)])
    called = (false_discovery(p) <= 0.05).any(axis=0).mean()
    assert called <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 1000)


def test_false_discovery__some_rise__share_of_false_calls_holds():
    rng = np.random.default_rng(9)
    mean = np.full((200, 500), 10.0)
    counts = rng.poisson(np.where(np.arange(200)[:, None] < 20, 3 * mean, mean))
    called = false_discovery(poisson.sf(counts - 1, 10.0)) <= 0.1
    wrong = called[20:].sum(axis=0) / np.maximum(called.sum(axis=0), 1)
    assert called[:20].mean() > 0.9
    assert wrong.mean() <= 0.1

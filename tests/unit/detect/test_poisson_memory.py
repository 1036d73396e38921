"""The predictive tail and its bound: the same from the table and beyond it."""

import numpy as np
import pytest
from scipy.special import betainc
from scipy.stats import nbinom

from tocsin.detect.poisson_memory import chance_of_as_many, largest_usual

TOTALS = np.array([0.0, 1, 30, 500, 1022, 1023, 1024, 5000])


@pytest.mark.parametrize("n", [2, 6, 18, 64, 65])
def test_chance__equals_the_negative_binomial_tail(n):
    y, total = np.meshgrid([0.0, 1, 2, 17, 100, 254, 255, 256, 257], TOTALS)
    p = chance_of_as_many(y, total, np.full(y.shape, n))
    np.testing.assert_allclose(p, nbinom.sf(y - 1, total + 0.5, n / (n + 1)), rtol=1e-9, atol=1e-280)


@pytest.mark.parametrize("n", [2, 6, 18])
def test_chance__is_never_above_one(n):
    total, y = np.meshgrid(np.arange(1024.0), np.arange(256.0))
    p = chance_of_as_many(y, total, np.full(y.shape, n))
    assert ((p >= 0) & (p <= 1)).all()


def test_chance__between_whole_counts_is_between_their_chances():
    y, total = np.array([1.5, 1.5, 254.5]), np.array([7.0, 6.5, 1000.0])
    p = chance_of_as_many(y, total, np.full(3, 6.0))
    np.testing.assert_allclose(p, betainc(y, total + 0.5, 1 / 7), rtol=1e-12)


def test_chance__of_a_missing_count_is_missing():
    assert np.isnan(chance_of_as_many(np.array([np.nan]), np.array([4.0]), np.array([6.0])))


@pytest.mark.parametrize("n", [2, 6, 64, 65])
@pytest.mark.parametrize("alpha", [0.3, 0.05, 1e-4])
def test_largest_usual__equals_the_quantile(n, alpha):
    k = largest_usual(TOTALS, np.full(TOTALS.shape, n), alpha)
    np.testing.assert_array_equal(k, nbinom.ppf(1 - alpha, TOTALS + 0.5, n / (n + 1)))

"""The compiled count tails against SciPy."""

import numpy as np
import pytest
from scipy.special import ndtri

from tocsin.detect._count_tail_kernel import INVERSE, quantile_and_tail, upper_tail
from tocsin.detect.farrington_bounds import count_bound


@pytest.mark.parametrize("phi", [1.0, 1.001, 1.7, 30.0, 5000.0])
def test_quantile_and_tail__equal_scipy(phi: float) -> None:
    rng = np.random.default_rng(4)
    for _ in range(300):
        mean = 10 ** rng.uniform(-9, 6)
        y = np.floor(max(0.0, mean + 3 * rng.normal() * np.sqrt(mean * phi)))
        tail = rng.choice([0.3, 0.01, 1e-6])
        ours = quantile_and_tail(y, mean, phi, tail, -ndtri(tail), INVERSE)
        np.testing.assert_allclose(ours, count_bound(y, mean, phi, tail), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize(("y", "mean", "phi"), [(60, 5, 1.0), (400, 5, 3.0), (3000, 400, 10.0)])
def test_upper_tail__is_exact_far_out(y: float, mean: float, phi: float) -> None:
    _, theirs = count_bound(y, mean, phi, 0.01)
    assert 0 < theirs < 1e-20
    assert upper_tail(y, mean, phi) == pytest.approx(theirs, rel=1e-8)


def test_fractional_count__has_the_tail_of_the_next_whole_one() -> None:
    z = -ndtri(0.01)
    assert quantile_and_tail(6.2, 4.0, 1.5, 0.01, z, INVERSE) == quantile_and_tail(
        7.0, 4.0, 1.5, 0.01, z, INVERSE
    )


def test_mean_without_bound__has_no_finite_quantile() -> None:
    upper, _ = quantile_and_tail(3.0, np.inf, 1.0, 0.01, 2.3, INVERSE)
    assert not np.isfinite(upper)

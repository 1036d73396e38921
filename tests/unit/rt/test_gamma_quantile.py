"""Fast gamma quantiles equal the exact inverse."""

import numpy as np
import pytest
from scipy.special import gammaincinv

from tocsin.rt.gamma_quantile import SMALL, gamma_quantiles

LEVELS = np.array([1e-5, 0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999, 1 - 1e-5])


@pytest.mark.parametrize(
    "shape",
    [
        np.array([0.01, 0.3, 1.0, 7.5, 39.999, SMALL]),
        np.linspace(SMALL, 60, 300),
        np.exp(np.linspace(np.log(SMALL), np.log(1e9), 500)),
    ],
    ids=["small", "edge", "large"],
)
def test_gamma_quantiles__equal_the_exact_inverse(shape):
    np.testing.assert_allclose(
        gamma_quantiles(shape, LEVELS), gammaincinv(shape[:, None], LEVELS), rtol=1e-12
    )


def test_gamma_quantiles__keep_the_shape_of_their_input_and_its_gaps():
    q = gamma_quantiles(np.array([[1.0, np.nan], [500.0, 2.0]]), LEVELS)
    assert q.shape == (2, 2, len(LEVELS))
    assert np.isnan(q[0, 1]).all()
    assert np.isfinite(q[1]).all()

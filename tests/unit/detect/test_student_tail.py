"""Student's tail against SciPy, over degrees of freedom and far out."""

import numpy as np
import pytest
from scipy.stats import t

from tocsin.detect.student_tail import student_tail


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 6, 13, 18, 39, 40, 41, 300])
def test_student_tail__equals_scipy(df):
    x = np.array([[-np.inf, -900.0, -3.0, -0.1, 0.0, 0.2, 1.0, 3.09, 5.0, 14.0, 1e5, np.inf]])
    np.testing.assert_allclose(student_tail(x, np.full(x.shape, df)), t.sf(x, df), rtol=1e-11, atol=1e-300)


def test_student_tail__each_cell_has_its_own_degrees_of_freedom():
    x, df = np.array([1.0, np.nan, 2.0, 2.0]), np.array([3, 3, 60, 6])
    np.testing.assert_allclose(student_tail(x, df), t.sf(x, df), rtol=1e-12)

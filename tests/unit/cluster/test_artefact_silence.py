"""How long a series has been at zero, and how likely that is."""

import numpy as np
import pytest

from tocsin.cluster.artefact_silence import zero_runs, zeros_chance


def test_zero_runs__a_missing_report_neither_ends_nor_counts():
    runs, starts = zero_runs(np.array([[0.0, 4, 0, np.nan, 0, 0, 3, 0]]))
    assert runs.tolist() == [[1, 0, 1, 1, 2, 3, 0, 1]]
    assert starts[0, [0, 2, 4, 5, 7]].tolist() == [0, 2, 2, 2, 7]


def test_zeros_chance__is_that_of_a_negative_binomial():
    before = np.array([0.0, 2, 12, 6, 0, 4])
    phi = before.var() / before.mean()
    size = before.mean() / (phi - 1)
    assert zeros_chance(4, before.mean(), before) == pytest.approx((1 / phi) ** (4 * size))

import runpy
from pathlib import Path

import numpy as np
import pytest

from tocsin.nowcast._delay_kernel import completed_kernel
from tocsin.nowcast._window_kernel import quantile_kernel, sums_kernel, trend_kernel
from tocsin.nowcast.delay_plain import plain_completed
from tocsin.nowcast.rows import delay_blocks

T = runpy.run_path(str(Path(__file__).with_name("triangles.py")))
HALVES = np.array([20.0, 3.0, 5.0])


@pytest.mark.parametrize(("cycle", "downward"), [(1, False), (7, True)])
def test_delay_filter__the_kernel_equals_the_plain_twin(cycle, downward):
    x = T["full_increments"](series=3, periods=40, mean=30)
    x[1, 5, 2] = 4000  # a slip, pulled in
    x[2, 7, 1] = x[0, 30, 0] = np.nan
    if downward:
        x[:, ::3, 2] *= -1
    newest = 39
    at = np.arange(40)[:, None] + np.arange(4)[None, :]
    x[:, at > newest] = np.nan
    kind = np.arange(newest + 6) % cycle
    arguments = (x, kind, delay_blocks(4, cycle), HALVES, 50.0, cycle, newest, 25)
    known, whole, *_ = completed_kernel(*arguments)
    plain_known, plain_whole = plain_completed(*arguments)
    np.testing.assert_allclose(known, plain_known, rtol=1e-12)
    np.testing.assert_allclose(whole, plain_whole, rtol=1e-10)


def test_delay_filter__finds_the_delays_of_a_steady_source():
    x = np.repeat(1000 * T["SHARES"][None, None, :], 60, axis=1)
    known, whole, *_ = completed_kernel(x, np.zeros(70, np.int64), delay_blocks(4, 1), HALVES, 50.0, 1, 59, 1)
    np.testing.assert_allclose(known[0, 0], [400, 700, 900, 1000])
    np.testing.assert_allclose(whole[0, 0], 1000, rtol=0.01)


def test_trend__carries_growth_on_and_stays_above_what_is_known():
    whole = np.array([[[np.nan, 20.0, 40.0, 20.0, 10.0]]])
    known = np.array([[[50.0, 20.0, 40.0, 20.0, 10.0]]])
    rows = trend_kernel(whole, known, np.full((1, 9), np.nan), 8, 2, 1)
    growth = np.log(41 / 21)
    np.testing.assert_allclose(rows[0, 0, 1], 40 * np.exp(0.8 * growth))
    np.testing.assert_allclose(rows[0, 0, 0], max(50, 40 * np.exp((0.8 + 0.64) * growth)))


def test_sums__reach_into_rows_that_are_final():
    values = np.array([[[3.0, 2.0]]])
    final = np.array([[7.0, 5.0, np.nan, np.nan]])
    sums = sums_kernel(values, final, 3, 3, 3)
    np.testing.assert_array_equal(sums[0, 0], [10, 14, np.nan])


def test_weighted_quantiles__equal_repeated_values():
    rng = np.random.default_rng(3)
    values, times = rng.normal(size=40), rng.integers(1, 5, 40)
    levels = np.array([0.1, 0.5, 0.9])
    order = np.argsort(values)
    middle = (np.cumsum(times[order]) - times[order] / 2) / times.sum()
    expected = np.interp(levels, middle, values[order])
    np.testing.assert_allclose(quantile_kernel(values, times.astype(float), levels), expected)

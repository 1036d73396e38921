import runpy
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tocsin.nowcast import NowcastOptions, nowcast, nowcast_draws
from tocsin.nowcast._way_kernel import costs, costs_plainly
from tocsin.nowcast.experts import Past
from tocsin.nowcast.rows import report_days
from tocsin.nowcast.trust import LEVELS, PARTS, part_of_the_way
from tocsin.vocab.errors import InputError, OptionError

T = runpy.run_path(str(Path(__file__).with_name("triangles.py")))
full, triangle_of = T["full_increments"], T["triangle_of"]


def test_nowcast__covers_the_final_counts_and_beats_the_report():
    x = full(series=4, periods=110)
    final = x.sum(axis=2)
    inside, ours, report = [], [], []
    for now in range(60, 110, 2):
        triangle = triangle_of(x, now=now)
        cast = nowcast(triangle)
        y = final[:, now - 3 : now + 1]
        q = cast.quantiles
        inside.append((q[..., 0] <= y) & (y <= q[..., -1]))
        ours.append(np.abs(cast.at(0.5) - y))
        report.append(np.abs(triangle.known()[:, -4:] - y))
    assert np.mean(inside) >= 0.9
    assert (np.mean(ours, axis=(0, 1))[1:] < np.mean(report, axis=(0, 1))[1:]).all()


def test_nowcast__answers_the_newest_periods_with_horizons_of_zero_and_below():
    cast = nowcast(triangle_of(full()), options=NowcastOptions(back=3))
    assert cast.horizons.tolist() == [-2, -1, 0]
    assert cast.quantiles.shape == (2, 3, 7)
    assert cast.by == ["place"]
    assert cast.method == "delay-filter"


@pytest.mark.parametrize("unit", [1.0, 0.37])
def test_nowcast__a_complete_period_is_known_exactly(unit):
    triangle = triangle_of(full() * unit)
    cast = nowcast(triangle)
    np.testing.assert_allclose(
        cast.quantiles[:, 0], np.repeat(triangle.known()[:, -4, None], 7, axis=1), rtol=1e-12
    )


def test_nowcast__counts_stay_whole_and_are_never_below_the_report_of_a_source_that_only_adds():
    triangle = triangle_of(full(mean=2))
    q = nowcast(triangle).quantiles
    np.testing.assert_array_equal(q, np.round(q))
    assert (q >= triangle.known()[:, -4:, None]).all()


def test_nowcast__a_source_that_revises_downward_may_end_below_its_report():
    rng = np.random.default_rng(0)
    x = full(mean=200)
    x[:, :, 1] = rng.integers(-40, 40, x.shape[:2])
    x[:, :, 2:] = 0
    triangle = triangle_of(x)
    low, _, _, middle, _, _, high = np.moveaxis(nowcast(triangle).quantiles[:, -1], 1, 0)
    known = triangle.known()[:, -1]
    assert (low < known).all()
    assert (high > known).all()
    assert (np.abs(middle - known) < 15).all()


def test_nowcast__rates_with_little_revision_are_believed_as_they_stand():
    x = np.zeros((3, 80, 4))
    x[:, :, 0] = 10 + 3 * np.sin(np.arange(80) / 7)
    x[0, ::9, 1], x[1, ::7, 1] = 0.3, -0.2
    triangle = triangle_of(x)
    cast = nowcast(triangle)
    np.testing.assert_allclose(cast.at(0.5), triangle.known()[:, -4:], rtol=0.005)


def test_nowcast__all_zeros_stay_near_zero():
    q = nowcast(triangle_of(np.zeros((1, 60, 4)))).quantiles
    assert (q[..., :6] == 0).all()
    assert (q <= 1).all()


def test_nowcast__a_hole_is_skipped_and_not_read_as_zero():
    x = full(periods=100)
    holed = x.copy()
    holed[:, 40:43, 2] = np.nan
    holed[:, 40:43, 3] += x[:, 40:43, 2]
    whole, with_hole = nowcast(triangle_of(x)), nowcast(triangle_of(holed))
    np.testing.assert_allclose(with_hole.at(0.5), whole.at(0.5), rtol=0.05)


def test_nowcast__a_slip_of_one_number_does_not_spoil_the_others():
    x = full(series=3, periods=100)
    slip = x.copy()
    slip[1, 90, 0] *= 10
    slip[2, 92, 1] *= 10
    clean, spoilt = nowcast(triangle_of(x)), nowcast(triangle_of(slip))
    np.testing.assert_allclose(spoilt.at(0.5), clean.at(0.5), rtol=0.25)
    width = [cast.at(0.975) - cast.at(0.025) for cast in (clean, spoilt)]
    assert (width[1][:, -2:] < 3 * width[0][:, -2:]).all()


def test_nowcast__a_first_delay_before_the_end_of_the_period_is_answered():
    x = full(periods=90)
    cast = nowcast(triangle_of(x, now=80, first_delay=-1))
    assert cast.periods.size == 4
    final = x[:, 78:82].sum(axis=2)
    assert (np.abs(cast.at(0.5) - final) / final < 0.6).all()


def test_nowcast__a_short_history_of_one_series_borrows_the_delays_of_the_others():
    x = full(series=4, periods=90)
    x[0, :85] = np.nan
    q = nowcast(triangle_of(x)).quantiles
    final = full(series=4, periods=90).sum(axis=2)[0, -3:]
    assert np.isfinite(q[0, 1:]).all()
    assert (q[0, 1:, 0] <= final).all()
    assert (final <= q[0, 1:, -1]).all()


def test_nowcast__nothing_known_is_no_answer():
    x = full(series=2)
    x[1] = np.nan
    q = nowcast(triangle_of(x)).quantiles
    assert np.isnan(q[1]).all()
    assert np.isfinite(q[0]).all()
    assert np.isnan(nowcast(triangle_of(full(periods=1))).quantiles).all()


def test_nowcast__periods_without_any_report_yet_have_no_answer():
    x = full(periods=60)
    x[:, 57:] = np.nan
    q = nowcast(triangle_of(x, every="day")).quantiles
    assert np.isnan(q[:, 1:]).all()
    assert np.isfinite(q[:, 0]).all()


def test_nowcast__a_triangle_that_ends_before_its_as_of_is_answered_to_its_end():
    x = full(periods=60)
    triangle = triangle_of(x, now=61)
    cast = nowcast(triangle)
    assert cast.horizons.tolist() == [-3, -2, -1, 0]
    np.testing.assert_array_equal(cast.quantiles[:, 0, 0], x[:, 56].sum(axis=1))
    assert np.isfinite(cast.quantiles).all()


def test_nowcast__weekdays_of_reporting_are_learnt():
    days = 140
    x = np.zeros((1, days, 4))
    for t in range(days):
        waiting = 100.0
        for d in range(4):
            share = 1.0 if d == 3 else 0.0 if (t + d) % 7 in (5, 6) else 0.6  # nothing on weekends
            x[0, t, d] = round(waiting * share)
            waiting -= x[0, t, d]
    x[:, :, 3] += np.arange(days) % 2  # whole numbers, not all alike
    for now in range(120, 127):
        cast = nowcast(triangle_of(x, now=now, every="day"))
        assert (np.abs(cast.at(0.5)[0, 1:] - 100) < 12).all(), now


def test_nowcast__sums_over_a_week_are_tighter_than_the_sum_of_days():
    x = full(periods=120, mean=100)
    triangle = triangle_of(x, every="day")
    week = nowcast(triangle, options=NowcastOptions(total=7))
    final = np.lib.stride_tricks.sliding_window_view(x.sum(axis=2), 7, axis=1).sum(axis=2)[:, -4:]
    assert (np.abs(week.at(0.5) - final) / final < 0.15).all()
    assert (week.quantiles[:, -1, -1] - week.quantiles[:, -1, 0] < final[:, -1] * 0.5).all()


def test_holidays__a_report_of_a_holiday_counts_as_a_sundays():
    triangle = triangle_of(full(periods=60), every="day")  # starts on a Monday
    options = NowcastOptions(holidays=frozenset([date(2024, 1, 3)]))
    plain = np.nan_to_num(triangle.increments)
    plain[:, :, 1:] = 1.0
    quiet = (np.arange(60)[:, None] + np.arange(4)) % 7 == 6
    plain[:, quiet] = 0
    assert report_days(triangle, plain, 6, options).tolist() == [0, 1, 6, 3, 4, 5, 6]


def test_holidays__where_mondays_are_quiet_the_day_after_a_holiday_is():
    triangle = triangle_of(full(periods=60), every="day")
    options = NowcastOptions(holidays=frozenset([date(2024, 1, 3)]))
    plain = np.nan_to_num(triangle.increments)
    plain[:, :, 1:] = 1.0
    quiet = (np.arange(60)[:, None] + np.arange(4)) % 7 == 0
    plain[:, quiet] = 0
    assert report_days(triangle, plain, 6, options).tolist() == [0, 1, 2, 0, 4, 5, 6]


def test_draws__have_the_quantiles_of_the_nowcast_and_hold_known_periods_fixed():
    triangle = triangle_of(full(mean=300))
    draws = nowcast_draws(triangle, rng=np.random.default_rng(5), n=4000)
    assert draws.shape == (2, 80, 4000)
    np.testing.assert_array_equal(draws[:, :76], np.repeat(triangle.known()[:, :76, None], 4000, axis=2))
    cast = nowcast(triangle)
    got = np.quantile(draws[:, -3:], cast.levels, axis=2).transpose(1, 2, 0)
    np.testing.assert_allclose(got, cast.quantiles[:, 1:], rtol=0.03)


def test_draws__are_repeated_by_the_same_generator():
    triangle = triangle_of(full())
    one, two = (nowcast_draws(triangle, rng=np.random.default_rng(7), n=5) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_draws__of_sums_are_refused():
    with pytest.raises(OptionError, match="total=7 is not usable: it must be 1 for draws"):
        nowcast_draws(triangle_of(full()), rng=np.random.default_rng(0), options=NowcastOptions(total=7))


def test_nowcast__delays_in_other_steps_than_periods_are_refused():
    triangle = triangle_of(full())
    object.__setattr__(triangle, "delay_every", "day")
    with pytest.raises(InputError, match="ask the archive for delay_every='week'"):
        nowcast(triangle)


@pytest.mark.parametrize(
    ("name", "value"),
    [("total", 0), ("back", 0), ("shape", 0.0), ("level", -1.0), ("settle", 0.0), ("errors", 0.0),
     ("memory", 9), ("own", 0.0)],
)  # fmt: skip
def test_options__outside_their_bounds_are_refused(name, value):
    with pytest.raises(OptionError, match=f"{name}={value}"):
        NowcastOptions(**{name: value})


def test_levels__outside_zero_and_one_are_refused():
    with pytest.raises(OptionError, match="inside"):
        nowcast(triangle_of(full()), levels=(0.5, 1.0))


@pytest.mark.parametrize(("come", "part"), [(0.0, 0.25), (50.0, 0.5), (100.0, 1.0), (300.0, 1.0)])
def test_part_of_the_way__is_the_one_that_cost_least(come, part):
    known = np.full((2, 31, 1), 40.0)
    more = np.broadcast_to(100.0 + np.arange(-3.0, 4.0), (2, 30, 1, 7))
    past = Past(known=known, point=known + 100, truth=known[:, 1:] + come, weight=np.ones((2, 30, 1)))
    np.testing.assert_array_equal(part_of_the_way(past, more, past.weight), part)
    np.testing.assert_array_equal(part_of_the_way(past, more, 0 * past.weight), 1.0)


def test_part_of_the_way__less_than_all_of_it_has_to_save_a_tenth():
    known = np.zeros((1, 31, 1))
    more = np.broadcast_to(np.linspace(60.0, 140.0, 7), (1, 30, 1, 7))
    for come, part in ((87.5, 1.0), (84.0, 0.75)):
        past = Past(known=known, point=known + 100, truth=known[:, 1:] + come, weight=np.ones((1, 30, 1)))
        assert part_of_the_way(past, more, past.weight) == part


def test_costs__kernel_equals_the_plain_twin():
    rng = np.random.default_rng(6)
    come, more = rng.normal(size=(2, 9, 3)), rng.normal(size=(2, 9, 3, 7))
    weight = np.where(rng.random((2, 9, 3)) < 0.3, 0.0, rng.random((2, 9, 3)))
    come[weight == 0] = np.nan
    both = (costs(come, more, weight, PARTS, LEVELS), costs_plainly(come, more, weight, PARTS, LEVELS))
    np.testing.assert_allclose(*both, rtol=1e-12)

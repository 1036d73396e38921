"""What holds for every R, case R and growth rate on any counts at all."""

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from tocsin.rt.caveat import NO_NUMBER
from tocsin.rt.growth import growth_rate
from tocsin.rt.instantaneous import ROptions, reproduction
from tocsin.rt.interval import SerialInterval
from tocsin.rt.of_draws import reproduction_of_draws
from tocsin.rt.weekly import weekly_reproduction

LAW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
S, T = 3, 28
cells = st.one_of(
    st.integers(0, 12).map(float), st.integers(0, 50_000).map(float), st.just(0.0), st.just(float("nan"))
)
panels = arrays(np.float64, (S, T), elements=cells)
intervals = st.tuples(st.floats(1.2, 9), st.floats(0.3, 4)).map(lambda m: SerialInterval(mean=m[0], sd=m[1]))
FIELDS = ("mean", "sd", "quantiles", "above_one", "cases", "caveat")


def same(one, other, fields, cut=slice(None)):
    for name in fields:
        np.testing.assert_array_equal(getattr(one, name)[cut], getattr(other, name)[cut], err_msg=name)


@LAW
@given(counts=panels, interval=intervals, window=st.integers(1, 10))
def test_r__is_the_closed_posterior_of_a_slow_loop(counts, interval, window):
    """Poisson with gamma prior, period by period; no missing ones, so that the force is a plain sum."""
    counts = np.nan_to_num(counts)
    r = reproduction(counts, interval, ROptions(window=window))
    w = interval.weights()
    for s in range(S):
        for end in range(window, T):
            if r.caveat[s, end] >= NO_NUMBER:
                continue
            shape, rate = 1.0, 0.2
            for t in range(end - window + 1, end + 1):
                shape += counts[s, t]
                rate += sum(w[k] * counts[s, t - k] for k in range(1, min(len(w), t + 1)))
            law = stats.gamma(shape, scale=1 / rate)
            np.testing.assert_allclose(r.mean[s, end], law.mean(), rtol=1e-10)
            np.testing.assert_allclose(r.quantiles[s, end, 3], law.ppf(0.5), rtol=1e-9)
            np.testing.assert_allclose(r.above_one[s, end], law.sf(1.0), rtol=1e-8, atol=1e-300)


@LAW
@given(counts=panels, interval=intervals, t=st.integers(3, T - 1))
def test_r_and_growth__ignore_the_future(counts, interval, t):
    before = counts[:, : t + 1]
    cut = (slice(None), slice(t + 1))
    same(reproduction(before, interval), reproduction(counts, interval), FIELDS, cut)
    same(growth_rate(before), growth_rate(counts), ("rate", "low", "high", "se", "phi", "caveat"), cut)
    early, late = weekly_reproduction(before, interval), weekly_reproduction(counts, interval)
    same(early.weekly, late.weekly, FIELDS, cut)
    np.testing.assert_array_equal(early.daily, late.daily[:, : 7 * (t + 1)])


@LAW
@given(counts=panels, interval=intervals)
def test_series__are_judged_alone(counts, interval):
    r, g, w = reproduction(counts, interval), growth_rate(counts), weekly_reproduction(counts, interval)
    for s in range(S):
        row = counts[s : s + 1]
        part = slice(s, s + 1)
        for name in FIELDS:
            alone = getattr(reproduction(row, interval), name)
            np.testing.assert_array_equal(alone, getattr(r, name)[part], err_msg=name)
            weekly = getattr(weekly_reproduction(row, interval).weekly, name)
            np.testing.assert_array_equal(weekly, getattr(w.weekly, name)[part], err_msg=name)
        np.testing.assert_array_equal(growth_rate(row).rate, g.rate[part])


@LAW
@given(counts=panels, interval=intervals)
def test_many_more_cases__leave_r_where_it_is_and_make_it_surer(counts, interval):
    """Ten thousand times the cases: the prior is gone, sd falls a hundredfold."""
    flat = ROptions(prior_mean=1e5, prior_sd=1e5, sure=1e9)
    one = reproduction(np.nan_to_num(counts), interval, flat)
    many = reproduction(np.nan_to_num(counts) * 1e4, interval, flat)
    told = (one.cases > 50) & (one.mean < 1e3)
    np.testing.assert_allclose(many.mean[told], one.mean[told], rtol=0.03)
    surest = 1 / np.sqrt(1e4 * one.cases[told] + 1)
    np.testing.assert_allclose(many.sd[told] / many.mean[told], surest, rtol=1e-9)


@LAW
@given(counts=panels, interval=intervals)
def test_numbers__are_in_order_and_missing_exactly_where_the_caveat_says(counts, interval):
    r = reproduction(counts, interval)
    none = r.caveat >= NO_NUMBER
    for name in ("mean", "sd", "above_one", "cases"):
        np.testing.assert_array_equal(np.isnan(getattr(r, name)), none)
    assert (np.diff(r.quantiles[~none], axis=-1) > 0).all()
    assert ((r.above_one[~none] >= 0) & (r.above_one[~none] <= 1)).all()


@LAW
@given(counts=panels, interval=intervals, copies=st.integers(1, 4))
def test_equal_draws__give_the_plain_result(counts, interval, copies):
    plain = reproduction(counts, interval)
    draws = reproduction_of_draws(np.repeat(counts[:, :, None], copies, axis=2), interval)
    for name in FIELDS:
        np.testing.assert_allclose(getattr(draws, name), getattr(plain, name), rtol=1e-9, err_msg=name)


@LAW
@given(counts=panels, factor=st.sampled_from([2.0, 10.0]))
def test_growth__does_not_depend_on_the_level_and_turns_with_time(counts, factor):
    one, more = growth_rate(counts), growth_rate(counts * factor)
    np.testing.assert_allclose(more.rate, one.rate, rtol=1e-9, atol=1e-9)
    back = growth_rate(counts[:, ::-1])
    whole = slice(9, T)
    np.testing.assert_allclose(back.rate[:, whole], -one.rate[:, whole][:, ::-1], rtol=1e-7, atol=1e-9)
    known = ~np.isnan(one.low)
    assert (one.low[known] <= one.rate[known]).all()
    assert (one.rate[known] <= one.high[known]).all()

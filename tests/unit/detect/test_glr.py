"""The likelihood ratio charts apart from the comparison with R."""

import numpy as np
import pytest

from tocsin.detect.glr import NEGBIN, POISSON, GlrOptions, NegbinGlrOptions, run
from tocsin.detect.glr_plain import plain_glr
from tocsin.detect.glr_tail import chance_of_as_large
from tocsin.detect.method import Question
from tocsin.testing import check_method
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason


def ask(counts, first=0, every="week"):
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    return Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)


def some_counts(series=6, weeks=70, seed=3):
    rng = np.random.default_rng(seed)
    mean = np.geomspace(0.4, 80, series)[:, None] * np.exp(0.3 * np.sin(np.arange(weeks) / 8))
    counts = rng.negative_binomial(5, 5 / (5 + mean)).astype(float)
    counts[:, 50:56] *= 2
    counts[rng.random(counts.shape) < 0.04] = np.nan
    counts[1, 30:] *= 0.5  # fractional rates
    return counts


@pytest.mark.parametrize("change", ["intercept", "epi"])
@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_kernel__equals_the_plain_chart(change, alpha):
    counts = some_counts()
    options = NegbinGlrOptions(baseline=30, change=change, dispersion=alpha, harmonics=0)
    verdicts = run(ask(counts, first=30), options)
    for s, y in enumerate(counts):
        begin = int(np.flatnonzero(~np.isnan(y))[0]) + 30
        mean = np.full(y.size, np.nanmean(y[begin - 30 : begin]))
        later = y.copy()
        later[begin - 1] = np.nan  # the first count of a chart has no predecessor
        plain = plain_glr(later[begin - 1 :], mean[begin - 1 :], alpha=alpha, change=change, limit=5.0)[1:]
        np.testing.assert_allclose(verdicts.score[s, begin - 30 :], plain, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("change", ["intercept", "epi"])
@pytest.mark.parametrize("dispersion", [0.0, 0.3])
@pytest.mark.parametrize("theta", [None, 0.5])
def test_glr__upper__is_the_largest_count_that_does_not_ring(change, dispersion, theta):
    counts = np.nan_to_num(some_counts(), nan=2.0)
    options = NegbinGlrOptions(
        baseline=30, change=change, dispersion=dispersion, theta=theta, harmonics=0, limit=4.0
    )
    for last in (45, 53, 58, 69):
        upper = run(ask(counts[:, : last + 1], first=last), options).upper[:, 0]
        assert np.isfinite(upper).sum() >= 3
        for s in np.flatnonzero(np.isfinite(upper)):
            for factor, rings in ((1 - 1e-6, False), (1 + 1e-6, True)):
                changed = counts[s : s + 1, : last + 1].copy()
                changed[0, last] = upper[s] * factor
                assert run(ask(changed, first=last), options).above[0, 0] == rings


def test_glr__window__as_long_as_the_chart_changes_nothing():
    counts = some_counts()
    free = run(ask(counts, first=30), GlrOptions(baseline=30, harmonics=0))
    bound = run(ask(counts, first=30), GlrOptions(baseline=30, harmonics=0, window=60))
    np.testing.assert_allclose(bound.score, free.score, rtol=1e-8, atol=1e-10)
    narrow = run(ask(counts, first=30), GlrOptions(baseline=30, harmonics=0, window=2, limit=1e6))
    wide = run(ask(counts, first=30), GlrOptions(baseline=30, harmonics=0, limit=1e6))
    assert (narrow.score <= wide.score + 1e-9)[~np.isnan(wide.score)].all()
    assert (narrow.score < wide.score - 0.1).any()


def test_glr__refit__learns_from_the_alarm():
    y = [2.0, 3, 2, 1, 2, 3, 2, 2, 9, 9, 8, 9, 8, 9, 9, 8, 9]
    held = run(ask(y, first=8), GlrOptions(baseline=8, harmonics=0))
    again = run(ask(y, first=8), GlrOptions(baseline=8, harmonics=0, refit=True))
    assert held.above[0, 0]
    assert (held.expected == 2.125).all()
    assert again.expected[0, 1] == pytest.approx(26 / 9)
    assert again.above.sum() < held.above.sum()


def test_glr__starts_again_after_an_alarm():
    y = [4.0] * 8 + [30.0, 4.0, 4.0]
    assert run(ask(y, first=8), GlrOptions(baseline=8, harmonics=0)).score[0, 1] == 0


@pytest.mark.parametrize("method", [POISSON, NEGBIN])
@pytest.mark.parametrize("given", [{}, {"theta": 0.3}, {"change": "epi", "window": 5}])
def test_glr__keeps_the_promises_of_a_method(method, given):
    check_method(method, baseline=40, harmonics=0, **given)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0.0] * 120, Reason.TOO_FEW_CASES),
        ([np.nan] * 120, Reason.MISSING_REPORT),
        ([3.0] * 60, Reason.SHORT_HISTORY),
        ([5.0], Reason.SHORT_HISTORY),
    ],
)
def test_glr__says_why_a_cell_is_unjudged(counts, reason):
    verdicts = run(ask(counts, first=len(counts) - 1), NegbinGlrOptions())
    assert verdicts.reason.tolist() == [[reason]]


def test_glr__a_mean_that_runs_to_zero__leaves_a_single_case_above():
    counts = np.zeros(135)
    counts[[14, 16, 17, 18, -1]] = (
        9,
        3,
        1,
        1,
        1,
    )  # a season so short that half a year later nothing is expected
    verdicts = run(Question(counts=counts[None], periods=Periods("week", 1800, 135), first=110), GlrOptions())
    assert verdicts.expected.min() < 1e-18
    assert (verdicts.reason == Reason.NONE).all()
    assert verdicts.above[0].tolist() == [False] * 24 + [True]


def test_glr__huge_counts__are_judged():
    y = np.random.default_rng(2).poisson(3e6, 130).astype(float)
    verdicts = run(ask(y, first=104), NegbinGlrOptions())
    assert np.isfinite(verdicts.score).all()


@pytest.mark.parametrize("change", ["intercept", "epi"])
def test_p_value__is_about_right_in_control(change):
    counts = np.random.default_rng(9).poisson(6.0, (3000, 60)).astype(float)
    options = GlrOptions(known_mean=6.0, baseline=0, limit=1e6, change=change)
    p = run(ask(counts, first=59), options).p_value[:, 0]
    for level in (0.2, 0.05, 0.01):
        assert level / 3 < (p <= level).mean() < 1.4 * level


def test_p_value__theta_given__is_a_bound():
    counts = np.random.default_rng(9).poisson(6.0, (3000, 60)).astype(float)
    p = run(ask(counts, first=59), GlrOptions(known_mean=6.0, baseline=0, limit=1e6, theta=0.3)).p_value[:, 0]
    for level in (0.2, 0.05, 0.01):
        assert level / 4 < (p <= level).mean() <= level


def test_chance_of_as_large__falls_with_the_value_and_grows_with_n():
    values = np.linspace(0, 20, 50)
    p = chance_of_as_large(values, np.full(50, 30.0))
    assert (np.diff(p) < 0).all()
    assert (chance_of_as_large(values, np.full(50, 90.0))[1:] > p[1:]).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"limit": 0.0}, "limit=0.0 is not usable: it must be more than 0"),
        ({"change": "trend"}, "change='trend' is not usable: it must be one of intercept, epi"),
        ({"theta": -1.0}, "theta=-1.0 is not usable"),
        ({"window": 0}, "window=0 is not usable: it must be 1 period or more"),
        ({"refit": True, "known_mean": 3.0, "dispersion": 0.1}, "refit=True is not usable"),
        ({"dispersion": -0.1}, "dispersion=-0.1 is not usable: it must be 0 or more"),
        ({"known_mean": 3.0}, "dispersion=None is not usable: it must be given where the mean is known"),
        ({"baseline": 3}, "baseline=3 is not usable: it must be 6 periods or more"),
    ],
)
def test_options__out_of_bounds__are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        NegbinGlrOptions(**given)

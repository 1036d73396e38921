"""The CUSUM, its phase 1 and its p-value, apart from the comparison with R."""

import numpy as np
import pytest

from tocsin.detect.chart_tail import decay_rate, decay_table
from tocsin.detect.cusum import METHOD, CusumOptions, chart, plain_chart, run
from tocsin.detect.cusum_transform import negbin_integral, transform
from tocsin.detect.in_control import learn
from tocsin.detect.method import Question
from tocsin.detect.seasonal_fit import plain_fit, season_basis
from tocsin.testing import check_method
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

TRANSFORMS = ("standard", "rossi", "anscombe", "anscombe2nd", "pearson-negbin", "anscombe-negbin")


def ask(counts, first=0, every="week"):
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    return Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)


def some_counts(series=8, weeks=240, seed=1):
    rng = np.random.default_rng(seed)
    week = np.arange(weeks)
    mean = np.geomspace(0.3, 400, series)[:, None] * np.exp(0.5 * np.cos(2 * np.pi * week / 52))
    counts = rng.negative_binomial(3, 3 / (3 + mean)).astype(float)
    counts[rng.random(counts.shape) < 0.03] = np.nan
    counts[2, 150:] *= 0.5  # fractional rates
    counts[3, 180] = 1e7
    return counts


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("kind", TRANSFORMS)
def test_kernel__equals_the_plain_chart(kind, reset):
    question = ask(some_counts(), first=100)
    options = CusumOptions(transform=kind, reset=reset, baseline=104, reported=0.5)
    learnt = learn(question, options.phase())
    for fast, plain in zip(
        chart(question, learnt, options), plain_chart(question, learnt, options), strict=True
    ):
        np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-9)


def test_kernel__seasonal_mean__equals_the_plain_chart():
    question = ask(some_counts(), first=104)
    options = CusumOptions(mean="seasonal", baseline=104, harmonics=2, trend=True)
    learnt = learn(question, options.phase())
    for fast, plain in zip(
        chart(question, learnt, options), plain_chart(question, learnt, options), strict=True
    ):
        np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.4, None])
@pytest.mark.parametrize(("harmonics", "trend"), [(0, False), (1, True), (2, False)])
def test_phase_one__equals_the_plain_fit(alpha, harmonics, trend):
    question = ask(some_counts(), first=0)
    options = CusumOptions(mean="seasonal", baseline=104, harmonics=harmonics, trend=trend)
    phase = options.phase()
    object.__setattr__(phase, "alpha", alpha)
    learnt = learn(question, phase)
    basis = season_basis(52, harmonics)
    for s, y in enumerate(question.counts):
        hi = int(learnt.begin[s])
        fit = plain_fit(y, hi - 104, hi, basis, trend, alpha)
        assert fit.converged
        t = np.arange(hi, y.size)
        eta = basis[t % 52] @ fit.beta[: basis.shape[1]] + (fit.beta[-1] * (t - hi) / 52 if trend else 0)
        np.testing.assert_allclose(learnt.mean[s, hi:], np.exp(eta), rtol=1e-7)
        np.testing.assert_allclose(learnt.alpha[s], fit.alpha, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_cusum__keeps_the_promises_of_a_method(every):
    check_method(
        METHOD, baseline=40, transform="anscombe", mean="seasonal" if every == "month" else "constant"
    )


def test_cusum__missing_periods_are_left_out():
    whole = np.array([[3.0, 4, 5, 4, 6, 9, 2, 5]])
    gaps = np.array([[3.0, 4, 5, 4, np.nan, 6, np.nan, 9, 2, 5]])
    options = CusumOptions(baseline=4, k=0.3)
    one, other = run(ask(whole, first=4), options), run(ask(gaps, first=4), options)
    kept = [1, 3, 4, 5]
    np.testing.assert_array_equal(one.score, other.score[:, kept])
    assert other.reason[0].tolist() == [Reason.MISSING_REPORT, 0, Reason.MISSING_REPORT, 0, 0, 0]


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0.0] * 120, Reason.TOO_FEW_CASES),
        ([np.nan] * 120, Reason.MISSING_REPORT),
        ([3.0] * 60, Reason.SHORT_HISTORY),
        ([5.0], Reason.SHORT_HISTORY),
        ([2.0, *[np.nan] * 103, 5.0, 4.0], Reason.SHORT_HISTORY),
    ],
)
def test_cusum__says_why_a_cell_is_unjudged(counts, reason):
    verdicts = run(ask(counts, first=len(counts) - 1), CusumOptions())
    assert verdicts.reason.tolist() == [[reason]]
    assert np.isnan(verdicts.score).all()


def test_cusum__upper__is_the_largest_count_that_does_not_ring():
    counts = some_counts(series=5)
    options = CusumOptions(baseline=104)
    verdicts = run(ask(counts, first=239), options)
    for s in range(5):
        upper = verdicts.upper[s, 0]
        if np.isnan(upper):
            continue
        for count, rings in ((np.floor(upper), False), (np.floor(upper) + 1, True)):
            changed = counts[s : s + 1].copy()
            changed[0, 239] = count
            assert run(ask(changed, first=239), options).above[0, 0] == rings


def test_cusum__reset__starts_again_after_an_alarm():
    y = [4.0] * 8 + [16.0, 4.0, 4.0]
    stays = run(ask(y, first=8), CusumOptions(baseline=8))
    again = run(ask(y, first=8), CusumOptions(baseline=8, reset=True))
    assert stays.above.tolist() == [[True, True, True]]
    assert again.above.tolist() == [[True, False, False]]


def test_cusum__arl__sets_k_and_h():
    options = CusumOptions(arl0=500, arl1=3)
    assert np.round(options.limits(), 2).tolist() == [1.01, 2.29]


@pytest.mark.parametrize(("mean", "kind"), [(0.3, "standard"), (4.0, "rossi"), (50.0, "anscombe")])
def test_p_value__is_not_too_small_in_control(mean, kind):
    rng = np.random.default_rng(5)
    counts = rng.poisson(mean, (4000, 60)).astype(float)
    options = CusumOptions(known_mean=mean, baseline=0, transform=kind, k=0.5, h=4.0)
    p = run(ask(counts, first=59), options).p_value[:, 0]
    for level in (0.2, 0.05, 0.01):
        share = (p <= level).mean()
        assert share <= level + 3 * np.sqrt(level / p.size)
        assert share >= level / 8


def test_decay_rate__linear_transforms__have_a_closed_form():
    for m in (0.05, 2.0, 300.0):
        r = decay_rate(m, "standard", 0.8, 0.0)
        step = r / np.sqrt(m)
        assert m * np.expm1(step) - r * np.sqrt(m) - r * 0.8 == pytest.approx(0, abs=1e-9)
        r = decay_rate(m, "pearson-negbin", 0.8, 0.5)
        sd = np.sqrt(m + 0.5 * m * m)
        growth = -2 * np.log1p(-0.5 * m * np.expm1(r / sd)) - r * m / sd - r * 0.8
        assert growth == pytest.approx(0, abs=1e-6)


def test_decay_table__is_as_exact_between_its_nodes():
    table = decay_table("standard", 1.04, 0.1)
    nodes = np.linspace(np.log(1e-6), np.log(1e4), table.size)
    for m in (0.0137, 0.77, 13.3, 911.0):
        near = np.exp(np.interp(np.log(m), nodes, table))
        assert near == pytest.approx(decay_rate(m, "standard", 1.04, 0.1), rel=2e-3)


def test_transform__is_centred_at_the_mean():
    m = np.array([0.4, 3.0, 70.0])
    for kind in TRANSFORMS:
        assert np.abs(transform(m, m, kind, 0.2)).max() < (0.3 if kind == "anscombe2nd" else 1e-12)


def test_negbin_integral__equals_quadrature():
    from scipy.integrate import quad

    for y, alpha in ((0.3, 0.2), (7.0, 2.0), (400.0, 0.1)):
        area = quad(lambda t, a: 3 * t * (1 + a * t**3) ** (-1 / 3), 0, np.cbrt(y), args=(alpha,))[0]
        assert negbin_integral(np.array(y), alpha) == pytest.approx(area, rel=1e-10)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"k": 0.0}, r"k=0.0 is not usable: it must be more than 0"),
        ({"h": -1.0}, "h=-1.0 is not usable"),
        ({"dispersion": np.inf}, "dispersion=inf is not usable"),
        ({"transform": "none"}, "transform='none' is not usable: it must be one of standard, rossi"),
        ({"arl0": 500.0}, "arl1=None is not usable: it must be given together"),
        ({"arl0": 5.0, "arl1": 2.0}, "arl0=5.0 is not usable: it must be 10 to"),
        ({"arl0": 50.0, "arl1": 40.0}, "arl1=40.0 is not usable: it must be 1.5 to 12.5 periods"),
        ({"mean": "glm"}, "mean='glm' is not usable: it must be one of constant, seasonal"),
        ({"known_mean": 0.0}, "known_mean=0.0 is not usable"),
        ({"baseline": 0}, "baseline=0 is not usable: it must be 1 periods or more"),
        ({"baseline": 5, "mean": "seasonal"}, "baseline=5 is not usable: it must be 6 periods or more"),
        ({"harmonics": 9}, "harmonics=9 is not usable: it must be 0 to 6"),
        ({"reported": 0.0}, "reported=0.0 is not usable"),
    ],
)
def test_options__out_of_bounds__are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        CusumOptions(**given)

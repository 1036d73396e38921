"""The seasonal GLM apart from the comparison with R."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from tocsin.detect.count_quantile import chance_of_at_least, count_quantile
from tocsin.detect.method import Question
from tocsin.detect.seasonal_fit import plain_fit, season_basis
from tocsin.detect.seasonal_glm import NEGBIN, POISSON, SeasonalGlmOptions
from tocsin.testing import check_method
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason


def ask(counts, first=0, every="week"):
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    return Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)


def some_counts(weeks=200):
    rng = np.random.default_rng(4)
    mean = np.geomspace(0.5, 3000, 6)[:, None] * np.exp(0.6 * np.cos(np.arange(weeks) * 2 * np.pi / 52))
    counts = rng.negative_binomial(4, 4 / (4 + mean)).astype(float)
    counts[rng.random(counts.shape) < 0.05] = np.nan
    counts[1] *= 0.5  # fractional rates
    counts[5] *= 1000  # too large for a table of counts
    return counts


@pytest.mark.parametrize("method", [POISSON, NEGBIN])
@pytest.mark.parametrize("trend", [True, False])
def test_window_fits__equal_the_plain_fit(method, trend):
    counts = some_counts()
    options = SeasonalGlmOptions(years=2, trend=trend, past_excluded=3)
    verdicts = method.run(ask(counts, first=150), options)
    basis = season_basis(52, 1)
    for s in range(6):
        for k in (150, 173, 199):
            hi = k - 3
            fit = plain_fit(counts[s], hi - 104, hi, basis, trend, None if method is NEGBIN else 0.0)
            eta = basis[k % 52] @ fit.beta[:3] + (fit.beta[3] * 3 / 52 if trend else 0)
            if not np.isnan(counts[s, k]):
                assert verdicts.expected[s, k - 150] == pytest.approx(
                    np.exp(eta), rel=1e-5 if s == 5 else 1e-7
                )


@pytest.mark.parametrize("method", [POISSON, NEGBIN])
def test_seasonal_glm__keeps_the_promises_of_a_method(method):
    check_method(method, years=1, least_years=1, past_excluded=2)


@pytest.mark.parametrize("method", [POISSON, NEGBIN])
@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0.0] * 150, Reason.TOO_FEW_CASES),
        ([np.nan] * 150, Reason.MISSING_REPORT),
        ([3.0] * 60, Reason.SHORT_HISTORY),
        ([5.0], Reason.SHORT_HISTORY),
        ([4.0] * 40 + [np.nan] * 100 + [4.0], Reason.SHORT_HISTORY),
    ],
)
def test_seasonal_glm__says_why_a_cell_is_unjudged(method, counts, reason):
    verdicts = method.run(ask(counts, first=len(counts) - 1), SeasonalGlmOptions())
    assert verdicts.reason.tolist() == [[reason]]
    assert np.isnan(verdicts.p_value).all()


@pytest.mark.parametrize("alpha", [0.0, 1e-6, 0.02, 0.7, 30.0])
def test_count_quantile__equals_scipy(alpha):
    m = np.geomspace(1e-3, 1e5, 60)
    law = poisson(m) if alpha == 0 else nbinom(1 / alpha, 1 / (1 + alpha * m))
    for level in (0.2, 0.01, 1e-5):
        np.testing.assert_array_equal(count_quantile(level, m, np.full(60, alpha)), law.isf(level))
    y = np.round(m * 1.3)
    np.testing.assert_allclose(chance_of_at_least(y, m, np.full(60, alpha)), law.sf(y - 1), rtol=1e-6)


def test_p_value__fits_the_status():
    counts = some_counts()
    verdicts = NEGBIN.run(ask(counts, first=120), SeasonalGlmOptions(years=2, alpha=0.05))
    judged = verdicts.reason == Reason.NONE
    np.testing.assert_array_equal(verdicts.above[judged], (verdicts.p_value <= 0.05)[judged])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"alpha": 0.6}, "alpha=0.6 is not usable"),
        ({"years": 0}, "years=0 is not usable: it must be 1 to 100"),
        ({"least_years": 6}, "least_years=6 is not usable: it must be 1 to years, 5"),
        ({"harmonics": 5}, "harmonics=5 is not usable"),
        ({"past_excluded": -1}, "past_excluded=-1 is not usable"),
        ({"reported": 1.1}, "reported=1.1 is not usable"),
    ],
)
def test_options__out_of_bounds__are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        SeasonalGlmOptions(**given)

"""Case R: the truncated end, missing periods, its spread, what is refused."""

import numpy as np
import pytest

from tocsin.rt.case_r import CaseROptions, case_reproduction
from tocsin.rt.caveat import Caveat
from tocsin.rt.interval import SerialInterval
from tocsin.vocab.errors import OptionError

FLU = SerialInterval(mean=2.6, sd=1.5)


def test_every_case_but_the_first__was_infected_by_somebody():
    cases = np.random.default_rng(3).poisson(20, (1, 30)).astype(float)
    cases[0, 0] = 5
    r = case_reproduction(cases, FLU, CaseROptions(windows=((0, 29),), seen_least=0.0))
    assert r.mean[0, 0] * cases.sum() == pytest.approx(cases[0, 1:].sum(), rel=1e-12)


def test_the_end__has_no_number_until_later_cases_can_be_known():
    cases = np.full((1, 40), 30.0)
    r = case_reproduction(cases, FLU)
    assert r.mean[0, 25] == pytest.approx(1, abs=1e-4)
    assert r.caveat[0, -1] == Caveat.UNSEEN
    assert np.isnan(r.mean[0, -1])
    assert 0 < r.seen[0, -1] < 0.8
    assert (r.caveat[0, :6] == Caveat.BEFORE).all()


def test_spread__is_that_of_simulated_trees():
    rng = np.random.default_rng(12)
    cases = np.array([[2, 1, 4, 3, 6, 5, 9, 7, 4, 2]])
    w = np.array([0, 0.3, 0.4, 0.2, 0.1])
    low, high = 3, 5
    caused = np.zeros(40_000)
    for u in range(1, 10):
        source = np.array([cases[0, u - k] * w[k] if 0 < k <= u and k < 5 else 0.0 for k in range(u + 1)])
        chance = sum(source[u - t] for t in range(low, high + 1) if 0 < u - t <= 4) / source.sum()
        caused += rng.binomial(cases[0, u], chance, len(caused))
    r = case_reproduction(cases.astype(float), w, CaseROptions(windows=((low, high),), seen_least=0.0))
    size = cases[0, low : high + 1].sum()
    assert r.mean[0, 0] == pytest.approx(caused.mean() / size, rel=0.01)
    assert r.sd[0, 0] == pytest.approx(caused.std() / size, rel=0.02)


def test_missing_periods__leave_windows_that_rest_on_them_without_a_number():
    cases = np.full((1, 40), 30.0)
    cases[0, 20] = np.nan
    r = case_reproduction(cases, FLU, CaseROptions(window=3))
    assert (r.caveat[0, 19:23] == Caveat.MISSING).all()
    assert r.caveat[0, 30] == Caveat.NONE


def test_a_window_without_cases__has_no_r():
    cases = np.full((1, 40), 30.0)
    cases[0, 10:20] = 0
    assert case_reproduction(cases, FLU, CaseROptions(window=3)).caveat[0, 15] == Caveat.UNDATED


@pytest.mark.parametrize("given", [{"window": 0}, {"windows": ((4, 2),)}, {"seen_least": 1.5}], ids=str)
def test_options__outside_their_bounds_are_refused(given):
    with pytest.raises(OptionError, match=f"{next(iter(given))}=.* is not usable"):
        CaseROptions(**given)

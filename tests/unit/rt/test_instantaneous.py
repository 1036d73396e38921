"""Instantaneous R: missing periods, caveats, imports, and what is refused."""

import numpy as np
import pytest

from tocsin.rt.caveat import Caveat
from tocsin.rt.instantaneous import ROptions, reproduction
from tocsin.rt.interval import SerialInterval
from tocsin.rt.window_sums import plain_sums, window_sums
from tocsin.vocab.errors import CountError, OptionError

FLU = SerialInterval(mean=2.6, sd=1.5)
STEADY = np.full((1, 40), 50.0)


def with_gap(*places: int) -> np.ndarray:
    counts = STEADY.copy()
    counts[0, list(places)] = np.nan
    return counts


def test_steady_cases__have_an_r_near_one():
    r = reproduction(STEADY, FLU)
    assert r.mean[0, -1] == pytest.approx(1, abs=0.01)
    assert r.caveat[0, -1] == Caveat.NONE
    assert r.above_one[0, -1] == pytest.approx(0.5, abs=0.05)


def test_one_missing_day__is_left_out_and_said_not_taken_as_zero():
    whole, gap = reproduction(STEADY, FLU), reproduction(with_gap(30), FLU)
    zero = STEADY.copy()
    zero[0, 30] = 0
    assert gap.caveat[0, 36] == Caveat.PARTIAL
    assert gap.mean[0, 36] == pytest.approx(whole.mean[0, 36], abs=0.01)
    assert abs(reproduction(zero, FLU).mean[0, 30] - gap.mean[0, 30]) > 0.1
    assert gap.sd[0, 36] > whole.sd[0, 36]


def test_too_many_missing_days__leave_no_number():
    r = reproduction(with_gap(27, 29, 31), FLU)
    assert r.caveat[0, 33] == Caveat.MISSING
    assert np.isnan([r.mean[0, 33], r.sd[0, 33], r.above_one[0, 33], r.cases[0, 33]]).all()
    assert np.isnan(r.quantiles[0, 33]).all()


def test_missing_days_that_infected_many__make_the_days_after_them_unusable():
    daily = reproduction(with_gap(30, 31), FLU, ROptions(window=1)).caveat[0]
    assert (daily[[30, 31, 32, 33]] == Caveat.MISSING).all()
    assert daily[36] == Caveat.PARTIAL
    strict = reproduction(with_gap(30, 31), FLU, ROptions(window=1, lost_most=0.0)).caveat[0]
    assert strict[36] == Caveat.MISSING


def test_the_first_windows__say_why_they_have_no_number_or_are_early():
    caveat = reproduction(STEADY, SerialInterval(mean=8.4, sd=3.8)).caveat[0]
    assert (caveat[:8] == Caveat.BEFORE).all()
    assert (caveat[8:12] == Caveat.EARLY).all()
    assert caveat[-1] == Caveat.NONE


def test_few_cases__are_said():
    counts = np.ones((1, 40))
    assert reproduction(counts, FLU).caveat[0, -1] == Caveat.FEW
    assert reproduction(counts, FLU, ROptions(sure=0.5)).caveat[0, -1] == Caveat.NONE


def test_imported_cases__infect_but_were_not_infected_here():
    imported = np.where(np.arange(40) % 2 == 0, 25.0, 0.0)[None, :]
    r = reproduction(STEADY, FLU, imported=imported)
    assert r.mean[0, -2] == pytest.approx(0.75, abs=0.06)
    assert r.cases[0, -1] == 350 - imported[0, -7:].sum()


def test_every_caveat__has_words():
    assert len({code.word for code in Caveat}) == len(Caveat)


def test_kernel__equals_its_plain_twin():
    rng = np.random.default_rng(5)
    cases = rng.poisson(20, (6, 50)).astype(float)
    cases[rng.random(cases.shape) < 0.1] = np.nan
    cases[0] = 3.0
    local = np.minimum(cases, 15)
    starts, ends = ROptions(window=5).spans(50)
    fast = window_sums(cases, local, FLU.weights(), starts, ends, 0.3)
    slow = plain_sums(cases, local, FLU.weights(), starts, ends, 0.3)
    assert fast.filled.any()
    for name in fast._fields:
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), rtol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("counts", "match"),
    [
        ([[1.0, -2.0]], "1 negative numbers, first -2 in series 0, period 1"),
        ([[1.0, 2.5]], "1 fractional numbers.*Turn rates into counts"),
        ([[np.inf, 1.0]], "1 infinite"),
        ([1.0, 2.0], "1 axes"),
    ],
)
def test_numbers_that_are_no_counts__are_refused(counts, match):
    with pytest.raises(CountError, match=match):
        reproduction(np.array(counts), FLU)


@pytest.mark.parametrize(
    ("imported", "match"),
    [
        (np.full((1, 40), 51.0), "first 51 of 50"),
        (np.zeros((1, 39)), "has shape"),
        (with_gap(3) * 0, "1 cells"),
    ],
)
def test_imports__that_do_not_fit_are_refused(imported, match):
    with pytest.raises(CountError, match=match):
        reproduction(STEADY, FLU, imported=imported)


@pytest.mark.parametrize(
    "given",
    [
        {"window": 0}, {"windows": ((5, 3),)}, {"prior_mean": 0.0}, {"prior_sd": -1.0},
        {"levels": (0.5, 0.2)}, {"levels": (0.0, 0.5)}, {"reported": 0.0},
        {"lost_most": 1.0}, {"sure": 0.0},
    ],
    ids=str,
)  # fmt: skip
def test_options__outside_their_bounds_are_refused(given):
    with pytest.raises(OptionError, match=f"{next(iter(given))}=.* is not usable"):
        ROptions(**given)


def test_windows__beyond_the_data_are_refused():
    with pytest.raises(OptionError, match="inside the data: places 0 to 39"):
        reproduction(STEADY, FLU, ROptions(windows=((3, 40),)))


def test_quantile__at_a_level_that_was_not_asked_for_is_refused():
    r = reproduction(STEADY, FLU)
    assert r.at(0.5).shape == (1, 40)
    with pytest.raises(OptionError, match=r"level=0\.1 is not"):
        r.at(0.1)

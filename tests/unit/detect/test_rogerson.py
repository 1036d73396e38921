"""The Rogerson chart and its run lengths apart from the comparison with R."""

import numpy as np
import pytest

from tocsin.detect.in_control import learn
from tocsin.detect.method import Question
from tocsin.detect.rogerson import METHOD, RogersonOptions, chart, decay, limits, plain_chart, run
from tocsin.detect.run_length import find_h, find_kh, normal_limit, normal_run_length, poisson_run_length
from tocsin.testing import check_method
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason


def ask(counts, first=0, every="week"):
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    return Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)


def some_counts(weeks=200):
    rng = np.random.default_rng(6)
    mean = np.geomspace(0.3, 900, 6)[:, None] * np.exp(0.4 * np.cos(np.arange(weeks) * 2 * np.pi / 52))
    counts = rng.poisson(mean).astype(float)
    counts[:, 150:155] *= 3
    counts[rng.random(counts.shape) < 0.03] = np.nan
    counts[2] *= 0.5  # fractional rates
    return counts


@pytest.mark.parametrize("mean", ["constant", "seasonal"])
@pytest.mark.parametrize("given", [{}, {"limit": 0.0}, {"limit": 0.7}, {"head_start": True}])
def test_kernel__equals_the_plain_chart(mean, given):
    question = ask(some_counts(), first=100)
    options = RogersonOptions(mean=mean, **given)
    learnt = learn(question, options.phase())
    for fast, plain in zip(
        chart(question, learnt, options), plain_chart(question, learnt, options), strict=True
    ):
        np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-12)


def test_rogerson__keeps_the_promises_of_a_method():
    check_method(METHOD, baseline=40, mean="constant")


def test_rogerson__upper__is_the_largest_count_that_does_not_ring():
    counts = np.nan_to_num(some_counts(), nan=2.0)
    upper = run(ask(counts, first=199), RogersonOptions()).upper[:, 0]
    assert np.isfinite(upper).any()
    for s in np.flatnonzero(np.isfinite(upper)):
        for factor, rings in ((1 - 1e-9, False), (1 + 1e-9, True)):
            changed = counts[s : s + 1].copy()
            changed[0, 199] = upper[s] * factor
            assert run(ask(changed, first=199), RogersonOptions()).above[0, 0] == rings


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0.0] * 120, Reason.TOO_FEW_CASES),
        ([np.nan] * 120, Reason.MISSING_REPORT),
        ([3.0] * 60, Reason.SHORT_HISTORY),
        ([5.0], Reason.SHORT_HISTORY),
    ],
)
def test_rogerson__says_why_a_cell_is_unjudged(counts, reason):
    verdicts = run(ask(counts, first=len(counts) - 1), RogersonOptions())
    assert verdicts.reason.tolist() == [[reason]]


@pytest.mark.parametrize("head_start", [False, True])
@pytest.mark.parametrize("mean", [0.4, 6.0])
def test_p_value__is_not_too_small_in_control(mean, head_start):
    counts = np.random.default_rng(3).poisson(mean, (4000, 40)).astype(float)
    options = RogersonOptions(known_mean=mean, baseline=0, head_start=head_start)
    p = run(ask(counts, first=39), options).p_value[:, 0]
    for level in (0.2, 0.05, 0.01):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level / p.size)


@pytest.mark.parametrize("mean", [0.5, 3.0, 60.0])
def test_limits__give_the_run_length_asked_for(mean):
    options = RogersonOptions(arl0=60.0)
    k, h = limits(np.array([mean]), options)
    rng = np.random.default_rng(8)
    total, steps, runs = np.zeros(4000), np.zeros(4000), np.ones(4000, bool)
    for _ in range(1500):
        total = np.maximum(0, total + (rng.poisson(mean, 4000) - k) / h)
        steps[runs] += 1
        runs &= total < 1 - 1e-12
    assert 52 < steps.mean() < 90


def test_decay__makes_the_steps_a_martingale():
    m, k, h = np.array([0.2, 3.0, 400.0]), np.array([0.4, 3.8, 409.9]), np.array([3.3, 9.4, 80.0])
    u = decay(m, k, h) / h
    np.testing.assert_allclose(m * np.expm1(u), u * k, rtol=1e-9)
    assert decay(np.array([2.0]), np.array([2.0]), np.array([5.0]))[0] == 0


def test_normal_run_length__equals_simulation():
    rng = np.random.default_rng(2)
    total, steps, runs = np.zeros(6000), np.zeros(6000), np.ones(6000, bool)
    for _ in range(900):
        total = np.maximum(0, total + rng.standard_normal(6000) - 0.6)
        steps[runs] += 1
        runs &= total < 2.5
    assert steps.mean() == pytest.approx(normal_run_length(2.5, 0.6), rel=0.05)


def test_find_kh__gives_both_run_lengths():
    k, h = find_kh(300.0, 5.0)
    assert normal_run_length(h, k) == pytest.approx(300, rel=1e-6)
    assert normal_run_length(h, k, 2 * k) == pytest.approx(5, rel=1e-6)
    assert h == pytest.approx(normal_limit(k, 300.0))


def test_find_h__is_the_smallest():
    h = find_h(200.0, 1.3)
    assert poisson_run_length(h, 1.8, 1.3).zero > 196 > poisson_run_length(h - 0.1, 1.8, 1.3).zero


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"s": 0.0}, "s=0.0 is not usable"),
        ({"arl0": 2.0}, "arl0=2.0 is not usable: it must be 10 to 1000000 periods"),
        ({"digits": 3}, "digits=3 is not usable: it must be 1 or 2"),
        ({"intervals": ()}, r"intervals=\(\) is not usable"),
        ({"intervals": ((1.0, -2.0),)}, "intervals=.* is not usable: it must be pairs"),
        ({"limit": -1.0}, "limit=-1.0 is not usable: it must be 0 or more limits"),
        ({"baseline": 4}, "baseline=4 is not usable: it must be 6 periods or more"),
    ],
)
def test_options__out_of_bounds__are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        RogersonOptions(**given)

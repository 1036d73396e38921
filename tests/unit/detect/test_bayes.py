"""The Bayes method against a plain loop and a simulation, and at its edges."""

import numpy as np
import pytest
from scipy.stats import nbinom

from tocsin.detect.bayes import METHOD, BayesOptions
from tocsin.detect.method import Question
from tocsin.detect.poisson_memory import chance_of_as_many, largest_usual
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

FIELDS = ("expected", "upper", "score", "p_value", "above", "reason")


def run(counts, first=0, **given):
    counts = np.atleast_2d(np.asarray(counts, float))
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=first)
    return METHOD.run(question, METHOD.configure(given))


def gappy(size=200, seed=6):
    rng = np.random.default_rng(seed)
    mean = np.array([0.05, 1, 8, 40, 900])[:, None]
    counts = rng.negative_binomial(3, 3 / (3 + mean), (5, size)).astype(float)
    counts[:, rng.random(size) < 0.1] = np.nan
    return counts


def plain(y, years, half_window, this_year, alpha):
    """(place, expected, upper, score, p, above) of each judged cell; steps of 52 weeks."""
    for place in range(years * 52 + half_window, len(y)):
        window = range(-half_window, half_window + 1)
        base = [y[place - 52 * i + d] for i in range(1, years + 1) for d in window]
        base += [y[place - d] for d in range(1, half_window + 1)] if this_year else []
        seen = [v for v in base if not np.isnan(v)]
        if np.isnan(y[place]) or len(seen) < 0.6 * len(base):
            continue
        n = len(seen)
        next_one = nbinom(sum(seen) + 0.5, n / (n + 1))
        upper, p = next_one.ppf(1 - alpha), next_one.sf(y[place] - 1)
        yield place, next_one.mean(), upper, -np.log10(max(p, 1e-300)), p, y[place] > upper


@pytest.mark.parametrize(("variant", "baseline"), [(1, (0, 6, True)), (2, (1, 6, True)), (3, (2, 4, False))])
@pytest.mark.parametrize("alpha", [0.05, 0.001])
def test_bayes__equals_the_plain_loop(variant, baseline, alpha):
    counts = gappy()
    verdicts = run(counts, reference="steps", variant=variant, alpha=alpha)
    for i, y in enumerate(counts):
        rows = list(plain(y, *baseline, alpha))
        places = [row[0] for row in rows]
        assert np.flatnonzero(verdicts.reason[i] == Reason.NONE).tolist() == places
        for k, field in enumerate(FIELDS[:5], start=1):
            ours = getattr(verdicts, field)[i, places]
            np.testing.assert_allclose(ours, [row[k] for row in rows], rtol=1e-8, atol=1e-14, err_msg=field)


@pytest.mark.parametrize("alpha", [0.4, 0.05, 1e-3, 1e-9])
def test_largest_usual__is_the_smallest_count_with_so_small_a_tail(alpha):
    total = np.array([0.0, 1, 2, 7, 40, 555.5, 3e4, 2e9])[:, None] * np.ones(4)
    n = np.array([2.0, 6, 19, 400]) * np.ones((8, 1))
    k = largest_usual(total, n, alpha)
    assert (chance_of_as_many(k + 1, total, n) <= alpha).all()
    assert (chance_of_as_many(k, total, n)[k > 0] > alpha).all()


def test_bayes__above_is_a_p_value_up_to_alpha():
    verdicts = run(gappy())
    judged = verdicts.reason == Reason.NONE
    assert verdicts.above[judged].any()
    np.testing.assert_array_equal(verdicts.above[judged], verdicts.p_value[judged] <= 0.05)


def test_p_value__holds_its_level_for_poisson_counts():
    counts = np.random.default_rng(8).poisson(12, (20_000, 7)).astype(float)
    p = run(counts, first=6).p_value[:, 0]
    for level in (0.01, 0.1):
        assert 0.7 * level < (p <= level).mean() < 1.05 * level


@pytest.mark.parametrize("variant", [1, 2, 3])
def test_bayes__does_not_depend_on_where_judging_starts(variant):
    counts = gappy()
    whole = run(counts, variant=variant)
    for first in (0, 1, 60, 109, 199, 200):
        part = run(counts, first=first, variant=variant)
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[:, first:])


def test_bayes__zeros_are_never_above_and_need_two_cases():
    verdicts = run([0] * 20 + [1, 2])
    assert verdicts.above[0].sum() == 1
    assert verdicts.above[0, -1]
    assert (verdicts.p_value[0, 6:20] == 1).all()


def test_bayes__missing_baseline_is_skipped_not_read_as_zero():
    counts = np.array([4.0, np.nan, 6, np.nan, 5, 5, 5])
    assert run(counts).expected[0, -1] == (20 + 0.5) / 4
    counts[0] = np.nan
    assert run(counts).reason[0, -1] == Reason.SHORT_HISTORY


def test_bayes__huge_counts_and_rates_are_judged():
    assert run([1e9] * 6 + [1.001e9]).above[0, -1]
    assert not run([1e9] * 6 + [1e9]).above[0, -1]
    assert run([1e9] * 6 + [1e12]).score[0, -1] == 300
    p = run([0.5, 0.2, 0.7, 0.4, 0.5, 0.6, 1.5]).p_value[0, -1]
    assert run([0.5, 0.2, 0.7, 0.4, 0.5, 0.6, 2]).p_value[0, -1] < p
    assert run([0.5, 0.2, 0.7, 0.4, 0.5, 0.6, 1]).p_value[0, -1] > p


@pytest.mark.parametrize("counts", [[np.nan] * 50, [3.0], [3.0] * 5], ids=["missing", "one", "short"])
def test_bayes__without_history_nothing_is_judged(counts):
    verdicts = run(counts)
    assert (verdicts.reason == (Reason.MISSING_REPORT if np.isnan(counts[0]) else Reason.SHORT_HISTORY)).all()
    assert np.isnan(verdicts.p_value).all()


@pytest.mark.parametrize("variant", [1, 2, 3])
def test_bayes__history_is_where_judging_begins(variant):
    reason = run(np.arange(200.0), variant=variant).reason[0]
    options = METHOD.configure({"variant": variant})
    assert (reason == Reason.NONE).argmax() == METHOD.history(options, "week")


def test_bayes__negative_counts_are_judged_like_others():
    counts = np.full(200, 2.0)
    counts[[7, 50, 90, 150, 195]] = -30
    verdicts = run(counts)
    judged = verdicts.reason[0] == Reason.NONE
    assert judged[195]
    for field in ("expected", "score", "p_value"):
        assert np.isfinite(getattr(verdicts, field)[0, judged]).all()
    assert not verdicts.above[0, 195]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"alpha": 0}, "alpha=0 is not usable: it must be above 0 and below 1"),
        ({"variant": 0}, "variant=0 is not usable: it must be 1, 2 or 3"),
        ({"half_window": -2}, "half_window=-2 is not usable: it must be 0 periods or more"),
    ],
)
def test_options__out_of_bounds_are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        BayesOptions(**given)

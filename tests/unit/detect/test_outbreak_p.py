"""OutbreakP against its definition worked out slowly, its p-value against simulation, and at its edges."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chi2

from tocsin.detect.method import Question
from tocsin.detect.outbreak_p import METHOD, OutbreakOptions, chance_of_rise
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

FIELDS = ("expected", "upper", "score", "p_value", "above", "reason")


def run(counts, first=0, **given):
    counts = np.atleast_2d(np.asarray(counts, float))
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=first)
    return METHOD.run(question, METHOD.configure(given))


def rising_means(y):
    """Increasing regression by its max-min formula: the largest, over starts, of the smallest mean onward."""
    T, sums = len(y), np.cumsum([0.0, *y]).tolist()
    mean = [[(sums[b + 1] - sums[a]) / (b + 1 - a) if b >= a else 0.0 for b in range(T)] for a in range(T)]
    return [max(min(mean[a][u:]) for a in range(u + 1)) for u in range(T)]


def plain_log(y):
    """Natural logarithm of OutbreakP of the last of these counts; Frisén et al. (2009), section 3."""
    means = rising_means(y)
    return sum(v * np.log(m / (sum(y) / len(y))) for v, m in zip(y, means, strict=True) if v > 0)


def gappy(size=70, seed=6):
    rng = np.random.default_rng(seed)
    mean = np.array([0.1, 1, 8, 40, 900])[:, None] * np.where(np.arange(size) > 45, 1.4, 1.0)
    counts = rng.poisson(mean).astype(float)
    counts[:, rng.random(size) < 0.1] = np.nan
    counts[:, 60:] /= 2.5
    return counts


@pytest.mark.parametrize("memory", [10, 30, None])
def test_outbreak_p__equals_the_definition(memory):
    counts = gappy()
    verdicts = run(counts, memory=memory, reports=4)
    for i, y in enumerate(counts):
        for place in range(len(y)):
            window = y[max(0, place + 1 - (memory or len(y))) : place + 1]
            seen = window[~np.isnan(window)]
            if np.isnan(y[place]):
                assert verdicts.reason[i, place] == Reason.MISSING_REPORT
            elif len(seen) - 1 < 4:
                assert verdicts.reason[i, place] == Reason.SHORT_HISTORY
            else:
                value = plain_log(seen.tolist())
                np.testing.assert_allclose(verdicts.score[i, place], value / np.log(10), atol=1e-10)
                np.testing.assert_allclose(verdicts.expected[i, place], seen[:-1].mean())
                assert verdicts.above[i, place] == (value > np.log(100))
    assert verdicts.above.any()


@pytest.mark.parametrize("threshold", [1.01, 5.0, 100.0, 1e12])
def test_upper__is_the_line_between_above_and_not(threshold):
    counts = gappy()[:, :52]
    upper = run(counts, threshold=threshold).upper[:, -1]
    for sign in (-1, 1):
        changed = counts.copy()
        changed[:, -1] = upper * (1 + sign * 1e-6)
        above = run(changed, threshold=threshold).above[:, -1]
        assert (above[~np.isnan(upper)] == (sign > 0)).all()
    changed[:, -1] = 0
    np.testing.assert_array_equal(run(changed, threshold=threshold).above[:, -1], np.isnan(upper))


@pytest.mark.parametrize("mean", [2, 10, 100])
@pytest.mark.parametrize("memory", [7, 26])
def test_p_value__is_how_often_so_large_a_statistic_comes_by_chance(mean, memory):
    counts = np.random.default_rng(mean + memory).poisson(mean, (20_000, memory + 4)).astype(float)
    p = run(counts, first=memory + 3, memory=memory).p_value[:, 0]
    for level in (0.1, 0.03, 0.01):
        assert 0.75 < (p <= level).mean() / level < 1.5


def test_p_value__of_two_and_three_reports_by_hand():
    """Increasing regression has l levels with chances 1/2, 1/2 of two and 1/3, 1/2, 1/6 of three reports."""
    x = np.array([0.7, 4.6])
    one, two = chi2.sf(2 * x, 1), chi2.sf(2 * x, 2)
    np.testing.assert_allclose(chance_of_rise(x, np.array([2, 2])), one / 2, rtol=1e-12)
    np.testing.assert_allclose(chance_of_rise(x, np.array([3, 3])), one / 2 + two / 6, rtol=1e-12)


def test_p_value__of_many_reports_follows_the_chances_of_records():
    """Levels are as many as records of a shuffled sequence: a sum of events with chances 1, 1/2, 1/3, ..."""
    chances = np.array([1.0])
    for s in range(1, 41):
        chances = np.convolve(chances, [1 - 1 / s, 1 / s])
    x = np.array([0.1, 3.0, 30.0, 300.0])
    slow = [sum(c * chi2.sf(2 * v, k - 1) for k, c in enumerate(chances) if k > 1) for v in x]
    np.testing.assert_allclose(chance_of_rise(x, np.full(4, 40)), slow, rtol=1e-10)


def test_p_value__falls_as_the_statistic_grows():
    x = np.linspace(0, 800, 3000)
    for s in (2, 26, 600):
        p = chance_of_rise(x, np.full(x.size, s))
        assert p[0] == 1
        assert all(after <= before for before, after in pairwise(p))


@pytest.mark.parametrize("memory", [12, None])
def test_outbreak_p__does_not_depend_on_where_judging_starts(memory):
    counts = gappy()
    whole = run(counts, memory=memory)
    for first in (0, 1, 5, 11, 12, 13, 40, 69, 70):
        part = run(counts, first=first, memory=memory)
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[:, first:])


def test_outbreak_p__forgets_a_wave_that_left_its_memory():
    counts = np.r_[np.full(20, 5.0), np.full(10, 60.0), np.full(40, 5.0)]
    assert run(counts).score[0, -1] == 0
    assert run(counts, memory=None).above[0, -1]


def test_outbreak_p__missing_reports_are_left_out_not_read_as_zero():
    counts = np.array([4, 6, 5, 4, 6, 5, 4, 9, 11.0])
    gap = np.insert(counts, [2, 5], np.nan)
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(run(gap), field)[0, -1], getattr(run(counts), field)[0, -1])


@pytest.mark.parametrize("counts", [[0] * 30, [7] * 30, list(range(30, 0, -1)), [3e11] * 30])
def test_outbreak_p__what_does_not_rise_is_never_above(counts):
    verdicts = run(counts)
    judged = verdicts.reason[0] == Reason.NONE
    assert judged.sum() == 24
    assert (verdicts.score[0, judged] == 0).all()
    assert (verdicts.p_value[0, judged] == 1).all()
    assert not verdicts.above.any()


def test_outbreak_p__huge_rise_has_a_finite_score():
    verdicts = run([1e5] * 20 + [3e7])
    assert verdicts.above[0, -1]
    assert np.isfinite(verdicts.score[0, -1])
    assert verdicts.p_value[0, -1] == 0


@pytest.mark.parametrize("counts", [[np.nan] * 30, [3.0], [3.0] * 6], ids=["missing", "one", "short"])
def test_outbreak_p__without_history_nothing_is_judged(counts):
    verdicts = run(counts)
    assert (verdicts.reason == (Reason.MISSING_REPORT if np.isnan(counts[0]) else Reason.SHORT_HISTORY)).all()
    assert np.isnan(verdicts.p_value).all()


def test_outbreak_p__history_is_where_judging_begins():
    reason = run(np.arange(40.0)).reason[0]
    assert (reason == Reason.NONE).argmax() == METHOD.history(OutbreakOptions(), "week")


def test_outbreak_p__negative_counts_are_judged_like_others():
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
        ({"threshold": 1}, "threshold=1 is not usable: it must be above 1"),
        ({"reports": 0}, "reports=0 is not usable: it must be 1 or more"),
        ({"memory": 6}, "memory=6 is not usable: it must be more than reports, 6, or None"),
    ],
)
def test_options__out_of_bounds_are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        OutbreakOptions(**given)

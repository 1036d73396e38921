"""The RKI method against a plain loop, its table against the definition, and at its edges."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson, t

from tocsin.detect.method import Question
from tocsin.detect.rki import _CROW_GARDNER, METHOD, RkiOptions
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

FIELDS = ("expected", "upper", "score", "p_value", "above", "reason")


def run(counts, first=0, every="week", **given):
    counts = np.atleast_2d(np.asarray(counts, float))
    question = Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)
    return METHOD.run(question, METHOD.configure(given))


def plain(y, years, half_window, this_year, share):
    """(place, mean, upper, score, p, above) of each judged cell; steps of 52 weeks."""
    for place in range(years * 52 + half_window, len(y)):
        window = range(-half_window, half_window + 1)
        base = [y[place - 52 * i + d] for i in range(1, years + 1) for d in window]
        base += [y[place - d] for d in range(1, half_window + 1)] if this_year else []
        seen = [v for v in base if not np.isnan(v)]
        if np.isnan(y[place]) or len(seen) < share * len(base):
            continue
        n, mean, sd = len(seen), np.mean(seen), np.std(seen, ddof=1)
        if mean > 20:
            upper, p = mean + 2 * sd, t.sf((y[place] - mean) / sd / np.sqrt(1 + 1 / n), n - 1)
        else:
            upper = _CROW_GARDNER[int(mean)]
            p = nbinom.sf(y[place] - 1, sum(seen) + 0.5, n / (n + 1))
        yield place, mean, upper, 2 * (y[place] - mean) / (upper - mean), p, y[place] > upper


def gappy(size=260, seed=6):
    rng = np.random.default_rng(seed)
    mean = np.array([0.2, 3, 15, 40, 900])[:, None]
    counts = rng.negative_binomial(3, 3 / (3 + mean), (5, size)).astype(float)
    counts[:, rng.random(size) < 0.1] = np.nan
    counts[:, -9:-6] *= 6
    return counts


@pytest.mark.parametrize(
    ("given", "baseline"),
    [
        ({"variant": 1}, (0, 6, True)),
        ({"variant": 2}, (1, 6, True)),
        ({}, (2, 4, False)),
        ({"years": 3, "half_window": 1, "this_year": True}, (3, 1, True)),
    ],
)
def test_rki__equals_the_plain_loop(given, baseline):
    counts = gappy()
    verdicts = run(counts, reference="steps", **given)
    for i, y in enumerate(counts):
        rows = list(plain(y, *baseline, 0.6))
        places = [row[0] for row in rows]
        assert np.flatnonzero(verdicts.reason[i] == Reason.NONE).tolist() == places
        for k, field in enumerate(FIELDS[:5], start=1):
            ours = getattr(verdicts, field)[i, places]
            np.testing.assert_allclose(ours, [row[k] for row in rows], rtol=1e-9, atol=1e-15, err_msg=field)


def covers(mean, count):
    """Whether a count lies in the shortest, and of these the highest, 95 % interval of a Poisson mean."""
    below = np.r_[0, poisson.cdf(np.arange(80), mean)]
    for length in range(80):
        lowest = [a for a in range(80 - length) if below[a + length + 1] - below[a] >= 0.95]
        if lowest:
            return lowest[-1] <= count <= lowest[-1] + length
    raise AssertionError


@pytest.mark.parametrize("count", range(21))
def test_table__is_what_crow_and_gardner_define(count):
    assert covers(_CROW_GARDNER[count] - 0.001, count)
    assert not any(covers(_CROW_GARDNER[count] + more, count) for more in (0.001, 0.1, 0.5, 1.0, 3.0))


def test_rki__above_is_a_score_over_two():
    verdicts = run(gappy(), variant=1)
    judged = verdicts.reason == Reason.NONE
    assert verdicts.above[judged].any()
    np.testing.assert_array_equal(verdicts.above[judged], verdicts.score[judged] > 2)


def test_rki__by_dates_finds_the_week_that_steps_miss():
    counts = np.full(400, 3.0)
    counts[380 - 366] = 300  # seven years before by the calendar, seven times 52 is 364
    assert run(counts, years=7, half_window=1).expected[0, 380] > 10
    assert run(counts, years=7, half_window=1, reference="steps").expected[0, 380] == 3


@pytest.mark.parametrize("variant", [1, 2, 3])
def test_rki__does_not_depend_on_where_judging_starts(variant):
    counts = gappy()
    whole = run(counts, variant=variant)
    for first in (0, 1, 60, 109, 259, 260):
        part = run(counts, first=first, variant=variant)
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[:, first:])


@pytest.mark.parametrize("every", ["day", "week", "month"])
@pytest.mark.parametrize("reference", ["dates", "steps"])
def test_rki__history_is_where_judging_begins(every, reference):
    reason = run(np.arange(800.0), every=every, reference=reference).reason[0]
    options = METHOD.configure({"reference": reference})
    assert (reason == Reason.NONE).argmax() == METHOD.history(options, every)


def test_rki__missing_baseline_is_skipped_not_read_as_zero():
    counts = np.array([4.0, np.nan, 6, np.nan, 5, 5, 5])
    assert run(counts, variant=1).expected[0, -1] == 5
    counts[0] = np.nan
    assert run(counts, variant=1).reason[0, -1] == Reason.SHORT_HISTORY


@pytest.mark.parametrize("level", [0.0, 30.0, 1e12])
def test_rki__flat_series_are_not_above(level):
    verdicts = run(np.full(200, level))
    assert not verdicts.above.any()
    assert (verdicts.score[0, 150:] == 0).all()


@pytest.mark.parametrize("counts", [[np.nan] * 200, [3.0], [3.0] * 50], ids=["missing", "one", "short"])
def test_rki__without_history_nothing_is_judged(counts):
    verdicts = run(counts)
    assert (verdicts.reason == (Reason.MISSING_REPORT if np.isnan(counts[0]) else Reason.SHORT_HISTORY)).all()
    assert np.isnan(verdicts.p_value).all()


def test_rki__negative_counts_are_judged_like_others():
    counts = np.full(200, 2.0)
    counts[[7, 50, 90, 150, 195]] = -30
    verdicts = run(counts)
    judged = verdicts.reason[0] == Reason.NONE
    assert judged[195]
    for field in ("expected", "score", "p_value"):
        assert np.isfinite(getattr(verdicts, field)[0, judged]).all()
    assert not verdicts.above[0, 195]
    assert run([-9] * 6 + [0], variant=1).upper[0, -1] == _CROW_GARDNER[0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"variant": 4}, "variant=4 is not usable: it must be 1, 2 or 3"),
        ({"years": -2}, "years=-2 is not usable: it must be 0 or more"),
    ],
)
def test_options__out_of_bounds_are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        RkiOptions(**given)

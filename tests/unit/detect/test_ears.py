"""EARS: against a plain loop from the paper, at its edges, and what its p-values promise."""

import numpy as np
import pytest
from scipy.stats import norm, t

from tocsin.detect.ears import C1, C2, C3, C3Options, EarsOptions
from tocsin.detect.ears_tail import sum_tail
from tocsin.detect.method import Question
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

METHODS = {"c1": C1, "c2": C2, "c3": C3}


def run(method, counts, first=0, **given):
    counts = np.atleast_2d(np.asarray(counts, float))
    question = Question(counts=counts, periods=Periods("day", 0, counts.shape[1]), first=first)
    return method.run(question, method.configure(given))


def plain_z(y, place, lag, options):
    """(z, mean, sd, n) of one cell, None without enough baseline; Fricker et al. (2008), section 2.1."""
    if place < options.window + lag or np.isnan(y[place]):
        return None
    base = [v for v in y[place - lag - options.window : place - lag] if not np.isnan(v)]
    if len(base) < max(2, np.ceil(options.reported * options.window)):
        return None
    sd = max(np.std(base, ddof=1), options.min_sd)
    return (y[place] - np.mean(base)) / sd, np.mean(base), sd, len(base)


def plain_shewhart(y, lag, options):
    for place in range(len(y)):
        found = plain_z(y, place, lag, options)
        if found:
            z, mean, sd, n = found
            upper = mean + norm.isf(options.alpha) * sd
            yield place, mean, upper, z, t.sf(z / np.sqrt(1 + 1 / n), n - 1), y[place] > upper


def plain_c3(y, options):
    for place in range(options.window + 4, len(y)):
        terms = [plain_z(y, place - back, 2, options) for back in range(3)]
        if terms[0]:
            score = sum(max(0, term[0] - 1) for term in terms if term)
            yield place, terms[0][1], score, score > norm.isf(options.alpha) and y[place] > 0


def gappy(seed=4, series=6, size=80):
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(2, 0.2, (series, size)).astype(float)
    counts[:, rng.random(size) < 0.15] = np.nan
    counts[1, 30:36] = 60
    counts[2] /= 7
    return counts


@pytest.mark.parametrize(("name", "lag"), [("c1", 0), ("c2", 2)])
def test_shewhart__equals_the_plain_loop(name, lag):
    options = EarsOptions(window=9, alpha=0.01)
    counts = gappy()
    verdicts = run(METHODS[name], counts, window=9, alpha=0.01)
    for i, y in enumerate(counts):
        rows = list(plain_shewhart(y, lag, options))
        places = [row[0] for row in rows]
        assert np.flatnonzero(verdicts.reason[i] == Reason.NONE).tolist() == places
        for k, field in enumerate(("expected", "upper", "score", "p_value", "above"), start=1):
            ours = getattr(verdicts, field)[i, places]
            np.testing.assert_allclose(ours, [row[k] for row in rows], rtol=1e-12, atol=1e-15)


def test_c3__equals_the_plain_loop():
    counts = gappy()
    verdicts = run(C3, counts)
    for i, y in enumerate(counts):
        rows = list(plain_c3(y, C3Options()))
        places = [row[0] for row in rows]
        assert np.flatnonzero(verdicts.reason[i] == Reason.NONE).tolist() == places
        for k, field in enumerate(("expected", "score", "above"), start=1):
            np.testing.assert_allclose(
                getattr(verdicts, field)[i, places], [row[k] for row in rows], atol=1e-12
            )


def test_c3__rise_is_above_at_once_where_the_reference_is_late():
    counts = [5, 4, 6, 5, 4, 6, 5, 5, 6, 5, 4, 6, 20, 30]
    assert run(C3, counts).above[0, 12:].tolist() == [True, True]
    assert run(C3, counts, rule="reference").above[0, 12:].tolist() == [False, True]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_ears__upper_is_the_line_between_above_and_not(method):
    counts = gappy()
    verdicts = run(method, counts)
    for sign in (-1e-9, 1e-9):
        changed = counts.copy()
        last = counts.shape[1] - 1
        changed[:, last] = verdicts.upper[:, last] * (1 + sign) + sign
        judged = verdicts.reason[:, last] == Reason.NONE
        assert (run(method, changed).above[judged, last] == (sign > 0)).all()


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_ears__does_not_depend_on_where_judging_starts(method):
    counts = gappy()
    whole = run(method, counts)
    for first in (0, 1, 10, 11, 40, 79, 80):
        part = run(method, counts, first=first)
        for field in ("expected", "upper", "score", "p_value", "above", "reason"):
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[:, first:])


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_ears__after_zeros_one_case_is_below_and_three_are_above(method):
    assert not run(method, [0] * 20 + [1]).above[0, -1]
    assert run(method, [0] * 20 + [3]).above[0, -1]
    assert not run(method, [0] * 21).above.any()


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_ears__flat_baseline_without_floor(method):
    verdicts = run(method, [4] * 20 + [4, 5, 3], min_sd=0.0)
    assert verdicts.score[0, 20:22].tolist() == [0.0, np.inf]
    assert verdicts.p_value[0, 21] == 0
    assert verdicts.above[0, 20:22].tolist() == [False, True]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("counts", [[np.nan] * 30, [3.0], [3.0] * 5], ids=["missing", "one", "short"])
def test_ears__without_history_nothing_is_judged(method, counts):
    verdicts = run(method, counts)
    expected = Reason.MISSING_REPORT if np.isnan(counts[0]) else Reason.SHORT_HISTORY
    assert (verdicts.reason == expected).all()
    assert np.isnan(verdicts.expected).all()
    assert np.isnan(verdicts.p_value).all()


def test_ears__history_is_where_judging_begins():
    for method in METHODS.values():
        reason = run(method, np.arange(40.0)).reason[0]
        assert (reason == Reason.NONE).argmax() == method.history(method.configure({}), "day")


def test_ears__missing_baseline_is_skipped_not_read_as_zero():
    counts = np.r_[[10, 12, 9, 11, 10, 12, 10], 11.0]
    gap = counts.copy()
    gap[[1, 3]] = np.nan
    assert run(C1, gap).expected[0, -1] == np.mean([10, 9, 10, 12, 10])
    gap[4] = np.nan
    assert run(C1, gap).reason[0, -1] == Reason.SHORT_HISTORY
    assert run(C1, gap, reported=0.5).reason[0, -1] == Reason.NONE


def test_ears__huge_counts_keep_their_digits():
    counts = 1e12 + np.array([3, 1, 4, 1, 5, 9, 2, 6, 20.0])
    small = counts - 1e12
    np.testing.assert_allclose(run(C1, counts).score[0, 7:], run(C1, small).score[0, 7:], rtol=1e-3)


def test_p_value__is_uniform_for_normal_counts():
    counts = np.random.default_rng(8).normal(100, 10, (4000, 8))
    p = run(C1, counts, first=7).p_value[:, 0]
    for level in (0.01, 0.1, 0.5):
        assert abs((p <= level).mean() - level) < 4 * np.sqrt(level / 4000)


@pytest.mark.parametrize("window", [5, 7, 28])
def test_p_value__of_c3_is_right_or_on_the_safe_side(window):
    counts = np.random.default_rng(9).normal(100, 10, (200_000, window + 5))
    score = run(C3, counts, first=window + 4, window=window).score
    for c in (0.2, 1.0, 2.0, 3.0):
        claimed = sum_tail(np.array([[c]]), np.array([[window]]))[0, 0]
        happened = (score >= c).mean()
        assert 0.95 < claimed / happened < 1.2


def test_p_value__of_c3_falls_without_steps():
    score = np.linspace(0.01, 300, 2000)[None, :]
    for n in (2, 7, 60, 400):
        p = sum_tail(score, np.full(score.shape, n))
        assert (np.diff(p) <= 0).all()
        assert (p > 0).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"window": 2}, "window=2 is not usable: it must be 3 periods or more"),
        ({"alpha": 0.5}, "alpha=0.5 is not usable: it must be above 0 and below 0.5"),
        ({"min_sd": -1}, "min_sd=-1 is not usable: it must be 0 or more"),
        ({"reported": 0}, "reported=0 is not usable: it must be above 0 and at most 1"),
    ],
)
@pytest.mark.parametrize("kind", [EarsOptions, C3Options])
def test_options__out_of_bounds_are_refused(kind, given, message):
    with pytest.raises(OptionError, match=message):
        kind(**given)


def test_options__unknown_rule_is_refused():
    with pytest.raises(OptionError, match="one of published, reference"):
        C3Options(rule="other")

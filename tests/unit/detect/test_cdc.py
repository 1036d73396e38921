"""The CDC method against a plain loop, and at its edges."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import norm, t

from tocsin.detect.baseline_weeks import moments, plain_moments
from tocsin.detect.cdc import METHOD, CdcOptions
from tocsin.detect.method import Question
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

FIELDS = ("expected", "upper", "score", "p_value", "above", "reason")


def run(counts, first=0, every="week", **given):
    counts = np.atleast_2d(np.asarray(counts, float))
    question = Question(counts=counts, periods=Periods(every, 2334, counts.shape[1]), first=first)
    return METHOD.run(question, METHOD.configure(given))


def plain(y, ends, options, length):
    """(place, expected, upper, z, p, above) of each judged cell; Farrington and Andrews (2003), eq. 8-1."""

    def total(place):
        weeks = y[place - length + 1 : place + 1]
        return np.nan if place < length - 1 or np.isnan(weeks).any() else sum(weeks)

    for place, end in enumerate(ends):
        base, reached = [], True
        for back in range(1, options.years + 1):
            wanted = date(end.year - back, end.month, end.day) if (end.month, end.day) != (2, 29) else None
            wanted = wanted or date(end.year - back, 3, 1)
            if length == 1:
                at = place - 12 * back
            else:
                near = min(
                    (wanted + timedelta(days=d) for d in range(-3, 4)), key=lambda day: (day - end).days % 7
                )
                at = place - (end - near).days // 7
            for m in range(-options.half_window, options.half_window + 1):
                reached &= at + length * m >= length - 1
                base.append(total(at + length * m) if at + length * m >= 0 else np.nan)
        base = [v for v in base if not np.isnan(v)]
        if not reached or len(base) < options.reported * options.size or np.isnan(total(place)):
            continue
        spread = max(np.std(base, ddof=1), options.min_sd) * np.sqrt(1 + 1 / len(base))
        z = (total(place) - np.mean(base)) / spread
        limit = np.mean(base) + norm.isf(options.alpha / 2) * spread
        room = limit - (total(place) - y[place])
        upper = room if room >= 0 else np.nan
        yield place, np.mean(base) / length, upper, z, t.sf(z, len(base) - 1), total(place) > limit


def gappy(size=300, seed=6):
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(2, 0.2, (5, size)).astype(float)
    counts[:, rng.random(size) < 0.03] = np.nan
    counts[1, -20:-15] = 200
    counts[2] /= 7
    return counts


@pytest.mark.parametrize(("every", "length"), [("week", 4), ("month", 1)])
@pytest.mark.parametrize("given", [{}, {"years": 3, "half_window": 2, "alpha": 0.2}])
def test_cdc__equals_the_plain_loop(every, length, given):
    counts = gappy()
    verdicts = run(counts, every=every, **given)
    ends = Periods(every, 2334, counts.shape[1]).ends().tolist()
    history = METHOD.history(CdcOptions(**given), every)
    for i, y in enumerate(counts):
        rows = [row for row in plain(y, ends, CdcOptions(**given), length) if row[0] >= history]
        places = [row[0] for row in rows]
        assert len(places) > 20
        assert np.flatnonzero(verdicts.reason[i] == Reason.NONE).tolist() == places
        for k, field in enumerate(FIELDS[:5], start=1):
            ours = getattr(verdicts, field)[i, places]
            np.testing.assert_allclose(ours, [row[k] for row in rows], rtol=1e-9, atol=1e-15, err_msg=field)


def test_moments__kernel_equals_its_plain_twin():
    counts = gappy()
    places = np.random.default_rng(1).integers(-1, counts.shape[1], (40, 9))
    places[0] = -1
    for ours, judge in zip(moments(counts, places), plain_moments(counts, places), strict=True):
        np.testing.assert_allclose(ours, judge, rtol=1e-12, atol=1e-12)


def test_cdc__does_not_depend_on_where_judging_starts():
    counts = gappy()
    whole = run(counts)
    for first in (0, 5, 266, 267, 268, 299, 300):
        part = run(counts, first=first)
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[:, first:])


def test_cdc__after_years_of_zeros_one_case_is_below_and_two_are_above():
    assert run([0] * 280 + [1]).above[0, -1].tolist() is False
    assert run([0] * 280 + [2]).above[0, -1]
    assert run([0] * 280 + [1], min_sd=0.0).above[0, -1]
    assert not run([0] * 281).above.any()


def test_cdc__a_week_has_no_bound_where_the_three_before_are_too_many():
    verdicts = run([5] * 280 + [90, 0])
    assert verdicts.above[0, -2:].tolist() == [True, True]
    assert np.isnan(verdicts.upper[0, -1])
    assert verdicts.upper[0, -2] > 5


def test_cdc__a_missing_week_among_the_four_judged_is_said():
    counts = np.full(290, 5.0)
    counts[285] = np.nan
    reason = run(counts).reason[0]
    assert reason[284:].tolist() == [0, 3, 3, 3, 3, 0]


def test_cdc__incomplete_totals_are_left_out_not_read_as_less():
    counts = np.full(290, 5.0)
    counts[[60, 100, 110]] = np.nan
    assert (run(counts, first=270).expected == 5).all()
    counts[:200:4] = np.nan
    assert (run(counts, first=270).reason == Reason.SHORT_HISTORY).all()


@pytest.mark.parametrize("counts", [[np.nan] * 300, [3.0], [3.0] * 100], ids=["missing", "one", "short"])
def test_cdc__without_history_nothing_is_judged(counts):
    verdicts = run(counts)
    assert (verdicts.reason == (Reason.MISSING_REPORT if np.isnan(counts[0]) else Reason.SHORT_HISTORY)).all()
    assert np.isnan(verdicts.expected).all()


@pytest.mark.parametrize("every", ["week", "month"])
@pytest.mark.parametrize("reference", ["dates", "steps"])
def test_cdc__history_is_where_judging_begins(every, reference):
    reason = run(np.arange(330.0), every=every, reference=reference).reason[0]
    options = METHOD.configure({"reference": reference})
    assert (reason == Reason.NONE).argmax() == METHOD.history(options, every)


def test_cdc__is_not_meant_for_days():
    with pytest.raises(OptionError, match="it must be week or month for method cdc"):
        METHOD.check_every("day")


def test_cdc__negative_counts_are_judged_like_others():
    counts = np.full(300, 2.0)
    counts[[33, 50, 90, 150, 295]] = -30
    verdicts = run(counts)
    judged = verdicts.reason[0] == Reason.NONE
    assert judged[295]
    for field in ("expected", "score", "p_value"):
        assert np.isfinite(getattr(verdicts, field)[0, judged]).all()
    assert not verdicts.above[0, 295]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"years": 0}, "years=0 is not usable: it must be 1 or more"),
        ({"half_window": -1}, "half_window=-1 is not usable: it must be 0 to 6"),
        ({"half_window": 0, "years": 1}, "half_window=0 is not usable: .* 1 or more when years is 1"),
        ({"alpha": 1.0}, "alpha=1.0 is not usable: it must be above 0 and below 1"),
        ({"min_sd": float("inf")}, "min_sd=inf is not usable: it must be 0 or more"),
        ({"reference": "year"}, "reference='year' is not usable: it must be one of dates, steps"),
        ({"reported": 2}, "reported=2 is not usable: it must be above 0 and at most 1"),
    ],
)
def test_options__out_of_bounds_are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        CdcOptions(**given)

"""Farrington scan: each period against its own baseline, the last ones read together."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import nbinom, poisson

from tocsin.detect.farrington_flexible import FlexibleOptions, model_of
from tocsin.detect.farrington_model import fit
from tocsin.detect.farrington_scan import ScanOptions, run, scan
from tocsin.detect.method import Question
from tocsin.detect.scan_tail import critical_score, crossing
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

WEEKS = Periods.spanning(date(2015, 1, 5), date(2022, 7, 3), "week")
T, FIRST = len(WEEKS), len(WEEKS) - 30


def simulated(series: int = 6, seed: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mean = np.array([0.4, 3, 8, 20, 60, 300])[np.arange(series) % 6, None]
    season = 1 + 0.4 * np.sin(np.arange(T) * 2 * np.pi / 52.18)
    size = (mean * season) / 0.8
    counts = rng.negative_binomial(size, 1 / 1.8).astype(float)
    counts[:, -4:] += rng.poisson(np.sqrt(1.8 * mean) * [1, 1.5, 1.5, 1], (series, 4))
    return counts


def asked(counts: np.ndarray, first: int = FIRST) -> Question:
    return Question(counts=counts, periods=WEEKS, first=first)


def test_scan__equals_the_plain_loop():
    z = np.random.default_rng(2).normal(size=(7, 12))
    z[0, 3] = z[1, 10:] = np.nan
    z[2, 5] = -np.inf
    for windows in (1, 2, 3, 5):
        found = scan(z, windows, 2.0)
        for s in range(7):
            for j in range(windows - 1, 12):
                sums, needs = [], []
                for m in range(1, windows + 1):
                    reported = [x for x in z[s, j - m + 1 : j + 1] if not math.isnan(x)]
                    sums.append(sum(reported) / math.sqrt(len(reported)) if reported else math.nan)
                    before = [x for x in z[s, j - m + 1 : j] if not math.isnan(x)]
                    needs.append(2.0 * math.sqrt(len(before) + 1) - sum(before))
                at = j - windows + 1
                if not math.isnan(z[s, j]):
                    assert found.largest[s, at] == pytest.approx(max(sums))
                assert found.needed[s, at] == pytest.approx(min(needs))


def test_run__equals_the_paper_and_pencil_rule():
    counts = simulated(18)
    options = ScanOptions(min_cases=0)
    verdicts = run(asked(counts), options)
    early = fit(asked(counts, FIRST - 2), replace(model_of(FlexibleOptions(), "week"), min_cases=0.0))
    z = -ndtri(early.p_value)
    limit = critical_score(0.01, 3)
    judged = 0
    for s, j in np.ndindex(*verdicts.p_value.shape):
        if verdicts.reason[s, j]:
            continue
        judged += 1
        run_up = z[s, j : j + 3]
        largest = max(np.nansum(run_up[-m:]) / np.sqrt((~np.isnan(run_up[-m:])).sum()) for m in (1, 2, 3))
        y = counts[s, FIRST + j]
        above = bool(largest >= limit and y > early.expected[s, j + 2] and y > 0)
        assert verdicts.above[s, j] == above == (y > verdicts.upper[s, j] and y > 0)
        assert verdicts.p_value[s, j] == pytest.approx(
            crossing(largest, 3) if largest > -5 else 1.0, rel=1e-4
        )
    assert judged > 300
    assert verdicts.above.sum() > 5


def test_run__one_window_marks_what_improved_farrington_marks():
    counts = simulated()
    one = run(asked(counts), ScanOptions(windows=1))
    plain = fit(asked(counts), model_of(FlexibleOptions(), "week"))
    judged = plain.reason == Reason.NONE
    np.testing.assert_array_equal(one.reason, plain.reason)
    np.testing.assert_array_equal(one.upper[judged], np.maximum(plain.upper, plain.expected)[judged])
    np.testing.assert_allclose(one.p_value[judged], plain.p_value[judged], rtol=2e-5)


def test_run__bound_is_that_of_the_week_alone_unless_the_weeks_before_decide():
    counts = simulated()
    verdicts = run(asked(counts), ScanOptions())
    early = fit(asked(counts), replace(model_of(FlexibleOptions(), "week"), min_cases=0.0))
    limit = critical_score(0.01, 3)
    tail = 0.5 * math.erfc(limit / math.sqrt(2))
    seen = 0
    for s, j in np.ndindex(*verdicts.upper.shape):
        y, mean, phi = counts[s, FIRST + j], early.expected[s, j], early.dispersion[s, j]
        if verdicts.reason[s, j]:
            continue
        count = poisson(mean) if phi <= 1 else nbinom(mean / (phi - 1), 1 / phi)
        alone = max(count.ppf(1 - tail), mean)
        if not verdicts.above[s, j] or y > alone:
            assert verdicts.upper[s, j] == alone
            seen += 1
        else:
            assert verdicts.upper[s, j] < y
    assert seen > 50


def test_run__three_high_weeks_are_above_where_none_is_by_itself():
    flat = np.random.default_rng(8).poisson(10, (1, T)).astype(float)
    flat[0, -6:] = [10, 10, 10, 17, 17, 17]
    alone = fit(asked(flat), model_of(FlexibleOptions(), "week"))
    assert not (flat[:, FIRST:] > alone.upper)[0, -3:].any()
    together = run(asked(flat), ScanOptions())
    assert together.above[0, -1]
    assert not together.above[0, -3]


def test_run__a_high_week_does_not_make_the_quiet_one_after_it_above():
    counts = np.random.default_rng(8).poisson(10, (1, T)).astype(float)
    counts[0, -2:] = [60, 9]
    verdicts = run(asked(counts), ScanOptions())
    assert verdicts.above[0, -2:].tolist() == [True, False]


def test_run__a_missing_week_is_left_out_not_read_as_zero():
    counts = np.random.default_rng(8).poisson(10, (1, T)).astype(float)
    counts[0, -3:] = [18, np.nan, 18]
    gap = run(asked(counts), ScanOptions())
    counts[0, -2] = 0
    zero = run(asked(counts), ScanOptions())
    assert gap.p_value[0, -1] < zero.p_value[0, -1]
    assert gap.reason[0, -2] == Reason.MISSING_REPORT


@pytest.mark.parametrize(("mean", "phi"), [(1.5, 1.2), (10, 1.0), (40, 3.0)])
def test_run__keeps_its_level_when_nothing_happens(mean, phi):
    rng = np.random.default_rng(21)
    size = (150, T)
    draw = rng.poisson(mean, size) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi, size)
    verdicts = run(asked(draw.astype(float)), ScanOptions())
    judged = verdicts.reason == Reason.NONE
    share = verdicts.above[judged].mean()
    assert 0.002 < share < 0.02  # 1 % on paper; baselines of five years are not exact


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"windows": 0}, "windows=0 is not usable: it must be 1 to 8 periods"),
        ({"windows": 9}, "windows=9 is not usable: it must be 1 to 8 periods"),
        ({"alpha": 0.7}, "alpha=0.7 is not usable"),
        ({"years_back": 0}, "years_back=0 is not usable"),
    ],
)
def test_options__out_of_bounds_are_refused(given, text):
    with pytest.raises(OptionError, match=text):
        ScanOptions(**given)

"""Judging by a nowcast: which counts are completed, what the answer is then, and what stays as it was."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tocsin.detect import completed
from tocsin.detect import judge as judging
from tocsin.detect.auto import judge_by
from tocsin.detect.completed import judge_completed, shares
from tocsin.panel import FAN_LEVELS, Forecast, Panel
from tocsin.testing.ordinary import ordinary_counts
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import InputError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status

T, BACK = 60, 5
WEEKS = Periods("week", 2700, T)
KEYS = pl.DataFrame({"disease": ["a", "b", "c", "d"], "place": ["X", "Y", "Z", "W"]})
LEVELS = np.array(FAN_LEVELS)


def signals_of(counts, method="ears-c2"):
    absence = np.where(np.isnan(counts), Absence.LATE, Absence.PRESENT).astype(np.uint8)
    panel = Panel(counts=np.ascontiguousarray(counts), absence=absence, series=KEYS, periods=WEEKS)
    return judge_by(panel, method, start=WEEKS.end(-BACK))


@pytest.fixture
def counts():
    made = ordinary_counts(np.random.default_rng(2), len(KEYS), WEEKS)
    made[3, -1] = np.nan
    return made


def nowcast_of(values, *, order=(0, 1, 2, 3), columns=("disease", "place")):
    """A nowcast of the last periods: values (series, periods) -> quantiles, NaN = no answer."""
    quantiles = np.full((len(KEYS), 2, len(LEVELS)), np.nan)
    for (row, horizon), given in values.items():
        quantiles[row, 1 + horizon] = given
    return Forecast(
        quantiles=quantiles[list(order)], levels=LEVELS, series=KEYS[list(order)].select(columns),
        periods=Periods("week", WEEKS.first + T - 2, 2), origin=WEEKS.first + T - 1, method="hand",
    )  # fmt: skip


def with_newest(counts, value):
    changed = counts.copy()
    changed[1, -1] = value
    return changed


WIDE = np.array([70.0, 90, 110, 150, 190, 230, 300])


def test_judge_completed__the_median_is_judged_and_the_p_value_is_the_mean_over_the_nowcast(counts):
    signals = signals_of(counts)
    done = judge_completed(signals, nowcast_of({(1, 0): WIDE}), "ears-c2")
    assert done.signals.observed[1, -1] == 150
    p = [signals_of(with_newest(counts, quantile)).p_value[1, -1] for quantile in WIDE]
    assert done.signals.p_value[1, -1] == pytest.approx(np.dot(shares(LEVELS), p), rel=1e-12)
    assert done.signals.p_value[1, -1] > p[3]
    assert done.signals.status[1, -1] == Status.ABOVE
    assert (done.reported[1, -1], done.low[1, -1], done.high[1, -1]) == (counts[1, -1], 70, 300)
    assert (done.levels, done.method) == ((0.025, 0.975), "hand")


def test_judge_completed__what_has_come_in_already_stays_unusual(counts):
    """A wide nowcast takes nothing from a count that will grow; from one that will shrink it does."""
    counts[1, -1] = 140
    signals = signals_of(counts)
    growing = judge_completed(signals, nowcast_of({(1, 0): WIDE}), "ears-c2").signals.p_value[1, -1]
    assert growing == pytest.approx(signals.p_value[1, -1])
    counts[1, -1] = 160
    signals = signals_of(counts)
    shrinking = judge_completed(signals, nowcast_of({(1, 0): WIDE}), "ears-c2").signals.p_value[1, -1]
    p = [signals_of(with_newest(counts, quantile)).p_value[1, -1] for quantile in WIDE]
    assert shrinking == pytest.approx(np.dot(shares(LEVELS), p)) != pytest.approx(signals.p_value[1, -1])


def test_judge_completed__all_else_stays_as_it_was(counts):
    signals = signals_of(counts)
    done = judge_completed(signals, nowcast_of({(1, 0): WIDE}), "ears-c2")
    others = [0, 2, 3]
    for name in ("expected", "upper", "score", "p_value", "status", "reason", "observed"):
        np.testing.assert_array_equal(getattr(done.signals, name)[others], getattr(signals, name)[others])
    assert np.isnan(done.reported[others]).all()
    assert np.isnan(done.reported[1, :-1]).all()


def test_judge_completed__a_period_without_a_report_stays_unjudged(counts):
    done = judge_completed(signals_of(counts), nowcast_of({(3, 0): WIDE}), "ears-c2")
    assert done.signals.status[3, -1] == Status.UNJUDGED
    assert done.signals.reason[3, -1] == Reason.MISSING_REPORT
    assert np.isnan(done.reported[3, -1])


def test_judge_completed__a_nowcast_that_believes_the_report_completes_nothing(counts):
    sure = np.full(len(LEVELS), counts[2, -1])
    signals = signals_of(counts)
    done = judge_completed(signals, nowcast_of({(2, 0): sure}), "ears-c2")
    assert np.isnan(done.reported).all()
    np.testing.assert_array_equal(done.signals.p_value, signals.p_value)


def test_judge_completed__earlier_incomplete_periods_are_judged_at_their_median(counts):
    done = judge_completed(signals_of(counts), nowcast_of({(0, -1): WIDE}), "ears-c2")
    changed = counts.copy()
    changed[0, -2] = 150
    np.testing.assert_allclose(done.signals.p_value[0], signals_of(changed).p_value[0])
    assert done.reported[0, -2] == counts[0, -2]


def test_judge_completed__whole_counts_stay_whole_and_rates_do_not(counts):
    counts[0] += 0.5
    low = nowcast_of({(0, 0): WIDE + 0.3, (1, 0): WIDE + 0.3})
    done = judge_completed(signals_of(counts), low, "ears-c2")
    assert (done.signals.observed[0, -1], done.signals.observed[1, -1]) == (150.3, 150)


def test_judge_completed__series_are_found_by_their_keys(counts):
    signals = signals_of(counts)
    straight = judge_completed(signals, nowcast_of({(1, 0): WIDE}), "ears-c2")
    turned = nowcast_of({(1, 0): WIDE}, order=(2, 1), columns=("place", "disease"))
    done = judge_completed(signals, turned, "ears-c2")
    np.testing.assert_array_equal(done.signals.p_value, straight.signals.p_value)


def test_judge_completed__a_quantile_that_cannot_be_judged_counts_as_nothing_unusual(counts, monkeypatch):
    signals, cast = signals_of(counts), nowcast_of({(1, 0): WIDE})
    whole = judge_completed(signals, cast, "ears-c2").signals.p_value[1, -1]

    def few(panel, *args, **kwargs):
        made = judging.judge(panel, *args, **kwargs)
        low = panel.counts[:, -1] < 100
        return replace(made, p_value=np.where(low[:, None], np.nan, made.p_value))

    monkeypatch.setattr(completed, "judge", few)
    more = judge_completed(signals, cast, "ears-c2").signals.p_value[1, -1]
    p_of_low = [signals_of(with_newest(counts, q)).p_value[1, -1] for q in WIDE[:2]]
    lost = np.dot(shares(LEVELS)[:2], 1 - np.array(p_of_low))
    assert more - whole == pytest.approx(lost)


@pytest.mark.parametrize("method", ["auto", "farrington-flexible"])
def test_judge_completed__works_for_auto_and_for_series_that_are_too_short(counts, method):
    done = judge_completed(signals_of(counts, method), nowcast_of({(1, 0): WIDE}), method)
    assert (done.signals.status[1, -1] == Status.ABOVE) == (method == "auto")
    assert np.isnan(done.signals.p_value[1, -1]) == (method != "auto")


def test_judge_completed__a_nowcast_of_other_columns_is_refused(counts):
    with pytest.raises(
        InputError, match="The nowcast is of disease by week; the counts are of disease, place"
    ):
        judge_completed(signals_of(counts), nowcast_of({}, columns=("disease",)), "ears-c2")


def test_shares__add_up_to_one_and_lie_around_their_levels():
    assert shares(LEVELS).sum() == pytest.approx(1)
    np.testing.assert_allclose(shares(LEVELS), [0.0625, 0.1125, 0.2, 0.25, 0.2, 0.1125, 0.0625])

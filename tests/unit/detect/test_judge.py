"""The one way from a panel to signals: spans, blocks, the reasons that hold for every method."""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

import tocsin
from tocsin.detect import judge as judging
from tocsin.detect.auto import judge_auto
from tocsin.detect.judge import final_reason, in_blocks, judge, judged_span
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.detect.registry import find_method, method_names
from tocsin.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, DateError, InputError, OptionError, UnknownNameError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status


def small_panel(counts: np.ndarray, every: str = "week") -> Panel:
    counts = np.ascontiguousarray(counts, float)
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    series = pl.DataFrame({"place": [f"P{i}" for i in range(len(counts))]})
    return Panel(counts=counts, absence=absence, series=series, periods=Periods(every, 2600, counts.shape[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceOptions:
    back: int = 1


def twice(question: Question, options: TwiceOptions) -> Verdicts:
    """Above when a count is more than twice the one before."""
    verdicts = Verdicts.unjudged(question.shape, Reason.SHORT_HISTORY)
    here = np.arange(question.first, question.counts.shape[1])
    before = question.counts[:, here - options.back]
    verdicts.expected[:] = before
    verdicts.upper[:] = 2 * before
    verdicts.score[:] = question.counts[:, question.first :] - before
    verdicts.p_value[:] = 0.5
    verdicts.above[:] = question.counts[:, question.first :] > 2 * before
    verdicts.reason[:] = Reason.NONE
    return verdicts


TWICE = Method(
    name="twice", title="", run=twice, options=TwiceOptions, history=lambda o, _: o.back, source=""
)


def test_judged_span__without_dates_is_the_newest_period():
    assert judged_span(small_panel(np.ones((1, 9))), None, None) == (8, 9)


def test_judged_span__any_day_of_a_period_names_it():
    panel = small_panel(np.ones((1, 9)))
    monday, sunday = panel.periods.starts()[3].item(), panel.periods.end(3)
    assert judged_span(panel, monday, panel.periods.labels()[5]) == (3, 6)
    assert judged_span(panel, sunday, None) == (3, 9)


@pytest.mark.parametrize(("start", "end"), [("1990-01-01", None), (None, "2100-01-01"), ("late", "early")])
def test_judged_span__outside_or_reversed_says_what_the_data_cover(start, end):
    panel = small_panel(np.ones((1, 9)))
    if start == "late":
        start, end = panel.periods.end(7), panel.periods.end(2)
    with pytest.raises(DateError, match=f"the data cover {panel.periods.end(0)} to {panel.periods.end(-1)}"):
        judged_span(panel, start, end)


def test_judged_span__empty_panel_is_refused():
    with pytest.raises(InputError, match="the panel is empty"):
        judged_span(small_panel(np.ones((0, 9))), None, None)


def test_in_blocks__equals_one_run_and_reports_progress(monkeypatch):
    counts = np.random.default_rng(3).poisson(5, (10, 20)).astype(float)
    question = Question(counts=counts, periods=Periods("week", 0, 20), first=15)
    whole = twice(question, TwiceOptions())
    monkeypatch.setattr(judging, "BLOCK", 3)
    seen = []
    parts = in_blocks(TWICE, question, TwiceOptions(), seen.append)
    np.testing.assert_array_equal(parts.score, whole.score)
    np.testing.assert_array_equal(parts.above, whole.above)
    assert seen == [3, 3, 3, 1]


def test_final_reason__history_counts_from_the_first_report():
    counts = np.ones((2, 10))
    counts[1, :6] = np.nan
    question = Question(counts=counts, periods=Periods("week", 0, 10), first=8)
    verdicts = twice(question, TwiceOptions())
    reason = final_reason(verdicts, question, history=3)
    assert reason.tolist() == [[0, 0], [Reason.SHORT_HISTORY, Reason.NONE]]


def test_final_reason__a_missing_report_is_named_before_anything_else():
    counts = np.full((2, 10), np.nan)
    counts[1, :9] = 1
    question = Question(counts=counts, periods=Periods("week", 0, 10), first=9)
    reason = final_reason(twice(question, TwiceOptions()), question, history=3)
    assert (reason == Reason.MISSING_REPORT).all()


def test_judge__shows_no_number_for_an_unjudged_cell():
    counts = np.vstack([np.r_[np.full(20, 4.0), 40], np.r_[np.full(19, 4.0), np.nan, 4], np.full(21, np.nan)])
    signals = judge(small_panel(counts), "ears-c1", start=small_panel(counts).periods.end(19))
    assert signals.status[0, 1] == Status.ABOVE
    assert signals.reason[1, 0] == Reason.MISSING_REPORT
    assert np.isnan(signals.expected[2]).all()
    assert np.isnan(signals.p_value[2]).all()
    frame = signals.to_frame()
    assert frame.columns == [
        "place", "date", "observed", "expected", "upper", "score", "p_value", "status", "reason", "method",
    ]  # fmt: skip
    assert frame.height == 6
    assert frame.filter(pl.col("status") == "unjudged")["expected"].null_count() == 3


def test_judge__does_not_see_what_lies_after_its_end():
    counts = np.random.default_rng(1).poisson(9, (3, 40)).astype(float)
    changed = counts.copy()
    changed[:, 31:] = 999
    end = small_panel(counts).periods.end(30)
    one, other = (judge(small_panel(c), "ears-c2", end=end) for c in (counts, changed))
    np.testing.assert_array_equal(one.p_value, other.p_value)


def test_judge__unknown_method_lists_what_exists():
    with pytest.raises(UnknownNameError, match=r"No method 'ears-c4'\. Did you mean ears-c\d\? Known: bayes"):
        judge(small_panel(np.ones((1, 30))), "ears-c4")


def test_judge__misspelt_option_lists_what_exists():
    with pytest.raises(UnknownNameError, match=r"No option of ears-c2 'windw'\. Did you mean window\?"):
        judge(small_panel(np.ones((1, 30))), "ears-c2", options={"windw": 3})


def test_method__refuses_a_kind_of_period_it_was_not_made_for():
    weekly = Method(
        name="weekly", title="", run=twice, options=TwiceOptions, history=lambda o, _: 1, source="",
        every=("week",),
    )  # fmt: skip
    with pytest.raises(OptionError, match="it must be week for method weekly"):
        weekly.check_every("day")


def test_registry__every_registered_method_is_a_record_of_that_name():
    for name in method_names():
        assert find_method(name).name == name


def test_auto__picks_by_history_and_names_its_choice():
    counts = np.random.default_rng(5).poisson(9, (3, 320)).astype(float)
    counts[1, :200] = np.nan
    counts[2, :318] = np.nan
    signals = judge_auto(small_panel(counts))
    assert signals.method[0] == "farrington-flexible"
    assert signals.method[1] != "farrington-flexible"
    assert signals.status[:2].tolist() == [[Status.BELOW], [Status.BELOW]]
    assert signals.reason[2] == Reason.SHORT_HISTORY
    alone = judge(small_panel(counts[:1]), "farrington-flexible")
    np.testing.assert_array_equal(signals.p_value[:1], alone.p_value)


def test_auto__takes_no_options():
    with pytest.raises(UnknownNameError, match="No option of auto 'window'"):
        judge_auto(small_panel(np.ones((1, 30))), options={"window": 3})


def test_detect__a_frame_needs_the_names_of_its_columns():
    with pytest.raises(ColumnError, match=re.escape("A dataframe needs time= and count=")):
        tocsin.detect(pl.DataFrame({"a": [1]}))


def test_detect__frame_and_panel_give_the_same():
    panel = small_panel(np.random.default_rng(2).poisson(9, (2, 60)).astype(float))
    frame = panel.to_frame(time="week", count="n")
    one = tocsin.detect(panel, "ears-c2", window=8)
    other = tocsin.detect(frame, "ears-c2", time="week", count="n", by=["place"], window=8)
    assert one.to_frame().equals(other.to_frame())

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.panel.effort import EffortRule, exclude_effort
from tocsin.panel.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError, OptionError

WEEKS = [date(2025, 1, 5) + timedelta(weeks=week) for week in range(6)]
RULE = EffortRule(indicator="operation-days", on=("seizures",), above=2)
NAN = np.nan


def panel(rows, by=("place", "indicator"), weeks=WEEKS, every="week"):
    lines = [
        {**dict(zip(by, key, strict=True)), "date": week, "count": None if value is None else float(value)}
        for key, values in rows.items()
        for week, value in zip(weeks, values, strict=True)
    ]
    return Panel.from_frame(
        pl.DataFrame(lines), time="date", count="count", by=list(by), every=every, rates=True
    )


def effort(values, place="XA", **kwargs):
    return panel({(place, "operation-days"): values}, **kwargs)


COUNTS = {
    ("XA", "deaths"): [1, 1, 1, 1, 1, 1],
    ("XA", "seizures"): [5, 6, 50, 5, None, 7],
    ("XB", "seizures"): [3, 3, 3, 3, 3, 3],
}


def row(found, *key):
    return found.counts[found.series.rows().index(key)]


def test_effort__leaves_out_periods_above_the_bound_of_the_moved_indicator_alone():
    found = exclude_effort(panel(COUNTS), effort([0, 2, 3, 1, 9, 0]), RULE)
    np.testing.assert_array_equal(row(found, "XA", "seizures"), [5, 6, NAN, 5, NAN, 7])
    np.testing.assert_array_equal(row(found, "XA", "deaths"), np.ones(6))
    np.testing.assert_array_equal(row(found, "XB", "seizures"), np.full(6, 3.0))
    absence = found.absence[found.series.rows().index(("XA", "seizures"))]
    assert absence[2] == Absence.EXCLUDED
    assert absence[4] == Absence.UNKNOWN  # what was no number before keeps its reason


def test_effort__not_reported_after_the_first_report_is_left_out_too():
    found = exclude_effort(panel(COUNTS), effort([None, 0, None, 0, 0, None]), RULE)
    np.testing.assert_array_equal(row(found, "XA", "seizures"), [5, 6, NAN, 5, NAN, NAN])


def test_effort__never_reported_leaves_out_nothing():
    found = exclude_effort(panel(COUNTS), effort([None] * 6), RULE)
    np.testing.assert_array_equal(found.counts, panel(COUNTS).counts)


def test_effort__periods_beyond_the_effort_are_not_reported_ones():
    found = exclude_effort(panel(COUNTS), effort([0, 0], weeks=WEEKS[2:4]), RULE)
    np.testing.assert_array_equal(row(found, "XA", "seizures"), [5, 6, 50, 5, NAN, NAN])


def test_effort__that_begins_before_the_counts_is_laid_over_them():
    early = [WEEKS[0] - timedelta(weeks=1), *WEEKS]
    found = exclude_effort(panel(COUNTS), effort([9, 0, 0, 9, 0, 0, 0], weeks=early), RULE)
    np.testing.assert_array_equal(row(found, "XA", "seizures"), [5, 6, NAN, 5, NAN, 7])


def test_effort__several_series_of_a_place_are_added_up():
    by = ("place", "indicator", "unit")
    both = panel(
        {("XA", "operation-days", "police"): [1, 1, 0, 0, 0, 0],
         ("XA", "operation-days", "customs"): [1, 2, 0, 0, 0, None]}, by=by,
    )  # fmt: skip
    found = exclude_effort(panel(COUNTS), both, RULE)
    np.testing.assert_array_equal(row(found, "XA", "seizures"), [5, NAN, 50, 5, NAN, NAN])


@pytest.mark.parametrize("above", [-1, np.inf, np.nan])
def test_effort__a_bound_that_is_none_is_refused(above):
    with pytest.raises(OptionError, match=r"effort_exclude=.* must be 0 or more, in the unit of the effort"):
        EffortRule(indicator="operation-days", on=("seizures",), above=above)


def test_effort__what_it_cannot_be_matched_to_is_refused():
    with pytest.raises(ColumnError, match="The panel has no key column 'place'"):
        exclude_effort(panel({("seizures",): [1] * 6}, by=("indicator",)), effort([0] * 6), RULE)
    with pytest.raises(ColumnError, match="The effort has no key column 'place'"):
        exclude_effort(panel(COUNTS), panel({("x",): [1] * 6}, by=("indicator",)), RULE)
    months = [date(2025, month, 1) for month in range(1, 7)]
    with pytest.raises(InputError, match="reported by month and the counts by week"):
        exclude_effort(panel(COUNTS), effort([0] * 6, weeks=months, every="month"), RULE)

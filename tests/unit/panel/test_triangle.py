"""Triangle, Forecast and the table of reports: what they promise."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tocsin.panel import Forecast, Triangle
from tocsin.panel.reports import REPORTS, check_reports, join_stratum, split_stratum
from tocsin.vocab.errors import ColumnError, InputError
from tocsin.vocab.periods import Periods

WEEKS = Periods("week", 2900, 3)
ONE = pl.DataFrame({"place": ["XA"]})


def test_triangle__known_sums_what_came_and_leaves_what_did_not():
    nan = np.nan
    triangle = Triangle(
        increments=np.array([[[5.0, 3, -1], [4, nan, 2], [nan, nan, nan]]]), series=ONE, periods=WEEKS
    )
    np.testing.assert_array_equal(triangle.known(), [[7.0, 6.0, nan]])
    assert triangle.panel().absence.tolist() == [[0, 0, 6]]
    assert triangle.delays.tolist() == [0, 1, 2]


def test_triangle__refuses_a_shape_that_does_not_fit():
    with pytest.raises(InputError, match=r"increments has shape \(1, 2, 3\); series and periods ask for"):
        Triangle(increments=np.zeros((1, 2, 3)), series=ONE, periods=WEEKS)


def forecast(quantiles, levels=(0.25, 0.5)):
    return Forecast(
        quantiles=np.array(quantiles),
        levels=np.array(levels),
        series=ONE,
        periods=Periods("week", 2901, 2),
        origin=2901,
    )


def test_forecast__horizons_count_from_the_origin():
    made = forecast([[[1.0, 2.0], [np.nan, np.nan]]])
    assert made.horizons.tolist() == [0, 1]
    np.testing.assert_array_equal(made.at(0.5), [[2.0, np.nan]])
    with pytest.raises(InputError, match=r"no quantile at 0.9; levels: \[0.25, 0.5\]"):
        made.at(0.9)


def test_forecast__refuses_crossing_quantiles_and_bad_levels():
    with pytest.raises(InputError, match="must not decrease"):
        forecast([[[2.0, 1.0], [1.0, 2.0]]])
    with pytest.raises(InputError, match="must increase inside"):
        forecast([[[1.0, 2.0], [1.0, 2.0]]], levels=(0.5, 0.5))


def one_report(**changes):
    row = {
        "source": "s", "indicator": "measles", "place": "XA", "stratum": "", "every": "week",
        "reference_date": date(2025, 2, 16), "report_date": None, "value": 3.0, "absence": 0, "unit": "cases",
    }  # fmt: skip
    return pl.DataFrame([{**row, **changes}], schema=REPORTS)


def test_reports__are_taken_as_they_are_when_they_fit():
    assert check_reports(one_report()).rows() == one_report().rows()


@pytest.mark.parametrize(
    ("frame", "error", "text"),
    [
        (one_report().drop("unit"), ColumnError, "These are no reports. No column 'unit'"),
        (
            one_report().with_columns(pl.col("value").cast(pl.Int64)),
            ColumnError,
            "value is Int64, not Float64",
        ),
        (one_report(place=None), InputError, "Reports without place cannot be kept"),
        (one_report(value=None), InputError, "1 reports hold a number and an absence code, or neither"),
        (one_report(absence=3), InputError, "1 reports hold a number and an absence code, or neither"),
    ],
)
def test_reports__are_refused_with_the_reason(frame, error, text):
    with pytest.raises(error, match=text):
        check_reports(frame)


def test_stratum__comes_back_as_it_was_put_together():
    parts = {"sex": "f", "age": "00-04"}
    assert split_stratum(join_stratum(parts)) == parts
    with pytest.raises(InputError, match="holds '=' or ';'"):
        join_stratum({"age": "a;b"})

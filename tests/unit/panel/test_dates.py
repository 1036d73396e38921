"""Texts and dates to days."""

from datetime import date, datetime

import polars as pl
import pytest

from tocsin.panel.dates import FORMS, looks_like_period, read_days
from tocsin.vocab.errors import DateError

VALENTINE = date(2025, 2, 14)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_read_days__each_form__is_read_as_its_name_says(form):
    every = form.kind
    expected = {"day": VALENTINE, "week": date(2025, 2, 10), "month": date(2025, 2, 1)}[every]
    assert (
        read_days(pl.Series("date", [form.name, f" {form.name} "]), every=every).to_list() == [expected] * 2
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([20250214], VALENTINE),
        ([datetime(2025, 2, 14, 23, 59)], VALENTINE),  # noqa: DTZ001
        (["2025-02-14T23:59:00Z"], VALENTINE),
        (["2025-2-14"], VALENTINE),
        (["2025W077"], date(2025, 2, 16)),
        (["14-February-2025"], VALENTINE),
        (["01/01/2025"], date(2025, 1, 1)),
        (["2/14/69"], date(1969, 2, 14)),
    ],
)
def test_read_days__other_spellings__are_the_same_day(values, expected):
    assert read_days(pl.Series("date", values), every="week").to_list() == [expected]


def test_read_days__time_zone__keeps_the_day_it_shows():
    late = pl.Series("date", [datetime(2025, 2, 14, 22)]).dt.replace_time_zone("UTC")  # noqa: DTZ001
    shown = late.dt.convert_time_zone("Asia/Bishkek")
    assert read_days(shown, every="day").to_list() == [date(2025, 2, 15)]


def test_read_days__one_row_settles_day_and_month_for_the_column():
    days = read_days(pl.Series("date", ["03/04/2025", "14/04/2025"]), every="day")
    assert days.to_list() == [date(2025, 4, 3), date(2025, 4, 14)]


@pytest.mark.parametrize(
    ("values", "every", "message"),
    [
        (["03/04/2025", "05/06/2025"], "day", "'date' is ambiguous: '03/04/2025' may be day/month or"),
        (["2025-W07", "2025-02-14"], "week", r"mixes days \('2025-02-14'\) and weeks \('2025-W07'\)"),
        (["2025-W07", "2025-02"], "week", "mixes weeks .* and months"),
        (["2025-W07"], "day", r"names weeks \('2025-W07'\), but every='day'.*--every week"),
        (["2025-02"], "week", "names months .*--every month"),
        (["2025-W53"], "week", r"1 date in 'date' cannot be read: '2025-W53' \(row 1\)\. Write 2025-02-14"),
        (["2025-02-14", "2025-02-30", "x"], "day", r"2 dates .*others: '2025-02-30' .row 2., 'x' .row 3."),
        ([f"x{n}" for n in range(7)], "day", r"7 dates .*'x4' \(row 5\) and 2 more"),
        (["2025-02-14", None, ""], "day", "'date' has no date in rows 2, 3"),
        ([None], "day", "no date in row 1"),
        (["1899-12-31", "2025-01-01"], "day", r"1 date outside 1900-2100: '1899-12-31' \(row 1\)"),
        ([date(2101, 1, 1)], "day", "outside 1900-2100: '2101-01-01'"),
        ([45702], "day", "'45702'"),
        ([1.5], "day", "'date' holds Float64, not dates"),
    ],
)  # fmt: skip
def test_read_days__refuses(values, every, message):
    with pytest.raises(DateError, match=message):
        read_days(pl.Series("date", values), every=every)


def test_looks_like_period__knows_dates_from_other_names():
    names = ["2025-02-14", "1/22/20", "2025-W07", "cases", "2025", "12", "W07"]
    assert looks_like_period(names) == [True, True, True, False, False, False, False]

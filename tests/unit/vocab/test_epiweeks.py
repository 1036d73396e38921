"""MMWR weeks, Sunday to Saturday."""

from datetime import date, timedelta

import pytest

from tocsin.vocab.epiweeks import epiweek_saturday, iso_week_of
from tocsin.vocab.errors import DateError


@pytest.mark.parametrize(
    ("year", "week", "saturday"),
    [  # from the calendar that the CDC prints
        (2014, 53, date(2015, 1, 3)), (2015, 1, date(2015, 1, 10)), (2020, 53, date(2021, 1, 2)),
        (2021, 1, date(2021, 1, 9)), (2022, 1, date(2022, 1, 8)), (2024, 52, date(2024, 12, 28)),
        (2025, 1, date(2025, 1, 4)), (2025, 53, date(2026, 1, 3)),
    ],
)  # fmt: skip
def test_epiweek__ends_on_the_saturday_of_the_calendar(year, week, saturday):
    assert epiweek_saturday(year, week) == saturday


def test_epiweeks__follow_one_another_without_gap_for_a_century():
    last = epiweek_saturday(1949, 52)
    for year in range(1950, 2051):
        for week in range(1, 54):
            try:
                saturday = epiweek_saturday(year, week)
            except DateError:
                assert week == 53
                continue
            assert saturday == last + timedelta(days=7)
            last = saturday


def test_epiweek__one_that_does_not_exist_is_refused():
    with pytest.raises(DateError, match="2024 has no MMWR week 53: it has 1 to 52"):
        epiweek_saturday(2024, 53)
    with pytest.raises(DateError, match="no MMWR week 0"):
        epiweek_saturday(2024, 0)


def test_iso_week__shares_six_days():
    saturday = epiweek_saturday(2025, 7)
    days = {saturday - timedelta(days=n) for n in range(7)}
    iso = {iso_week_of(saturday) - timedelta(days=n) for n in range(7)}
    assert iso_week_of(saturday).isoweekday() == 7
    assert len(days & iso) == 6
    with pytest.raises(DateError, match="2025-02-16 is a Sunday"):
        iso_week_of(date(2025, 2, 16))

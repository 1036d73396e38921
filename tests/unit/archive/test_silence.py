"""Silence: a series is silent once two numbers were due by its source's timetable and did not come."""

from datetime import date, timedelta

import polars as pl
import pytest

from tocsin.archive import Archive
from tocsin.archive.overview import overview
from tocsin.archive.silence import silence
from tocsin.panel.reports import REPORTS

LAST = date(2026, 5, 17)


def rows(place, weeks, *, until=0, source="a", indicator="measles"):
    """Weekly counts that end `until` weeks before the last one."""
    return [
        {
            "source": source, "indicator": indicator, "place": place, "stratum": "sex=f", "every": "week",
            "unit": "cases", "reference_date": LAST - timedelta(weeks=week), "report_date": None,
            "value": 1.0, "absence": 0,
        }
        for week in range(until, weeks)
    ]  # fmt: skip


@pytest.fixture
def archive(tmp_path):
    """Three Mondays; South stopped three weeks ago, West one week ago, and North goes on."""
    made = Archive.create(str(tmp_path / "reports"))
    for back in (2, 1, 0):
        day = LAST + timedelta(days=1) - timedelta(weeks=back)
        found = [
            row
            for row in (*rows("North", 30), *rows("South", 30, until=3), *rows("West", 30, until=1))
            if row["reference_date"] < day
        ]
        frame = pl.DataFrame(found, schema=REPORTS).with_columns(report_date=pl.lit(day))
        made.add(frame, snapshots="whole")
    return made


def test_silence__names_each_series_with_its_newest_number(archive):
    found = silence(archive, LAST + timedelta(days=1)).sort("place")
    assert found["place"].to_list() == ["North", "South", "West"]
    assert found["silent"].to_list() == [False, True, False]
    assert found["last"].to_list() == [LAST, LAST - timedelta(weeks=3), LAST - timedelta(weeks=1)]
    assert found["stratum"].to_list() == ["sex=f"] * 3


def test_silence__as_of_an_earlier_day__knows_nothing_later(archive):
    found = silence(archive, LAST + timedelta(days=1) - timedelta(weeks=2)).sort("place")
    assert found["silent"].to_list() == [False, False, False]


def test_silence__in_the_middle_of_a_week__that_week_is_not_due(archive):
    found = silence(archive, LAST + timedelta(days=11)).sort("place")  # the usual delay is 8 days
    assert found["silent"].to_list() == [False, True, False]


def test_silence__agrees_with_the_overview(archive):
    for days in (1, 8, 15):
        day = LAST + timedelta(days=days)
        assert silence(archive, day)["silent"].sum() == overview(archive, day)["silent"].sum()

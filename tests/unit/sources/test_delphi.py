"""Delphi Epidata answers in miniature."""

import json
from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError

SOURCE = find_source("delphi")


def row(geo="pa", time=20250214, issue=20250216, value=1.5, missing=0, **more):
    return {
        "geo_value": geo, "signal": "confirmed_admissions", "source": "hhs", "geo_type": "state",
        "time_type": "day",
        "time_value": time, "issue": issue, "lag": 2, "value": value, "stderr": None, "sample_size": None,
        "missing_value": missing, "missing_stderr": 1,
    } | more  # fmt: skip


def answer(*rows, result=1):
    return {"result": result, "message": "success", "epidata": list(rows)}


def read(tmp_path, held, **options):
    path = tmp_path / "e.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    return SOURCE.open(path, SOURCE.configure(options))


def test_delphi__every_issue_is_a_report_of_its_own_day(tmp_path):
    reports = read(tmp_path, answer(row(), row(issue=20250218, value=2)), unit="admissions").reports
    assert reports.select("place", "every", "reference_date", "report_date", "value").rows() == [
        ("US-PA", "day", date(2025, 2, 14), date(2025, 2, 16), 1.5),
        ("US-PA", "day", date(2025, 2, 14), date(2025, 2, 18), 2.0),
    ]
    assert reports.select("source", "indicator", "unit").unique().rows() == [
        ("delphi-hhs", "confirmed_admissions", "admissions")
    ]


@pytest.mark.parametrize(
    ("code", "why"),
    [(0, Absence.UNKNOWN), (1, Absence.NOT_APPLICABLE), (2, Absence.NOT_REPORTED), (3, Absence.SUPPRESSED),
     (4, Absence.WITHDRAWN), (5, Absence.UNKNOWN)],
)  # fmt: skip
def test_delphi__missing_codes_say_why(tmp_path, code, why):
    reports = read(tmp_path, answer(row(value=None, missing=code))).reports
    assert reports.select("value", "absence").row(0) == (None, why)


def test_delphi__epiweeks_go_to_the_iso_week_that_shares_six_days_and_the_unit_says_so(tmp_path):
    fluview = {"release_date": "2025-02-21", "region": "nat", "issue": 202507, "epiweek": 202507, "wili": 6.8}
    old = fluview | {"epiweek": 202053, "release_date": "2021-01-08", "issue": 202053}
    reports = read(tmp_path, answer(fluview, old), measure="wili", unit="percent").reports
    assert reports.select("place", "every", "reference_date", "report_date", "indicator").rows() == [
        ("USA", "week", date(2025, 2, 16), date(2025, 2, 21), "wili"),
        ("USA", "week", date(2021, 1, 3), date(2021, 1, 8), "wili"),
    ]
    assert reports["unit"].unique().to_list() == ["percent per MMWR week"]


def test_delphi__an_issue_week_was_out_by_its_saturday(tmp_path):
    reports = read(tmp_path, answer(row(time=202506, issue=202507, time_type="week"))).reports
    assert reports.select("reference_date", "report_date").row(0) == (date(2025, 2, 9), date(2025, 2, 15))


def test_delphi__a_list_alone_is_read_and_other_places_are_kept_and_named(tmp_path):
    reading = read(tmp_path, [row(geo="42003", geo_type="county")])
    assert reading.reports["place"].to_list() == ["42003"]
    assert reading.unknown_places == ("42003",)


@pytest.mark.parametrize(
    ("held", "error", "says"),
    [
        (answer(result=-2), InputError, "result is -2 .there were no results."),
        (answer(row(), result=2), InputError, "the answer was cut.*Ask for fewer"),
        (answer(), InputError, "epidata holds no rows"),
        ({"data": []}, InputError, "no answer of Epidata"),
        (answer({"geo_value": "pa"}), ColumnError, "No column 'time_value'"),
        (answer(row(time=202153)), DateError, "2021 has no MMWR week 53: it has 1 to 52"),
        (answer(row(time=20250230)), DateError, "'20250230' in row 1: no day"),
        (answer(row(), row(time=202507)), DateError, "one kind throughout"),
        (answer(row(missing=9, value=None)), CountError, "missing_value holds 9 in row 1"),
        (answer(row(missing=3)), CountError, "gives a reason beside a value in row 1"),
        (answer(row(), row(source="jhu")), InputError, "several sources, hhs, jhu"),
    ],
    ids=range(11),
)
def test_delphi__bad_answers_are_refused_by_name(tmp_path, held, error, says):
    with pytest.raises(error, match=rf"e.json: .*{says}"):
        read(tmp_path, held)

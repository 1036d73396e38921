"""DHIS2 data value sets and analytics answers in miniature."""

import gzip
import json
from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError

SOURCE = find_source("dhis2")


def value(period="202501", text="12", **more):
    return {
        "dataElement": "b9634a78271", "period": period, "orgUnit": "KG-GO",
        "categoryOptionCombo": "HllvX50cXC0",
        "attributeOptionCombo": "HllvX50cXC0", "value": text, "lastUpdated": "2025-02-14T10:12:13.000+0000",
    } | more  # fmt: skip


ANALYTICS = {
    "headers": [{"name": name} for name in ("dx", "co", "ou", "pe", "value")],
    "metaData": {
        "items": {
            "s46m5MS0hxu": {"name": "Measles cases"},
            "DiszpKrYNg8": {"name": "Osh City", "code": "KG-GO"},
            "O6uvpzGd5pu": {"name": "Bo"},
            "y1": {"name": "Kazakhstan"},
            "c1": {"name": "0-4 years"},
            "c0": {"name": "default"},
        }
    },
    "rows": [
        ["s46m5MS0hxu", "c1", "DiszpKrYNg8", "2025W07", "3.0"],
        ["s46m5MS0hxu", "c0", "O6uvpzGd5pu", "2025W07", "0"],
        ["s46m5MS0hxu", "c0", "y1", "2025W07", "7"],
    ],
}


def read(tmp_path, held, **options):
    path = tmp_path / "d.json"
    path.write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
    return SOURCE.open(path, SOURCE.configure(options))


def test_value_sets__days_weeks_and_months_stand_side_by_side(tmp_path):
    held = {"dataValues": [value("202501"), value("2025W07"), value("20250214")]}
    reports = read(tmp_path, held).reports
    assert reports.select("every", "reference_date").rows() == [
        ("month", date(2025, 1, 31)),
        ("week", date(2025, 2, 16)),
        ("day", date(2025, 2, 14)),
    ]
    assert reports.select("indicator", "place", "stratum", "report_date", "unit").unique().rows() == [
        ("b9634a78271", "KG-GO", "", date(2025, 2, 14), "not said")
    ]


def test_value_sets__a_deleted_value_is_withdrawn(tmp_path):
    reports = read(tmp_path, {"dataValues": [value(), value("202502", deleted=True)]}).reports
    assert reports.select("value", "absence").rows() == [(12, 0), (None, Absence.WITHDRAWN)]


def test_value_sets__period_and_unit_may_stand_once(tmp_path):
    bare = {"dataElement": "a", "categoryOptionCombo": "C1", "value": 5}
    held = {"dataSet": "x", "period": "202503", "orgUnit": "ImspTQPwCqd", "dataValues": [bare]}
    reading = read(tmp_path, held)
    assert reading.reports.select("place", "stratum", "reference_date", "value", "report_date").rows() == [
        ("ImspTQPwCqd", "category=C1", date(2025, 3, 31), 5, None)
    ]
    assert reading.unknown_places == ("ImspTQPwCqd",)


def test_value_sets__a_negative_number_stays_and_is_named(tmp_path):
    reading = read(tmp_path, {"dataValues": [value(text="-3")]})
    assert reading.reports["value"].to_list() == [-3]
    assert reading.negative == 1


def test_value_sets__only_the_elements_asked_for_are_read(tmp_path):
    held = {"dataValues": [value(), value(dataElement="note", text="all well")]}
    with pytest.raises(CountError, match=r"d.json: 'value'.*'all well' \(row 2\)"):
        read(tmp_path, held)
    assert read(tmp_path, held, elements="b9634a78271").reports.height == 1
    with pytest.raises(InputError, match=r"no data element measles. In the file: b9634a78271, note"):
        read(tmp_path, held, elements="measles")


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2025Q1", "'2025Q1', a quarter, in row 1"),
        ("2025SunW7", "a week that does not begin on Monday"),
        ("2025BiW3", "two weeks"),
        ("2025", "a year"),
        ("2021W53", "cannot be read"),
        ("soon", "no period"),
    ],
)
def test_value_sets__other_periods_are_named_and_refused(tmp_path, period, says):
    with pytest.raises(DateError, match=says):
        read(tmp_path, {"dataValues": [value(period)]})


def test_analytics__ids_become_names_and_places_their_codes(tmp_path):
    reading = read(tmp_path, ANALYTICS, source="kg-hmis", unit="cases")
    assert reading.reports.select("source", "indicator", "place", "stratum", "value", "unit").rows() == [
        ("kg-hmis", "Measles cases", "KG-GO", "category=0-4 years", 3, "cases"),
        ("kg-hmis", "Measles cases", "Bo", "", 0, "cases"),
        ("kg-hmis", "Measles cases", "KAZ", "", 7, "cases"),
    ]
    assert reading.unknown_places == ("Bo",)
    assert reading.reports["report_date"].null_count() == 3


@pytest.mark.parametrize(
    ("held", "error", "says"),
    [
        ('{"dataValues": [', InputError, "no whole JSON: line 1, column 17"),
        ("", InputError, "the file is empty"),
        ({"events": []}, InputError, "an object with events. Wanted is a data value set"),
        ({"dataValues": [3]}, InputError, "data value 1 is int"),
        ({"dataValues": [{"value": 1}]}, ColumnError, "No columns 'dataElement', 'period', 'orgUnit'"),
        (ANALYTICS | {"rows": [["a", "b"]]}, InputError, "row 1 has 2 fields, the headers 5"),
        (
            ANALYTICS | {"headers": [{"name": "dx"}], "rows": []},
            ColumnError,
            "No columns 'pe', 'ou', 'value'",
        ),
        ({"dataValues": [value(), value(text="13")]}, InputError, r"rows 1, 2 all hold .*\(12 and 13\)"),
    ],
    ids=range(8),
)
def test_dhis2__bad_files_are_refused_by_name(tmp_path, held, error, says):
    with pytest.raises(error, match=rf"d.json: .*{says}"):
        read(tmp_path, held)


def test_dhis2__a_packed_file_is_read_and_a_cut_one_refused(tmp_path):
    path = tmp_path / "d.json.gz"
    packed = gzip.compress(json.dumps(ANALYTICS).encode())
    path.write_bytes(packed)
    assert SOURCE.open(path).reports.height == 3
    path.write_bytes(packed[:-20])
    with pytest.raises(InputError, match="ends too early or is damaged"):
        SOURCE.open(path)

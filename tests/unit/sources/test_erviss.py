"""ERVISS tables as the ECDC publishes them, in miniature."""

from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, DuplicateError, InputError, UnknownNameError

SOURCE = find_source("erviss")
RATES = """survtype,countryname,yearweek,indicator,age,value
primary care syndromic,Greece,2024-W44,ILIconsultationrate,total,12.5
primary care syndromic,Greece,2024-W44,ILIconsultationrate,0-4,0
primary care syndromic,Malta,2024-W44,ILIconsultationrate,total,3.1
primary care syndromic,Malta,2020-W53,ILIconsultationrate,total,
"""
DETECTIONS = """survtype,countryname,yearweek,pathogen,pathogentype,pathogensubtype,indicator,age,value
non-sentinel,EU/EEA,2024-W44,Influenza,Influenza,total,tests,total,441
non-sentinel,EU/EEA,2024-W44,Influenza,Influenza A,A(H3),detections,total,4
non-sentinel,EU/EEA,2024-W44,RSV,RSV,RSV,tests,total,0
non-sentinel,EU/EEA,2024-W44,SARS-CoV-2,SARS-CoV-2,SARS-CoV-2,tests,0-4,7
"""


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_erviss__rates_have_place_codes_last_days_of_weeks_and_the_day_in_the_name(tmp_path):
    reports = SOURCE.open(written(tmp_path, "2024-11-08_ILIARIRates.csv", RATES)).reports
    assert reports.select("place", "stratum", "reference_date", "report_date", "value").rows() == [
        ("GRC", "", date(2024, 11, 3), date(2024, 11, 8), 12.5),
        ("GRC", "age=0-4", date(2024, 11, 3), date(2024, 11, 8), 0.0),
        ("MLT", "", date(2024, 11, 3), date(2024, 11, 8), 3.1),
        ("MLT", "", date(2021, 1, 3), date(2024, 11, 8), None),
    ]
    assert reports["source"].unique().to_list() == ["erviss-ILIARIRates"]
    assert reports["every"].unique().to_list() == ["week"]


def test_erviss__a_blank_is_no_zero(tmp_path):
    reports = SOURCE.open(written(tmp_path, "ILIARIRates.csv", RATES)).reports
    assert reports["absence"].to_list() == [0, 0, 0, Absence.UNKNOWN]


def test_erviss__a_file_without_a_day_in_its_name_leaves_the_report_date_open(tmp_path):
    reports = SOURCE.open(written(tmp_path, "ILIARIRates.csv", RATES)).reports
    assert reports["report_date"].null_count() == reports.height


def test_erviss__countries_with_another_denominator_say_so(tmp_path):
    reports = SOURCE.open(written(tmp_path, "ILIARIRates.csv", RATES)).reports
    units = dict(reports.select("place", "unit").unique().rows())
    assert units == {"GRC": "consultations per 100 000", "MLT": "consultations per 100 consultations"}


def test_erviss__pathogen_goes_before_the_indicator_and_repeated_types_are_left_out(tmp_path):
    reading = SOURCE.open(written(tmp_path, "2024-11-08_nonSentinelTestsDetections.csv", DETECTIONS))
    assert reading.reports.select("indicator", "stratum", "unit").rows() == [
        ("Influenza tests", "surveillance=non-sentinel", "tests"),
        ("Influenza detections", "subtype=A(H3);surveillance=non-sentinel;type=Influenza A", "detections"),
        ("RSV tests", "surveillance=non-sentinel", "tests"),
        ("SARS-CoV-2 tests", "age=0-4;surveillance=non-sentinel", "tests"),
    ]
    assert reading.sums == ("EU/EEA",)
    assert reading.unknown_places == ()


def test_erviss__several_rows_for_one_cell_are_refused_or_the_last_is_taken(tmp_path):
    again = "primary care syndromic,Greece,2024-W44,ILIconsultationrate,total,14\n"
    path = written(tmp_path, "ILIARIRates.csv", RATES + again)
    with pytest.raises(DuplicateError, match=r"rows 1, 5 all hold ILI.*GRC.*\(12.5 and 14\)"):
        SOURCE.open(path)
    last = SOURCE.open(path, SOURCE.configure({"duplicates": "last"})).reports
    assert last.height == 4
    assert 14.0 in last["value"].to_list()


def test_erviss__an_unknown_country_is_kept_and_named_with_what_is_near(tmp_path):
    reading = SOURCE.open(written(tmp_path, "ILIARIRates.csv", RATES.replace("Malta", "Maltta")))
    assert reading.unknown_places == ("Maltta",)
    assert reading.notes()[0] == "1 place is in no code list and kept as written: 'Maltta' (Malta (MLT)?)."
    assert reading.reports.height == 4


@pytest.mark.parametrize(
    ("name", "text", "error", "says"),
    [
        ("rates.csv", RATES, InputError, "says no table of ERVISS.*one of ILIARIRates"),
        ("ILIARIRates.csv", RATES.replace("yearweek", "week"), ColumnError, "No column 'yearweek'"),
        ("ILIARIRates.csv", RATES.replace("2020-W53", "2021-W53"), InputError, r"2021-W53.*row 4"),
        ("ILIARIRates.csv", RATES.replace("12.5", "many"), InputError, r"'many' \(row 1\)"),
        ("2024-13-08_ILIARIRates.csv", RATES, InputError, "2024-13-08.* is no day"),
    ],
)
def test_erviss__bad_files_are_refused_by_name(tmp_path, name, text, error, says):
    path = written(tmp_path, name, text)
    with pytest.raises(error, match=says) as caught:
        SOURCE.open(path)
    assert str(caught.value).startswith(str(path))


def test_erviss__an_unknown_table_is_refused():
    with pytest.raises(UnknownNameError, match="No ERVISS table 'rates'"):
        SOURCE.configure({"table": "rates"})

"""Target data of hubs in miniature."""

from datetime import date

import polars as pl
import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, DateError, InputError, OptionError, UnknownNameError

SOURCE = find_source("hubverse")
SERIES = """as_of,target,target_end_date,location,observation
2024-11-08,ILI incidence,2024-11-03,AT,12.5
2024-11-15,ILI incidence,2024-11-03,AT,13
2024-11-15,ILI incidence,2024-11-10,AT,NA
"""
ORACLE = """location,target_end_date,target,output_type,output_type_id,oracle_value
US,2022-10-22,wk inc flu hosp,quantile,NA,2380
01,2022-10-22,wk inc flu hosp,quantile,NA,141
01,2022-10-22,wk inc flu hosp,mean,NA,141
01,2022-10-22,wk flu hosp rate category,pmf,low,1
"""


def read(tmp_path, text, **options):
    path = tmp_path / "time-series.csv"
    path.write_text(text, encoding="utf-8")
    return SOURCE.open(path, SOURCE.configure(options))


def test_time_series__versions_become_report_dates(tmp_path):
    reports = read(tmp_path, SERIES, source="respicast", unit="per 100 000").reports
    assert reports.select(
        "indicator", "place", "reference_date", "report_date", "value", "absence"
    ).rows() == [
        ("ILI incidence", "AUT", date(2024, 11, 3), date(2024, 11, 8), 12.5, 0),
        ("ILI incidence", "AUT", date(2024, 11, 3), date(2024, 11, 15), 13, 0),
        ("ILI incidence", "AUT", date(2024, 11, 10), date(2024, 11, 15), None, Absence.UNKNOWN),
    ]
    assert reports.select("source", "unit").unique().rows() == [("respicast", "per 100 000")]


def test_time_series__saturdays_are_weeks_of_another_kind_and_say_so(tmp_path):
    text = SERIES.replace("2024-11-03,", "2024-11-02,").replace("2024-11-10,", "2024-11-09,")
    reports = read(tmp_path, text).reports
    assert reports["reference_date"].unique().sort().to_list() == [date(2024, 11, 3), date(2024, 11, 10)]
    assert reports["unit"].unique().to_list() == ["not said per MMWR week"]


def test_time_series__parquet_keeps_its_types(tmp_path):
    path = tmp_path / "time-series.parquet"
    frame = pl.DataFrame(
        {"date": [date(2024, 11, 3)], "location": ["DE-BE"], "age": ["00+"], "observation": [4]}
    )
    frame.write_parquet(path)
    reports = SOURCE.open(path).reports
    assert reports.select("place", "stratum", "value", "indicator").row(0) == (
        "DE-BE",
        "age=00+",
        4.0,
        "target",
    )


def test_oracle_output__is_read_once_per_cell_and_probabilities_are_left_aside(tmp_path):
    reports = read(tmp_path, ORACLE, scheme="fips", unit="admissions").reports
    assert reports.select("place", "value", "unit").sort("place").rows() == [
        ("US-AL", 141, "admissions per MMWR week"),
        ("USA", 2380, "admissions per MMWR week"),
    ]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (ORACLE.replace("quantile", "pmf").replace("mean", "cdf"), InputError, "all rows are of pmf or cdf"),
        (ORACLE.replace("mean,NA,141", "mean,NA,142"), InputError, "share their cell"),
        (SERIES.replace("observation", "value"), ColumnError, "no column observation or oracle_value"),
        (SERIES.replace("target_end_date", "day"), ColumnError, "no column target_end_date or date"),
        (SERIES.replace("2024-11-10", "2024-11-11"), DateError, "falls on Monday, Sunday"),
        (SERIES.replace("13\n", "many\n"), InputError, r"'many' \(row 2\)"),
    ],
)
def test_hubverse__bad_files_are_refused_by_name(tmp_path, text, error, says):
    with pytest.raises(error, match=rf"time-series.csv: .*{says}"):
        read(tmp_path, text)


def test_hubverse__options_have_bounds():
    with pytest.raises(OptionError, match="every='year' is not usable: it must be one of day, week, month"):
        SOURCE.configure({"every": "year"})
    with pytest.raises(UnknownNameError, match="No scheme of place codes 'usps'"):
        SOURCE.configure({"scheme": "usps"})

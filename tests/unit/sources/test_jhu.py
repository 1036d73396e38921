"""JHU wide series in miniature: running totals, one of them lowered."""

from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError

SOURCE = find_source("jhu")
NAME = "time_series_covid19_confirmed_global.csv"
WIDE = """Province/State,Country/Region,Lat,Long,1/22/20,1/23/20,1/24/20
,Korea, South,35.9,127.7,1,3,2
Hubei,China,30.9,112.2,444,444,549
Greenland,Denmark,71.7,-42.6,0,0,0
Ceuta,Spain,35.9,-5.3,0,,4
""".replace("Korea, South", '"Korea, South"')


def read(tmp_path, text=WIDE, name=NAME, **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return SOURCE.open(path, SOURCE.configure(options))


def series(reading, place):
    rows = reading.reports.filter(place=place).sort("reference_date")
    return rows.select("value", "absence").rows()


def test_jhu__totals_are_kept_as_totals_and_say_so(tmp_path):
    reports = read(tmp_path).reports
    assert reports["unit"].unique().to_list() == ["cases, running total"]
    assert reports["indicator"].unique().to_list() == ["covid-19 confirmed"]
    assert reports.filter(place="KOR")["value"].to_list() == [1, 3, 2]
    assert reports["reference_date"].max() == date(2020, 1, 24)


def test_jhu__differences_keep_the_correction_and_do_not_know_the_first_day(tmp_path):
    reading = read(tmp_path, daily=True)
    assert series(reading, "KOR") == [(None, Absence.UNKNOWN), (2.0, 0), (-1.0, 0)]
    assert reading.negative == 1
    assert "1 report is below zero (corrections) and kept." in reading.notes()
    assert reading.reports["unit"].unique().to_list() == ["cases"]


def test_jhu__a_missing_total_leaves_two_differences_unknown(tmp_path):
    assert series(read(tmp_path, daily=True), "ESP/Ceuta") == [(None, Absence.UNKNOWN)] * 3


def test_jhu__provinces_have_their_codes_and_unknown_ones_their_country(tmp_path):
    reading = read(tmp_path)
    assert set(reading.reports["place"]) == {"KOR", "CN-HB", "GRL", "ESP/Ceuta"}
    assert reading.unknown_places == ("ESP/Ceuta",)


@pytest.mark.parametrize(
    ("text", "name", "error", "says"),
    [
        (WIDE, "series.csv", InputError, "does not say what is counted.*measure="),
        (WIDE.replace("Lat,", "Admin2,"), NAME, ColumnError, "'Admin2' are not known"),
        (WIDE.replace("/20", "/2x"), NAME, ColumnError, "are not known"),
        (WIDE.replace("Greenland,Denmark", "Hubei,China"), NAME, InputError, "rows 2, 3 are of one place"),
        (WIDE.replace("1/23/20", "2/30/20"), NAME, InputError, "'2/30/20'"),
        ("Province/State,Country/Region,Lat,Long\n,Chad,1,2\n", NAME, ColumnError, "no wide series"),
    ],
)  # fmt: skip
def test_jhu__bad_files_are_refused_by_name(tmp_path, text, name, error, says):
    with pytest.raises(error, match=rf"{name}: .*{says}"):
        read(tmp_path, text, name)


def test_jhu__differences_need_every_day(tmp_path):
    text = WIDE.replace("1/24/20", "1/25/20")
    assert read(tmp_path, text).reports.height == 12
    with pytest.raises(InputError, match="'1/25/20' is not the day after the one before it"):
        read(tmp_path, text, daily=True)

"""OWID and RKI tables in miniature."""

from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError, OptionError

OWID, RKI = find_source("owid"), find_source("rki")
COVID = """iso_code,continent,location,date,total_cases,new_cases,total_deaths,new_deaths
KAZ,Asia,Kazakhstan,2020-03-13,2,2,,
OWID_WRL,,World,2020-03-13,150,20,3,1
OWID_KOS,Europe,Kosovo,2020-03-13,5,-1,0,0
,Asia,Hong Kong,2020-03-14,7,1,0,0
"""
INFLUENZA = """Meldewoche\tRegion\tRegion_Id\tAltersgruppe\tFallzahl\tInzidenz
2020-W53\tDeutschland\t00\t00+\t3\t0.004
2020-W53\tBayern\t09\t00-14\t2\t0.11
2021-W02\tBayern\t09\t00-14\t1\t0.05
2021-W02\tUnbekannt\tNA\tUnbekannt\t1\tNA
"""
HOSPITAL = """Datum,Bundesland,Bundesland_Id,Altersgruppe,7T_Hospitalisierung_Faelle,\
7T_Hospitalisierung_Inzidenz
2022-11-01,Bundesgebiet,00,00+,9151,11.0
2022-11-01,Berlin,11,80+,44,21.7
"""


def read(source, tmp_path, name, text, **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return source.open(path, source.configure(options))


def test_owid__measures_become_indicators_and_codes_of_its_own_are_told(tmp_path):
    reading = read(OWID, tmp_path, "owid-covid-data.csv", COVID)
    cases = reading.reports.filter(indicator="covid-19 new_cases")
    assert cases.select("place", "value", "unit").rows() == [
        ("KAZ", 2, "cases"), ("OWID_WRL", 20, "cases"), ("XKX", -1, "cases"), ("HKG", 1, "cases"),
    ]  # fmt: skip
    assert reading.sums == ("OWID_WRL",)
    assert reading.unknown_places == ()
    assert reading.negative == 1


def test_owid__a_blank_is_unknown_and_a_zero_stays(tmp_path):
    deaths = read(OWID, tmp_path, "owid-covid-data.csv", COVID).reports.filter(
        indicator="covid-19 new_deaths"
    )
    assert deaths.select("value", "absence").rows()[0] == (None, Absence.UNKNOWN)
    assert deaths["value"].to_list()[2:] == [0, 0]


def test_owid__running_totals_say_so(tmp_path):
    reports = read(OWID, tmp_path, "x.csv", COVID, measures="total_cases", disease="mpox").reports
    assert reports.select("source", "indicator", "unit").row(0) == (
        "owid-mpox", "mpox total_cases", "cases, running total",
    )  # fmt: skip


def test_owid__what_is_not_there_is_refused(tmp_path):
    with pytest.raises(
        ColumnError, match=r"owid-covid-data.csv: No column 'new_case'. Did you mean 'new_cases'"
    ):
        read(OWID, tmp_path, "owid-covid-data.csv", COVID, measures="new_case")
    with pytest.raises(InputError, match=r"does not say which disease. Give --option disease="):
        read(OWID, tmp_path, "data.csv", COVID)
    with pytest.raises(ColumnError, match="No column 'iso_code'"):
        read(OWID, tmp_path, "covid.csv", "date,new_cases,new_deaths\n2020-01-01,1,1\n")
    with pytest.raises(OptionError, match="measures=' ,' is not usable"):
        OWID.configure({"measures": " ,"})


def test_rki__a_week_that_is_not_listed_is_a_week_without_a_case(tmp_path):
    reports = read(RKI, tmp_path, "IfSG_Influenzafaelle.tsv", INFLUENZA).reports
    bavaria = reports.filter(place="DE-BY").sort("reference_date")
    assert bavaria.select("reference_date", "stratum", "value").rows() == [
        (date(2021, 1, 3), "age=00-14", 2),
        (date(2021, 1, 10), "age=00-14", 0),
        (date(2021, 1, 17), "age=00-14", 1),
    ]
    assert reports.height == 9  # three series, three weeks


def test_rki__unlisted_weeks_can_be_left_out(tmp_path):
    assert read(RKI, tmp_path, "a.tsv", INFLUENZA, unlisted="absent").reports.height == 4
    with pytest.raises(OptionError, match="unlisted='no' is not usable"):
        RKI.configure({"unlisted": "no"})


def test_rki__all_ages_are_the_whole_and_unknown_regions_are_named(tmp_path):
    reading = read(RKI, tmp_path, "a.tsv", INFLUENZA, unlisted="absent")
    assert reading.reports.select("place", "stratum").row(0) == ("DEU", "")
    assert reading.unknown_places == ("Unbekannt",)
    assert reading.reports.filter(place="Unbekannt")["stratum"].to_list() == ["age=Unbekannt"]


def test_rki__incidences_come_when_asked_for_and_are_not_filled(tmp_path):
    reports = read(RKI, tmp_path, "a.tsv", INFLUENZA, rates=True).reports
    rates = reports.filter(indicator="influenza incidence")
    assert rates["value"].to_list() == [0.004, 0.11, 0.05, None]
    assert rates["unit"].unique().to_list() == ["per 100 000"]


def test_rki__hospitalisations_are_daily_sums_of_seven_days(tmp_path):
    reports = read(RKI, tmp_path, "2022-11-02_Deutschland_COVID-19-Hospitalisierungen.csv", HOSPITAL).reports
    assert reports.select("place", "stratum", "every", "value", "unit", "report_date").rows() == [
        ("DEU", "", "day", 9151, "cases in 7 days", date(2022, 11, 2)),
        ("DE-BE", "age=80+", "day", 44, "cases in 7 days", date(2022, 11, 2)),
    ]


def test_rki__the_adjusted_table_holds_three_indicators(tmp_path):
    text = HOSPITAL.replace("7T_Hospitalisierung_Faelle", "fixierte_7T_Hospitalisierung_Faelle").replace(
        "7T_Hospitalisierung_Inzidenz", "adjustierte_7T_Hospitalisierung_Faelle"
    )
    reports = read(RKI, tmp_path, "a.csv", text).reports
    assert [name.rsplit(", ")[-1] for name in reports["indicator"].unique(maintain_order=True)] == [
        "first reported",
        "nowcast of RKI",
    ]


def test_rki__another_table_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(ColumnError, match=r"a.csv: no table of RKI.*Known: rki-influenza with Meldewoche"):
        read(RKI, tmp_path, "a.csv", "Altersgruppe,Woche\n00+,2020-W01\n")

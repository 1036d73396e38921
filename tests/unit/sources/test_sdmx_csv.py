"""SDMX-CSV messages in miniature: version 1.0, 2.0, with labels, and as Eurostat writes them."""

from datetime import date

import pytest

from tocsin.sources.registry import find_source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError

SOURCE = find_source("sdmx-csv")
ONE = """DATAFLOW,FREQ,REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS
WHO:MEASLES(1.0),M,KZ,MEAS,_T,2025-02,1.5,PS,3,A
WHO:MEASLES(1.0),M,KZ,MEAS,F,2025-02,,PS,0,Q
WHO:MEASLES(1.0),M,TJ,MEAS,_T,2025-02,NaN,PS,0,L
WHO:MEASLES(1.0),M,TJ,MEAS,F,2025-02,,PS,0,M
WHO:MEASLES(1.0),M,UZ,MEAS,_T,2025-02,,PS,0,A
WHO:MEASLES(1.0),M,UZ,MEAS,F,2025-02,-4,PS,0,P
"""
TWO = """STRUCTURE;STRUCTURE_ID;ACTION;FREQ: Frequency;REF_AREA: Area;TIME_PERIOD;OBS_VALUE
dataflow;WHO:FLU(2.0.0): Influenza;I;W: Weekly;KG: Kyrgyzstan;2025-W07;12
dataflow;WHO:FLU(2.0.0): Influenza;D;W: Weekly;KG: Kyrgyzstan;2025-W06;-
dataflow;WHO:FLU(2.0.0): Influenza;A;W: Weekly;KG: Kyrgyzstan;;
"""
EUROSTAT = """DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:DEMO_R_MWK_TS(1.0),24/02/25 23:00:00,W,NR,EL,2025-W06,2500,p
ESTAT:DEMO_R_MWK_TS(1.0),24/02/25 23:00:00,W,NR,XK,2025-W06,:,c
ESTAT:DEMO_R_MWK_TS(1.0),24/02/25 23:00:00,W,NR,UK,2025-W06,,bz
"""


def read(tmp_path, text, **options):
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    return SOURCE.open(path, SOURCE.configure(options))


def test_version_1__codes_say_why_a_value_is_missing(tmp_path):
    reports = read(tmp_path, ONE).reports
    assert reports.select("place", "stratum", "value", "absence").rows() == [
        ("KAZ", "", 1500.0, 0),
        ("KAZ", "sex=F", None, Absence.SUPPRESSED),
        ("TJK", "", None, Absence.NOT_REPORTED),
        ("TJK", "sex=F", None, Absence.NOT_APPLICABLE),
        ("UZB", "", None, Absence.UNKNOWN),
        ("UZB", "sex=F", -4.0, 0),
    ]
    assert reports.select("source", "indicator", "every", "reference_date", "unit").unique().rows() == [
        ("MEASLES", "MEAS", "month", date(2025, 2, 28), "PS")
    ]


def test_version_2__labels_are_cut_off_and_deleted_observations_withdrawn(tmp_path):
    reports = read(tmp_path, TWO).reports
    assert reports.select("indicator", "place", "reference_date", "value", "absence").rows() == [
        ("FLU", "KGZ", date(2025, 2, 16), 12, 0),
        ("FLU", "KGZ", date(2025, 2, 9), None, Absence.WITHDRAWN),
    ]


def test_eurostat__says_its_day_its_flags_and_its_own_codes(tmp_path):
    reports = read(tmp_path, EUROSTAT).reports
    assert reports.select("place", "report_date", "value", "absence", "unit").rows() == [
        ("GRC", date(2025, 2, 24), 2500, 0, "NR"),
        ("XKX", date(2025, 2, 24), None, Absence.SUPPRESSED, "NR"),
        ("GBR", date(2025, 2, 24), None, Absence.NOT_APPLICABLE, "NR"),
    ]


def test_confidential__a_missing_value_of_a_confidential_row_is_suppressed(tmp_path):
    text = ONE.replace("OBS_STATUS", "CONF_STATUS").replace(",A\n", ",F\n").replace(",Q\n", ",C\n")
    assert read(tmp_path, text).reports["absence"].to_list()[:2] == [0, Absence.SUPPRESSED]


def test_options__name_the_columns_where_their_order_is_another(tmp_path):
    text = (
        "DATAFLOW,TIME_PERIOD,OBS_VALUE,WHERE,AGE,NOTE\n"
        "X:Y(1),2025-02-14,3,KZ,Y0T4,a\nX:Y(1),2025-02-14,4,KZ,Y5,b\n"
    )
    with pytest.raises(ColumnError, match=r"no column is known to hold places.*--option place="):
        read(tmp_path, text)
    with pytest.raises(InputError, match="share their cell"):
        read(tmp_path, text, place="WHERE")
    reports = read(tmp_path, text, place="where", strata="AGE", source="me").reports
    assert reports.select("source", "every", "stratum").rows() == [
        ("me", "day", "age=Y0T4"),
        ("me", "day", "age=Y5"),
    ]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (ONE.replace("DATAFLOW,", "FLOW,"), ColumnError, "begins with the column DATAFLOW"),
        (ONE.replace("OBS_VALUE", "VALUE"), ColumnError, "No column 'OBS_VALUE'"),
        (ONE.replace("-02,1.5", "-Q1,1.5"), DateError, "'2025-Q1' in row 1"),
        (ONE.replace("2025-02,1.5", "2025,1.5"), DateError, "'2025' in row 1.*Ask for FREQ D, W or M"),
        (ONE.replace("2025-02,1.5", "2025-W02,1.5"), DateError, "mixes kinds of periods"),
        (ONE.replace("M,KZ", "W,KZ"), DateError, r"mixes kinds of periods \(FREQ: M, W\)"),
        (ONE.replace("3,A", "3,L"), CountError, "says L .no value. beside a number in row 1"),
        (ONE.replace("PS,3", "PS,0.5"), CountError, "no whole power of ten"),
        (ONE.replace("1.5", "x"), CountError, r"'x' \(row 1\)"),
        (TWO.replace("STRUCTURE_ID;", "STRUCTURE_NAME;"), ColumnError, "Ask for labels=id"),
        (EUROSTAT.replace("24/02/25", "in spring"), DateError, "'LAST UPDATE' holds 'in spring"),
    ],
)
def test_sdmx__bad_files_are_refused_by_name(tmp_path, text, error, says):
    with pytest.raises(error, match=rf"s.csv: .*{says}"):
        read(tmp_path, text)

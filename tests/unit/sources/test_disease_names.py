"""Tables of diseases from files, and reports under standard names."""

from datetime import date

import polars as pl
import pytest

from tocsin.panel.reports import REPORTS, check_reports
from tocsin.sources.disease_names import join_diseases, read_diseases
from tocsin.vocab.errors import ColumnError, DateError, DuplicateError, InputError

TABLE = """name,standard,valid_from,valid_to,icd10
AIDS,HIV/AIDS,,2006-01-01,B24
Acquired immunodeficiency syndrome (AIDS),HIV/AIDS,2006-01-02,,B24
Measles,Measles,,,B05
"""


def written(tmp_path, text=TABLE):
    path = tmp_path / "diseases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def reports(*rows):
    frame = pl.DataFrame(
        [("x", name, "JPN", "", "week", day, day, float(n), 0, "cases") for name, day, n in rows],
        schema=REPORTS,
        orient="row",
    )
    return check_reports(frame)


def test_join__names_become_standard_by_the_reference_date_and_nothing_is_lost(tmp_path):
    old, new = date(2005, 1, 2), date(2006, 1, 8)
    before = reports(
        ("AIDS", old, 1), ("Acquired immunodeficiency syndrome (AIDS)", new, 2),
        ("AIDS", date(2007, 1, 7), 3),
        ("Measels", new, 4),
    )  # fmt: skip
    joined = join_diseases(before, read_diseases(written(tmp_path)))
    assert joined.reports["indicator"].to_list() == ["HIV/AIDS", "HIV/AIDS", "AIDS", "Measels"]
    assert joined.reports.drop("indicator").equals(before.drop("indicator"))
    assert (joined.unknown, joined.outside) == (("Measels",), ("AIDS",))
    assert joined.notes == (
        "No disease 'Measels' in the table, kept as written. Did you mean 'Measles'?",
        "'AIDS' is in the table, but not for all of its days; kept as written on those.",
    )


def test_join__two_names_that_meet_in_one_cell_are_refused(tmp_path):
    text = TABLE.replace(",,2006-01-01,B24", ",,,B24")
    day = date(2006, 1, 8)
    both = reports(("AIDS", day, 1), ("Acquired immunodeficiency syndrome (AIDS)", day, 2))
    with pytest.raises(DuplicateError, match=r"1 cells are reported .*JPN 2006-01-08.*are both 'HIV/AIDS'"):
        join_diseases(both, read_diseases(written(tmp_path, text)))


def test_read__dates_and_codes_may_be_left_out(tmp_path):
    table = read_diseases(written(tmp_path, "name,standard\nB,b\n"))
    assert table.standard("b", date(1950, 1, 1)) == "b"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (TABLE.replace("standard", "std"), ColumnError, "No column 'standard'"),
        (TABLE.replace("Measles,Measles", ",Measles"), InputError, "'name' is empty in row 3"),
        (TABLE.replace("2006-01-02", "2006-02-30"), DateError, "'valid_from'.*2006-02-30"),
        (
            TABLE + "measles,Rubella,2000-01-01,,\n",
            DuplicateError,
            "'Measles' is 'Measles' .always. and 'Rubella'",
        ),
    ],
)
def test_read__bad_tables_are_refused_by_name(tmp_path, text, error, says):
    with pytest.raises(error, match=rf"diseases.csv: .*{says}"):
        read_diseases(written(tmp_path, text))

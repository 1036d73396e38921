"""Names of diseases and the days on which they mean something."""

from datetime import date

import pytest

from tocsin.vocab.diseases import DiseaseName, DiseaseTable, built_in_diseases
from tocsin.vocab.errors import DateError, DuplicateError, InputError

DAY = date(2025, 2, 16)


def named(name="AIDS", standard="HIV/AIDS", first=None, last=None):
    return DiseaseName(name=name, standard=standard, valid_from=first, valid_to=last)


def test_table__a_name_may_mean_one_thing_after_another():
    table = DiseaseTable(
        [
            named("hepatitis", "viral hepatitis", last=date(2005, 12, 31)),
            named("hepatitis", "hepatitis C", date(2006, 1, 1)),
        ]
    )
    assert table.standard("Hepatitis ", date(2005, 12, 31)) == "viral hepatitis"
    assert table.standard("Hepatitis", date(2006, 1, 1)) == "hepatitis C"
    assert len(table) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (named(), named()),
        (named(), named(standard="other", first=DAY, last=DAY)),
        (named(last=DAY), named(standard="other", first=DAY)),
        (
            named(first=date(2000, 1, 1), last=DAY),
            named(standard="other", first=date(2010, 1, 1), last=date(2011, 1, 1)),
        ),
    ],
)
def test_table__two_meanings_on_one_day_are_refused(first, second):
    for order in ([first, second], [second, first]):
        with pytest.raises(DuplicateError, match=r"ambiguous: 'AIDS' is .* End one before the other begins"):
            DiseaseTable(order)


def test_table__what_it_does_not_say_is_not_guessed():
    table = DiseaseTable([named(last=date(2006, 1, 1))])
    assert table.standard("AIDS", DAY) is None
    assert table.knows("aids")
    assert not table.knows("measels")
    assert built_in_diseases().near("measels") == ["measles"]


def test_table__ones_own_names_go_before_wider_ones():
    table = DiseaseTable([named("Корь", "measles (laboratory)")]).over(built_in_diseases())
    assert table.standard("корь", DAY) == "measles (laboratory)"
    assert table.standard("麻疹", DAY) == "measles"
    assert len(table) == len(built_in_diseases())


def test_built_in__knows_names_for_their_time_and_codes():
    table = built_in_diseases()
    assert table.standard("2019-nCoV", date(2020, 2, 1)) == "covid-19"
    assert table.standard("2019-nCoV", DAY) is None
    found = table.find("Monkeypox", DAY)
    assert found is not None
    assert (found.standard, found.icd10) == ("mpox", "B04")


def test_name__refuses_blanks_and_times_that_end_before_they_begin():
    with pytest.raises(InputError, match="A disease has no name"):
        named(" ")
    with pytest.raises(DateError, match="from 2025-02-16 to 2000-01-01, which is before it"):
        named(first=DAY, last=date(2000, 1, 1))

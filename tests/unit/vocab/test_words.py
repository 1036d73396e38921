"""The words everyone shares: absence, errors, periods."""

from datetime import date

import pytest

from tocsin.vocab.absence import SPELLINGS, Absence, absence_of
from tocsin.vocab.errors import ColumnError, DateError
from tocsin.vocab.periods import Periods, parse_day


def test_absence_of__every_code_but_present_has_spellings_and_no_text_has_two():
    texts = [text for spelt in SPELLINGS.values() for text in spelt]
    assert set(SPELLINGS) == set(Absence) - {Absence.PRESENT}
    assert len(texts) == len(set(texts))
    assert all(text == text.lower().strip() for text in texts)


@pytest.mark.parametrize("code", set(Absence) - {Absence.PRESENT})
def test_absence_of__the_word_of_a_code__is_that_code(code):
    assert absence_of(code.word) is code
    assert absence_of(code.name) is code


@pytest.mark.parametrize("text", ["0", "12", "-", "present", "5>", "<", "zero", "x"])
def test_absence_of__what_gives_no_reason__is_none(text):
    assert absence_of(text) is None


@pytest.mark.parametrize(
    ("wanted", "found", "message"),
    [
        (
            ["CASES"],
            ["date", "cases"],
            r"No column 'CASES'\. Did you mean 'cases'\? Columns: 'date', 'c",
        ),
        (["a", "b"], [], r"No columns 'a', 'b'\. Columns: none\."),
        (["x"], [str(n) for n in range(30)], r"'19', \.\.\.\.$"),
    ],
)
def test_column_error__missing__names_the_nearest_and_lists_what_is_there(wanted, found, message):
    with pytest.raises(ColumnError, match=message):
        raise ColumnError.missing(wanted, found)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-02-14", date(2025, 2, 14)), ("2025-W07", date(2025, 2, 10)), ("2025W07", date(2025, 2, 10)),
     ("2025-02", date(2025, 2, 1)), ("2020-W53", date(2020, 12, 28))],
)  # fmt: skip
def test_parse_day__names_a_day_of_the_period(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["2025-W53", "2025-02-30", "2025-13", "14.02.2025", "", "W07"])
def test_parse_day__anything_else__is_refused_with_what_to_write(text):
    with pytest.raises(DateError, match="write 2025-02-14, 2025-W07 or 2025-02"):
        parse_day(text)


def test_periods__week_53_and_the_turn_of_a_year__are_ordinary_steps():
    weeks = Periods.spanning(date(2020, 12, 21), date(2021, 1, 4), "week")
    assert weeks.labels() == ["2020-W52", "2020-W53", "2021-W01"]
    assert weeks.end(1) == date(2021, 1, 3)
    assert weeks.index(date(2021, 1, 1)) == 1

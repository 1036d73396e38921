from datetime import UTC, date, datetime

import pytest

from tocsin.report.language import LANGUAGES, language, whole_range
from tocsin.vocab.errors import UnknownNameError


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 случаев"),
        (1, "1 случай"),
        (2, "2 случая"),
        (5, "5 случаев"),
        (11, "11 случаев"),
        (12, "12 случаев"),
        (21, "21 случай"),
        (22, "22 случая"),
        (111, "111 случаев"),
        (1.5, "1,5 случая"),
        (1001, "1\u00a0001 случай"),
    ],
)
def test_ngettext__russian__takes_the_form_of_the_number(n, said):
    assert language("ru").ngettext("%(n)s case", "%(n)s cases", n) == said


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 case"), (0, "0 cases"), (1.5, "1.5 cases"), (1234, "1,234 cases")]
)
def test_ngettext__english__takes_the_form_of_the_number(n, said):
    assert language("en").ngettext("%(n)s case", "%(n)s cases", n) == said


def test_language__unknown_code__lists_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"No language 'fr'\. Known: en, ru, zh"):
        language("fr")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 1, 3), {"en": "2020-W53", "ru": "53-я неделя 2020\u00a0г.", "zh": "2020年第53周"}),
        (date(2024, 12, 31), {"en": "2025-W01", "ru": "1-я неделя 2025\u00a0г.", "zh": "2025年第1周"}),
    ],
)
def test_period__week_at_the_turn_of_a_year__belongs_to_its_iso_year(day, name):
    assert {code: language(code).period(day, "week") for code in LANGUAGES} == name


@pytest.mark.parametrize(
    ("code", "during", "since"),
    [
        ("en", "in April 2025", "April 2025"),
        ("ru", "за апрель 2025 г.", "апреля 2025 г."),
        ("zh", "2025年4月", "2025年4月"),
    ],
)
def test_period__month__takes_the_form_its_place_asks_for(code, during, since):
    end = date(2025, 4, 30)
    said = [language(code).period(end, "month", role).replace("\u00a0", " ") for role in ("during", "since")]
    assert said == [during, since]


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers__nothing_known__are_a_dash(code):
    spoken = language(code)
    assert {f(float("nan")) for f in (spoken.number, spoken.one_in)} == {"–"}
    assert spoken.probability("p", float("nan")) == "p = –"


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.5, "about 50%"),
        (0.25, "about 1 in 4"),
        (0.01, "about 1 in 100"),
        (1 / 4834, "about 1 in 4,800"),
        (1e-7, "less than 1 in a million"),
        (0.0, "less than 1 in a million"),
    ],
)
def test_one_in__says_a_chance_as_people_do(p, said):
    assert language("en").one_in(p) == said


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.0, "p < 10⁻¹⁵"), (0.00099, "p = 9.9\u00a0×\u00a010⁻⁴"), (0.05, "p = 0.05"), (1.0, "p = 1")],
)
def test_probability__keeps_two_digits(p, said):
    assert language("en").probability("p", p) == said


def test_moment__names_the_zone():
    assert language("en").moment(datetime(2025, 4, 16, 8, 5, tzinfo=UTC)) == "16 April 2025, 08:05 UTC"


@pytest.mark.parametrize(
    ("n", "said"), [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_ordinal__english(n, said):
    assert language("en").ordinal(n) == said


@pytest.mark.parametrize(
    ("low", "high", "inside"), [(2.2, 7.9, (3, 7)), (0, 0, (0, 0)), (3.2, 3.8, (4, 4)), (2, 5, (2, 5))]
)
def test_whole_range__holds_only_whole_numbers_inside(low, high, inside):
    assert whole_range(low, high) == inside


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("en", "highest since 2000", "highest since 2000."),
        ("ru", "максимум с 2000 г.", "максимум с 2000 г."),
        ("ru", "также: Корь", "также: Корь."),
        ("zh", "为2000年以来最高", "为2000年以来最高。"),
    ],
)
def test_stopped__ends_a_sentence_once(code, text, said):
    assert language(code).stopped(text) == said

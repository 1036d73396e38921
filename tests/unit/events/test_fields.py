"""What acts are given: taken as it is, or refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tocsin.events.fields import identifier, line, not_later, prose, with_zone, word
from tocsin.vocab.errors import EventError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["Корь на севере", "麻疹", "a\u200db", "O'Neil <b> {x} %s", "-1+1", "x" * 200]
)
def test_line__takes_any_language_and_any_sign_as_it_is(text):
    assert line("title", f"  {text} ") == text


@pytest.mark.parametrize("char", ["\n", "\t", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\udc80"])
def test_line__refuses_control_characters_and_what_turns_the_text(char):
    with pytest.raises(EventError, match=rf"title holds the control character U\+{ord(char):04X} at place 2"):
        line("title", f"a{char}b")


def test_prose__takes_line_ends_and_tabs_and_makes_line_ends_one_kind():
    assert prose("text", " a\r\n\tb\n") == "a\n\tb"
    with pytest.raises(EventError, match=r"U\+000D at place 2"):
        prose("text", "a\rb")


def test_texts__may_be_empty_where_that_is_said():
    assert line("hazard", "  ", empty=True) == prose("summary", "\n", empty=True) == ""


@pytest.mark.parametrize(
    "text", ["", "abcdefg", "abcdefghi", "ABCDEFGH", "abc/efgh", "абвгдежз", "abcdefg\n"]
)
def test_identifier__is_eight_letters_or_digits(text):
    with pytest.raises(EventError, match="is no identifier: it must be 8 letters a-z or digits"):
        identifier("event", text)
    assert identifier("event", "7kq2m9xd") == "7kq2m9xd"


@pytest.mark.parametrize("text", ["", "IHR", "a b", "x" * 61, "-a", "a\n"])
def test_word__is_a_plain_name(text):
    with pytest.raises(EventError, match="is not usable: it must be 1 to 60 letters a-z, digits"):
        word("pack", text)
    assert word("pack", "ihr-2024") == "ihr-2024"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moments__that_utc_cannot_tell_are_refused(text):
    for act in (lambda moment: with_zone("due", moment), lambda moment: not_later("due", moment, AT)):
        with pytest.raises(EventError, match="is no day or time"):
            act(datetime.fromisoformat(text))


def test_not_later__holds_moments_in_any_zone_and_days_in_utc():
    east = timezone(timedelta(hours=9))
    assert not_later("emerged", AT, AT) == AT
    assert not_later("emerged", date(2026, 5, 18), AT) == date(2026, 5, 18)
    assert not_later("emerged", datetime(2026, 5, 18, 17, tzinfo=east), AT) == AT
    with pytest.raises(EventError, match="which has not come yet; now is 2026-05-18 08:00 UTC"):
        not_later("emerged", datetime(2026, 5, 18, 17, 1, tzinfo=east), AT)

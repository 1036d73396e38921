"""A list that only grows: no state of it ever changes."""

import pytest

from tocsin.events.log import Log


def test_log__no_state_sees_what_came_after_it():
    one = Log("a")
    two = one.plus("b")
    three, other = two.plus("c"), two.plus("x")
    assert [list(log) for log in (one, two, three, other)] == [
        ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "x"],
    ]  # fmt: skip
    assert (len(one), one[-1], three[0], three[1:]) == (1, "a", "a", ["b", "c"])
    with pytest.raises(IndexError, match="out of range"):
        one[1]


def test_log__is_compared_by_what_is_in_it():
    assert Log("ab") == Log("a").plus("b")
    assert Log("ab") != Log("a").plus("c")
    assert repr(Log("a").plus("b")) == "Log(['a', 'b'])"


def test_log__costs_no_copy_where_one_state_follows_another():
    log = Log(())
    first = log.plus(0)
    assert first.plus(1)._items is first._items

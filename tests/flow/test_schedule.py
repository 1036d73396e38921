"""The schedule: at which moments it watches, and that nothing that goes wrong in a turn ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.flows.schedule import keep, read_times
from tocsin.vocab.errors import OptionError, SettingsError

MONDAY = datetime(2026, 5, 18, 6, 59, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "at", "after", "coming"),
    [
        ("week", "Mon 07:00", "2026-05-18 06:59", "2026-05-18 07:00"),
        ("week", "Mon 07:00", "2026-05-18 07:00", "2026-05-25 07:00"),
        ("week", "sun 23:59", "2026-05-18 07:00", "2026-05-24 23:59"),
        ("week", "Mon 07:00", "2026-05-24 08:00", "2026-05-25 07:00"),
        ("day", "07:00", "2026-05-18 07:00", "2026-05-19 07:00"),
        ("day", "7:05", "2026-05-18 07:00", "2026-05-18 07:05"),
        ("hour", ":15", "2026-12-31 23:15", "2027-01-01 00:15"),
    ],
)
def test_times__after_a_moment__are_the_next_ones(every, at, after, coming):
    moment = datetime.fromisoformat(f"{after}:00+00:00")
    assert read_times(every, at).after(moment) == datetime.fromisoformat(f"{coming}:00+00:00")


@pytest.mark.parametrize(
    ("every", "at"),
    [
        ("week", "07:00"), ("week", "Moon 07:00"), ("week", "Abc 07:00"), ("day", "Mon 07:00"),
        ("day", "24:00"), ("day", "07:60"), ("hour", "07:15"), ("hour", "15"), ("day", ""),
    ],
)  # fmt: skip
def test_times__that_are_none__are_refused_with_an_example(every, at):
    with pytest.raises(OptionError, match="such as"):
        read_times(every, at)


class OverError(Exception):
    """The test has seen enough."""


def played(turns, *, watch, due=lambda moment: None, asleep=None):
    """What is said in so many waits, on a clock that goes on by what was waited."""
    now, said, left = [MONDAY], [], [turns]

    def wait(seconds):
        if not left[0]:
            raise OverError("seen enough")
        left[0] -= 1
        now[0] += timedelta(seconds=seconds) if asleep is None else asleep

    with pytest.raises(OverError, match="seen enough"):
        keep(
            read_times("week", "Mon 07:00"), watch=watch, due=due, clock=lambda: now[0], wait=wait,
            say=said.append,
        )  # fmt: skip
    return said


def test_keep__watches_at_the_time_and_does_what_is_due_every_minute():
    watched, looked = [], []
    said = played(3, watch=lambda at: watched.append(at) or "On the board: 1 new.", due=looked.append)
    assert watched == [MONDAY + timedelta(seconds=30)]
    assert [at - MONDAY for at in looked] == [timedelta(seconds=s) for s in (30, 90, 150)]
    assert said == [
        "The next watch is at 2026-05-18 07:00 UTC.",
        "On the board: 1 new.",
        "The next watch is at 2026-05-25 07:00 UTC.",
    ]


def test_keep__after_a_long_sleep__makes_up_for_it_once():
    watched = []
    played(2, watch=lambda at: watched.append(at) or "", asleep=timedelta(days=20))
    assert len(watched) == 2


def test_keep__a_turn_that_fails__is_said_and_the_next_one_comes():
    calls = []

    def watch(at):
        calls.append(at)
        raise SettingsError("tocsin.toml: board.series='x': it must be one of concerned, all.")

    said = played(
        2, watch=watch, due=lambda at: watch(at) if len(calls) > 2 else None, asleep=timedelta(days=8)
    )
    assert len(calls) == 2
    assert said[1] == "tocsin: tocsin.toml: board.series='x': it must be one of concerned, all. [settings]"
    assert said[2].startswith("The next watch is at")

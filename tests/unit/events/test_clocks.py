from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tocsin.events.clocks import ClockState, Milestones, clocks
from tocsin.vocab.errors import OptionError

from .packs_for_tests import IHR, SEVEN

D = datetime(2026, 5, 18, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACTIONS = SEVEN.clocks[2].stops


def clock(rules, name, at=D, unknown=(), not_applicable=(), when=None, **milestones):
    known = {key.replace("_", "-"): value for key, value in {**milestones, **(when or {})}.items()}
    given = Milestones(at=known, unknown=frozenset(unknown), not_applicable=frozenset(not_applicable))
    return next(found for found in clocks(given, [rules], at) if found.id == name)


def test_clocks__all_of_all_rule_sets_in_their_order():
    found = clocks(Milestones(), [IHR, SEVEN], D)
    assert [(c.rule_set, c.id) for c in found] == [
        ("ihr-2024", "assess"), ("ihr-2024", "notify"), ("ihr-2024", "verify"),
        ("7-1-7", "detect"), ("7-1-7", "notify"), ("7-1-7", "respond"),
    ]  # fmt: skip
    assert {c.state for c in found} == {ClockState.WAITING}
    assert {(c.started, c.due, c.remaining, c.overrun) for c in found} == {(None, None, None, None)}


@pytest.mark.parametrize(
    ("after", "state", "remaining", "overrun"),
    [
        (timedelta(0), "running", 48 * HOUR, None),
        (47 * HOUR, "running", HOUR, None),
        (48 * HOUR, "running", timedelta(0), None),
        (50 * HOUR, "missed-and-running", None, 2 * HOUR),
    ],
)
def test_clocks__hours_run_to_the_second(after, state, remaining, overrun):
    found = clock(IHR, "assess", D + after, detected=D)
    assert (found.state, found.remaining, found.overrun) == (state, remaining, overrun)
    assert (found.started, found.due, found.stopped, found.missing) == (D, D + 48 * HOUR, None, ("assessed",))
    assert found.asks_bottleneck is (overrun is not None)
    assert found.certain


@pytest.mark.parametrize(("taken", "state", "overrun"), [(48 * HOUR, "met", None), (49 * HOUR, "late", HOUR)])
def test_clocks__a_stopped_clock_stays_as_it_stopped(taken, state, overrun):
    found = clock(IHR, "assess", D + 90 * DAY, detected=D, assessed=D + taken)
    assert (found.state, found.overrun, found.stopped, found.last) == (state, overrun, D + taken, "assessed")
    assert found.asks_bottleneck is (state == "late")
    assert (found.missing, found.remaining) == ((), None)


@pytest.mark.parametrize(
    ("detected", "state"),
    [
        (D + 7 * DAY, "met"),
        (datetime(2026, 5, 25, 23, 59, 59, tzinfo=UTC), "met"),
        (datetime(2026, 5, 26, tzinfo=UTC), "late"),
        (date(2026, 5, 25), "met"),
        (date(2026, 5, 26), "late"),
    ],
)
@pytest.mark.parametrize("emerged", [D, date(2026, 5, 18), datetime(2026, 5, 18, 23, 59, tzinfo=UTC)])
def test_clocks__days_are_calendar_days(emerged, detected, state):
    found = clock(SEVEN, "detect", D + 30 * DAY, emerged=emerged, detected=detected)
    assert (found.state, found.certain) == (state, True)
    assert found.due == datetime(2026, 5, 25, 23, 59, 59, 999999, tzinfo=UTC)


def test_clocks__another_zone_is_turned_into_utc():
    bishkek = timezone(timedelta(hours=6))
    found = clock(SEVEN, "detect", D + 30 * DAY, emerged=datetime(2026, 5, 18, 3, tzinfo=bishkek), detected=D)
    assert found.due == datetime(2026, 5, 24, 23, 59, 59, 999999, tzinfo=UTC)  # 17 May in UTC, and seven days


def test_clocks__an_unknown_emergence_is_not_known_and_never_zero():
    for unknown in ((), ("emerged",)):
        found = clock(SEVEN, "detect", detected=D - DAY, unknown=unknown)
        assert (found.state, found.started, found.remaining, found.overrun) == ("not-known", None, None, None)
        assert not found.asks_bottleneck


def test_clocks__a_start_that_is_said_to_be_unknown_is_not_waited_for():
    assert clock(SEVEN, "detect", unknown=("emerged",)).state == "not-known"


def test_clocks__the_last_applicable_action_counts():
    when = {name: D + (n + 1) * DAY for n, name in enumerate(ACTIONS)}
    found = clock(SEVEN, "respond", D + 30 * DAY, notified=D, when=when)
    assert (found.state, found.last, found.stopped) == ("met", "coordination", D + 7 * DAY)
    when["laboratory"] = D + 9 * DAY
    late = clock(SEVEN, "respond", D + 30 * DAY, notified=D, when=when)
    assert (late.state, late.last) == ("late", "laboratory")
    without = clock(SEVEN, "respond", D + 30 * DAY, notified=D, when=when, not_applicable=("laboratory",))
    assert (without.state, without.last) == ("met", "coordination")


def test_clocks__missing_actions_are_named():
    found = clock(
        SEVEN, "respond", D + DAY, notified=D, investigation=D + HOUR, not_applicable=("laboratory",)
    )
    assert (found.state, found.missing) == (
        "running", ("analysis", "case-management", "countermeasures", "communication", "coordination")
    )  # fmt: skip


def test_clocks__what_does_not_apply_does_not_run():
    found = clock(SEVEN, "respond", notified=D, not_applicable=ACTIONS)
    assert (found.state, found.missing) == ("not-applicable", ())
    assert clock(IHR, "notify", not_applicable=("notifiable",)).state == "not-applicable"


def test_clocks__an_action_done_at_a_time_nobody_knows_makes_the_end_not_known():
    when = {name: D + DAY for name in ACTIONS if name != "analysis"}
    assert (
        clock(SEVEN, "respond", D + 9 * DAY, notified=D, when=when, unknown=("analysis",)).state
        == "not-known"
    )


def test_clocks__a_stop_before_the_start_is_in_time():
    found = clock(IHR, "verify", D + DAY, verification_requested=D, verification_answered=D - HOUR)
    assert (found.state, found.overrun) == ("met", None)


def test_clocks__what_lies_ahead_has_not_happened():
    assert clock(IHR, "assess", D, detected=D + HOUR).state == "waiting"
    assert clock(IHR, "assess", D, detected=D - HOUR, assessed=D + HOUR).state == "running"


@pytest.mark.parametrize(
    ("detected", "assessed", "state", "certain"),
    [
        (date(2026, 5, 18), datetime(2026, 5, 20, 0, 0, tzinfo=UTC), "met", True),
        (date(2026, 5, 18), datetime(2026, 5, 20, 12, tzinfo=UTC), "met", False),
        (date(2026, 5, 18), datetime(2026, 5, 21, 1, tzinfo=UTC), "late", True),
        (D, date(2026, 5, 20), "late", False),
        (D, date(2026, 5, 21), "late", True),
    ],
)
def test_clocks__a_day_counts_to_its_end_and_says_when_that_matters(detected, assessed, state, certain):
    found = clock(IHR, "assess", D + 30 * DAY, detected=detected, assessed=assessed)
    assert (found.state, found.certain) == (state, certain)


def test_clocks__a_running_clock_from_a_day_says_when_it_may_be_over_already():
    assert clock(IHR, "assess", D + DAY, detected=date(2026, 5, 18)).certain
    assert not clock(IHR, "assess", D + 2 * DAY, detected=date(2026, 5, 18)).certain


@pytest.mark.parametrize("wrong", [{"at": datetime(2026, 5, 18)}, {"detected": datetime(2026, 5, 18)}])  # noqa: DTZ001
def test_clocks__a_moment_without_an_offset_is_refused(wrong):
    with pytest.raises(
        OptionError, match="2026-05-18T00:00:00' is not usable: it must be a moment with an offset"
    ):
        clock(IHR, "assess", **wrong)

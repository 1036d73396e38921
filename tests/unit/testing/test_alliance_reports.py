from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.testing import simulate_alliance, snapshots
from tocsin.testing.alliance import MEMBERS
from tocsin.testing.alliance_reports import (
    AT_ONCE,
    DELAYS,
    SILENT_MEMBER,
    TAKEN_BACK,
    TYPO,
    TYPO_FOLD,
    WITHDRAWN,
)
from tocsin.vocab.errors import OptionError

KEY = ["week", "province", "disease"]
MONDAY = date(2026, 5, 18)  # the day after the alliance's newest week, 2026-W20


@pytest.fixture(scope="module")
def alliance():
    return simulate_alliance(np.random.default_rng(5), weeks=320)


@pytest.fixture(scope="module")
def weekly(alliance):
    days = [MONDAY + timedelta(weeks=k) for k in range(-8, DELAYS + 1)]
    return snapshots(alliance, np.random.default_rng(6), days)


def cell(table, what, week):
    own = (pl.col("disease") == what.disease) & (pl.col("province") == what.province)
    return table.filter(own & (pl.col("week") == week))["cases"].to_list()


def test_snapshots__are_the_same_for_the_same_rng_whatever_other_days_are_asked_for(alliance, weekly):
    again = snapshots(alliance, np.random.default_rng(6), [MONDAY])[MONDAY]
    assert again.equals(weekly[MONDAY])
    assert not snapshots(alliance, np.random.default_rng(7), [MONDAY])[MONDAY].equals(weekly[MONDAY])


def test_snapshots__hold_no_period_that_has_not_ended(weekly):
    assert weekly[MONDAY]["week"].max() == "2026-W20"
    assert weekly[MONDAY - timedelta(weeks=1)]["week"].max() == "2026-W19"


def test_snapshots__become_the_alliance_in_the_end(alliance, weekly):
    last = weekly[MONDAY + timedelta(weeks=DELAYS)]
    silent, gone = alliance.counts["member"] == SILENT_MEMBER.province, pl.col("week") == "2026-W16"
    own = (pl.col("province") == WITHDRAWN.province) & (pl.col("disease") == WITHDRAWN.disease)
    expected = alliance.counts.filter(~silent & ~(own & gone)).sort(KEY)
    told = last.filter(pl.col("member") != SILENT_MEMBER.province).sort(KEY)
    assert told.equals(expected)


def test_snapshots__each_member_has_its_own_delay(alliance, weekly):
    assert set(AT_ONCE) == set(MEMBERS)
    newest = weekly[MONDAY].filter(pl.col("week") == "2026-W20").group_by("member").agg(pl.sum("cases"))
    whole = alliance.counts.filter(pl.col("week") == "2026-W20").group_by("member").agg(pl.sum("cases"))
    shares = {member: known / cases for member, known, cases in newest.join(whole, on="member").rows()}
    for member in ("XA", "XC", "XE", "XG", "XH"):
        assert shares[member] == pytest.approx(AT_ONCE[member], abs=0.06)


def test_snapshots__some_counts_are_taken_back_and_most_are_not(weekly):
    early, late = (weekly[MONDAY - timedelta(weeks=k)] for k in (1, 0))  # delays 2 and 3
    both = early.filter(pl.col("week") == "2026-W17").join(late, on=KEY, suffix="_late")
    down = both.filter(pl.col("cases") > pl.col("cases_late"))
    assert TAKEN_BACK == 3
    assert 0 < down.height < 0.1 * both.height
    assert set(down["member"]) == {"XB", "XF"}


def test_snapshots__a_typing_error_is_taken_back_a_week_later(weekly):
    week = "2026-W18"
    values = [cell(weekly[MONDAY + timedelta(weeks=k)], TYPO, week)[0] for k in (-2, -1, 0)]
    assert values[1] >= TYPO_FOLD * max(values[0], 1)
    assert values[2] <= 2 * values[0] + 10


def test_snapshots__a_withdrawn_value_was_there_and_is_gone(weekly):
    week = "2026-W16"
    there = [len(cell(weekly[MONDAY + timedelta(weeks=k)], WITHDRAWN, week)) for k in range(-4, 2)]
    assert there == [1, 1, 1, 0, 0, 0]


def test_snapshots__a_silent_member_leaves_its_numbers_as_they_stood(weekly):
    own = pl.col("member") == SILENT_MEMBER.province
    stood = [table.filter(own) for day, table in weekly.items() if day >= MONDAY - timedelta(weeks=3)]
    assert all(table.equals(stood[0]) for table in stood)
    assert stood[0]["week"].max() == "2026-W17"


def test_snapshots__a_day_before_the_first_report_is_refused(alliance):
    with pytest.raises(OptionError, match="day='2020-01-01' is not usable: it must be after 2020"):
        snapshots(alliance, np.random.default_rng(6), [date(2020, 1, 1)])

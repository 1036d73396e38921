"""From tables and workspaces to R and growth."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.flows.ingest import ingest
from tocsin.flows.reading import Reading
from tocsin.flows.rt import RtQuestion, rt_files, rt_workspace
from tocsin.flows.rt_table import rt_table
from tocsin.flows.workspace import make_workspace
from tocsin.panel import Panel
from tocsin.rt import SerialInterval, find_interval, reproduction, weekly_reproduction
from tocsin.vocab.errors import ColumnError, OptionError, UnknownNameError

MEASLES = find_interval("measles").interval
FLU = SerialInterval(mean=2.6, sd=1.5)


def table(every: str, size: int) -> pl.DataFrame:
    step = timedelta(days=1 if every == "day" else 7)
    days = [date(2025, 1, 6) + i * step for i in range(size)]
    rng = np.random.default_rng(3)
    return pl.concat(
        pl.DataFrame({"day": days, "place": place, "cases": rng.poisson(40 * np.exp(g * np.arange(size)))})
        for place, g in (("North", 0.03), ("South", -0.02))
    )


def panel_of(frame: pl.DataFrame, every: str) -> Panel:
    return Panel.from_frame(frame, time="day", count="cases", by=["place"], every=every)


def test_days__are_answered_by_the_plain_functions():
    panel = panel_of(table("day", 60), "day")
    found = rt_table(panel, [FLU, MEASLES])
    for row, interval in enumerate((FLU, MEASLES)):
        alone = reproduction(panel.counts[row : row + 1], interval)
        np.testing.assert_array_equal(found.r.mean[row], alone.mean[0])
    assert not found.nowcast.any()


def test_weeks__are_answered_with_their_days_filled_in():
    panel = panel_of(table("week", 30), "week")
    found = rt_table(panel, [FLU, FLU], window=2)
    np.testing.assert_array_equal(found.r.mean, weekly_reproduction(panel.counts, FLU, weeks=2).weekly.mean)
    frame = found.to_frame()
    assert frame["growth"].to_list()[29] == pytest.approx(found.growth.rate[0, 29] / 7)
    assert frame.columns == ["place", *found.COLUMNS]


def test_draws_that_differ__are_told_and_widen_r():
    panel = panel_of(table("day", 60), "day")
    draws = np.repeat(panel.counts[:, :, None], 40, axis=2)
    draws[0, -1] += 10 * np.arange(40)
    plain, unsure = rt_table(panel, [FLU, FLU]), rt_table(panel, [FLU, FLU], draws=draws)
    assert unsure.nowcast[0, -1]
    assert not unsure.nowcast[0, :-1].any()
    assert not unsure.nowcast[1].any()
    assert unsure.r.sd[0, -1] > 1.05 * plain.r.sd[0, -1]
    np.testing.assert_allclose(unsure.r.quantiles[1], plain.r.quantiles[1], rtol=1e-9)


def test_files__are_read_and_answered_for_the_span_that_is_asked_for(tmp_path):
    table("week", 30).write_csv(tmp_path / "cases.csv")
    reading = Reading(files=(str(tmp_path / "cases.csv"),), time="day", count="cases", by=("place",))
    question = RtQuestion(disease="measles", start="2025-W20", end="2025-W22")
    frame = rt_files(reading, question).to_frame()
    assert frame["date"].to_list()[:3] == [date(2025, 5, 18), date(2025, 5, 25), date(2025, 6, 1)]
    assert frame.height == 6
    assert frame["si_mean"].unique().to_list() == [11.9]
    whole = rt_files(reading, RtQuestion(interval=(11.9, 2.6), end="2025-W22")).to_frame()
    assert whole.rows() == [frame.rows()[2], frame.rows()[5]]


@pytest.mark.parametrize(
    ("changes", "question", "error", "match"),
    [
        ({}, RtQuestion(), OptionError, "say --disease measles"),
        ({}, RtQuestion(disease="flu"), UnknownNameError, "No serial interval 'flu'"),
        ({"by": ("place", "r")}, RtQuestion(disease="measles"), ColumnError, "'r' cannot be a --by column"),
        ({"rates": True}, RtQuestion(disease="measles"), OptionError, "R needs counts of cases"),
        (
            {"every": "month", "duplicates": "sum"},
            RtQuestion(disease="measles"),
            OptionError,
            "every='month'",
        ),
        ({}, RtQuestion(disease="measles", end="2031-W01"), OptionError, "2025-W02 to 2025-W31"),
        (
            {},
            RtQuestion(disease="measles", start="2025-W20", end="2025-W10"),
            OptionError,
            "not after the end",
        ),
    ],
)
def test_files__that_cannot_be_answered_say_why(tmp_path, changes, question, error, match):
    table("week", 30).write_csv(tmp_path / "cases.csv")
    reading = Reading(files=(str(tmp_path / "cases.csv"),), time="day", count="cases", by=("place",))
    with pytest.raises(error, match=match):
        rt_files(replace(reading, **changes), question)


def test_workspace__completes_the_newest_weeks_and_sees_no_later_report(tmp_path):
    """Half of each week is told a week late: as it stands R is low, on the nowcast it is not."""
    rng = np.random.default_rng(7)
    first = date(2025, 1, 5)
    weeks = [first + timedelta(days=7 * i) for i in range(30)]
    final = rng.poisson(200 * np.exp(0.05 * np.arange(30)))
    make_workspace(tmp_path / "ws")
    for told in range(1, 27):
        day = weeks[told] + timedelta(days=3)
        known = [int(final[t] * (0.5 if t == told else 1.0)) for t in range(told + 1)]
        rows = {"date": weeks[: told + 1], "count": known, "place": "North", "indicator": "measles"}
        pl.DataFrame(rows).write_csv(tmp_path / f"{day}.csv")
        options = {"time": "date", "count": "count", "place": "place", "indicator": "indicator"}
        file = str(tmp_path / f"{day}.csv")
        ingest(str(tmp_path / "ws"), [file], as_of=day, source="one", given=options)
    asked = weeks[24] + timedelta(days=3)
    found = rt_workspace(str(tmp_path / "ws"), RtQuestion(), as_of=asked)
    frame = found.to_frame()
    assert frame["date"].to_list() == [weeks[24]]
    assert frame["nowcast"].to_list() == [True]
    plain = rt_table(found.panel, found.intervals)
    assert plain.r.at(0.975)[0, -1] < 0.8
    assert frame["r_low"][0] < 1.09 < frame["r_high"][0]
    assert frame["r"][0] == pytest.approx(1.09, abs=0.15)
    again = rt_workspace(str(tmp_path / "ws"), RtQuestion(), as_of=asked).to_frame()
    assert again.equals(frame)

"""Nothing that is published after a day changes what was said as of that day: the law of the whole system.

A workspace with twelve weekly snapshots is asked as of the last of them. Then later snapshots come, with
revisions many-fold, withdrawn places, new places, weeks and sources; all is asked again.
"""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.flows.findings_json import findings_json
from tocsin.flows.forecast import ForecastRequest, forecast_table, forecast_workspace
from tocsin.flows.nowcast import nowcast_workspace
from tocsin.flows.rt import RtQuestion, rt_workspace
from tocsin.flows.watch_workspace import watch_workspace
from tocsin.flows.workspace import Workspace, make_workspace, open_workspace
from tocsin.panel.reports import REPORTS

WEEKS, SNAPSHOTS = 120, 12
FIRST = date(2023, 1, 8)
PLACES = ("A", "B", "C")
DAY = FIRST + timedelta(weeks=WEEKS - 1, days=3)
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
WATCH = 'format = 1\n[watch]\nborders = "borders.csv"\ncomplete = "nowcast"\nmethod = "ears-c2"\n'


def counts(seed):
    """(places, weeks) of an outbreak that begins shortly before the day, and goes on after it."""
    rng = np.random.default_rng(seed)
    mean = np.full((len(PLACES) + 1, WEEKS + 8), 12.0)
    mean[:, WEEKS - 3 :] *= 4
    return rng.poisson(mean)


def snapshot(numbers, day, *, places=PLACES, source="bulletin"):
    """The whole table as it stood on a day: the newest weeks are known by 60 and 90 %."""
    rows = []
    for number, place in enumerate(places):
        for week in range(numbers.shape[1]):
            end = FIRST + timedelta(weeks=week)
            delay = (day - end).days // 7
            if delay >= 0:
                part = (0.6, 0.9, 1.0)[min(delay, 2)]
                rows.append((place, end, float(round(numbers[number, week] * part))))
    frame = pl.DataFrame(rows, schema=["place", "reference_date", "value"], orient="row")
    constant = {"source": source, "indicator": "measles", "stratum": "", "every": "week", "unit": "cases"}
    return frame.with_columns(
        *(pl.lit(value).alias(name) for name, value in constant.items()),
        report_date=pl.lit(day), absence=pl.lit(0, pl.UInt8),
    ).select(*REPORTS)  # fmt: skip


def published(folder: Path, numbers) -> Workspace:
    (folder / "ws").mkdir()
    made, _ = make_workspace(folder / "ws")
    (folder / "ws/tocsin.toml").write_text(WATCH)
    (folder / "ws/borders.csv").write_text("place,neighbour\nA,B\nB,C\n")
    days = [DAY - timedelta(weeks=back) for back in range(SNAPSHOTS)]
    made.archive.add(pl.concat(snapshot(numbers, day) for day in days), snapshots="whole")
    return open_workspace(folder / "ws")


def said(workspace: Workspace) -> dict[str, object]:
    """Everything the system says as of the day."""
    path, archive = workspace.path, workspace.archive
    panel, triangle = archive.panel(as_of=DAY), archive.triangle(as_of=DAY)
    watch = watch_workspace(workspace, as_of=DAY)
    forecast = forecast_workspace(path, ForecastRequest(as_of=DAY))
    return {
        "panel": (panel.series.rows(), panel.periods, panel.counts.tobytes(), panel.absence.tobytes()),
        "triangle": (triangle.series.rows(), triangle.periods, triangle.increments.tobytes()),
        "nowcast": nowcast_workspace(path, as_of=DAY).rows(),
        "R": rt_workspace(path, RtQuestion(), as_of=DAY).to_frame().rows(),
        "forecast": forecast_table(forecast).rows(),
        "watch": findings_json(watch, source="", made_at=MADE_AT),
    }


@st.composite
def later_snapshots(draw):
    """What comes after the day: snapshots with other numbers, places, weeks and sources."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    made = []
    for week in draw(st.sets(st.integers(1, 6), min_size=1, max_size=3)):
        numbers = counts(rng.integers(1000)) * draw(st.sampled_from([0, 1, 40]))
        places = draw(st.sampled_from([PLACES, PLACES[:1], (*PLACES, "D")]))
        source = draw(st.sampled_from(["bulletin", "bulletin", "other"]))
        days = timedelta(weeks=week - 1, days=draw(st.integers(1, 6)))
        made.append(snapshot(numbers, DAY + days, places=places, source=source))
    return made


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 99), later=later_snapshots())
def test_as_of__nothing_published_later_changes_what_was_said(seed, later):
    with tempfile.TemporaryDirectory() as folder:
        workspace = published(Path(folder), counts(seed))
        before = said(workspace)
        for reports in later:
            workspace.archive.add(reports, snapshots="whole", replace=True)
        after = said(open_workspace(workspace.path))
    assert {name for name in before if before[name] != after[name]} == set()


def test_as_of__the_example_has_something_to_say():
    with tempfile.TemporaryDirectory() as folder:
        workspace = published(Path(folder), counts(1))
        told = said(workspace)
        watch = watch_workspace(workspace, as_of=DAY)
    assert watch.findings
    outlook = watch.outlooks[1]
    for part in (outlook.nowcast, outlook.forecast, outlook.reproduction, outlook.neighbours):
        assert part is not None
    assert [record.rounds > 0 for record in outlook.records] == [True, True]
    assert len(told["forecast"]) == 4 * len(PLACES)
    assert len(told["nowcast"]) > 0
    assert len(told["R"]) > 0

"""The demo, whole: what was planted is found, and the command it prints makes the same again."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.finding import ArtefactKind
from tocsin.flows import demo as demo_flow
from tocsin.flows.demo import MARK, make_demo
from tocsin.flows.demo_workspace import make_demo_workspace
from tocsin.panel import Panel
from tocsin.testing import simulate_alliance
from tocsin.testing.alliance import CROSSING, DISEASES, DUMP, MEMBERS, SILENT, THIN
from tocsin.vocab.errors import OptionError, OutputError

BY = ["member", "province", "disease"]


@pytest.fixture(scope="module")
def alliance():
    return simulate_alliance(np.random.default_rng(demo_flow.SEED))


@pytest.fixture
def made(demo):
    return demo


def test_alliance__is_the_same_for_the_same_seed_and_another_for_another(alliance):
    again = simulate_alliance(np.random.default_rng(demo_flow.SEED))
    other = simulate_alliance(np.random.default_rng(demo_flow.SEED + 1))
    assert alliance.counts.equals(again.counts)
    assert not alliance.counts.equals(other.counts)


def test_alliance__holds_what_a_watch_must_tell_apart(alliance):
    panel = Panel.from_frame(alliance.counts, time="week", count="cases", by=BY)
    provinces = sum(n for _, n in MEMBERS.values())
    assert panel.counts.shape == (provinces * len(DISEASES), 594)
    labels = panel.periods.labels()
    assert "2015-W53" in labels
    assert "2020-W53" in labels
    missing = np.isnan(panel.counts)
    assert 0.005 < missing.mean() < 0.05
    mean, variance = np.nanmean(panel.counts, axis=1), np.nanvar(panel.counts, axis=1)
    assert np.median(variance / mean) > 1.2
    assert (np.nanmean(panel.counts == 0, axis=1) > 0.5).any()


def test_alliance__borders_join_provinces_that_exist_and_the_outbreak_walks_along_them(alliance):
    pairs = {frozenset(pair) for pair in alliance.borders.iter_rows()}
    assert {place for pair in pairs for place in pair} == set(alliance.counts["province"])
    steps = zip(CROSSING.provinces, CROSSING.provinces[1:], strict=False)
    assert all(frozenset(step) in pairs for step in steps)
    assert len({province[:2] for province in CROSSING.provinces}) == 3


def test_alliance__shorter_than_a_history_is_refused():
    with pytest.raises(OptionError, match="weeks=300 is not usable: it must be 320 or more"):
        simulate_alliance(np.random.default_rng(1), weeks=300)


def test_demo__finds_the_outbreak_across_borders_as_one(made):
    crossing = [f for f in made.watch.findings if f.key["disease"] == CROSSING.disease]
    first = max(crossing, key=lambda finding: len(finding.places))
    assert len(set(first.places) & set(CROSSING.provinces)) >= 3
    assert first.rank == 1


def test_demo__finds_the_thin_rise_in_the_sum_alone(made):
    (thin,) = [f for f in made.watch.findings if f.key["disease"] == THIN.disease]
    assert (thin.key["member"], thin.key["province"]) == ("XH", None)


def test_demo__sets_the_dump_and_the_silence_apart(made):
    kinds = {(a.kind, a.key["province"]) for a in made.watch.artefacts}
    assert (ArtefactKind.DUMP, DUMP.provinces[0]) in kinds
    assert (ArtefactKind.SILENCE, SILENT.provinces[0]) in kinds
    assert not any(f.key["province"] == DUMP.provinces[0] for f in made.watch.findings)


def test_demo__writes_every_file_whole(made):
    assert all(path.stat().st_size > 0 for path in made.written.values())
    readme = made.written["README.txt"].read_text("utf-8")
    assert readme.startswith(MARK)
    assert all(command in readme for command in (made.command, *made.again))
    found = json.loads(made.written["findings.json"].read_text("utf-8"))
    assert [f["rank"] for f in found["findings"]] == list(range(1, len(made.watch.findings) + 1))
    assert found["made_at"] == "2026-05-18T09:00:00+00:00"
    for name, lang in (("report.html", "en"), ("report.ru.html", "ru"), ("report.zh.html", "zh")):
        assert f'lang="{lang}' in made.written[name].read_text("utf-8")[:2000]


def test_demo__the_written_table_is_the_simulated_one(made, alliance):
    assert pl.read_csv(made.written["counts.csv"]).equals(alliance.counts)


def test_demo__publishes_monday_by_monday_and_finds_the_outbreak_with_what_was_known(made):
    days = sorted(made.workspace.archive.snapshots()["report_date"].unique())
    assert len(days) == 16
    assert {(newer - older).days for older, newer in pairwise(days)} == {7}
    found = [f for f in made.published.findings if f.key["indicator"] == CROSSING.disease]
    assert len({place for f in found for place in f.places} & set(CROSSING.provinces)) >= 2
    assert any(artefact.kind is ArtefactKind.REVISION for artefact in made.published.artefacts)


def test_demo__the_first_finding_of_the_workspace_has_every_part_of_an_outlook(made):
    outlook = made.published.outlooks[1]
    for part in (outlook.nowcast, outlook.forecast, outlook.reproduction, outlook.neighbours):
        assert part is not None
    assert [(record.part.value, record.rounds) for record in outlook.records] == [
        ("nowcast", 8), ("forecast", 8)
    ]  # fmt: skip
    page = made.written["workspace/results/2026-05-18.html"].read_text("utf-8")
    assert "forecast" in page.lower()


def test_demo__the_last_mondays_lie_there_as_tables(made):
    tables = [pl.read_csv(path) for name, path in made.written.items() if name.startswith("snapshots/")]
    assert len(tables) == 3
    assert [table["week"].max() for table in tables] == ["2026-W18", "2026-W19", "2026-W20"]


def test_demo__made_again_changes_nothing_that_was_published(made):
    again = make_demo_workspace(
        made.written["README.txt"].parent,
        simulate_alliance(np.random.default_rng(demo_flow.SEED)),
        np.random.default_rng(demo_flow.SEED + 1),
    )
    assert again.workspace.archive.snapshots().equals(made.workspace.archive.snapshots())


def test_demo__of_another_day__is_the_same_alliance_up_to_the_week_before(alliance):
    assert demo_flow.moved(alliance, before=date(2026, 5, 24)).counts.equals(alliance.counts)
    later = demo_flow.moved(alliance, before=date(2027, 1, 8)).counts  # a Friday of 2027-W01
    assert later["week"].max() == "2026-W53"
    assert later.drop("week").equals(alliance.counts.drop("week"))
    assert later["week"].n_unique() == alliance.counts["week"].n_unique()


def test_demo__spares_files_it_did_not_make(tmp_path):
    (tmp_path / "counts.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"holds counts\.csv that is not a demo's"):
        make_demo(tmp_path, made_at=datetime(2026, 5, 18, tzinfo=UTC))
    assert [path.name for path in tmp_path.iterdir()] == ["counts.csv"]


def test_demo__spares_a_workspace_it_did_not_make(tmp_path):
    (tmp_path / "workspace").mkdir()
    with pytest.raises(OutputError, match="holds workspace that is not a demo's"):
        make_demo(tmp_path, made_at=datetime(2026, 5, 18, tzinfo=UTC))

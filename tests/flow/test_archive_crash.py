"""Ingest under fire: killed at any moment, two at once, a table that is broken."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from tocsin.archive import Archive
from tocsin.flows.ingest import ingest
from tocsin.flows.settings import source_settings
from tocsin.flows.workspace import make_workspace, open_workspace, remember_source
from tocsin.vocab.errors import ArchiveError

HOW = {"time": "week", "count": "cases", "place": "place", "indicator_name": "measles"}
RUN = """
import sys
import tocsin.archive.add as add
from tocsin.archive.store import Store
from tocsin.flows.ingest import ingest
where, file, day = sys.argv[1:4]
moment = sys.argv[4] if len(sys.argv) > 4 else ""
def stop(name, before):
    real = getattr(Store, name)
    def stopping(*args, **more):
        if not before:
            real(*args, **more)
        print("here", flush=True)
        sys.stdin.read()
        return real(*args, **more)
    setattr(Store, name, stopping)
if moment == "rows":
    real = add._batches
    def slowly(*args):
        for batch in real(*args):
            yield batch
            print("here", flush=True)
            sys.stdin.read()
    add._batches = slowly
elif moment:
    stop("append", before=moment == "before")
print("ready", flush=True)
print(ingest(where, [file], as_of=day).added, flush=True)
"""


def start(folder, file, day, moment=""):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder), str(file), day, *([moment] if moment else [])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kill(child):
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A workspace with one snapshot, and two files for later days beside it."""
    for number in (1, 2, 3):
        weeks = [f"2025-W{week:02d}" for week in range(1, 5)]
        cases = [number * 10 + k for k in range(8)]
        table = pl.DataFrame({"week": weeks * 2, "place": ["Osh"] * 4 + ["Naryn"] * 4, "cases": cases})
        table.write_csv(tmp_path / f"{number}.csv")
    make_workspace(tmp_path / "ws")
    ingest(str(tmp_path / "ws"), [str(tmp_path / "1.csv")], as_of="2025-02-01", given=HOW)
    return tmp_path


def told(folder):
    archive = open_workspace(folder / "ws").archive
    return archive.panel().counts.tolist(), archive.snapshots().height


@pytest.mark.parametrize("moment", ["before", "rows", "after"])
def test_killed__at_a_chosen_moment_the_table_holds_all_or_nothing(folder, moment):
    before = told(folder)
    child = start(folder / "ws", folder / "2.csv", "2025-02-08", moment)
    assert [child.stdout.readline() for _ in range(2)] == ["ready\n", "here\n"]
    kill(child)
    whole = [[24.0, 25.0, 26.0, 27.0], [20.0, 21.0, 22.0, 23.0]], 2
    assert told(folder) == (whole if moment == "after" else before)
    again = ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08").added[0]
    assert bool(again.known) == (moment == "after")
    assert told(folder) == whole


def test_killed__at_moments_of_chance_the_table_holds_all_or_nothing(folder):
    before = told(folder)
    whole = [[24.0, 25.0, 26.0, 27.0], [20.0, 21.0, 22.0, 23.0]], 2
    for part in range(6):
        child = start(folder / "ws", folder / "2.csv", "2025-02-08")
        child.stdout.readline()
        time.sleep(0.04 * part)
        kill(child)
        assert told(folder) in (before, whole)
    ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08")
    assert told(folder) == whole


def test_two_at_once__both_land_and_the_slower_one_looks_again(folder):
    """The second plans on a table that the first changes before it writes; that plan withdraws nothing."""
    slow = start(folder / "ws", folder / "3.csv", "2025-02-15", "before")
    assert [slow.stdout.readline() for _ in range(2)] == ["ready\n", "here\n"]
    with (folder / "2.csv").open("a") as file:
        file.write("2025-W01,Talas,5\n")
    ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08")
    _, err = slow.communicate()
    assert slow.returncode == 0, err
    archive = open_workspace(folder / "ws").archive
    assert archive.snapshots()["report_date"].cast(pl.String).to_list() == [
        "2025-02-01",
        "2025-02-08",
        "2025-02-15",
    ]
    frame = archive.panel().to_frame()
    assert frame.filter(pl.col("place") == "Talas")["absence"].to_list()[0] == "withdrawn"
    assert archive.panel(place="Osh").counts.tolist() == [[30.0, 31.0, 32.0, 33.0]]


def test_two_at_once__of_the_same_file_one_finds_it_there(folder):
    runs = [start(folder / "ws", folder / "2.csv", "2025-02-08") for _ in range(2)]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert told(folder)[1] == 2
    rows = pl.read_delta(str(folder / "ws/reports")).filter(pl.col("receipt").is_null())
    assert not rows.select("place", "reference_date", "report_date").is_duplicated().any()


def test_two_at_once__how_every_source_is_read_is_remembered(folder):
    space = open_workspace(folder / "ws")
    how = source_settings({"place": "place"}, "test")
    names = [f"source{k}" for k in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda name: remember_source(space, name, how), names))
    assert set(names) < set(open_workspace(folder / "ws").settings.sources)


def test_two_at_once__what_another_put_back_is_remembered_again(folder, monkeypatch):
    toml, add = folder / "ws/tocsin.toml", Archive.add
    before = toml.read_text("utf-8")

    def with_another_writer(*args, **more):
        toml.write_text(before, "utf-8")
        return add(*args, **more)

    monkeypatch.setattr(Archive, "add", with_another_writer)
    ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08", source="other", given=HOW)
    assert "other" in open_workspace(folder / "ws").settings.sources


def break_log(table):
    shutil.rmtree(table / "_delta_log")


def break_file(table):
    next(table.glob("indicator=measles/*.parquet")).unlink()


def cut_file(table):
    with next(table.glob("indicator=measles/*.parquet")).open("r+b") as file:
        file.truncate(200)


def empty_log(table):
    next((table / "_delta_log").glob("*0.json")).write_text("")


def cut_log(table):
    log = max((table / "_delta_log").glob("*.json"))
    log.write_text(log.read_text()[:50])


def leave_a_gap_in_the_log(table):
    sorted((table / "_delta_log").glob("*.json"))[-2].unlink()


def remove(table):
    shutil.rmtree(table)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (break_log, r"half copied\. Copy the workspace again"),
        (
            break_file,
            r"copied in part, a file of the table is missing: part-\S+\.parquet\. Copy the workspace",
        ),
        (cut_file, r"cannot be read .* a damaged file has to come back from a copy"),
        (empty_log, r"has to come back from a copy"),
        (cut_log, r"copied in part, a file of its _delta_log is missing or cut\. Copy the workspace again"),
        (leave_a_gap_in_the_log, r"a file of its _delta_log is missing or cut\. Copy the workspace again"),
        (remove, r"half copied\. Copy the workspace again"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_broken__a_table_that_was_copied_in_part_is_said_to_be(folder, harm, said):
    assert ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08").added[0].changed
    harm(folder / "ws/reports")
    with pytest.raises(ArchiveError, match=said):
        told(folder)


def test_unwritable__no_right_is_said_before_anything_is_written(folder, monkeypatch):
    monkeypatch.setattr("tocsin.archive.failures.os.access", lambda *args: False)
    before = sorted((folder / "ws/reports").rglob("*"))
    with pytest.raises(ArchiveError, match=r"reports: no right to write there\. Choose another folder"):
        ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08")
    assert sorted((folder / "ws/reports").rglob("*")) == before
    with pytest.raises(ArchiveError, match=r"no right to write there"):
        make_workspace(folder / "other")
    assert not (folder / "other").exists()


def test_unwritable__is_an_error_with_a_remedy(folder, monkeypatch):
    def refuse(*args, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tocsin.archive.store.write_deltalake", refuse)
    with pytest.raises(ArchiveError, match=r"cannot be written to .*No space left.*free space"):
        ingest(str(folder / "ws"), [str(folder / "2.csv")], as_of="2025-02-08")
    assert told(folder)[1] == 1


def test_newer__table_or_workspace_is_refused(folder):
    log = folder / "ws/reports/_delta_log/00000000000000000000.json"
    log.write_text(log.read_text().replace('"tocsin.archive":"1"', '"tocsin.archive":"2"'))
    with pytest.raises(ArchiveError, match=r"layout 2, and this tocsin knows up to 1\. Use a newer"):
        told(folder)
    toml = folder / "ws/tocsin.toml"
    toml.write_text(toml.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(ArchiveError, match=r"written by a newer tocsin \(format 2"):
        open_workspace(folder / "ws")

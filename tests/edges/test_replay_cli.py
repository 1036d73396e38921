"""`tocsin watch DIR` and `tocsin replay DIR` on a small workspace: what they say, write and refuse."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

MONDAY = date(2026, 5, 18)
WEEKS = 70


@pytest.fixture(scope="module")
def published():
    """Tables as published on four Mondays: an outbreak in the north, a slip in the south."""
    tables = {}
    for back in (3, 2, 1, 0):
        day = MONDAY - timedelta(weeks=back)
        rows = []
        for k in range(WEEKS - back):
            week = (MONDAY - timedelta(weeks=WEEKS - k, days=1) + timedelta(days=7)).isocalendar()
            label = f"{week.year}-W{week.week:02d}"
            north = 10 + k % 4 + (60 if k >= WEEKS - 2 else 0)
            south = 30 + k % 5
            if (k, back) == (WEEKS - 4, 1):
                south = 3100
            rows += [(label, "North", "measles", north), (label, "South", "measles", south)]
        tables[day] = pl.DataFrame(rows, schema=["week", "place", "disease", "cases"], orient="row")
    return tables


@pytest.fixture
def workspace(tmp_path, monkeypatch, tocsin, published):
    monkeypatch.chdir(tmp_path)
    assert tocsin("init", "alliance").code == 0
    for day, table in published.items():
        table.write_csv("snapshot.csv")
        said = tocsin(
            "ingest", "alliance", "snapshot.csv", "--as-of", str(day), "--source", "s", "--time", "week",
            "--count", "cases", "--place", "place", "--indicator", "disease",
        )  # fmt: skip
        assert said.code == 0, said.err
    toml = tmp_path / "alliance" / "tocsin.toml"
    toml.write_text(toml.read_text("utf-8").replace("[watch]", '[watch]\nmethod = "ears-c2"'), "utf-8")
    return tmp_path / "alliance"


def found_as_of(tocsin, day, *more):
    said = tocsin("watch", "alliance", "--as-of", str(day), "--json", "found.json", *more)
    assert said.code == 0, said.err
    with open("found.json", encoding="utf-8") as file:  # noqa: PTH123
        return json.load(file)


def test_watch__a_workspace_is_judged_as_it_was_known(workspace, tocsin):
    early, late = (found_as_of(tocsin, MONDAY - timedelta(weeks=k)) for k in (2, 0))
    assert (early["as_of"], early["period"], early["findings"]) == ("2026-05-04", "2026-W18", [])
    assert (late["as_of"], late["period"], late["source"]) == ("2026-05-18", "2026-W20", "alliance")
    assert [f["key"]["place"] for f in late["findings"]] == ["North"]
    assert late["methods"] == ["ears-c2"]
    assert (workspace / "results" / "2026-05-18.html").exists()
    assert "18 May 2026" in (workspace / "results" / "2026-05-18.html").read_text("utf-8")


def test_watch__every_finding_tells_what_is_to_come(workspace, tocsin):
    (finding,) = found_as_of(tocsin, MONDAY)["findings"]
    outlook = finding["outlook"]
    assert outlook["nowcast"]["periods"][-1]["period"] == "2026-W20"
    assert [one["period"] for one in outlook["forecast"]["periods"]] == [f"2026-W{k}" for k in range(21, 25)]
    assert outlook["reproduction"]["low"] < outlook["reproduction"]["median"]
    assert outlook["reproduction"]["serial_interval"]["source"] == "Vink 2014"
    assert outlook["lacking"] == {"neighbours": "no_borders"}
    assert {record["of"] for record in outlook["records"]} <= {"nowcast", "forecast"}
    page = (workspace / "results" / "2026-05-18.html").read_text("utf-8")
    for said in ("Once all reports are in", "Reproduction number", "Expected in 2026-W21"):
        assert said in page


def test_watch__a_serial_interval_of_the_workspace_goes_before_the_published_one(workspace, tocsin):
    toml = workspace / "tocsin.toml"
    own = "[watch]\nserial_intervals = { measles = [14.0, 3.0] }"
    toml.write_text(toml.read_text("utf-8").replace("[watch]", own), "utf-8")
    (finding,) = found_as_of(tocsin, MONDAY)["findings"]
    assert finding["outlook"]["reproduction"]["serial_interval"] == {
        "mean": 14.0,
        "sd": 3.0,
        "source": "tocsin.toml",
    }


@pytest.mark.parametrize(
    "value", ["3.0", "{ measles = 14.0 }", "{ measles = [14.0] }", "{ measles = [1, -3] }"]
)
def test_watch__a_wrong_serial_interval_is_refused(workspace, tocsin, value):
    toml = workspace / "tocsin.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[watch]", f"[watch]\nserial_intervals = {value}"), "utf-8"
    )
    said = tocsin("watch alliance")
    assert said.code == 2
    assert "is not usable: it must be" in said.err
    assert "mean and sd in days, both above 0" in said.err


def test_watch__a_slip_is_an_artefact_with_both_numbers(workspace, tocsin):
    (slip,) = [
        a for a in found_as_of(tocsin, MONDAY - timedelta(weeks=1))["artefacts"] if a["kind"] == "revision"
    ]
    assert (slip["before"], slip["observed"], slip["changed"]) == (31.0, 3100.0, "2026-05-11")
    (back,) = [a for a in found_as_of(tocsin, MONDAY)["artefacts"] if a["kind"] == "revision"]
    assert (back["before"], back["observed"], back["changed"]) == (3100.0, 31.0, "2026-05-18")


def test_watch__an_option_takes_the_place_of_the_setting(workspace, tocsin):
    found = found_as_of(tocsin, MONDAY, "--method", "ears-c1", "--option", "alpha=0.001", "--level", "0.2")
    assert found["methods"] == ["ears-c1"]
    assert found["options"] == {"alpha": 0.001}
    assert found["level"] == 0.2


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("watch alliance --as-of 2026-05-25", "after the last snapshot"),
        ("watch alliance --time week", "--time says how files are read; alliance is a workspace"),
        ("watch alliance --to 2026-W18", "of a workspace say --as-of"),
        ("watch alliance --level 2", "level=2.0 is not usable: it must be above 0 and below 1"),
        ("watch snapshot.csv --time week --count cases --as-of 2026-05-18", "--as-of asks for a workspace"),
        ("watch snapshot.csv --time week --count cases", "Missing option '--out'"),
        ("replay alliance --from 2026-05-18 --to 2026-05-04", "before it begins"),
        ("replay alliance --from 2026-01-05 --to 2026-05-18", "before the first snapshot"),
        ("replay alliance --from 2026-05-04 --to 2026-06-18", "after the last snapshot"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --budget 0", "budget=0.0 is not usable"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --threshold -3", "a count above 0, a method or"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --threshold cusm", "Did you mean cusum?"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --threshold snapshot.csv", "alert dates need"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --labels snapshot.csv", "labels need"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --labels turned.csv", "row 2 ends"),
        ("replay alliance --from 2026-05-04 --to 2026-05-18 --out x.xls", "its name must end in"),
        ("replay . --from 2026-05-04 --to 2026-05-18", "this is no workspace"),
    ],
)
def test_bad_input__says_what_is_wrong(workspace, tocsin, words, part):
    (workspace.parent / "turned.csv").write_text("place,start,end\nNorth,2026-05-18,2026-05-04\n", "utf-8")
    said = tocsin(words)
    assert said.code == 2
    assert part in said.err


def test_watch__an_unknown_setting_is_named(workspace, tocsin):
    toml = workspace / "tocsin.toml"
    toml.write_text(toml.read_text("utf-8").replace("[watch]", "[watch]\nmethd = 1"), "utf-8")
    said = tocsin("watch alliance")
    assert (said.code, "Did you mean method?" in said.err) == (2, True)


def test_replay__tells_weeks_labels_and_days(workspace, tocsin):
    (workspace.parent / "labels.csv").write_text(
        "place,indicator,start,end\nNorth,measles,2026-05-10,2026-05-17\nSouth,,2026-05-03,2026-05-03\n",
        "utf-8",
    )
    span = "--from 2026-04-27 --to 2026-05-18"
    said = tocsin(f"replay alliance {span} --threshold 71 --labels labels.csv --out replay.json")
    assert said.code == 0, said.err
    assert "2026-05-11  1 finding, 1 new; 1 of 2 series above" in said.out
    assert "Labels: 1 of 2 found (POD 50%), 1 days after their start" in said.out
    done = json.loads((workspace.parent / "replay.json").read_text("utf-8"))
    assert done["schema"] == "tocsin.replay/1"
    (episode,) = done["episodes"]
    assert (episode["first"], episode["threshold"], episode["gained"]) == ("2026-05-11", "2026-05-18", 7)
    assert [week["artefacts"] for week in done["weeks"]] == [0, 0, 1, 1]


def test_replay__weeks_as_a_table(workspace, tocsin):
    assert tocsin("replay alliance --from 2026-05-04 --to 2026-05-18 --out weeks.csv").code == 0
    weeks = pl.read_csv(workspace.parent / "weeks.csv", try_parse_dates=True)
    assert weeks["day"].to_list() == [MONDAY - timedelta(weeks=k) for k in (2, 1, 0)]
    assert weeks["findings"].to_list() == [0, 1, 1]
    assert weeks["level"].to_list() == [None] * 3


def test_replay__does_not_change_when_later_snapshots_are_taken_in(workspace, tocsin, published):
    """Of all that is said as of a day, nothing depends on what is published after it."""
    words = ("replay", "alliance", "--from", "2026-04-27", "--to", "2026-05-18", "--budget", "3", "--out")
    assert tocsin(*words, "before.json").code == 0
    later = published[MONDAY].with_columns(cases=pl.col("cases") * 3)
    later.write_csv("later.csv")
    assert tocsin("ingest", "alliance", "later.csv", "--as-of", "2026-05-25", "--source", "s").code == 0
    assert tocsin(*words, "after.json").code == 0
    before, after = ((workspace.parent / f"{name}.json").read_text("utf-8") for name in ("before", "after"))
    assert before == after

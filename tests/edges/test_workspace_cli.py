"""init, ingest, status as people meet them."""

import json

import pytest

FIRST = "week,province,cases\n2025-W05,Osh,3\n2025-W06,Osh,4\n2025-W05,Naryn,1\n"
SECOND = "week,province,cases\n2025-W05,Osh,3\n2025-W06,Osh,7\n2025-W07,Osh,2\n"
HOW = "--time week --count cases --place province --indicator-name measles"


@pytest.fixture
def workspace(folder, tocsin):
    (folder / "1.csv").write_text(FIRST)
    (folder / "2.csv").write_text(SECOND)
    assert tocsin("init ws").code == 0
    return folder / "ws"


def test_init__makes_a_workspace_once_and_only_in_an_empty_folder(workspace, tocsin):
    assert tocsin("init ws").out == "ws already is a workspace; nothing was changed.\n"
    assert "tocsin: .: the folder holds other things." in tocsin("init .").err


def test_ingest__remembers_how_and_changes_nothing_twice(workspace, tocsin):
    assert "3 reports, 3 of them new or changed" in tocsin(f"ingest ws 1.csv --as-of 2025-02-12 {HOW}").out
    assert "3 reports, 3 of them new or changed" in tocsin("ingest ws 2.csv --as-of 2025-02-19").out
    assert "there already, nothing changed" in tocsin("ingest ws 2.csv --as-of 2025-02-19").out
    other = tocsin("ingest ws 1.csv --as-of 2025-02-19")
    assert (other.code, "--replace" in other.err) == (2, True)
    changed = tocsin("ingest ws 1.csv --as-of 2025-02-26 --unit tests")
    assert "unit was 'cases', now 'tests'" in changed.err


def test_status__counts_what_there_is(workspace, tocsin):
    assert "empty" in tocsin("status ws").out
    tocsin(f"ingest ws 1.csv --as-of 2025-02-12 {HOW}")
    tocsin("ingest ws 2.csv --as-of 2025-02-19")
    found = json.loads(tocsin("status ws --json").out)
    assert (found["as_of"], found["snapshots"]) == ("2025-02-19", 2)
    assert found["sources"][0]["withdrawn"] == 1
    assert tocsin("status ws").out.splitlines()[1].startswith("source\tindicator")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "format = 1\n[sources.a]\ntimes = 'x'\n",
            "No key in ws/tocsin.toml: sources.a: 'times'. Did you mean time?",
        ),
        ("format = 1\n[sources.a]\nrates = 'x'\n", "sources.a.rates='x': it must be true or false"),
        ("format = 9\n", "written by a newer tocsin (format 9"),
        ("format = 1\nx =\n", "not readable as TOML"),
    ],
)
def test_settings__a_wrong_key_or_value_is_named(workspace, tocsin, text, said):
    (workspace / "tocsin.toml").write_text(text)
    assert said in tocsin("status ws").err


def test_status__who_is_silent_is_named_once_for_all_indicators_alike(workspace, tocsin):
    rows = [(f"2025-W{k:02d}", p, d, 3) for k in range(1, 9) for p in "AB" for d in ("flu", "rsv")]
    kept = [row for row in rows if row[1] == "A" or row[0] < "2025-W04"]
    text = "\n".join(["week,place,disease,cases", *(",".join(map(str, row)) for row in kept)])
    (workspace.parent / "long.csv").write_text(text + "\n")
    how = "--time week --count cases --place place --indicator disease --usual-delay 3"
    assert tocsin(f"ingest ws long.csv --as-of 2025-02-26 {how}").code == 0
    assert tocsin("status ws").out.splitlines()[-1] == "Silent in reports, flu; rsv: B."


def test_status__on_a_terminal_of_80_columns_no_number_is_cut(workspace, tocsin, monkeypatch):
    long = HOW.replace("measles", "severe-acute-respiratory-infection")
    assert tocsin(f"ingest ws 1.csv --as-of 2025-02-12 {long}").code == 0
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("tocsin.cli.status.sys.stdout.isatty", lambda: True, raising=False)
    drawn = tocsin("status ws").out.splitlines()
    assert max(map(len, drawn)) <= 80
    assert "2025-02-12" in "\n".join(drawn)
    assert "…" not in "\n".join(drawn)


def test_workspace__a_file_address_is_the_folder_itself(workspace, tocsin):
    address = f"file://{workspace}"
    assert tocsin(f"ingest {address} 1.csv --as-of 2025-02-12 {HOW}").code == 0
    assert tocsin(f"init {address}-2").code == 0
    assert (workspace.parent / "ws-2" / "tocsin.toml").is_file()
    assert tocsin("status ws").out.splitlines()[1:] == tocsin(f"status {address}").out.splitlines()[1:]

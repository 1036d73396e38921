"""`tocsin score` and `tocsin validate` as people and scripts meet them."""

import json
from io import StringIO

import polars as pl
import pytest

from tocsin.cli import score as score_command
from tocsin.flows.score import score_files

HEAD = "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\n"
TRUTH = "target,location,target_end_date,observation,as_of\n"
DAYS = {1: "2025-01-12", 2: "2025-01-19"}


def model_file(folder, model, shift, horizons=(1, 2), more=""):
    rows = "".join(
        f"2025-01-08,ILI,{h},AT,{DAYS[h]},quantile,{level},{value + shift}\n"
        for h in horizons
        for level, value in ((0.025, 5), (0.25, 8), (0.5, 10), (0.75, 14), (0.975, 20))
    )
    path = folder / "model-output" / model / f"2025-01-08-{model}.csv"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + rows + more)
    return path


@pytest.fixture
def hub(folder):
    model_file(folder, "a-good", 0)
    model_file(folder, "b-base", 9)
    model_file(folder, "c-half", 1, horizons=(1,))
    old = f"ILI,AT,{DAYS[1]},99,2025-01-13\n"
    new = f"ILI,AT,{DAYS[1]},11,2025-01-20\nILI,AT,{DAYS[2]},12,2025-01-20\n"
    (folder / "truth.csv").write_text(TRUTH + new + old)
    return folder


LEVELS = "--level 0.025 --level 0.25 --level 0.5 --level 0.75 --level 0.975"


def test_score__piped_is_csv_with_what_each_model_lacks(hub, tocsin):
    said = tocsin("score model-output --truth truth.csv --baseline b-base")
    assert said.code == 0
    assert said.err == "Truth joined by target, location, target_end_date.\n"
    rows = {row["model"]: row for row in pl.read_csv(StringIO(said.out)).iter_rows(named=True)}
    assert {m: (r["n"], r["lacking"], r["shared"]) for m, r in rows.items()} == {
        "a-good": (2, 0, 2), "b-base": (2, 0, 2), "c-half": (1, 1, 1),
    }  # fmt: skip
    assert rows["b-base"]["relative_wis"] == 1
    assert rows["a-good"]["relative_wis"] < 1
    assert rows["a-good"]["coverage_95"] == 1
    assert rows["a-good"]["ae"] == 1.5  # the truth of the latest as_of, not 99


def test_score__by_and_out_write_a_file_and_leave_the_pipe_empty(hub, tocsin):
    said = tocsin("score . --truth truth.csv --by horizon --scale log --out scores.csv")
    assert (said.code, said.out) == (0, "")
    assert pl.read_csv("scores.csv")["horizon"].to_list() == [1, 1, 1, 2, 2]


def test_score__on_a_terminal_shows_a_table_and_notes(hub, tocsin, monkeypatch, capsys):
    model_file(hub, "d-mean", 0, more=f"2025-01-08,ILI,1,AT,{DAYS[1]},mean,NA,4\n")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    scoring = score_files(["."], "truth.csv", baseline="b-base", by=["horizon"])
    score_command._show(scoring, ("horizon",), written="scores.csv")
    shown = capsys.readouterr().out
    assert "rel. WIS" in shown
    assert "1 rows of output type mean are not scored." in shown
    assert "Written to scores.csv." in shown


def test_score__says_how_many_were_sorted_and_how_many_have_no_score(hub, tocsin):
    path = model_file(hub, "e-cross", 0)
    text = path.read_text().replace("quantile,0.5,10", "quantile,0.5,15")
    path.write_text(text.replace(DAYS[2], "2025-01-26"))
    said = tocsin("score . --truth truth.csv --crossing sort")
    assert "2 forecasts had crossing quantiles, which were sorted." in said.err
    assert "1 of 7 forecasts have no score: no truth, or a level missing." in said.err
    assert "accept it with crossing" in tocsin("score . --truth truth.csv").err


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ("score . --truth none.csv", "none.csv: no such file"),
        ("score . --truth truth.csv --baseline d-best", "No model 'd-best'"),
        ("score . --truth truth.csv --by season", "No column 'season'"),
        ("score . --truth cases.csv", "cases.csv: This is no truth. Known are target_end_date"),
        ("score . --truth truth.csv --out scores.xls", "its name must end in"),
        ("score . --truth twice.csv", "twice.csv: Several numbers for one cell"),
        ("score . --truth word.csv", "word.csv: Column 'value', row 3: 'many' is no number"),
        ("validate . --hub .", "no hub-config/tasks.json"),
        ("validate none.csv", "none.csv: no such file"),
    ],
)
def test_bad_use__is_one_sentence_and_exit_2(hub, tocsin, words, match):
    row = f"AT,{DAYS[1]},"
    (hub / "twice.csv").write_text(f"location,date,value\n{row}1\n{row}2\n")
    (hub / "word.csv").write_text(f"location,date,value\n{row}1\nAT,{DAYS[2]},many\n")
    said = tocsin(words)
    assert said.code == 2
    assert match in said.err


def test_score__oracle_output_repeated_for_every_output_type_is_one_truth(hub, tocsin):
    head = "target,location,target_end_date,output_type,output_type_id,oracle_value\n"
    cell = f"ILI,AT,{DAYS[1]}"
    rows = f"{cell},quantile,NA,11\n{cell},mean,NA,11\n{cell},cdf,10,0\n"
    (hub / "oracle.csv").write_text(head + rows)
    said = tocsin("score . --truth oracle.csv")
    assert pl.read_csv(StringIO(said.out))["n"].to_list() == [1, 1, 1]


def test_validate__exit_code_0_without_a_fault(hub, tocsin):
    said = tocsin(f"validate model-output {LEVELS} --truth truth.csv")
    assert (said.code, said.err) == (0, "")
    assert said.out == "3 files checked: 3 without fault, 0 faults in all.\n"


def test_validate__exit_code_2_and_every_fault_of_every_file(hub, tocsin):
    bad = model_file(hub, "d-bad", -99)
    model_file(hub, "e-bad", 0, more=f"2025-01-08,ILI,1,AT,{DAYS[1]},quantile,0.5,10\n")
    said = tocsin(f"validate model-output {LEVELS}")
    assert said.code == 2
    assert "value: '-94'. Allowed: 0 or above for quantile." in said.out
    assert "the same task and output as row 4" in said.out
    assert said.out.endswith("5 files checked: 3 without fault, 6 faults in all.\n")
    bad.write_text(bad.read_text().replace("AT", "Тверь"))
    assert "Тверь" not in tocsin(f"validate model-output/a-good {LEVELS}").out


def test_validate__json_is_one_object_with_all_faults(hub, tocsin):
    bad = model_file(
        hub, "d-bad", 0, more="".join(f"x{i},ILI,{i} wk,AT,,quantile,0.5,x\n" for i in range(60))
    )
    said = tocsin(f"validate {bad} {LEVELS} --json")
    assert said.code == 2
    told = json.loads(said.out)
    assert told["schema"] == "tocsin.faults/1"
    assert told["files"] == [{"file": str(bad), "faults": len(told["faults"])}]
    assert all(fault["message"] for fault in told["faults"])


def test_validate__many_faults_are_cut_on_a_screen(hub, tocsin):
    for number in range(9):
        model_file(
            hub,
            f"m{number}-bad",
            0,
            more="".join(f"2025-01-08,ILI,{i} wk,AT,{DAYS[1]},quantile,0.5,10\n" for i in range(9)),
        )
    said = tocsin(f"validate model-output {LEVELS}")
    # 5 horizons and one line for the other 4, one lack of levels: 7 in each of 9 files, 40 shown
    assert "... and 23 more faults; --json tells all." in said.out

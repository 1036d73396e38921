"""`tocsin forecast` as people and scripts meet it."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from tocsin.cli import show_forecast
from tocsin.panel.forecast import HUB_LEVELS

READ = "cases.csv --time week --count cases --by place"
COLUMNS = ["place", "date", "horizon", *(f"q{level:g}" for level in HUB_LEVELS), "method"]


@pytest.fixture
def workspace(folder, tocsin):
    """`ws`: five Mondays of two places; a quarter of a week's cases comes in a week later."""
    table = pl.read_csv("cases.csv").with_columns(cases=pl.col("cases") * 20)
    weeks = table["week"].unique().sort().to_list()
    how = "--time week --count cases --place place --indicator-name influenza"
    tocsin("init ws")
    for number in range(5):
        known = table.filter(pl.col("week") <= weeks[54 + number])
        part = pl.when(pl.col("week") == weeks[54 + number]).then(0.75).otherwise(1.0)
        known.with_columns(cases=(pl.col("cases") * part).cast(pl.Int64)).write_csv("now.csv")
        monday = date(2025, 6, 23) + timedelta(weeks=number)
        assert tocsin(f"ingest ws now.csv --as-of {monday} {how}").code == 0
    return folder


def answer(said):
    assert (said.code, said.err) == (0, "")
    return pl.read_csv(said.out.encode())


def test_forecast__piped_is_plain_csv_and_nothing_else(folder, tocsin):
    found = answer(tocsin(f"forecast {READ} --horizons 2"))
    assert found.columns == COLUMNS
    assert found["horizon"].to_list() == [1, 2, 1, 2]
    assert found["date"].to_list()[:2] == ["2025-08-03", "2025-08-10"]
    assert (found["q0.025"] <= found["q0.975"]).all()


def test_forecast__another_method_is_named_beside_its_answer(folder, tocsin):
    found = answer(tocsin(f"forecast {READ} --method last-value"))
    assert found["method"].unique().to_list() == ["last-value"]
    assert found.filter(pl.col("place") == "North")["q0.5"].to_list() == [40] * 4


def test_forecast__as_of_uses_periods_that_had_ended(folder, tocsin):
    past = answer(tocsin(f"forecast {READ} --as-of 2025-06-01"))
    pl.read_csv("cases.csv").filter(pl.col("week") <= "2025-W22").write_csv("cases.csv")
    assert past.equals(answer(tocsin(f"forecast {READ}")))
    assert past["date"].min() == "2025-06-08"


@pytest.mark.parametrize("name", ["f.csv", "f.parquet", "f.json"])
def test_forecast__writes_a_file_and_says_nothing(folder, tocsin, name):
    said = tocsin(f"forecast {READ} --out {name}")
    assert (said.code, said.out, said.err) == (0, "", "")
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "json": pl.read_json}[name.split(".")[1]]
    assert read(name).columns == COLUMNS


def test_forecast__on_a_terminal_is_a_table_with_five_quantiles(folder, tocsin, monkeypatch):
    monkeypatch.setattr(show_forecast.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(show_forecast, "SHOWN", 3)
    said = tocsin(f"forecast {READ} --out f.csv")
    assert "97.5 %" in said.out
    assert "and 5 more rows" in said.out
    assert "Method: analogue-forest." in said.out
    assert "Written to f.csv." in said.out


def test_forecast__of_a_series_without_an_answer_says_so(folder, tocsin, monkeypatch):
    pl.read_csv("cases.csv").filter((pl.col("place") == "North") | (pl.col("week") < "2024-W05")).write_csv(
        "cases.csv"
    )
    found = answer(tocsin(f"forecast {READ}"))
    assert found.filter(pl.col("place") == "South")["q0.5"].null_count() == 4
    monkeypatch.setattr(show_forecast.sys.stdout, "isatty", lambda: True, raising=False)
    assert "no answer" in tocsin(f"forecast {READ}").out


def test_forecast__of_a_workspace_completes_the_newest_counts(workspace, tocsin):
    found = answer(tocsin("forecast ws --indicator influenza"))
    assert found.columns == ["place", "indicator", *COLUMNS[1:]]
    stood = answer(tocsin("forecast ws --as-reported --method last-value"))
    done = answer(tocsin("forecast ws --method last-value"))
    assert (done["q0.5"] > stood["q0.5"]).all()


def test_forecast__of_a_workspace_is_as_of_a_day(workspace, tocsin):
    found = answer(tocsin("forecast ws --as-of 2025-07-03 --place South"))
    assert found["place"].unique().to_list() == ["South"]
    newest = answer(tocsin("forecast ws --place South"))
    assert found["date"].min() < newest["date"].min()


@pytest.mark.parametrize("out", ["2025-08-03-we-forest.csv", "hub"])
def test_forecast__for_a_hub_has_no_fault(folder, tocsin, out):
    (folder / "hub").mkdir()
    how = "--hubverse we-forest --target cases --as-of 2025-08-03"
    assert tocsin(f"forecast {READ} {how} --out {out}").code == 0
    assert tocsin(f"validate {out}").out == "1 file checked: 1 without fault, 0 faults in all.\n"
    (path,) = [out] if out.endswith(".csv") else (folder / "hub").rglob("*.csv")
    rows = pl.read_csv(path)
    assert rows.height == 2 * 4 * len(HUB_LEVELS)
    assert set(rows["location"]) == {"North", "South"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--horizons 0", "horizons=0 is not usable: it must be 1 to 366 periods"),
        ("--method analog-forest", "No forecaster 'analog-forest'. Did you mean analogue-forest?"),
        ("--as-of 2020-01-01", "No week had ended by 2020-01-01: the first ends on 2024-01-07"),
        ("--as-of yesterday", "'yesterday' is not a date"),
        ("--out f.xls", "must end in .csv, .parquet or .json"),
        ("--out cases.csv", "cases.csv"),
        ("--hubverse we-forest", "--hubverse needs --out"),
        (
            "--hubverse we-forest --out h.csv",
            "--hubverse needs --out, a file or a hub's folder, and",
        ),
        ("--hubverse forest --target cases --out h.csv", "'forest' is no model of a hub: write TEAM-MODEL"),
        ("--hubverse we-forest --target cases --out h.csv --location plaze", "No column 'plaze'"),
        ("--indicator measles", "--indicator, --place and --as-reported are for a workspace"),
        ("--as-reported", "--indicator, --place and --as-reported are for a workspace"),
    ],
)
def test_forecast__bad_use_is_one_sentence(folder, tocsin, words, told):
    said = tocsin(f"forecast {READ} {words}")
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") <= 3
    assert said.out == ""
    assert sorted(path.name for path in folder.iterdir()) == ["cases.csv"]


def test_forecast__bad_tables_are_named(folder, tocsin):
    (folder / "bad.csv").write_text("week,date,cases\n2025-W01,x,3\n2025-W02,x,-4\n")
    assert (
        "Column 'date' cannot be a --by column"
        in tocsin("forecast bad.csv --time week --count cases --by date").err
    )
    assert "negative" in tocsin("forecast bad.csv --time week --count cases").err
    kept = tocsin("forecast bad.csv --time week --count cases --corrections keep").err
    assert "1 numbers are negative or infinite, first -4 of the series at 2025-W02" in kept


def test_forecast__of_a_workspace_it_cannot_answer_says_why(workspace, tocsin):
    assert "No indicator 'influensa'" in tocsin("forecast ws --indicator influensa").err
    assert "2024-01-01" in tocsin("forecast ws --as-of 2024-01-01").err
    assert "how files are read" in tocsin("forecast ws --rates").err


def test_forecast__json_rows_hold_null_for_no_answer(folder, tocsin):
    pl.read_csv("cases.csv").filter(pl.col("week") < "2024-W03").write_csv("cases.csv")
    assert tocsin(f"forecast {READ} --out f.json").code == 0
    assert json.loads((folder / "f.json").read_text("utf-8"))[0]["q0.5"] is None

import json

import numpy as np
import polars as pl
import pytest

from tocsin.cli.main import _run


@pytest.fixture
def rows(tmp_path):
    """A file of increments by report date: 40 weeks, three delays, two places."""
    rng = np.random.default_rng(4)
    weeks = np.datetime64("2024-01-07") + 7 * np.arange(40)
    table = [
        {
            "week": str(week),
            "published": str(week + 7 * d),
            "delay": d,
            "cases": int(rng.poisson(40 / 2**d)),
            "place": p,
        }
        for week in weeks
        for d in range(3)
        for p in ("A", "B")
        if week + 7 * d <= weeks[-1]
    ]
    path = tmp_path / "reports.csv"
    pl.DataFrame(table).write_csv(path)
    return path


def read(capsys):
    return pl.read_csv(capsys.readouterr().out.encode())


NAMED = ["--time", "week", "--count", "cases", "--by", "place"]


def test_nowcast__files_print_a_tidy_table(rows, capsys):
    assert _run(["nowcast", str(rows), *NAMED, "--report-date", "published"]) == 0
    found = read(capsys)
    assert found.columns == [
        "place", "date", "horizon", "reported", "q0.025", "q0.1", "q0.25", "q0.5", "q0.75", "q0.9",
        "q0.975", "method",
    ]  # fmt: skip
    assert found.height == 6
    newest = found.filter(pl.col("horizon") == 0)
    assert (newest["q0.5"] > newest["reported"]).all()


def test_nowcast__delays_say_the_same_as_report_dates(rows, capsys):
    _run(["nowcast", str(rows), *NAMED, "--report-date", "published"])
    by_date = read(capsys)
    _run(["nowcast", str(rows), *NAMED, "--delay", "delay"])
    assert by_date.equals(read(capsys))


def test_nowcast__cumulative_counts_say_the_same_as_increments(rows, tmp_path, capsys):
    table = pl.read_csv(rows).sort("place", "week", "delay")
    stood = table.with_columns(cases=pl.col("cases").cum_sum().over("place", "week"))
    stood.write_csv(tmp_path / "stood.csv")
    _run(["nowcast", str(rows), *NAMED, "--delay", "delay"])
    by_increment = read(capsys)
    _run(["nowcast", str(tmp_path / "stood.csv"), *NAMED, "--delay", "delay", "--cumulative"])
    assert by_increment.equals(read(capsys))


def test_nowcast__as_of_uses_nothing_later(rows, tmp_path, capsys):
    _run(["nowcast", str(rows), *NAMED, "--report-date", "published", "--as-of", "2024-08-04"])
    past = read(capsys)
    early = pl.read_csv(rows).filter(pl.col("published") <= "2024-08-04")
    early.write_csv(tmp_path / "early.csv")
    _run(["nowcast", str(tmp_path / "early.csv"), *NAMED, "--report-date", "published"])
    assert past.equals(read(capsys))
    assert past["date"].max() == "2024-08-04"


def test_nowcast__out_is_written_and_nothing_is_printed(rows, tmp_path, capsys):
    out = tmp_path / "cast.json"
    assert _run(["nowcast", str(rows), *NAMED, "--delay", "delay", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert len(json.loads(out.read_text("utf-8"))) == 6


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "either --report-date or --delay"),
        (["--delay", "delay", "--report-date", "published"], "either --report-date or --delay"),
        (["--delay", "delay", "--place", "A"], "files have --by"),
        (["--delay", "place"], "holds 'A'; a delay is a whole number"),
        (["--delay", "delay", "--total", "0"], "total=0 is not usable"),
        (["--report-date", "published", "--as-of", "2020-01-01"], "choose a later --as-of"),
    ],
)
def test_nowcast__bad_use_says_what_to_do(rows, capsys, more, said):
    assert _run(["nowcast", str(rows), *NAMED, *more]) == 2
    assert said in capsys.readouterr().err


def test_nowcast__reports_published_before_their_period_are_named(rows, tmp_path, capsys):
    table = pl.read_csv(rows)
    early = pl.Series(["2023-12-20"] * 5 + table["published"].to_list()[5:])
    table.with_columns(published=early).write_csv(tmp_path / "early.csv")
    assert _run(["nowcast", str(tmp_path / "early.csv"), *NAMED, "--report-date", "published"]) == 2
    said = capsys.readouterr().err
    assert "published before their period began, so check the report date: row 1 (" in said
    assert "published 2023-12-20)" in said
    assert "and 2 more. [date]" in said


def test_nowcast__holes_in_a_triangle_are_bridged(rows, tmp_path, capsys):
    stood = (
        pl.read_csv(rows)
        .sort("place", "week", "delay")
        .with_columns(cases=pl.col("cases").cum_sum().over("place", "week"))
    )
    last = stood["published"].max()
    holes = stood.filter((pl.int_range(pl.len()) % 7 != 3) | (pl.col("published") == last))
    assert holes.height < stood.height
    found = []
    for name, table in (("whole", stood), ("holes", holes)):
        table.write_csv(tmp_path / f"{name}.csv")
        given = [*NAMED, "--report-date", "published", "--cumulative"]
        assert _run(["nowcast", str(tmp_path / f"{name}.csv"), *given]) == 0
        found.append(read(capsys))
    whole, bridged = found
    assert bridged.select("place", "date", "reported").equals(whole.select("place", "date", "reported"))
    assert bridged["q0.5"].null_count() == 0
    assert (bridged["q0.025"] <= whole["q0.975"]).all()
    assert (whole["q0.025"] <= bridged["q0.975"]).all()


def test_nowcast__several_rows_for_a_cell_are_refused(rows, capsys):
    assert _run(["nowcast", str(rows), "--time", "week", "--count", "cases", "--delay", "delay"]) == 2
    assert "several rows for one series, period and delay" in capsys.readouterr().err


def test_nowcast__a_workspace_is_read_as_of_a_day(tmp_path, capsys):
    home = tmp_path / "home"
    assert _run(["init", str(home)]) == 0
    rng = np.random.default_rng(2)
    weeks = np.datetime64("2024-01-07") + 7 * np.arange(16)
    final = rng.poisson(50, 16)
    for now in range(3, 16):
        stood = [round(final[t] * min(1.0, 0.5 + 0.25 * (now - t))) for t in range(now + 1)]
        table = pl.DataFrame({"week": [str(w) for w in weeks[: now + 1]], "cases": stood, "place": "DE"})
        table.write_csv(tmp_path / f"{now}.csv")
        code = _run(
            ["ingest", str(home), str(tmp_path / f"{now}.csv"), "--as-of", str(weeks[now]), "--time", "week",
             "--count", "cases", "--place", "place", "--indicator-name", "measles", "--source", "s"]
        )  # fmt: skip
        assert code == 0, capsys.readouterr().err
    capsys.readouterr()
    assert _run(["nowcast", str(home)]) == 0
    found = read(capsys)
    newest = found.filter(pl.col("horizon") == 0)
    assert newest["q0.025"][0] <= final[15] <= newest["q0.975"][0]
    assert newest["q0.5"][0] > newest["reported"][0]

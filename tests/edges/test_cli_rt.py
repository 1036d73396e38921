"""`tocsin rt` as people and scripts meet it."""

import polars as pl
import pytest

from tocsin.cli import show_rt
from tocsin.flows.rt_table import RtTable

READ = "cases.csv --time week --count cases --by place"


def test_rt__piped_is_plain_csv_and_nothing_else(folder, tocsin):
    said = tocsin(f"rt {READ} --disease influenza")
    assert (said.code, said.err) == (0, "")
    frame = pl.read_csv(said.out.encode())
    assert frame.columns == ["place", *RtTable.COLUMNS]
    assert frame.height == 2
    assert frame["r_low"][0] > 1 > frame["r_low"][1]


def test_rt__writes_a_file_and_says_nothing(folder, tocsin):
    said = tocsin(f"rt {READ} --si 3.6,1.6 --from 2025-W10 --out r.parquet")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert pl.read_parquet("r.parquet").height == 42


def test_rt__on_a_terminal_is_a_table_with_the_fastest_first(folder, tocsin, monkeypatch, capsys):
    monkeypatch.setattr(show_rt.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(show_rt, "SHOWN", 1)
    said = tocsin(f"rt {READ} --disease influenza --out r.csv")
    assert said.out.index("North") < said.out.index("1 more rows")
    assert "not clear" in said.out or "days" in said.out
    assert "Written to r.csv." in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "si=None is not usable: it must be a mean and sd in days"),
        ("--si 3", "--si '3' is not a mean and sd in days: write 11.9,2.6."),
        ("--si 0.5,1", "mean=0.5 is not usable: it must be an interval above 1"),
        ("--si 3,1 --disease measles", "--si and --disease do not go together"),
        ("--disease measels", "Did you mean measles?"),
        ("--si 3,1 --window 0", "is not usable"),
        ("--si 3,1 --as-of 2025-01-01", "ask for a workspace"),
        ("--si 3,1 --out r.xls", "must end in .csv, .parquet or .json"),
    ],
)
def test_rt__bad_use_is_one_sentence(folder, tocsin, words, told):
    said = tocsin(f"rt {READ} {words}")
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""

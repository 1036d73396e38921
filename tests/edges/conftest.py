"""A folder with small tables, and the command line as a function."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tocsin.cli.main import _run


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The current folder: empty but for cases.csv, 60 weeks of two places."""
    monkeypatch.chdir(tmp_path)
    weeks = [f"{year}-W{week:02d}" for year in (2024, 2025) for week in range(1, 31)]
    north = [5 + i % 3 for i in range(59)] + [40]
    south = [8 + i % 4 for i in range(60)]
    pl.concat(
        pl.DataFrame({"week": weeks, "place": place, "cases": cases})
        for place, cases in (("North", north), ("South", south))
    ).write_csv("cases.csv")
    return tmp_path


@pytest.fixture
def tocsin(capsys):
    """Run the command line in this process; its words are split at spaces unless given one by one."""

    def run(*words: str) -> Said:
        args = words[0].split() if len(words) == 1 else list(words)
        capsys.readouterr()
        code = _run(args)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run

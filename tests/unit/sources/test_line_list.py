"""Line lists: cases counted at the door."""

import polars as pl
import pytest

from tocsin import Panel
from tocsin.sources import read_borders, read_line_list
from tocsin.vocab.errors import ColumnError, InputError

CASES = """name,onset,town,age
Ada,2025-01-06,Osh,4
Bo,2025-01-07,Osh,7
Cy,2025-01-07,Osh,9
Di,2025-01-20,Naryn,3
"""


def written(folder, text, name="cases.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_read_line_list__counts_cases_and_leaves_persons_in_the_file(tmp_path):
    table = read_line_list(written(tmp_path, CASES), time="onset", by=["town"])
    assert table.columns == ["town", "onset", "cases"]
    assert table.rows() == [("Naryn", "2025-01-20", 1), ("Osh", "2025-01-06", 1), ("Osh", "2025-01-07", 2)]


def test_read_line_list__only_the_named_columns_are_decoded(tmp_path, monkeypatch):
    seen = []
    collect = pl.LazyFrame.collect
    monkeypatch.setattr(
        pl.LazyFrame, "collect", lambda self, **k: seen.append(frame := collect(self, **k)) or frame
    )
    read_line_list(written(tmp_path, CASES), time="onset", by=["town"])
    assert {name for frame in seen for name in frame.columns} <= {"onset", "town", "cases", "column_0"}
    assert not any("Ada" in str(frame) for frame in seen)


def test_read_line_list__as_panel__weeks_without_a_case_are_zero(tmp_path):
    table = read_line_list(written(tmp_path, CASES), time="onset", by=["town"])
    panel = Panel.from_frame(table, time="onset", count="cases", by=["town"], absent="zero", duplicates="sum")
    assert panel.counts.tolist() == [[0, 0, 1], [3, 0, 0]]


def test_read_line_list__several_files__are_counted_together(tmp_path):
    written(tmp_path, CASES, "a.csv")
    written(tmp_path, CASES, "b.csv")
    table = read_line_list(tmp_path, time="onset", count="n")
    assert table.rows() == [("2025-01-06", 2), ("2025-01-07", 4), ("2025-01-20", 2)]


@pytest.mark.parametrize(
    ("text", "given", "error", "message"),
    [
        (CASES.replace("2025-01-06", ""), {}, InputError, r"cases\.csv: 'onset' is empty in row 1, so these"),
        (CASES.replace("Osh", ""), {}, InputError, "'town' is empty in rows 1, 2, 3"),
        (CASES, {"time": "onste"}, ColumnError, "Did you mean 'onset'"),
        (CASES, {"count": "town"}, ColumnError, "a column 'town' of its own"),
    ],
)
def test_read_line_list__refuses(text, given, error, message, tmp_path):
    with pytest.raises(error, match=message):
        read_line_list(written(tmp_path, text), **{"time": "onset", "by": ["town"], **given})


def test_read_borders__gives_each_pair_once(tmp_path):
    path = written(tmp_path, "a,b,km\nKG,UZ,1\nUZ,KG,1\nKG,TJ,2\n")
    assert read_borders(path) == {("KG", "UZ"), ("KG", "TJ")}


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\nKG,KG\n", "row 1 does not name two different places"),
     ("a,b\nKG,\nTJ,\n", "rows 1, 2 do not name"),
     ("a\nKG\n", "two columns of places, this one has 1")],
)  # fmt: skip
def test_read_borders__refuses(text, message, tmp_path):
    with pytest.raises(InputError, match=message):
        read_borders(written(tmp_path, text))

"""Outputs: refused before the work, whole or not at all."""

import tempfile

import polars as pl
import pytest

from tocsin.flows.writing import TABLES, check_output, whole_file, write_table, write_text
from tocsin.vocab.errors import OutputError


def test_check_output__names_the_reason_when_the_folder_takes_no_files(tmp_path, monkeypatch):
    def refuse(**where):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(OutputError, match=r"takes no files \(Permission denied\); choose another"):
        check_output(tmp_path / "out.csv", TABLES)


def test_check_output__leaves_nothing_behind(tmp_path):
    assert check_output(tmp_path / "out.CSV", TABLES) == tmp_path / "out.CSV"
    assert list(tmp_path.iterdir()) == []


def test_check_output__sees_an_input_under_another_name(tmp_path):
    (tmp_path / "in.csv").write_text("a")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="it is one of the inputs"):
        check_output(tmp_path / "folder" / ".." / "in.csv", TABLES, inputs=[tmp_path / "in.csv"])


def write_until_the_disk_is_full(path):
    with whole_file(path) as part:
        part.write_text("half")
        raise OSError(28, "No space left on device")


def test_whole_file__a_full_disk_is_said_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(OutputError, match="No space left on device; free some space"):
        write_until_the_disk_is_full(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_text__is_utf_8_with_plain_line_ends(tmp_path):
    write_text("ä\n北\n", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes() == "ä\n北\n".encode()


@pytest.mark.parametrize("kind", TABLES)
def test_write_table__nothing_is_nothing_in_every_form(tmp_path, kind):
    path = tmp_path / f"out{kind}"
    write_table(pl.DataFrame({"a": [1.5, None]}), path)
    read = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".json": pl.read_json}[kind]
    assert read(path)["a"].to_list() == [1.5, None]

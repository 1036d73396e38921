"""Files nobody meant to send: one clear sentence each, beginning with the file and ending with what to do."""

import gzip
import io

import numpy as np
import polars as pl
import pytest

from tocsin import Panel
from tocsin.sources import read_table
from tocsin.vocab.errors import ColumnError, EncodingError, InputError

ROWS = 60
TABLE = pl.DataFrame({"week": [f"2025-W{n % 52 + 1:02d}" for n in range(ROWS)], "cases": range(ROWS)})
CSV = TABLE.write_csv().encode()


def as_bytes(write):
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


PARQUET = as_bytes(TABLE.write_parquet)
ARROW = as_bytes(TABLE.write_ipc)
EXCEL = as_bytes(lambda buffer: TABLE.to_pandas().to_excel(buffer, index=False))
NO_TABLE = "Give CSV, Parquet, Arrow, Excel or ODS"
AGAIN = "[Ff]etch it again"

BAD = {
    "empty": (b"", "the file is empty", NO_TABLE),
    "blank": (b" \n\n ", "the file is empty", NO_TABLE),
    "header only": (b"week,cases\n", "there is a header and no row", "Give at least one report"),
    "web page": (b"<!DOCTYPE html><html><body>404</body></html>", "this is a web page", NO_TABLE),
    "pdf": (b"%PDF-1.7 ...", "this is a PDF", NO_TABLE),
    "json": (b'{"week": 1}', "this is JSON", NO_TABLE),
    "database": (b"SQLite format 3\0", "this is an SQLite database", NO_TABLE),
    "packed otherwise": (b"BZh91AY", "packed with bzip2: unpack it first", NO_TABLE),
    "binary": (bytes(range(256)) * 20, "this is a binary file", NO_TABLE),
    "noise": (np.random.default_rng(1).bytes(5000), "this is a binary file", NO_TABLE),
    "csv cut in a row": (CSV[: CSV.rindex(b",")], "line 61 has 1 field, the header 2", AGAIN),
    "csv cut in a character": (CSV + "й".encode()[:1], "the last character is incomplete", AGAIN),
    "csv cut in a quote": (b'week,cases\n"2025-W01,3\n', "a quote is opened and never closed", AGAIN),
    "short row inside": (b"week,cases\n2025-W01,3\n2025-W02\n2025-W03,4\n", "line 3 has 1 field", AGAIN),
    "short row, quoted": (b'week,cases\n"2025-W01",3\n"2025-W02"\n', "line 3 has 1 field", AGAIN),
    "long row": (b"week,cases\n2025-W01,3,4\n", "line 2 has 3 fields, the header 2", "Quote the fields"),
    "title first": (b"Cases\nweek,cases,place\n2025-W01,3,a\n", "line 2 has 3 fields", "Remove the lines"),
    "same name twice": (b"week,week\n2025-W01,3\n", "two columns are named 'week'", "Rename one"),
    "gzip cut": (gzip.compress(CSV)[:-9], "the gzip file ends too early", AGAIN),
    "gzip of nothing": (gzip.compress(b""), "the file inside is empty", "Give one with"),
    "gzip damaged": (gzip.compress(CSV)[:30] + b"\0\0\0" + gzip.compress(CSV)[33:], "or is damaged", AGAIN),
    "parquet cut": (PARQUET[:-40], "the Parquet file has no end", AGAIN),
    "parquet damaged": (PARQUET[:4] + PARQUET[-12:], "the file is cut or damaged", AGAIN),
    "arrow cut": (ARROW[: len(ARROW) // 2], "the file is cut or damaged", AGAIN),
    "excel cut": (EXCEL[: len(EXCEL) // 2], "no Excel or ODS workbook, or it is cut", AGAIN),
    "another archive": (b"PK\x03\x04" + b"\0" * 60, "no Excel or ODS workbook", "save it as CSV"),
    "old excel, damaged": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no Excel or ODS workbook", "save it as CSV"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "found", "remedy"), BAD.values(), ids=BAD)
def test_read_table__bad_file__says_which_file_what_was_found_and_what_to_do(data, found, remedy, tmp_path):
    path = tmp_path / "sent by mail.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=rf"^[^\n]*sent by mail\.csv: [^\n]*{found}[^\n]*{remedy}[^\n]*$"):
        read_table(path)


def test_read_table__other_encoding__begins_with_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("week,place\n2025-W01,Größe\n".encode("cp1252"))
    with pytest.raises(EncodingError, match=r"a\.csv: the text is in none of .* Save it as UTF-8"):
        read_table(path)


def test_read_table__missing_file__offers_the_nearest(tmp_path):
    (tmp_path / "cases_2025.csv").write_bytes(CSV)
    with pytest.raises(InputError, match=r"cases_2024\.csv: no such file\. Did you mean cases_2025\.csv"):
        read_table(tmp_path / "cases_2024.csv")
    with pytest.raises(InputError, match="There is no folder"):
        read_table(tmp_path / "nowhere" / "cases.csv")


def test_read_table__folder_without_tables__says_what_it_holds(tmp_path):
    with pytest.raises(InputError, match=r"the folder holds no table \(nothing\)"):
        read_table(tmp_path)
    (tmp_path / "notes.docx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"holds no table \(only notes\.docx\)"):
        read_table(tmp_path)
    with pytest.raises(InputError, match="No file was named"):
        read_table([])


def test_read_table__missing_column__offers_the_nearest_and_lists_all(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    with pytest.raises(
        ColumnError, match=r"a\.csv: No column 'case'\. Did you mean 'cases'.*'week', 'cases'"
    ):
        read_table(path, ["week", "case"])


@pytest.mark.parametrize(
    ("counts", "repr_says"),
    [([[0.0] * 5], "0.0% missing"), ([[None] * 5], "100.0% missing"), ([[3]], "1 series"),
     ([[3], [4]], "2 series")],
    ids=["all zeros", "all missing", "one cell", "one week"],
)  # fmt: skip
def test_panel__extreme_but_honest_tables__are_read(counts, repr_says):
    table = pl.DataFrame(
        [
            {"week": f"2025-W{week:02d}", "place": f"p{place}", "cases": value}
            for place, row in enumerate(counts)
            for week, value in enumerate(row, start=1)
        ],
        schema_overrides={"cases": pl.Float64},
    )
    panel = Panel.from_frame(table, time="week", count="cases", by=["place"])
    np.testing.assert_array_equal(panel.counts, np.array(counts, float))
    assert repr_says in repr(panel)

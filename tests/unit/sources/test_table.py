"""Files of every format to one table."""

import gzip
from datetime import date
from zipfile import ZipFile

import pandas as pd
import polars as pl
import pytest

from tocsin.sources import delimited, read_table
from tocsin.vocab.errors import ColumnError, InputError, UnknownNameError

TABLE = pl.DataFrame(
    {"week": [date(2025, 1, 5), date(2025, 1, 12)], "place": ["01", "NA"], "cases": [3, None]}
)
TEXTS = pl.DataFrame({"week": ["2025-01-05", "2025-01-12"], "place": ["01", "NA"], "cases": ["3", None]})
CSV = TABLE.write_csv()


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_ods(path):
    """The same table as OpenDocument, by hand."""

    def cell(value):
        match value:
            case None:
                return "<table:table-cell/>"
            case date():
                return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
            case int():
                return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            case _:
                text = f"<text:p>{value}</text:p>"
                return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    lines = [TABLE.columns, *TABLE.rows()]
    rows = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in lines)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
    with ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>",
        )


WRITERS = {
    "parquet": TABLE.write_parquet,
    "arrow": TABLE.write_ipc,
    "arrow stream": TABLE.write_ipc_stream,
    "feather": lambda path: TABLE.to_pandas().to_feather(path),
    "xlsx": lambda path: TABLE.to_pandas().to_excel(path.with_suffix(".xlsx"), index=False),
    "ods": write_ods,
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_read_table__typed_files__keep_their_types_whatever_their_name(write, tmp_path):
    write(tmp_path / "table")
    (path,) = tmp_path.iterdir()
    path = path.rename(tmp_path / "any.name")
    assert read_table(path).equals(TABLE)
    assert read_table(path, ["cases", "place"]).equals(TABLE.select("cases", "place"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
def test_read_table__separated_texts__come_as_they_stand(separator, ending, quoted, tmp_path):
    text = TABLE.write_csv(
        separator=separator, line_terminator=ending, quote_style="non_numeric" if quoted else "necessary"
    )
    path = written(tmp_path, "a.csv", text)
    assert read_table(path).equals(TEXTS)
    assert read_table([path], ["cases"]).equals(TEXTS.select("cases"))


@pytest.mark.parametrize(
    "data",
    [gzip.compress(CSV.encode()), CSV.replace("\n", "\r").encode(), CSV.encode() + b"\n\r\n",
     CSV.strip().encode(), CSV.replace(",", " , ", 2).encode(), b"\xef\xbb\xbf" + CSV.encode()],
    ids=["gzip", "carriage returns", "blank lines", "no last line end", "spaces in the header", "mark"],
)  # fmt: skip
def test_read_table__variants_of_csv__are_the_same_table(data, tmp_path):
    assert read_table(written(tmp_path, "a.csv", data)).equals(TEXTS)


def test_read_table__quoted_fields__hold_separators_line_ends_and_blanks(tmp_path):
    path = written(tmp_path, "a.csv", 'a,b\n"x\ny, ""z""",""\n\n,2\n')
    assert read_table(path).rows() == [('x\ny, "z"', ""), (None, "2")]


@pytest.mark.parametrize("chunk", range(8, 20))
@pytest.mark.parametrize("last", ["", '"u,v'])
def test_read_table__pieces_of_a_file__may_end_inside_a_quoted_field(chunk, last, tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "_CHUNK", chunk)
    path = written(tmp_path, "a.csv", f'a,b\n"x,\n\n,y","z\nw"\n\n1,2\n"p""q",{last}')
    if last:
        with pytest.raises(InputError, match="a quote is opened and never closed"):
            read_table(path)
    else:
        assert read_table(path).rows() == [("x,\n\n,y", "z\nw"), ("1", "2"), ('p"q', None)]


@pytest.mark.parametrize("chunk", [8, 9, 16, 17, 64])
def test_read_table__short_row__is_found_wherever_a_piece_ends(chunk, tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "_CHUNK", chunk)
    path = written(tmp_path, "a.csv", "a,b\n1,2\n3,4\nwxyz\n5,6\n")
    with pytest.raises(InputError, match="line 4 has 1 field, the header 2"):
        read_table(path)


def test_read_table__blank_column_name__is_named_by_its_place(tmp_path):
    assert read_table(written(tmp_path, "a.csv", ",cases\n0,4\n")).columns == ["column 1", "cases"]


def test_read_table__several_files_and_folders__are_read_in_order(tmp_path):
    folder = tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    written(folder, "b.csv", CSV)
    TABLE.select("cases", "week", "place").write_parquet(folder / "below" / "c.parquet")
    for name in (".hidden.csv", "~$lock.xlsx", "readme.md"):
        written(folder, name, "not read")
    path = written(tmp_path, "a.csv", CSV)
    table = read_table([path, folder])
    assert table.height == 6
    assert table["cases"].to_list() == ["3", None] * 3
    assert table["week"].to_list() == ["2025-01-05", "2025-01-12"] * 3


def test_read_table__other_columns_in_one_file__names_file_and_columns(tmp_path):
    written(tmp_path, "a.csv", CSV)
    written(tmp_path, "b.csv", CSV.replace("place", "region"))
    with pytest.raises(
        ColumnError, match=r"b\.csv: unlike .*a\.csv, the file lacks 'place' and has 'region'\."
    ):
        read_table(tmp_path)


def workbook(folder):
    path = folder / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        TABLE.to_pandas().to_excel(book, sheet_name="cases", index=False, startrow=2)
        TABLE.rename({"cases": "deaths"}).to_pandas().to_excel(book, sheet_name="deaths", index=False)
        pd.DataFrame().to_excel(book, sheet_name="notes", index=False)
    return path


def test_read_table__workbook__takes_the_sheet_that_fits(tmp_path):
    path = workbook(tmp_path)
    assert read_table(path, sheet="cases").equals(TABLE)
    assert read_table(path, ["week", "deaths"]).columns == ["week", "deaths"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [({}, InputError, "2 sheets hold rows: 'cases', 'deaths'"),
     ({"sheet": "case"}, UnknownNameError, "Did you mean cases"),
     ({"sheet": "notes"}, InputError, "sheet 'notes' is empty"),
     ({"sheet": "cases", "columns": ["death"]}, ColumnError, "No column 'death'")],
)  # fmt: skip
def test_read_table__workbook__says_which_sheets_there_are(given, error, message, tmp_path):
    with pytest.raises(error, match=message):
        read_table(workbook(tmp_path), **given)


def test_read_table__mixed_column_of_a_workbook__comes_as_text(tmp_path):
    path = tmp_path / "a.xlsx"
    pd.DataFrame({"cases": [3, "<5", None, 2.5], "code": [1, 2, 3, 4]}).to_excel(path, index=False)
    assert read_table(path).to_dict(as_series=False) == {
        "cases": ["3", "<5", None, "2.5"],
        "code": [1, 2, 3, 4],
    }


WIDE = "place,2025-W01,2025-W02,2025-W03\nOsh,1,,3\n"


def test_read_table__wide__has_one_row_per_date(tmp_path):
    path = written(tmp_path, "a.csv", WIDE)
    rows = [("Osh", "2025-W01", "1"), ("Osh", "2025-W02", None), ("Osh", "2025-W03", "3")]
    assert read_table(path, wide=True).rows() == rows
    table = read_table(path, ["place", "week", "n"], wide=True, time="week", count="n")
    assert table.columns == ["place", "week", "n"]
    assert table.rows() == rows


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [(WIDE, {"columns": ["date", "n"]}, r"No columns 'date', 'n'.*3 columns are named by dates.*--wide"),
     (CSV, {"wide": True}, "No column is named by a date"),
     (WIDE, {"wide": True, "time": "place"}, "a column 'place' of its own"),
     (WIDE, {"wide": True, "columns": ["town"]}, "No column 'town'")],
)  # fmt: skip
def test_read_table__wide__refuses_and_offers(text, given, message, tmp_path):
    with pytest.raises(ColumnError, match=message):
        read_table(written(tmp_path, "a.csv", text), **given)

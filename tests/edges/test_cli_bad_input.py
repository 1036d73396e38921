"""Bad input on the command line: exit 2, one sentence with its code on stderr, nothing written."""

import csv
import gzip
import io
import re

import polars as pl
import pytest

READ = ["--time", "week", "--count", "cases", "--method", "ears-c1"]
HEAD = "week,place,cases\n"
GOOD = HEAD + "".join(f"2025-W{week:02d},North,{week % 4}\n" for week in range(1, 31))


def parquet(folder) -> bytes:
    pl.read_csv(GOOD.encode()).write_parquet(folder / "whole.parquet")
    data = (folder / "whole.parquet").read_bytes()
    (folder / "whole.parquet").unlink()
    return data


def bad(text: str) -> bytes:
    return (GOOD + text).encode()


FILES = {
    "empty": (b"", "input", "empty"),
    "header only": (HEAD.encode(), "input", "no row"),
    "binary": (bytes(range(256)) * 20, "input", "table|text"),
    "pdf": (b"%PDF-1.7\n", "input", "PDF"),
    "web page": (b"<!DOCTYPE html><html></html>", "input", "web page"),
    "json": (b'[{"week": "2025-W01"}]', "input", "JSON"),
    "other encoding": ((HEAD + "2025-W01,Привет мир и война,3\n" * 40).encode("koi8-r"), "encoding", "KOI8"),
    "no such column": (GOOD.replace("cases", "case").encode(), "column", "'case'"),
    "odd dates": (bad("soon,North,1\nlater,North,1\n"), "date", "'?soon'?.*'?later'?"),
    "year 1066": (bad("1066-W10,North,1\n"), "date", "1900-2100"),
    "days among weeks": (bad("2025-08-14,North,1\n"), "date", "2025-08-14"),
    "text count": (bad("2025-W31,North,many\n"), "count", "many"),
    "infinite count": (bad("2025-W31,North,inf\n"), "count", "inf"),
    "negative count": (bad("2025-W31,North,-3\n"), "count", "-3 .*--corrections net"),
    "fractional count": (bad("2025-W31,North,2.5\n"), "count", "2.5.*--rates"),
    "two rows a cell": (bad("2025-W30,North,2\n"), "duplicate", "--duplicates sum"),
    "quote never closed": (bad('2025-W31,"North,2\n'), "input", "quote"),
    "row cut": (bad("2025-W31,Nor"), "input", "field"),
    "gzip cut": (gzip.compress(GOOD.encode())[:-12], "input", "gzip"),
}


def expect(said, folder, before, code: str, words: str) -> None:
    assert (said.code, said.out) == (2, ""), said
    assert re.fullmatch(r"tocsin: [^\n]+ \[\w+\]\n", said.err), said.err
    assert said.err.endswith(f" [{code}]\n"), said.err
    assert re.search(words, said.err), said.err
    assert "Traceback" not in said.err
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("name", FILES)
def test_bad_file__is_refused_in_one_sentence_that_names_it(folder, tocsin, name):
    data, code, words = FILES[name]
    (folder / "bad.csv").write_bytes(data)
    before = sorted(path.name for path in folder.iterdir())
    said = tocsin("detect", "bad.csv", *READ, "--by", "place", "--out", "out.csv")
    expect(said, folder, before, code, words)
    assert "bad.csv" in said.err


def test_bad_file__parquet_cut_in_the_middle(folder, tocsin):
    data = parquet(folder)
    (folder / "bad.parquet").write_bytes(data[: len(data) // 2])
    said = tocsin("detect", "bad.parquet", *READ)
    expect(said, folder, ["bad.parquet", "cases.csv"], "input", r"bad\.parquet")


JUDGE = "detect cases.csv --time week --count cases --method ears-c1 --by place"
WATCH = JUDGE.replace("detect", "watch") + " --out r.html"
USE = {
    "missing file": (JUDGE.replace("cases.csv", "nothing.csv"), "input", "nothing.csv"),
    "unknown method": (f"{JUDGE} --method cusm", "unknown", "Did you mean cusum"),
    "unknown option": (f"{JUDGE} --option windw=3", "unknown", "Did you mean window"),
    "option without value": (f"{JUDGE} --option window", "option", "KEY=VALUE"),
    "option twice": (f"{JUDGE} --option window=7 --option window=9", "option", "given once"),
    "option of another type": (f"{JUDGE} --option window=x", "option", "whole number"),
    "option out of bounds": (f"{JUDGE} --option window=0", "option", "window=0"),
    "option of auto": (f"{JUDGE} --method auto --option window=7", "unknown", "of auto"),
    "word not known": (f"{JUDGE} --every year", "usage", "week"),
    "no such command": ("detct cases.csv", "usage", "detect"),
    "no such flag": ("detect cases.csv --tmie week", "usage", "--time"),
    "no time": ("detect cases.csv --count cases", "usage", "--time"),
    "no count": ("detect cases.csv --time week", "usage", "--count"),
    "no file": ("detect --time week --count cases", "usage", "FILE"),
    "line list and wide": ("detect cases.csv --line-list --wide", "usage", "together"),
    "line list and count": (f"{JUDGE} --line-list", "usage", "together"),
    "nearest column": (JUDGE.replace("week", "wek"), "column", "week"),
    "date not understood": (f"{JUDGE} --to soon", "date", "soon"),
    "date outside": (f"{JUDGE} --to 2031-W01", "date", "data cover"),
    "dates reversed": (f"{JUDGE} --from 2025-W09 --to 2025-W05", "date", "in order"),
    "out of no kind": (f"{JUDGE} --out out.xls", "output", r"\.csv, \.parquet or \.json"),
    "out in no folder": (f"{JUDGE} --out no/out.csv", "output", "no folder no"),
    "out is a folder": (f"{JUDGE} --out .", "output", "must end in"),
    "out is the input": (f"{JUDGE} --out ./cases.csv", "output", "one of the inputs"),
    "report of no kind": (f"{WATCH} --out report.pdf", "output", r"\.html"),
    "no report": (WATCH.replace("--out r.html", ""), "usage", "--out"),
    "json of no kind": (f"{WATCH} --json f.txt", "output", r"\.json"),
    "no such language": (f"{WATCH} --lang xx", "usage", "ru"),
    "fdr out of bounds": (f"{WATCH} --fdr 2", "option", "fdr=2"),
    "top out of bounds": (f"{WATCH} --top 0", "option", "top=0"),
    "place is no key": (f"{WATCH} --place town", "column", "town"),
    "total without tree": (f"{WATCH} --total All", "option", "--tree"),
    "tree of no columns": (f"{WATCH} --tree country>place", "column", "country"),
    "no such borders": (f"{WATCH} --borders none.csv", "input", "none.csv"),
    "no such method page": ("methods cusm", "unknown", "cusum"),
}


@pytest.mark.parametrize("name", USE)
def test_bad_use__is_refused_in_one_sentence(folder, tocsin, name):
    command, code, words = USE[name]
    expect(tocsin(command), folder, ["cases.csv"], code, words)


def test_bad_use__a_key_column_named_like_a_result_is_refused(folder, tocsin):
    pl.read_csv("cases.csv").rename({"place": "status"}).write_csv("cases.csv")
    said = tocsin("detect", "cases.csv", *READ, "--by", "status")
    expect(said, folder, ["cases.csv"], "column", "'status' cannot be a --by column")


def test_bad_use__borders_whose_places_are_nowhere(folder, tocsin):
    pl.DataFrame({"a": ["East"], "b": ["West"]}).write_csv("borders.csv")
    said = tocsin("watch", "cases.csv", *READ, "--by", "place", "--borders", "borders.csv", "--out", "r.html")
    expect(said, folder, ["borders.csv", "cases.csv"], "column", "none of the --by columns.*--place")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "gb18030"])
def test_odd_but_good__encodings_and_names_in_every_script(folder, tocsin, encoding):
    place = {"cp1251": "Место", "gb18030": "地点名称"}.get(encoding, 'Место "地点"')
    value = {"cp1251": "Северная область и город", "gb18030": "北方地区的省份"}.get(encoding, "北 Север")
    quoted = '"' + place.replace('"', '""') + '"'
    rows = "".join(f"2025-W{week:02d},{value},{week % 4}\n" for week in range(1, 31))
    (folder / "odd.csv").write_bytes(f"week,{quoted},cases\n{rows}".encode(encoding))
    said = tocsin("detect", "odd.csv", *READ, "--by", place)
    assert said.code == 0, said.err
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert row[place] == value


ODD = {
    "one week": ("2025-W30,North,3\n", "unjudged", "short history"),
    "all zeros": ("".join(f"2025-W{w:02d},North,0\n" for w in range(1, 31)), "below", ""),
    "all missing": ("".join(f"2025-W{w:02d},North,\n" for w in range(1, 31)), "unjudged", "missing report"),
    "newest missing": (GOOD.removeprefix(HEAD) + "2025-W31,North,late\n", "unjudged", "missing report"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_good__is_answered_with_its_reason(folder, tocsin, name):
    rows, status, reason = ODD[name]
    (folder / "odd.csv").write_text(HEAD + rows)
    said = tocsin("detect", "odd.csv", *READ, "--by", "place")
    assert said.code == 0, said.err
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["status"], row["reason"]) == (status, reason)

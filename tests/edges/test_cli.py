"""The command line as people and scripts meet it."""

import json
import os
import pty
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pandas
import polars as pl
import pytest

from tocsin.cli import progress as bars
from tocsin.cli.main import commands
from tocsin.detect import registry
from tocsin.flows import detect as detect_flow
from tocsin.flows.option_texts import coerce
from tocsin.vocab.errors import OptionError

READ = "cases.csv --time week --count cases --by place --method ears-c2"
COLUMNS = ["place", "date", "observed", "expected", "upper", "score", "p_value", "status", "reason", "method"]


def start(*args: str, **more) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tocsin", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", **more,
    )  # fmt: skip


def test_version__is_one_line(tocsin):
    assert tocsin("--version").out == "tocsin 0.1.0\n"


def test_bare_command__prints_help(tocsin):
    bare, asked = tocsin(), tocsin("--help")
    assert bare.code == asked.code == 0
    assert bare.out == asked.out
    assert all(name in bare.out for name in ("demo", "watch", "detect", "methods"))


@pytest.mark.parametrize("command", [commands, *commands.commands.values()], ids=lambda c: c.name)
def test_help__every_option_is_explained_and_every_command_shows_an_example(command):
    assert "Example:\n" in (command.help or "")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{command.name} {option.opts}"


def test_detect__piped_is_plain_csv_and_nothing_else(folder, tocsin):
    said = tocsin(f"detect {READ}")
    assert (said.code, said.err) == (0, "")
    frame = pl.read_csv(said.out.encode())
    assert frame.columns == COLUMNS
    assert frame["status"].to_list() == ["above", "below"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_detect__writes_what_its_name_says(folder, tocsin, kind):
    said = tocsin(f"detect {READ} --from 2025-W29 --out out.{kind}")
    assert (said.code, said.out, said.err) == (0, "", "")
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "json": pl.read_json}[kind]
    frame = read(f"out.{kind}")
    assert frame.columns == COLUMNS
    assert frame["date"].cast(pl.String).to_list() == ["2025-07-20", "2025-07-27"] * 2
    assert frame["observed"].to_list()[1] == 40
    assert sorted(path.name for path in folder.iterdir()) == ["cases.csv", f"out.{kind}"]


def test_detect__without_key_columns_is_one_series(folder, tocsin):
    said = tocsin("detect cases.csv --time week --count cases --duplicates sum --method ears-c1")
    assert said.out.splitlines()[0] == ",".join(COLUMNS[1:])
    assert len(said.out.splitlines()) == 2


def test_detect__judges_the_span_that_is_asked_for(folder, tocsin):
    frame = pl.read_csv(tocsin(f"detect {READ} --from 2025-W10 --to 2025-W12").out.encode())
    assert frame["date"].unique().sort().to_list() == ["2025-03-09", "2025-03-16", "2025-03-23"]


def test_detect__options_reach_the_method(folder, tocsin):
    plain, strict = tocsin(f"detect {READ}"), tocsin(f"detect {READ} --option window=12 --option min-sd=2")
    assert strict.code == 0
    assert plain.out != strict.out


def test_detect__line_list_counts_rows(folder, tocsin):
    days = pl.date_range(pl.date(2025, 1, 6), pl.date(2025, 6, 29), eager=True).cast(pl.String)
    pl.DataFrame({"onset": days, "ward": "7", "name": "nobody"}).write_csv("list.csv")
    said = tocsin("detect list.csv --line-list --time onset --by ward --method ears-c1")
    assert said.out.splitlines()[1].startswith("7,2025-06-29,7.0,7.0,")


def test_detect__wide_table_needs_no_column_names(folder, tocsin):
    weeks = {f"2025-W{week:02d}": [week % 3] for week in range(1, 30)}
    pl.DataFrame({"place": ["Osh"], **weeks}).write_csv("wide.csv")
    said = tocsin("detect wide.csv --wide --by place --method ears-c1")
    assert said.out.splitlines()[1].startswith("Osh,2025-07-20,2.0,")


def test_detect__a_workbook_sheet_is_named(folder, tocsin):
    table = pandas.read_csv("cases.csv")
    with pandas.ExcelWriter("book.xlsx") as book:
        table.to_excel(book, sheet_name="first", index=False)
        table.to_excel(book, sheet_name="second", index=False)
    read = READ.replace("cases.csv", "book.xlsx")
    assert tocsin(f"detect {read}").code == 2
    assert tocsin(f"detect {read} --sheet second").out == tocsin(f"detect {READ}").out


def test_detect__a_folder_of_files_is_one_table(folder, tocsin):
    whole = tocsin(f"detect {READ}").out
    (folder / "parts").mkdir()
    table = pl.read_csv("cases.csv")
    table.head(70).write_csv("parts/a.csv")
    table.tail(50).write_csv("parts/b.csv")
    assert tocsin(f"detect {READ.replace('cases.csv', 'parts')}").out == whole


def test_watch__writes_a_report_and_findings(folder, tocsin):
    said = tocsin(f"watch {READ} --place place --out report.html --json findings.json")
    assert (said.code, said.out, said.err) == (0, "", "")
    found = json.loads(Path("findings.json").read_text("utf-8"))
    assert [finding["key"] for finding in found["findings"]] == [{"place": "North"}]
    assert found["schema"] == "tocsin.findings/1"
    assert "<html" in Path("report.html").read_text("utf-8")


def test_watch__finds_the_places_column_from_the_borders(folder, tocsin):
    pl.DataFrame({"a": ["North"], "b": ["South"]}).write_csv("borders.csv")
    said = tocsin(f"watch {READ} --borders borders.csv --out report.html --json findings.json")
    assert said.code == 0, said.err
    assert json.loads(Path("findings.json").read_text("utf-8"))["place"] == "place"


def test_methods__lists_every_method_with_its_history(tocsin):
    said = tocsin("methods")
    lines = dict(line.split("\t", 1) for line in said.out.splitlines())
    assert list(lines) == registry.method_names()
    assert "9 weeks" in lines["ears-c2"]


def test_methods__explains_one_with_its_options(tocsin):
    said = tocsin("methods ears-c2")
    assert said.out.startswith("ears-c2: ")
    assert "window=7" in said.out


def test_methods__shows_a_broken_plug_in_with_its_error(tocsin, monkeypatch):
    entries = {
        "gone": EntryPoint("gone", "no_such_module:METHOD", registry.GROUP),
        "odd": EntryPoint("odd", "os.path:sep", registry.GROUP),
    }
    monkeypatch.setattr(registry, "_entries", lambda: entries)
    said = tocsin("methods")
    assert said.code == 0
    assert "gone\tcannot be loaded: ModuleNotFoundError: No module named 'no_such_module'" in said.out
    assert "odd\tcannot be loaded: TypeError: entry point 'odd' of tocsin.methods is a str" in said.out


def test_fault__is_ours_and_shows_its_traceback_only_on_request(folder, tocsin, monkeypatch):
    def fail(*args, **more):
        raise KeyError("surprise")

    monkeypatch.setattr(detect_flow, "read_panel", fail)
    said = tocsin(f"detect {READ}")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(
        "tocsin: This is a fault of ours (KeyError: 'surprise'); please run tocsin --debug "
    )
    assert said.err.endswith(" [fault]\n")
    assert "Traceback" not in said.err
    assert "Traceback" in tocsin(f"--debug detect {READ}").err


HALF_WRITTEN = """
import os, signal, sys
import polars as pl
def half(self, path):
    path.write_text("half")
    os.kill(os.getpid(), signal.{name})
    signal.pause()
pl.DataFrame.write_csv = half
from tocsin.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_interrupt__leaves_the_old_file_and_no_half_of_a_new_one(folder, name, code):
    Path("out.csv").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", HALF_WRITTEN.format(name=name), "detect", *READ.split(), "--out", "out.csv"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert Path("out.csv").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["cases.csv", "out.csv"]


def test_closed_pipe__ends_in_silence(folder):
    process = start("detect", *READ.split())
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0
    process.stderr.close()


@pytest.mark.parametrize("colours", [True, False])
def test_terminal__shows_a_table_with_a_summary_and_respects_no_color(folder, colours):
    screen, keyboard = pty.openpty()
    plain = {"NO_COLOR": "1"} if not colours else {}
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "detect", *READ.split()],
        stdout=keyboard, stderr=subprocess.PIPE, env=clean | plain | {"TERM": "xterm"}, check=True,
    )  # fmt: skip
    os.close(keyboard)
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    assert done.stderr == b""
    assert shown.index("North") < shown.index("South")
    assert "2025-W30, 2 series, ears-c2: 1 above, 1 below, 0 unjudged." in shown
    assert ("\x1b[1;31m" in shown) == colours


def test_progress__draws_only_on_a_terminal_and_only_after_a_while(monkeypatch, capsys):
    monkeypatch.setattr(bars, "PATIENCE", 0.0)
    with bars.progress_bar() as progress:
        progress("Judging", 10)(5)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(bars, "PATIENCE", 3600.0)
    with bars.progress_bar() as progress:
        progress("Judging", 10)(5)
    assert "Judging" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("7", int, 7), ("0.5", float, 0.5), ("no", bool, False), ("TRUE", bool, True), ("x", str, "x"),
     ("none", int | None, None), ("3", int | None, 3), ("2.5", int | float, 2.5)],
)  # fmt: skip
def test_option_values__take_the_type_of_the_field(text, kind, value):
    found = coerce("name", text, kind)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [("7.5", int, "a whole number"), ("much", float, "a number"), ("maybe", bool, "yes or no"),
     ("x", int | None, "one of: a whole number, none"), ("x", tuple, "given from Python")],
)  # fmt: skip
def test_option_values__of_another_type_say_what_is_wanted(text, kind, said):
    with pytest.raises(OptionError, match=said):
        coerce("name", text, kind)

"""What every registered source promises, ours and those of plug-ins alike."""

import dataclasses
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tocsin.panel.reports import REPORTS
from tocsin.sources.registry import find_source, source_names
from tocsin.sources.source import Source
from tocsin.vocab.errors import ColumnError, InputError, UnknownNameError

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = {name: find_source(name) for name in source_names()}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NoOptions:
    """None."""


def made(frame):
    return Source(
        name="made", title="Made here", read=lambda path, options: frame, snapshots="whole",
        options=NoOptions, reference="",
    )  # fmt: skip


def report(**changed):
    row = {
        "source": "made", "indicator": "measles", "place": "KAZ", "stratum": "", "every": "day",
        "reference_date": date(2025, 2, 14), "report_date": None, "value": 3.0, "absence": 0, "unit": "cases",
    } | changed  # fmt: skip
    return pl.DataFrame([row], schema=REPORTS)


@pytest.mark.parametrize("name", SOURCES)
def test_every_source__is_a_record_under_its_own_name(name):
    source = SOURCES[name]
    assert source.name == name
    assert source.snapshots in ("whole", "increments")
    assert source.reference.startswith("https://")
    assert dataclasses.is_dataclass(source.options)
    assert source.options.__dataclass_params__.frozen
    source.options()  # every option has a default


@pytest.mark.parametrize("name", SOURCES)
def test_every_source__explains_its_options_and_itself(name):
    page = (DOCS / "sources.md").read_text("utf-8")
    assert f"## {name}\n" in page
    for field in dataclasses.fields(SOURCES[name].options):
        assert f"    {field.name} " in (SOURCES[name].options.__doc__ or ""), field.name
        assert f"`{field.name}`" in page, field.name


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"a,b\n1,2\n", b'{"a": 1}', b"\x00\x01\x02"])
def test_every_source__refuses_what_it_cannot_read_naming_the_file(name, content, tmp_path):
    path = tmp_path / "covid_variants_confirmed.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"^.*covid_variants_confirmed.csv: "):
        SOURCES[name].open(path)
    with pytest.raises(InputError, match="nowhere"):
        SOURCES[name].open(tmp_path / "nowhere")


@pytest.mark.parametrize("name", SOURCES)
def test_every_source__refuses_a_misspelt_option(name):
    with pytest.raises(UnknownNameError, match=f"No option of {name} 'dayly'"):
        SOURCES[name].configure({"dayly": True})


def test_find__an_unknown_source_is_refused_with_what_is_near():
    with pytest.raises(
        UnknownNameError, match=r"No source 'ervis'. Did you mean erviss\? Known: delphi, dhis2"
    ):
        find_source("ervis")


def test_open__a_reader_that_makes_no_reports_is_refused_by_file():
    with pytest.raises(ColumnError, match=r"x.csv: These are no reports"):
        made(pl.DataFrame({"a": [1]})).open("x.csv")
    with pytest.raises(InputError, match=r"x.csv: 1 reports hold a number and an absence code"):
        made(report(absence=2)).open("x.csv")
    with pytest.raises(InputError, match=r"x.csv: Reports without place"):
        made(report(place=None)).open("x.csv")


def test_reading__says_what_is_odd_and_changes_nothing():
    frame = pl.concat(
        [
            report(place="Kazakstan", value=-2.0),
            report(place="World"),
            report(value=None, absence=2),
            report(place="XA"),
        ]
    )
    reading = made(frame).open("x.csv")
    assert reading.reports.equals(frame)
    assert reading.notes() == [
        "1 place is in no code list and kept as written: 'Kazakstan' (Kazakhstan (KAZ)?).",
        "World: sums over other places, not to be added to them.",
        "1 report is below zero (corrections) and kept.",
        "1 report is suppressed.",
    ]


def test_sources__load_no_network_library_until_an_address_is_fetched():
    code = (
        "import sys\nfrom tocsin.sources.registry import find_source, source_names\n"
        "import tocsin.sources.fetch\n"
        "[find_source(name) for name in source_names()]\nprint('httpx' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"

"""The table as others read it, and as it is after many small commits."""

from datetime import date

import duckdb
import polars as pl
from deltalake import DeltaTable

from tocsin.archive import Archive
from tocsin.archive import add as adding

D1, D2 = "2025-01-14", "2025-01-21"
FIRST = {("Osh", "2025-01-05"): 3, ("Osh", "2025-01-12"): 4, ("Naryn", "2025-01-05"): 1}
SECOND = {("Osh", "2025-01-05"): 3, ("Osh", "2025-01-12"): 6}
SQL = """
SELECT place, stratum, reference_date, arg_max(value, report_date) AS value
FROM reports
WHERE indicator = 'measles' AND report_date <= DATE '{day}'
GROUP BY source, indicator, place, stratum, every, unit, reference_date
HAVING arg_max(absence, report_date) = 0
"""


def test_sql__as_of_tells_what_the_panel_tells(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="whole")
    archive.add(reports(D2, SECOND), snapshots="whole")
    table = DeltaTable(archive.url).to_pyarrow_dataset()
    for day, sent in ((D1, FIRST), (D2, SECOND)):
        found = duckdb.connect().register("reports", table).sql(SQL.format(day=day)).fetchall()
        assert {(place, str(end)): value for place, _, end, value in found} == sent
        frame = archive.panel(as_of=date.fromisoformat(day)).to_frame().drop_nulls("count")
        assert {(place, str(end)): n for place, _, end, n, _ in frame.rows()} == sent
    assert pl.read_delta(archive.url).filter(indicator="measles").height == 5


def test_many_commits__are_joined_and_tell_the_same(archive, reports, monkeypatch):
    monkeypatch.setattr(adding, "TIDY_EVERY", 5)
    for number in range(1, 12):
        archive.add(
            reports(f"2025-02-{number:02d}", FIRST | {("Osh", "2025-01-12"): number}), snapshots="whole"
        )
    assert len(DeltaTable(archive.url).file_uris()) <= 11  # of 22
    for number in (1, 5, 11):
        assert archive.panel(as_of=date(2025, 2, number), place="Osh").counts.tolist() == [[3, number]]
    archive.compact()
    assert len(DeltaTable(archive.url).file_uris()) == 2
    assert archive.snapshots().height == 11


def test_url__goes_the_way_of_an_object_store(tmp_path, reports):
    (tmp_path / "reports").mkdir()
    archive = Archive.create(f"file://{tmp_path}/reports")
    archive.add(reports(D1, FIRST), snapshots="whole")
    archive.add(reports(D2, SECOND), snapshots="whole")
    assert archive.panel(place="Osh").counts.tolist() == [[3, 6]]
    assert archive.triangle(place="Osh").known().tolist() == [[3, 6]]

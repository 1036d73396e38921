"""An archive read once gives for every day what the archive itself gives; what was replaced, and when."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.archive import Archive
from tocsin.archive.remembered import Remembered
from tocsin.archive.replaced import read_replaced
from tocsin.flows.published import Published, placed
from tocsin.vocab.errors import AsOfError

FIRST = date(2026, 1, 4)  # a Sunday
WEEKS = [FIRST + timedelta(weeks=k) for k in range(8)]


def reports(cells, day, indicator="measles"):
    """(place, week) -> value as a snapshot."""
    rows = [
        ("s", indicator, place, "sex=f", "week", WEEKS[k], day, float(v), 0, "cases")
        for (place, k), v in cells
    ]
    columns = ("source", "indicator", "place", "stratum", "every", "reference_date", "report_date", "value")
    return pl.DataFrame(
        rows, schema=[*columns, "absence", "unit"], schema_overrides={"absence": pl.UInt8}, orient="row"
    )


@pytest.fixture
def archive(tmp_path):
    """Four snapshots: late cases, a revision down, a value withdrawn that comes back changed."""
    made = Archive.create(str(tmp_path / "reports"))
    told = {
        4: {("A", 0): 3, ("A", 1): 4, ("B", 0): 7},
        5: {("A", 0): 3, ("A", 1): 6, ("B", 0): 7, ("A", 2): 1},
        6: {("A", 0): 2, ("A", 1): 6, ("A", 2): 5},
        7: {("A", 0): 2, ("A", 1): 6, ("A", 2): 5, ("B", 0): 9},
    }
    for week, cells in told.items():
        made.add(reports(cells.items(), WEEKS[week]), snapshots="whole")
    made.add(reports([(("A", 0), 50)], WEEKS[6], "mumps").with_columns(source=pl.lit("t")), snapshots="whole")
    return made


@pytest.mark.parametrize("indicator", [None, "measles", ["measles", "mumps"]])
def test_remembered__gives_for_every_day_what_the_archive_gives(archive, indicator):
    days = [WEEKS[4] + timedelta(days=k) for k in range(22)]
    kept = Remembered(archive, until=days[-1], indicator=indicator)
    for day in days:
        choice = {} if indicator is None else {"indicator": indicator}
        if indicator == ["measles", "mumps"] and day < WEEKS[6]:
            continue  # nobody knew of mumps yet
        one, two = kept.panel(as_of=day, **choice), archive.panel(as_of=day, **choice)
        assert one.series.equals(two.series)
        assert (one.periods, one.as_of) == (two.periods, two.as_of)
        np.testing.assert_array_equal(one.counts, two.counts)
        np.testing.assert_array_equal(one.absence, two.absence)


def test_remembered__what_was_not_read_is_asked_of_the_archive(archive):
    kept = Remembered(archive, until=WEEKS[5], indicator="measles")
    late, mumps = (
        kept.panel(as_of=WEEKS[7], indicator="measles"),
        kept.panel(as_of=WEEKS[6], indicator="mumps"),
    )
    assert late.counts[1, 0] == 9
    assert mumps.counts.tolist() == [[50.0]]
    with pytest.raises(AsOfError, match="after the last snapshot"):
        kept.panel(as_of=WEEKS[7] + timedelta(days=1))


def test_read_replaced__tells_each_number_that_took_the_place_of_another(archive):
    found = read_replaced(archive, until=WEEKS[7])
    told = found.select("place", "reference_date", "report_date", "old", "new").sort(pl.all()).rows()
    assert told == [
        ("A", WEEKS[0], WEEKS[6], 3.0, 2.0),
        ("A", WEEKS[1], WEEKS[5], 4.0, 6.0),
        ("A", WEEKS[2], WEEKS[6], 1.0, 5.0),
        ("B", WEEKS[0], WEEKS[7], 7.0, 9.0),
    ]
    assert read_replaced(archive, until=WEEKS[5]).height == 1


def test_published__replaced_numbers_find_their_rows_and_periods(archive):
    past = Published(archive, choice={"indicator": "measles"})
    panel = past.panel(WEEKS[6])
    revised = past.revisions(panel)
    assert panel.by == ["place", "indicator", "sex"]
    assert sorted(zip(revised.row.tolist(), revised.place.tolist(), revised.new.tolist(), strict=True)) == [
        (0, 0, 2.0), (0, 1, 6.0), (0, 2, 5.0)
    ]  # fmt: skip
    assert past.revisions(past.panel(WEEKS[7])).row.tolist().count(1) == 1
    part = placed(read_replaced(archive, until=WEEKS[7]), panel.take([1]).part(0, 1))
    assert (part.row.tolist(), part.place.tolist(), part.new.tolist()) == ([0], [0], [9.0])


def test_published__knows_the_days_and_fewer_indicators(archive):
    past = Published(archive)
    assert past.days() == WEEKS[4:]
    assert past.only(["mumps"]).panel().counts.tolist() == [[50.0]]
    assert past.only([]) is past

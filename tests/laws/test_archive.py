"""Laws of the archive: it tells every snapshot as it was, whatever the order, and never looks ahead."""

import tempfile
from datetime import date, timedelta
from unittest.mock import patch

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.archive import Archive, plan
from tocsin.panel.reports import REPORTS

FIRST = date(2025, 1, 5)
WEEKS = [FIRST + timedelta(weeks=week) for week in range(5)]
DAYS = [FIRST + timedelta(days=days) for days in (29, 31, 36, 43, 50)]
SAID = st.one_of(st.none(), st.integers(0, 2), st.sampled_from(["late", "suppressed"]))
MISSING = {"late", "not reported"}
CODES = {"late": 3, "suppressed": 2, "withdrawn": 5}
INDICATOR = {"Osh": "measles", "Naryn": "rubella"}
CELLS = [(place, week) for place in ("Osh", "Naryn") for week in WEEKS[:3]]

whole_tables = st.lists(SAID, min_size=6, max_size=6).filter(lambda said: any(s is not None for s in said))
snapshots = st.lists(
    st.tuples(st.sampled_from(DAYS), whole_tables),
    min_size=2, max_size=4, unique_by=lambda sent: sent[0],
)  # fmt: skip
kinds = st.sampled_from(["whole", "increments"])


def table(day, said, source="bulletin"):
    rows = [
        {
            "source": source, "indicator": INDICATOR[place], "place": place, "stratum": "", "every": "week",
            "unit": "cases",
            "reference_date": week, "report_date": day,
            "value": float(word) if isinstance(word, int) else None,
            "absence": 0 if isinstance(word, int) else CODES[word],
        }
        for (place, week), word in zip(CELLS, said, strict=True) if word is not None
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=REPORTS)


def model(sent, kind, day):
    """What stands on a day by a plain walk through the snapshots: cell to number or word."""
    stands: dict[tuple[str, date], object] = {}
    numbered: set[tuple[str, date]] = set()
    for sent_day, said in sorted(sent):
        if sent_day > day:
            continue
        now = {cell: word for cell, word in zip(CELLS, said, strict=True) if word is not None}
        if kind == "whole":
            for cell in stands.keys() - now.keys():
                stands[cell] = "withdrawn" if cell in numbered else "gone"
        stands.update(now)
        numbered |= {cell for cell, word in now.items() if isinstance(word, int)}
    return stands


def told(archive, day):
    """The same by the archive; a cell that nothing is said of is left out."""
    rows = archive.panel(as_of=day, start=WEEKS[0], end=WEEKS[4]).to_frame().rows()
    return {(place, end): int(n) if word == "present" else word for place, _, end, n, word in rows}


@settings(max_examples=25, deadline=None)
@given(sent=snapshots, kind=kinds, order=st.randoms(use_true_random=False), part=st.sampled_from([1, 10**6]))
def test_archive__tells_every_snapshot_as_it_was_in_whatever_order_they_came(sent, kind, order, part):
    shuffled = list(sent)
    order.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder, patch.object(plan, "PART", part):
        archive = Archive.create(folder)
        for day, said in shuffled:
            archive.add(table(day, said), snapshots=kind)
        for day, _ in sent:
            stands, found = model(sent, kind, day), told(archive, day)
            for cell, word in stands.items():
                assert found.get(cell) == word or (word == "gone" and found.get(cell) in MISSING), (cell, day)
            others = {word for cell, word in found.items() if cell not in stands}
            assert others <= MISSING


@settings(max_examples=15, deadline=None)
@given(sent=snapshots, kind=kinds)
def test_archive__is_the_same_from_one_table_as_from_many(sent, kind):
    with tempfile.TemporaryDirectory() as folder:
        one, many = Archive.create(f"{folder}/one"), Archive.create(f"{folder}/many")
        one.add(pl.concat([table(day, said) for day, said in sent]), snapshots=kind)
        for day, said in sorted(sent):
            many.add(table(day, said), snapshots=kind)
        columns = ["place", "reference_date", "report_date", "value", "absence"]
        kept = [pl.read_delta(a.url).filter(pl.col("receipt").is_null()).select(columns) for a in (one, many)]
        assert kept[0].sort(columns).equals(kept[1].sort(columns))
        assert one.snapshots().drop("changed").equals(many.snapshots().drop("changed"))


def picture(archive, day):
    panel, triangle = archive.panel(as_of=day), archive.triangle(as_of=day, delay_every="day")
    return panel, triangle, archive.panel(as_of=day, end=WEEKS[4])


def same(one, other):
    for mine, theirs in zip(one, other, strict=True):
        assert mine.series.equals(theirs.series)
        assert mine.periods == theirs.periods
        names = ("counts", "absence") if hasattr(mine, "counts") else ("increments", "delays")
        for name in names:
            np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name))


@settings(max_examples=15, deadline=None)
@given(sent=snapshots, kind=kinds, later=snapshots)
def test_as_of__nothing_published_later_changes_anything(sent, kind, later):
    """Values, series, periods, triangle, and whether a missing number is late: all as before."""
    last = max(day for day, _ in sent)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.create(folder)
        for day, said in sent:
            archive.add(table(day, said), snapshots=kind)
        before = picture(archive, last)
        for day, said in later:
            after = last + (day - FIRST)
            archive.add(table(after, said), snapshots=kind)
            new = table(after, said, source="ministry").with_columns(
                place=pl.lit("Talas"), stratum=pl.lit("sex=f")
            )
            archive.add(new.unique("reference_date", keep="first"), snapshots=kind)
        same(before, picture(archive, last))

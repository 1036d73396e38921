"""Snapshots taken in: what is kept, what is refused, what comes out as of each day."""

from datetime import date

import polars as pl
import pytest

from tocsin.archive.store import Store
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, DateError, DuplicateError, InputError, OptionError, SnapshotError

W1, W2, W3 = "2025-01-05", "2025-01-12", "2025-01-19"
D1, D2, D3 = "2025-01-14", "2025-01-21", "2025-01-28"
FIRST = {("Osh", W1): 3, ("Osh", W2): 4, ("Naryn", W1): 1}
SECOND = {("Osh", W1): 3, ("Osh", W2): 6, ("Osh", W3): 2}


def cells(archive, day=None):
    panel = archive.panel(as_of=None if day is None else date.fromisoformat(day))
    return {
        (place, str(end)): count if word == "present" else word
        for place, _, end, count, word in panel.to_frame().rows()
    }


def rows_of(archive):
    return pl.scan_delta(archive.url).filter(pl.col("receipt").is_null()).collect()


def test_whole__keeps_only_what_changed_appeared_or_was_withdrawn(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="whole")
    (added,) = archive.add(reports(D2, SECOND), snapshots="whole")
    assert (added.rows, added.changed) == (3, 3)
    kept = rows_of(archive).filter(pl.col("report_date") == date.fromisoformat(D2))
    assert set(kept.select("place", pl.col("reference_date").cast(pl.String), "value", "absence").rows()) == {
        ("Osh", W2, 6.0, 0), ("Osh", W3, 2.0, 0), ("Naryn", W1, None, Absence.WITHDRAWN),
    }  # fmt: skip


def test_whole__is_withdrawn_from_that_day_on_and_not_before(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="whole")
    archive.add(reports(D2, SECOND), snapshots="whole")
    assert cells(archive, D1)["Naryn", W1] == 1
    assert cells(archive, "2025-01-20") == cells(archive, D1)
    assert cells(archive, D2)["Naryn", W1] == "withdrawn"


def test_whole__a_value_that_comes_back_is_there_again(archive, reports):
    for day, sent in ((D1, FIRST), (D2, SECOND), (D3, FIRST)):
        archive.add(reports(day, sent), snapshots="whole")
    assert cells(archive)["Naryn", W1] == 1
    assert cells(archive)["Osh", W3] == "withdrawn"


def test_whole__a_cell_without_number_that_is_gone_was_not_taken_back(archive, reports):
    archive.add(reports(D1, FIRST | {("Naryn", W2): Absence.LATE}), snapshots="whole")
    archive.add(reports(D2, FIRST), snapshots="whole")
    assert cells(archive, D1)["Naryn", W2] == "late"
    assert cells(archive, D2)["Naryn", W2] == "not reported"


def test_increments__leave_untouched_what_they_do_not_mention(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="increments")
    archive.add(reports(D2, {("Osh", W2): 2}), snapshots="increments")
    assert cells(archive) == {("Osh", W1): 3, ("Osh", W2): 2, ("Naryn", W1): 1, ("Naryn", W2): "not reported"}


def test_increments__of_one_day_may_come_in_several_files(archive, reports):
    archive.add(reports(D1, {("Osh", W1): 3}), snapshots="increments")
    archive.add(reports(D1, {("Naryn", W1): 1}), snapshots="increments")
    assert cells(archive) == {("Osh", W1): 3, ("Naryn", W1): 1}


@pytest.mark.parametrize("kind", ["whole", "increments"])
def test_same_twice__changes_nothing_and_says_so(archive, reports, kind):
    archive.add(reports(D1, FIRST), snapshots=kind)
    version = Store(archive.url).open().version()
    (again,) = archive.add(reports(D1, FIRST).reverse(), snapshots=kind)
    assert (again.taken, again.known) == ((), (date.fromisoformat(D1),))
    assert Store(archive.url).open().version() == version


def test_nothing_new__is_still_a_snapshot(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="whole")
    (added,) = archive.add(reports(D2, FIRST), snapshots="whole")
    assert (added.taken, added.changed) == ((date.fromisoformat(D2),), 0)
    assert archive.snapshots()["report_date"].cast(pl.String).to_list() == [D1, D2]
    assert cells(archive, D2)["Naryn", W1] == 1


@pytest.mark.parametrize("kind", ["whole", "increments"])
def test_other_content__of_one_day_is_refused_with_its_cells(archive, reports, kind):
    archive.add(reports(D2, SECOND), snapshots=kind)
    with pytest.raises(
        SnapshotError, match=r"in 1 cell: measles, Osh at 2025-W02: 6 before, 7 now\. .*--replace"
    ):
        archive.add(reports(D2, SECOND | {("Osh", W2): 7}), snapshots=kind)
    assert cells(archive)["Osh", W2] == 6


def test_replace__puts_the_new_in_place_of_the_old_and_keeps_later_days(archive, reports):
    for day, sent in ((D1, FIRST), (D2, SECOND), (D3, SECOND)):
        archive.add(reports(day, sent), snapshots="whole")
    later = cells(archive, D3)
    archive.add(
        reports(D2, {("Osh", W1): 9, ("Osh", W2): 6, ("Naryn", W1): 1}), snapshots="whole", replace=True
    )
    assert cells(archive, D1) == FIRST | {("Naryn", W2): "late"}
    assert cells(archive, D2) == {
        ("Osh", W1): 9,
        ("Osh", W2): 6,
        ("Naryn", W1): 1,
        ("Naryn", W2): "not reported",
    }
    assert cells(archive, D3) == later
    doubled = rows_of(archive).select("place", "reference_date", "report_date").is_duplicated()
    assert not doubled.any()
    assert archive.snapshots().height == 3


def test_replace__of_increments_keeps_what_the_new_ones_do_not_mention(archive, reports):
    archive.add(reports(D1, FIRST), snapshots="increments")
    archive.add(reports(D1, {("Osh", W1): 8}), snapshots="increments", replace=True)
    assert cells(archive)["Osh", W1] == 8
    assert cells(archive)["Naryn", W1] == 1


def test_out_of_order__a_later_snapshot_is_told_as_before(archive, reports):
    archive.add(reports(D2, SECOND), snapshots="whole")
    archive.add(reports(D3, SECOND), snapshots="whole")
    archive.add(reports(D1, FIRST), snapshots="whole")
    assert cells(archive, D1) == FIRST | {("Naryn", W2): "late"}
    for day, word in ((D2, "late"), (D3, "not reported")):
        gone = {("Naryn", W1): "withdrawn", ("Naryn", W2): "not reported", ("Naryn", W3): word}
        assert cells(archive, day) == SECOND | gone


def test_other_kind__cannot_go_before_what_was_sent_otherwise(archive, reports):
    archive.add(reports(D2, SECOND), snapshots="increments")
    with pytest.raises(
        SnapshotError, match="2025-01-21 came as increments, so that of 2025-01-14 cannot come as whole"
    ):
        archive.add(reports(D1, FIRST), snapshots="whole")
    archive.add(reports(D3, FIRST), snapshots="whole")
    assert cells(archive)["Osh", W3] == "withdrawn"


def test_sources__do_not_touch_one_another(archive, reports):
    both = pl.concat(
        [reports(D1, FIRST), reports(D1, SECOND | {("Osh", W3): 5}, source="ministry", every="week")]
    )
    both = both.filter(pl.col("reference_date") < date(2025, 1, 15))
    assert [added.source for added in archive.add(both, snapshots="whole")] == ["bulletin", "ministry"]
    archive.add(reports(D2, {("Osh", W1): 3}), snapshots="whole")
    panel = archive.panel()
    assert panel.by == ["place", "indicator", "source"]
    assert archive.panel(source="ministry").counts.tolist() == [[3, 6]]


def test_many_days__in_one_table_are_a_snapshot_each(archive, reports):
    (added,) = archive.add(pl.concat([reports(D2, SECOND), reports(D1, FIRST)]), snapshots="whole")
    assert [str(day) for day in added.taken] == [D1, D2]
    assert (added.rows, added.changed) == (6, 6)
    assert cells(archive, D2)["Naryn", W1] == "withdrawn"


def test_early__a_number_may_come_before_its_period_has_ended_but_not_before_it_began(archive, reports):
    archive.add(reports("2025-01-14", {("Osh", W3): 3}), snapshots="whole")
    with pytest.raises(
        DateError, match=r"before their period began.*row 1 \(measles, Osh at 2025-W03, published 2025"
    ):
        archive.add(reports("2025-01-12", {("Osh", W3): 3}), snapshots="whole")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"reference_date": pl.lit(date(2025, 1, 6))}, DateError, "not the last day of their period: row 1"),
        ({"every": pl.lit("year")}, ColumnError, "every holds 'year'; it must be one of day, week, month"),
        ({"indicator": pl.lit("")}, ColumnError, "indicator is empty"),
        ({"report_date": pl.lit(None, pl.Date)}, InputError, "3 reports do not say when.*--as-of"),
        ({"place": pl.lit("Osh")}, DuplicateError, "2 rows report one cell several times.*Osh at 2025-W01"),
    ],
)
def test_impossible_reports__are_refused(archive, reports, change, error, words):
    with pytest.raises(error, match=words):
        archive.add(reports(D1, FIRST).with_columns(**change), snapshots="whole")
    assert archive.snapshots().height == 0


def test_as_of__that_contradicts_the_reports_is_refused(archive, reports):
    with pytest.raises(InputError, match=r"published \(2025-01-14 to 2025-01-14\).*Leave out --as-of"):
        archive.add(reports(D1, FIRST), snapshots="whole", as_of=date(2025, 1, 15))
    with pytest.raises(OptionError, match="whole or increments"):
        archive.add(reports(D1, FIRST), snapshots="all")


@pytest.mark.parametrize("name", ["a/b", "Überwachung", "麻疹", "50 % of *all*", "x=y"])
def test_names__of_every_script_and_sign_come_back(archive, reports, name):
    archive.add(reports(D1, FIRST, indicator=name, source=name + "'s"), snapshots="whole")
    archive.add(reports(D2, SECOND, indicator=name, source=name + "'s"), snapshots="whole")
    archive.add(reports(D2, FIRST, indicator=name, source=name + "'s"), snapshots="whole", replace=True)
    assert archive.panel(indicator=name).series["indicator"].to_list() == [name, name]

"""What holds for every table and every panel."""

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin import Panel
from tocsin.panel.corrections import net_corrections
from tocsin.panel.tree import with_parents
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import EVERY, Periods

LAW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

DATES = st.dates(np.datetime64("2018-12-01").item(), np.datetime64("2021-02-28").item())
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=0, max_size=3)
COUNTS = st.one_of(st.none(), st.integers(0, 10**6))


@st.composite
def tables(draw, every=None):
    """A count table with at most one row per cell, and its kind of period."""
    every = every or draw(st.sampled_from(EVERY))
    keys = st.tuples(KEYS, KEYS)
    rows = draw(
        st.lists(
            st.tuples(DATES, keys, COUNTS),
            min_size=1, max_size=12, unique_by=lambda row: (Periods.ordinal(row[0], every), row[1]),
        )
    )  # fmt: skip
    table = pl.DataFrame(
        {
            "when": [row[0] for row in rows],
            "place": [row[1][0] for row in rows],
            "disease": [row[1][1] for row in rows],
            "cases": pl.Series([row[2] for row in rows], dtype=pl.Int64),
        }
    )
    # three dates never look like another kind of period, whatever they are
    return table.filter(pl.col("when").is_in(table["when"].unique().sort().head(3).implode())), every


def read(table, every, **given):
    return Panel.from_frame(table, time="when", count="cases", by=["place", "disease"], every=every, **given)


def assert_same(panel, other):
    np.testing.assert_array_equal(panel.counts, other.counts)
    np.testing.assert_array_equal(panel.absence, other.absence)
    assert panel.series.equals(other.series)
    assert panel.periods == other.periods


@LAW
@given(tables(), st.randoms(use_true_random=False))
def test_read_frame__order_of_rows__does_not_matter(drawn, random):
    table, every = drawn
    order = random.sample(range(table.height), table.height)
    assert_same(read(table[order], every), read(table, every))


@LAW
@given(tables())
def test_read_frame__every_row_is_in_its_cell_and_nothing_else_is(drawn):
    table, every = drawn
    panel = read(table, every)
    cells = {
        (key, label): (count, absence)
        for key, counts, codes in zip(panel.series.rows(), panel.counts, panel.absence, strict=True)
        for label, count, absence in zip(panel.periods.labels(), counts, codes, strict=True)
    }
    for when, place, disease, cases in table.iter_rows():
        label = Periods.spanning(when, when, every).labels()[0]
        count, absence = cells.pop(((place, disease), label))
        if cases is None:
            assert np.isnan(count)
            assert absence == Absence.UNKNOWN
        else:
            assert count == cases
    for count, absence in cells.values():
        assert np.isnan(count)
        assert absence == Absence.NOT_REPORTED


@LAW
@given(tables())
def test_read_frame__absent_zero__changes_only_cells_without_a_row(drawn):
    table, every = drawn
    missing, zero = read(table, every), read(table, every, absent="zero")
    unlisted = missing.absence == Absence.NOT_REPORTED
    np.testing.assert_array_equal(zero.counts, np.where(unlisted, 0.0, missing.counts))
    assert (zero.absence[unlisted] == Absence.PRESENT).all()
    np.testing.assert_array_equal(zero.absence[~unlisted], missing.absence[~unlisted])


@LAW
@given(tables(), st.sampled_from([pl.DataFrame.clone, pl.DataFrame.lazy, pl.DataFrame.to_arrow]))
def test_to_frame__read_again__gives_the_same_panel(drawn, through):
    table, every = drawn
    panel = read(table, every)
    if len(panel.periods) > 3:
        panel = panel.part(0, 3)
    again = Panel.from_frame(
        through(panel.to_frame()), time="date", count="count", by=["place", "disease"], every=every,
        status="absence",
    )  # fmt: skip
    assert_same(again, panel)


@LAW
@given(tables(), st.data())
def test_read_frame__any_date_of_the_period__gives_the_same_panel(drawn, data):
    table, every = drawn
    periods = [Periods.spanning(day, day, every) for day in table["when"]]
    moved = [
        data.draw(st.dates(span.starts()[0].item(), span.ends()[0].item()), label="day") for span in periods
    ]
    # moved days could by chance lie a week or a month apart: three different ones never do
    if len(set(moved)) > 3:
        moved = [span.ends()[0].item() for span in periods]
    assert_same(read(table.with_columns(when=pl.Series(moved)), every), read(table, every))


@LAW
@given(tables(every="week"))
def test_read_frame__weeks_as_text__are_the_weeks_of_their_dates(drawn):
    table, _ = drawn
    texts = table.with_columns(pl.col("when").dt.strftime("%G-W%V"))
    assert_same(read(texts, "week"), read(table, "week"))


@LAW
@given(tables(), st.integers(2, 4))
def test_read_frame__duplicates_sum__adds_rows_and_never_a_missing_one(drawn, times):
    table, every = drawn
    once, summed = read(table, every), read(pl.concat([table] * times), every, duplicates="sum")
    np.testing.assert_array_equal(summed.counts, once.counts * times)
    np.testing.assert_array_equal(summed.absence, once.absence)


@LAW
@given(
    st.lists(st.one_of(st.just(np.nan), st.integers(-50, 100).map(float)), min_size=1, max_size=40),
)
def test_net_corrections__keeps_totals_and_stays_above_zero(row):
    counts = np.array([row])
    netted, leftover = net_corrections(counts)
    np.testing.assert_array_equal(np.isnan(netted), np.isnan(counts))
    assert np.nansum(netted) == np.nansum(counts)
    negative = {(int(s), int(t)) for s, t in np.argwhere(netted < 0)}
    assert negative == {tuple(cell) for cell in leftover.tolist()}
    assert (netted[counts >= 0] <= counts[counts >= 0]).all()


@LAW
@given(tables(), st.sampled_from(["missing", "sum", 0.2]))
def test_with_parents__are_the_sums_of_their_children(drawn, partial):
    table, every = drawn
    panel = read(table, every)
    grown = with_parents(panel, [("place",), ("disease",)], partial=partial)
    S = panel.counts.shape[0]
    np.testing.assert_array_equal(grown.counts[:S], panel.counts)
    for key, counts in zip(grown.series.rows()[S:], grown.counts[S:], strict=True):
        under = [
            all(k in (None, c) for k, c in zip(key, child, strict=True)) for child in panel.series.rows()
        ]
        children = panel.counts[under]
        given = ~np.isnan(counts)
        sums = np.nansum(children, axis=0)[given]
        if partial == 0.2:  # what is allowed to be missing below is missing above
            assert (counts[given] <= sums).all()
        else:
            np.testing.assert_array_equal(counts[given], sums)
        if partial == "sum":
            np.testing.assert_array_equal(given, ~np.isnan(children).all(axis=0))
        else:
            complete = ~np.isnan(children).any(axis=0)
            assert (given | ~complete).all()


@LAW
@given(tables(every="month"), st.integers(0, 26))
def test_with_parents__ignore_the_future(drawn, t):
    panel = read(drawn[0], "month")
    t = min(t, len(panel.periods) - 1)
    whole = with_parents(panel, [("place", "disease")])
    cut = with_parents(panel.part(0, t + 1), [("place", "disease")])
    np.testing.assert_array_equal(cut.counts, whole.counts[:, : t + 1])
    np.testing.assert_array_equal(cut.absence, whole.absence[:, : t + 1])

"""Parents as sums over children."""

import numpy as np
import polars as pl
import pytest

from tocsin import Panel
from tocsin.panel.tree import with_parents
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError, OptionError

NAN = np.nan


def panel_of(rows, by, population=None):
    """A panel from {keys: counts per week}; None = not reported."""
    table = [
        dict(
            zip(by, key, strict=True),
            week=f"2025-W{week:02d}",
            cases=value,
            people=(population or {}).get(key),
        )
        for key, values in rows.items()
        for week, value in enumerate(values, start=1)
    ]
    return Panel.from_frame(
        pl.DataFrame(table, infer_schema_length=None).with_columns(pl.col("cases").cast(pl.String)),
        time="week", count="cases", by=by, population="people" if population else None,
    )  # fmt: skip


def counts_of(panel):
    return dict(zip(panel.series.rows(), panel.counts.tolist(), strict=True))


PLACES = panel_of(
    {("W", "KG", "Osh"): [1, 2], ("W", "KG", "Chuy"): [3, 4], ("W", "TJ", "Sughd"): [5, 6]},
    ["region", "country", "province"],
)


def test_with_parents__several_levels__are_summed_upward():
    panel = with_parents(PLACES, [("region", "country", "province")])
    assert counts_of(panel) == counts_of(PLACES) | {
        ("W", "KG", None): [4, 6], ("W", "TJ", None): [5, 6], ("W", None, None): [9, 12],
    }  # fmt: skip


def test_with_parents__one_column__sums_over_it():
    panel = panel_of({("a",): [1], ("b",): [2]}, ["place"])
    assert counts_of(with_parents(panel, [("place",)])) == {("a",): [1], ("b",): [2], (None,): [3]}


def test_with_parents__two_trees__give_the_parents_of_both_at_once():
    rows = {(p, d): [n] for n, (p, d) in enumerate([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], start=1)}
    panel = with_parents(panel_of(rows, ["place", "disease"]), [("place",), ("disease",)])
    assert counts_of(panel) == rows | {
        (None, "x"): [4], (None, "y"): [6], ("a", None): [3], ("b", None): [7], (None, None): [10],
    }  # fmt: skip


SILENT = panel_of({("a",): [90, 80, 85, 95], ("b",): [10, None, "late", 5]}, ["place"])


@pytest.mark.parametrize(
    ("partial", "parent"),
    [("missing", [100, NAN, NAN, 100]), ("sum", [100, 80, 85, 100]), (0.05, [100, NAN, NAN, 100]),
     (0.15, [100, 80, 85, 100])],
)  # fmt: skip
def test_with_parents__silent_child__leaves_the_parent_missing_unless_allowed(partial, parent):
    panel = with_parents(SILENT, [("place",)], partial=partial)
    np.testing.assert_array_equal(panel.counts[-1], parent)
    reasons = [0, Absence.UNKNOWN, Absence.LATE, 0] if np.isnan(parent).any() else [0, 0, 0, 0]
    assert panel.absence[-1].tolist() == reasons


def test_with_parents__child_with_no_cases_so_far__still_has_to_report():
    panel = with_parents(panel_of({("a",): [5, 5], ("b",): [0, None]}, ["place"]), [("place",)])
    np.testing.assert_array_equal(panel.counts[-1], [5, NAN])


def test_with_parents__child_that_starts_later_or_stopped_a_year_ago__does_not_silence_the_parent():
    months = [f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(30)]
    table = pl.concat(
        pl.DataFrame({"month": months[start:stop], "place": place, "cases": 1})
        for place, start, stop in [("always", 0, 30), ("starts", 5, 30), ("stops", 0, 10)]
    )
    panel = Panel.from_frame(table, time="month", count="cases", by=["place"], every="month")
    parent = with_parents(panel, [("place",)]).counts[-1]
    np.testing.assert_array_equal(parent, [2] * 5 + [3] * 5 + [NAN] * 12 + [2] * 8)


def test_with_parents__children_with_different_reasons__leave_not_reported():
    panel = panel_of({("a",): [1, "late"], ("b",): [1, "withdrawn"]}, ["place"])
    assert with_parents(panel, [("place",)]).absence[-1].tolist() == [0, Absence.NOT_REPORTED]


def test_with_parents__population__is_summed_over_places_and_shared_by_diseases():
    people = {("a", "x"): 10, ("a", "y"): 10, ("b", "x"): 30, ("b", "y"): 30}
    panel = panel_of({key: [1] for key in people}, ["place", "disease"], people)
    panel = with_parents(panel, [("place",), ("disease",)])
    people = dict(zip(panel.series.rows(), panel.population[:, 0].tolist(), strict=True))
    assert people[(None, "x")] == 40
    assert people[("a", None)] == 10
    assert people[(None, None)] == 40


TOTALS = panel_of({("a",): [1, 2], ("b",): [3, None], ("Total",): [4, 9]}, ["place"])


def test_with_parents__total__becomes_the_parent_and_is_not_summed_again():
    panel = with_parents(TOTALS, [("place",)], total="Total")
    assert panel.series["place"].to_list() == ["a", "b", None]
    np.testing.assert_array_equal(panel.counts, [[1, 2], [3, NAN], [4, 9]])


def test_with_parents__total_in_some_groups__the_others_are_summed():
    rows = {("x", "a"): [1], ("x", "Total"): [2], ("y", "a"): [3], ("y", "b"): [4]}
    panel = with_parents(
        panel_of(rows, ["disease", "place"]), [("disease", "place")], total={"place": "Total"}
    )
    found = counts_of(panel)
    assert found[("x", None)] == [2]
    assert found[("y", None)] == [7]


def test_with_parents__total_of_a_country__is_what_its_region_sums():
    rows = {("W", "KG", "Osh"): [1], ("W", "KG", "Total"): [5], ("W", "TJ", "Sughd"): [2]}
    panel = panel_of(rows, ["region", "country", "province"])
    found = counts_of(with_parents(panel, [("region", "country", "province")], total="Total"))
    assert found[("W", "KG", None)] == [5]
    assert found[("W", None, None)] == [7]


def test_with_parents__total_below_its_parts__is_refused_with_its_cell():
    panel = panel_of({("a",): [1, 5], ("b",): [3, 5], ("Total",): [4, 9]}, ["place"])
    with pytest.raises(InputError, match=r"total of all at 2025-W02 is 9, but its parts add up to 10"):
        with_parents(panel, [("place",)], total="Total")


@pytest.mark.parametrize(
    ("tree", "given", "error", "message"),
    [
        ([("country", "town")], {}, ColumnError, "No column 'town'"),
        ([("country", "province"), ("province",)], {}, ColumnError, "'province' stands twice"),
        ([("province",)], {"total": "Totale"}, InputError, "No series has 'Totale' in 'province'"),
        ([("province",)], {"total": {"country": "x"}}, OptionError, "narrowest columns, province"),
        ([("province",), ("region",)], {"total": "x"}, InputError, "No series has 'x' in 'province'"),
        ([("province",)], {"partial": "some"}, OptionError, "partial='some'"),
        ([("province",)], {"partial": 1.5}, OptionError, "a share from 0 to 1"),
    ],
)
def test_with_parents__wrong_arguments__are_refused(tree, given, error, message):
    with pytest.raises(error, match=message):
        with_parents(PLACES, tree, **given)


def test_with_parents__twice__is_refused():
    panel = with_parents(PLACES, [("province",)])
    with pytest.raises(InputError, match="'province' already has series summed over it"):
        with_parents(panel, [("province",)])

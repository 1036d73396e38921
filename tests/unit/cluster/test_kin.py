"""Who is related to whom: borders on the place, nulls as sums, regions that go with their places."""

import polars as pl
import pytest

from tocsin.cluster.kin import Kin


def series(rows, *columns):
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


TWO_DISEASES = [
    ("measles", "A"), ("measles", "B"), ("rubella", "A"), ("rubella", "B"),
    ("measles", None), ("rubella", None), (None, "A"), (None, None),
]  # fmt: skip


def test_neighbours__share_a_border_and_every_other_key():
    kin = Kin(series(TWO_DISEASES, "disease", "place"), "place", {("B", "A"), ("A", "C")})
    assert kin.neighbours(0) == [1]
    assert kin.neighbours(3) == [2]
    assert kin.neighbours(4) == []
    assert kin.neighbours(6) == []


def test_ancestors__are_sums_and_say_whether_over_places_only():
    kin = Kin(series(TWO_DISEASES, "disease", "place"), "place")
    assert kin.ancestors(0) == [(4, True), (6, False), (7, False)]
    assert kin.ancestors(1) == [(4, True), (7, False)]
    assert kin.ancestors(4) == [(7, False)]
    assert kin.ancestors(6) == [(7, True)]
    assert kin.ancestors(7) == []


def test_ancestors__regions_go_with_their_places():
    rows = [("N", "A"), ("N", "B"), ("S", "C"), ("N", None), ("S", None), (None, None)]
    kin = Kin(series(rows, "region", "place"), "place", {("B", "C")})
    assert kin.ancestors(0) == [(3, True), (5, True)]
    assert kin.ancestors(3) == [(5, True)]
    assert kin.neighbours(1) == [2]  # a border does not stop at the region's edge


def test_ancestors__without_a_place_column_every_sum_counts():
    kin = Kin(series([("A",), ("B",), (None,)], "district"), None)
    assert kin.ancestors(0) == [(2, True)]
    assert kin.neighbours(0) == []
    assert kin.place_of(0) is None


def test_kin__one_disease_per_place_is_not_taken_for_a_region_of_it():
    rows = [("measles", "A"), ("rubella", "B")]
    kin = Kin(series(rows, "disease", "place"), "place", {("A", "B")})
    assert kin.neighbours(0) == []


def test_kin__a_panel_without_keys_has_no_relations():
    kin = Kin(pl.DataFrame(), None)
    assert kin.ancestors(0) == []
    assert kin.neighbours(0) == []


@pytest.mark.parametrize("pair", [("A", "B"), ("B", "A")])
def test_neighbours__the_order_of_a_border_plays_no_part(pair):
    kin = Kin(series([("A",), ("B",)], "place"), "place", {pair})
    assert kin.neighbours(0) == [1]
    assert kin.neighbours(1) == [0]

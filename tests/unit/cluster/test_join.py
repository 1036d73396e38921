"""What belongs together, and who speaks for it."""

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.join import Newest, join
from tocsin.cluster.kin import Kin

PLACES = ["A", "B", "C", "D", None]
CHAIN = {("A", "B"), ("B", "C")}


def newest(observed, expected, wide=()):
    observed, expected = np.array(observed, float), np.array(expected, float)
    upper = np.ceil(expected + 2.6 * np.sqrt(expected))
    spread = 2 / 3 * expected ** (1 / 6)
    spread[list(wide)] *= 6  # counts that vary more than Poisson ones
    return Newest(observed=observed, expected=expected, upper=upper, spread=spread)


def groups(observed, expected, *, seed, above=None, rows=None, columns=("place",), borders=CHAIN, wide=()):
    rows = [(p,) for p in PLACES] if rows is None else rows
    kin = Kin(
        pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row"), "place", set(borders)
    )
    flags = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    flags[0][seed] = True
    flags[1][[*seed, *(above or [])]] = True
    found = join(*flags, newest(observed, expected, wide), kin)
    return sorted((g.lead, set(g.members)) for g in found)


def test_join__nothing_above_is_nothing():
    assert groups([1] * 5, [1] * 5, seed=[]) == []


def test_join__a_chain_of_neighbours_is_one_group_led_by_the_strongest():
    assert groups([30, 50, 40, 9, 129], [10, 10, 10, 10, 40], seed=[0, 1, 2]) == [(1, {0, 1, 2})]


def test_join__strangers_stay_apart():
    assert groups([50, 9, 9, 50, 118], [10, 10, 10, 10, 40], seed=[0, 3]) == [(0, {0}), (3, {3})]


def test_join__a_part_that_carries_the_sum_leads_it():
    assert groups([9, 90, 9, 9, 117], [10, 10, 10, 10, 40], seed=[1, 4]) == [(1, {1, 4})]


def test_join__a_carried_sum_ties_no_strangers_together():
    observed = [60, 9, 9, 90, 168]
    assert groups(observed, [10, 10, 10, 10, 40], seed=[0, 3, 4]) == [(0, {0}), (3, {3, 4})]


def test_join__a_thin_rise_is_led_by_the_sum_and_takes_in_its_parts():
    observed = [22, 23, 24, 22, 91]
    assert groups(observed, [10, 10, 10, 10, 40], seed=[0, 2, 4], above=[1, 3]) == [(4, {0, 1, 2, 3, 4})]


def test_join__a_part_far_above_a_thin_rise_stays_a_finding():
    observed, expected = [60, 400, 400, 400, 1260], [5, 200, 200, 200, 605]
    assert groups(observed, expected, seed=[0, 1, 2, 3, 4]) == [(0, {0}), (4, {1, 2, 3, 4})]


def test_join__a_weak_series_joins_a_seed_and_does_not_pass_it_on():
    observed, expected = [50, 18, 50, 9, 127], [10, 10, 10, 10, 40]
    found = groups(observed, expected, seed=[0, 2], above=[1])
    assert [lead for lead, _ in found] == [0, 2]
    assert sum(1 in members for _, members in found) == 1


def test_join__a_weak_series_alone_is_no_finding():
    assert groups([50, 9, 9, 19, 87], [10, 10, 10, 10, 40], seed=[0], above=[3]) == [(0, {0})]


def test_join__a_weak_sum_goes_with_the_part_that_carries_it():
    assert groups([50, 9, 9, 9, 77], [10, 10, 10, 10, 40], seed=[0], above=[4]) == [(0, {0, 4})]


@pytest.mark.parametrize(
    ("observed", "want"),
    [
        ([60, 12, 72], [(0, {0, 2})]),  # carried by one disease
        ([33, 33, 66], [(0, {0, 2}), (1, {1})]),  # two diseases stay two findings
    ],
)
def test_join__a_sum_over_diseases_ties_no_diseases_together(observed, want):
    rows = [("measles", "A"), ("rubella", "A"), (None, "A")]
    seed = [i for i in range(3) if observed[i] > 20]
    assert groups(observed, [10, 10, 20], seed=seed, rows=rows, columns=("disease", "place")) == want


REGIONS = [*[("N", p) for p in "ABCD"], *[("S", p) for p in "EFGH"], ("T", "I")]
REGIONS += [("N", None), ("S", None), ("T", None), (None, None)]
USUAL = [10.0] * 8 + [40, 40, 40, 40, 120]


@pytest.mark.parametrize(
    ("observed", "seed", "leads"),
    [
        ([22.0] * 8 + [40, 88, 88, 40, 216], [*range(8)], [*range(8)]),  # weak sums tie nothing together
        ([22.0] * 8 + [40, 88, 88, 40, 216], [0, 1, 4, 5, 9, 10, 12], [9, 10]),  # each carries half the world
        ([14.0] * 8 + [56, 56, 56, 56, 180], [0, 4, 9, 10, 11, 12], [12]),
    ],
)
def test_join__sums_of_sums(observed, seed, leads):
    above = [9, 10, 12] if seed == [*range(8)] else []
    found = groups(
        observed, USUAL, seed=seed, above=above, rows=REGIONS, columns=("region", "place"), borders=()
    )
    assert [lead for lead, _ in found] == leads


def test_join__a_weak_part_does_not_join_through_a_carried_sum():
    observed, expected = [90, 9, 9, 19, 127], [10, 10, 10, 10, 40]
    assert groups(observed, expected, seed=[0, 4], above=[3]) == [(0, {0, 4})]


def test_join__a_weak_sum_cuts_no_border():
    observed, expected = [90, 18, 9, 9, 126], [5, 10, 10, 10, 60]
    assert groups(observed, expected, seed=[0, 1], above=[4]) == [(0, {0, 1, 4})]


def test_join__a_sum_leads_a_wide_rise_even_when_a_part_is_surer():
    observed = [22, 40, 24, 22, 108]
    found = groups(observed, [10, 10, 10, 10, 30], seed=[0, 1, 2, 3, 4], wide=[4])
    assert found == [(4, {0, 1, 2, 3, 4})]


def test_join__a_sum_takes_more_than_three_parts_to_explain_it():
    rows = [(p,) for p in [*"ABCDEFGH", None]]
    expected = [10.0] * 8 + [80]
    for wide, want in ((2, [0, 1]), (6, [8])):
        observed = [120.0] + [40.0] * (wide - 1) + [10.0] * (8 - wide)
        observed = [*observed, sum(observed)]
        found = groups(observed, expected, seed=[*range(wide), 8], rows=rows, borders=())
        assert [lead for lead, _ in found] == want


def test_join__one_overwhelming_part_carries_its_sum_whatever_else_rises():
    rows = [(p,) for p in [*"ABCDEFGH", None]]
    observed = [1000.0, *[40.0] * 5, 10, 10, 1220]
    found = groups(observed, [10.0] * 8 + [80], seed=[*range(6), 8], rows=rows, borders=())
    assert found == [(0, {0, 8}), *[(i, {i}) for i in range(1, 6)]]


def test_join__a_part_of_a_part_is_not_counted_twice():
    rows = [("N", "A"), ("N", "B"), ("N", None), *[(r, None) for r in "STUV"], (None, None)]
    expected = [20.0, 20, 40, 40, 40, 40, 40, 200]
    observed = [60.0, 30, 90, 60, 60, 60, 60, 330]
    found = groups(observed, expected, seed=range(8), rows=rows, columns=("region", "place"), borders=())
    assert (7, {3, 4, 5, 6, 7}) in [(lead, members & {3, 4, 5, 6, 7}) for lead, members in found]


def test_join__a_rise_of_all_diseases_stays_beside_each_of_them():
    rows = [*[(d, "A") for d in "abcde"], (None, "A")]
    found = groups([30] * 5 + [150], [10] * 5 + [50], seed=range(6), rows=rows, columns=("disease", "place"))
    assert [members for _, members in found] == [{i} for i in range(6)]


def test_join__a_method_without_bounds_is_read_by_half_the_excess():
    now = newest([34, 26, 9, 9, 80], [10, 10, 10, 10, 40])
    now = Newest(observed=now.observed, expected=now.expected, upper=now.upper * np.nan, spread=now.spread)
    kin = Kin(pl.DataFrame({"place": PLACES}), "place")
    seed = np.array([True, False, False, False, True])
    (group,) = join(seed, seed, now, kin)
    assert (group.lead, group.members) == (0, (4, 0))


def test_members__most_cases_too_many_first():
    kin = Kin(pl.DataFrame({"place": PLACES}), "place", CHAIN)
    seed = np.array([True, True, True, False, False])
    (group,) = join(seed, seed, newest([30, 8, 160, 9, 1], [10, 0.1, 100, 10, 1]), kin)
    assert group.members == (2, 0, 1)
    assert group.lead == 1


def test_stands_out__needs_more_than_a_small_place_shows_by_chance():
    assert newest([60, 300], [5, 100]).stands_out(0, 1)
    assert not newest([60, 300], [5, 100], wide=[0]).stands_out(0, 1)
    assert not newest([6, 300], [0.5, 100]).stands_out(0, 1)  # fold 12 against 3, of half a case

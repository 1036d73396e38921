"""How well past rounds did: which counts are compared, and what is said where there are none."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tocsin.panel import Forecast, Panel
from tocsin.score import lately
from tocsin.vocab.errors import InputError, OptionError
from tocsin.vocab.periods import Periods

LEVELS = np.array([0.025, 0.25, 0.5, 0.75, 0.975])
PLACES = pl.DataFrame({"place": ["A", "B"]})


def panel(counts):
    counts = np.array(counts, float)
    return Panel(
        counts=counts, absence=np.where(np.isnan(counts), 6, 0).astype(np.uint8), series=PLACES,
        periods=Periods("week", 100, counts.shape[1]),
    )  # fmt: skip


def round_at(origin, middle=10.0, series=PLACES, horizons=2):
    spread = np.array([-8.0, -2.0, 0.0, 2.0, 8.0])
    quantiles = np.broadcast_to(middle + spread, (series.height, horizons, 5)).copy()
    return Forecast(
        quantiles=quantiles, levels=LEVELS, series=series, origin=origin,
        periods=Periods("week", origin + 1, horizons),
    )  # fmt: skip


COUNTS = panel([[10, 11, 15, 30], [10, 10, np.nan, 10]])


def test_lately__counts_what_the_intervals_held():
    found = lately([round_at(100), round_at(101)], COUNTS)
    a, b = found.iter_rows(named=True)
    assert (a["rounds"], a["n"]) == (2, 4)
    assert (a["coverage_50"], a["coverage_95"]) == (0.25, 0.75)
    assert a["ae"] == pytest.approx((1 + 5 + 5 + 20) / 4)
    assert (b["rounds"], b["n"], b["coverage_50"], b["bias"]) == (2, 2, 1.0, 0.0)


def test_lately__looks_at_the_last_rounds_and_the_horizons_asked_for():
    given = [round_at(101), round_at(99, middle=999.0), round_at(100)]
    assert lately(given, COUNTS, rounds=2).equals(lately([round_at(100), round_at(101)], COUNTS))
    assert lately(given, COUNTS, rounds=2, horizons=[2])["n"].to_list() == [2, 1]
    assert lately([round_at(99)], COUNTS)["n"].to_list() == [2, 2]


def test_lately__without_a_round_or_a_count_says_nothing():
    for given in ([], [round_at(103)], [round_at(100, series=pl.DataFrame({"place": ["C"]}))]):
        found = lately(given, COUNTS)
        assert found["n"].to_list() == [0, 0]
        assert found["coverage_50"].to_list() == [None, None]
        assert found["rounds"].to_list() == [0, 0]


def test_lately__finds_series_by_their_keys_not_their_place():
    swapped = round_at(100, series=PLACES.reverse())
    swapped.quantiles[1] += 100  # place A
    assert lately([swapped], COUNTS)["coverage_95"].to_list() == [0.0, 1.0]


def test_lately__ignores_a_forecast_with_a_missing_quantile():
    holed = round_at(100)
    holed.quantiles[0, 0, 1] = np.nan
    assert lately([holed], COUNTS)["n"].to_list() == [1, 1]


def test_lately__refuses_rounds_that_do_not_fit():
    one = round_at(100)
    with pytest.raises(InputError, match="same origin"):
        lately([one, one], COUNTS)
    with pytest.raises(InputError, match="by month, the panel by week"):
        lately([replace(one, periods=Periods("month", 101, 2))], COUNTS)
    with pytest.raises(InputError, match="other levels"):
        lately([one, replace(round_at(101), levels=LEVELS * 0.9)], COUNTS)
    with pytest.raises(InputError, match="told apart by"):
        lately([round_at(100, series=pl.DataFrame({"town": ["A", "B"]}))], COUNTS)
    with pytest.raises(OptionError, match="rounds=0"):
        lately([one], COUNTS, rounds=0)

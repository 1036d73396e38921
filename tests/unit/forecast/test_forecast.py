"""One call from a panel to quantiles: what it promises for every panel, and what it refuses."""

import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from tocsin.forecast import FORECASTERS, forecast
from tocsin.panel import Panel
from tocsin.vocab.errors import ColumnError, CountError, InputError, OptionError, UnknownNameError
from tocsin.vocab.periods import Periods

YEARS = {"day": 365, "week": 52, "month": 12}


def panel_of(counts, *, every="week", series=None):
    counts = np.ascontiguousarray(counts, np.float64)
    if series is None:
        series = pl.DataFrame({"place": [f"P{i}" for i in range(len(counts))]}, schema={"place": pl.String})
    return Panel(
        counts=counts, absence=np.where(np.isnan(counts), 4, 0).astype(np.uint8), series=series,
        periods=Periods(every, {"day": 18000, "week": 2600, "month": 600}[every], counts.shape[1]),
    )  # fmt: skip


def waves(S=5, T=260, *, year=52, seed=1, size=50.0):
    rng = np.random.default_rng(seed)
    mean = size * np.exp(np.sin(2 * np.pi * np.arange(T) / year) + rng.normal(0, 0.3, (S, 1)))
    return rng.poisson(mean).astype(np.float64)


@pytest.mark.parametrize(
    ("counts", "answered"),
    [
        (np.zeros((0, 60)), []),
        (waves(1), [True]),
        (waves(3, 2), [False] * 3),
        (waves(1, 40), [False]),
        (waves(1, 60), [True]),
        (np.full((2, 60), np.nan), [False] * 2),
        (np.vstack([waves(2, 90), np.full(90, np.nan)]), [True, True, False]),
        (np.zeros((2, 60)), [True] * 2),
        (np.full((2, 60), 7.0), [True] * 2),
        (waves(2) * 1e12, [True] * 2),
        (waves(2) / 1e12, [True] * 2),
        (np.where(np.arange(120) < [[110], [106]], waves(2, 120), np.nan), [True, False]),
        (np.where(np.arange(120) >= [[0], [112], [113]], waves(3, 120), np.nan), [True, True, False]),
    ],
    ids=[
        "no series", "one series", "two weeks", "40 weeks", "60 weeks", "no report",
        "one without a report", "zeros", "constant", "huge", "tiny", "silent", "new",
    ],
)  # fmt: skip
def test_forecast__of_odd_panels_is_in_order_or_no_answer(counts, answered):
    made = forecast(panel_of(counts))
    assert made.quantiles.shape == (len(counts), 4, 23)
    assert np.isfinite(made.quantiles).all(axis=(1, 2)).tolist() == answered
    assert np.isnan(made.quantiles).all(axis=(1, 2)).tolist() == [not known for known in answered]
    known = made.quantiles[answered] if answered else made.quantiles
    assert (known >= 0).all()
    assert (np.diff(known, axis=2) >= 0).all()


def test_forecast__of_a_constant_series_is_that_number():
    assert (forecast(panel_of(np.full((3, 80), 7.0))).quantiles == 7).all()
    assert (forecast(panel_of(np.zeros((3, 80)))).quantiles == 0).all()


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_forecast__is_about_the_periods_after_the_newest(every):
    counts = waves(6, 5 * YEARS[every], year=YEARS[every])
    panel = panel_of(counts[:, : 4 * YEARS[every]], every=every)
    made = forecast(panel, horizons=3)
    assert made.horizons.tolist() == [1, 2, 3]
    assert made.periods.end(0) > panel.periods.end(-1)
    assert made.periods.first == made.origin + 1 == panel.periods.first + len(panel.periods)
    truth = counts[:, 4 * YEARS[every] :][:, :3]
    inside = (made.at(0.01) <= truth) & (truth <= made.at(0.99))
    assert inside.mean() > 0.8


def test_forecast__a_year_ahead_knows_the_season():
    counts = waves(8, 416)
    made = forecast(panel_of(counts[:, :364]), horizons=52)
    middle = made.at(0.5)
    assert np.corrcoef(middle.mean(axis=0), counts[:, 364:].mean(axis=0))[0, 1] > 0.9


def test_forecast__of_whole_counts_is_whole_and_of_rates_is_not():
    counts = np.vstack([waves(2), waves(2) * 0.37])
    series = pl.DataFrame({"place": list("ABAB"), "indicator": ["cases", "cases", "rate", "rate"]})
    made = forecast(panel_of(counts, series=series)).quantiles
    assert (made[:2] == np.round(made[:2])).all()
    assert (made[2:] != np.round(made[2:])).any()


def test_forecast__whole_numbers_among_rates_are_rates():
    counts = np.vstack([waves(3) * 0.37, waves(1), np.zeros((1, 260))])
    made = forecast(panel_of(counts)).quantiles
    assert (made[3] != np.round(made[3])).any()
    assert (forecast(panel_of(counts * 1e-6)).quantiles[4] < 1e-5).all()


def test_forecast__days_of_the_week_come_back():
    shape = np.array([1.4, 1.2, 1.1, 1.1, 1.0, 0.7, 0.5])
    counts = np.random.default_rng(1).poisson(200 * shape[np.arange(280) % 7], (4, 280))
    middle = forecast(panel_of(counts, every="day"), horizons=7).at(0.5)
    np.testing.assert_allclose(middle, np.broadcast_to(200 * shape, (4, 7)), rtol=0.2)


def test_forecast__an_outbreak_beyond_all_past_is_forecast_from_where_it_stands():
    counts = np.random.default_rng(1).poisson(5, (3, 200)).astype(float)
    counts[0, -1] = 5000
    made = forecast(panel_of(counts))
    assert made.at(0.5)[0, 0] > 1000


def test_forecast__related_series_are_those_of_one_indicator():
    counts = waves(4)
    series = pl.DataFrame({"place": list("ABAB"), "indicator": list("xxyy")})
    panel = panel_of(counts, series=series)
    by_default, said = forecast(panel), forecast(panel, together=["indicator"])
    np.testing.assert_array_equal(by_default.quantiles, said.quantiles)
    assert (by_default.quantiles != forecast(panel, together=[]).quantiles).any()


def test_forecast__options_are_of_the_method():
    panel = panel_of(waves())
    assert (forecast(panel, options={"seed": 2}).quantiles != forecast(panel).quantiles).any()


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"horizons": 0}, OptionError, "horizons=0 is not usable: it must be 1 to 366 periods"),
        ({"levels": [0.5, 0.2]}, OptionError, r"levels=\[0.5, 0.2\] is not usable: it must be increasing"),
        ({"levels": []}, OptionError, r"levels=\[\] is not usable"),
        ({"levels": [float("nan")]}, OptionError, "must be increasing inside"),
        ({"method": "analog-forest"}, UnknownNameError, "Did you mean analogue-forest"),
        ({"options": {"tree": 3}}, UnknownNameError, "No option of analogue-forest .tree.. Did you mean"),
        ({"options": {"trees": 0}}, OptionError, "trees=0 is not usable"),
        ({"together": ["plac"]}, ColumnError, "No column 'plac'. Did you mean 'place'"),
    ],
)  # fmt: skip
def test_forecast__what_cannot_be_used_is_refused(given, error, said):
    with pytest.raises(error, match=said):
        forecast(panel_of(waves()), **given)


@pytest.mark.parametrize("wrong", [-2.0, np.inf])
def test_forecast__negative_and_infinite_numbers_are_named(wrong):
    counts = waves()
    counts[2, 5] = wrong
    with pytest.raises(CountError, match=rf"1 numbers are negative or infinite, first {wrong:g} of P2 at "):
        forecast(panel_of(counts))


def test_forecast__of_an_empty_panel_is_refused():
    with pytest.raises(InputError, match="nothing to forecast from: the panel is empty"):
        forecast(panel_of(np.zeros((2, 0))))


SAME = """
import numpy as np, polars as pl, hashlib
from tocsin.forecast import forecast
from tocsin.panel import Panel
from tocsin.vocab.periods import Periods
counts = np.random.default_rng(1).poisson(20, (6, 150)).astype(float)
panel = Panel(counts=counts, absence=np.zeros(counts.shape, np.uint8),
              series=pl.DataFrame({"place": list("ABCDEF")}), periods=Periods("week", 2600, 150))
print(hashlib.sha256(forecast(panel).quantiles.tobytes()).hexdigest())
"""


def test_forecast__is_the_same_with_any_number_of_threads():
    told = {
        subprocess.run(
            [sys.executable, "-c", SAME], capture_output=True, text=True, check=True,
            env={**os.environ, "NUMBA_NUM_THREADS": n, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n},
        ).stdout
        for n in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1


@pytest.mark.parametrize("method", FORECASTERS)
def test_forecasters__are_named_as_users_type_them(method):
    assert FORECASTERS[method].name == method
    assert forecast(panel_of(waves(2, 300)), method=method).method == method

"""R and growth equal EpiEstim 2.2-4 and stats::glm; rt_*.csv are made by validation/rt.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.rt.case_r import CaseROptions, case_reproduction
from tocsin.rt.growth import GrowthOptions, growth_rate
from tocsin.rt.instantaneous import ROptions, reproduction
from tocsin.rt.interval import SerialInterval, discretise

HERE = Path(__file__).parent
INTERVALS = pl.read_csv(HERE / "rt_intervals.csv")
SERIES = {key[0]: rows for key, rows in pl.read_csv(HERE / "rt_series.csv").group_by("series")}
CORI = dict(
    iter(
        pl.read_csv(HERE / "rt_cori.csv", null_values="NA").group_by(["case", "series"], maintain_order=True)
    )
)
MOMENTS = {"small": (2.6, 1.5), "large": (4.7, 2.9), "imports": (3.6, 1.6), "sparse": (11.7, 3.0)}
GIVEN = np.array([0, 0.2, 0.35, 0.25, 0.12, 0.05, 0.03])
QUANTILES = ["q025", "q05", "q25", "q50", "q75", "q95", "q975"]


def column(rows: pl.DataFrame, name: str) -> np.ndarray:
    return rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def counts_of(name: str) -> tuple[np.ndarray, np.ndarray]:
    """All cases and the imported ones, (1, T)."""
    local, imported = column(SERIES[name], "local"), column(SERIES[name], "imported")
    return (local + imported)[None, :], imported[None, :]


def interval_of(name: str) -> SerialInterval:
    return SerialInterval(mean=MOMENTS[name][0], sd=MOMENTS[name][1])


@pytest.mark.parametrize(("mean", "sd"), INTERVALS.select("mean", "sd").unique(maintain_order=True).rows())
def test_serial_interval__equals_the_reference(mean, sd):
    rows = INTERVALS.filter(pl.col("mean") == mean, pl.col("sd") == sd)
    np.testing.assert_allclose(discretise(mean, sd, rows.height), column(rows, "w"), rtol=1e-9, atol=2e-13)


@pytest.mark.parametrize("key", CORI, ids="-".join)
def test_instantaneous_r__equals_the_reference(key):
    case, name = key
    rows = CORI[key]
    cases, imported = counts_of(name)
    prior = {"prior_mean": 2.0, "prior_sd": 0.7} if case == "prior" else {}
    windows = tuple(rows.select(pl.col("start") - 1, pl.col("end") - 1).rows())
    interval = GIVEN if case == "given" else interval_of(name)
    r = reproduction(cases, interval, ROptions(windows=windows, **prior), imported=imported)
    np.testing.assert_allclose(r.mean[0], column(rows, "mean"), rtol=1e-9)
    np.testing.assert_allclose(r.sd[0], column(rows, "sd"), rtol=1e-9)
    for q, level in enumerate(QUANTILES):
        np.testing.assert_allclose(r.quantiles[0, :, q], column(rows, level), rtol=1e-9)


def test_reference__covers_small_and_large_shapes_imports_and_windows_without_a_number():
    means = np.concatenate([column(rows, "mean") for rows in CORI.values()])
    assert 0 < np.isnan(means).sum() < 20 < np.isfinite(means).sum()
    assert counts_of("large")[0].sum() > 10_000
    assert counts_of("imports")[1].sum() > 20


@pytest.mark.parametrize("name", ["small", "large", "imports"])
def test_case_r__equals_the_reference(name):
    rows = pl.read_csv(HERE / "rt_case.csv", null_values=["NA", "NaN"]).filter(pl.col("series") == name)
    windows = tuple(rows.select(pl.col("start") - 1, pl.col("end") - 1).rows())
    options = CaseROptions(windows=windows, seen_least=0.0)
    r = case_reproduction(counts_of(name)[0], interval_of(name), options)
    np.testing.assert_allclose(r.mean[0], column(rows, "mean"), rtol=1e-9)
    spread = column(rows, "sd_of_2000_trees")
    np.testing.assert_allclose(r.sd[0], spread, rtol=0.12, atol=1e-6)  # the reference simulates its trees


@pytest.mark.parametrize("name", ["small", "large", "imports"])
def test_growth__equals_the_reference(name):
    """Slopes to 1e-9; R takes se and phi from its last but one step, so those only to 1e-6."""
    rows = pl.read_csv(HERE / "rt_growth.csv").filter(
        pl.col("series") == name, pl.col("se") < 5, pl.col("phi") > 1e-6
    )
    assert rows.height > 20
    ends = rows["end"].to_numpy() - 1
    g = growth_rate(counts_of(name)[0], GrowthOptions(window=10, least_phi=0.0))
    np.testing.assert_allclose(g.rate[0, ends], column(rows, "r"), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(g.se[0, ends], column(rows, "se"), rtol=1e-6)
    np.testing.assert_allclose(g.phi[0, ends], column(rows, "phi"), rtol=1e-6)

"""The endemic-epidemic model equals R's hhh4; the tables are made by validation/endemic_epidemic.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.forecast.endemic_epidemic_fit import fit
from tocsin.forecast.endemic_epidemic_model import Design, Part, likelihood_of
from tocsin.forecast.endemic_epidemic_weights import border_orders, normalised

HERE = Path(__file__).parent
SERIES = pl.read_csv(HERE / "endemic_epidemic_series.csv", null_values="NA")
FITS = pl.read_csv(HERE / "endemic_epidemic.csv")
COEFFICIENTS = pl.read_csv(HERE / "endemic_epidemic_coefficients.csv", infer_schema_length=None)
UNITS = [f"u{i}" for i in range(1, 7)]
BORDERS = [("u1", "u2"), ("u2", "u3"), ("u3", "u4"), ("u4", "u5"), ("u5", "u6"), ("u2", "u5")]
ORDERS = border_orders(UNITS, BORDERS)
NEAR = (ORDERS == 1).astype(float)


def column(name: str) -> np.ndarray:
    values = SERIES[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return np.ascontiguousarray(values.reshape(len(UNITS), -1))


WEEK = np.arange(SERIES["week"].max() + 1)
COUNTS, HOLES, SHARE = column("count"), column("with_holes"), column("share")


def waves(harmonics: int) -> list[np.ndarray]:
    angle = 2 * np.pi * WEEK / 52
    return [wave(k * angle) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]


PLAIN, EACH = Part(), Part(per_unit=True)
SEASON = Part(covariates=np.column_stack(waves(1)))
EACH_SEASON = Part(covariates=np.column_stack(waves(1)), per_unit=True)
TREND = Part(covariates=np.column_stack([WEEK, *waves(2)]))
CASES = {
    "own": {"own": PLAIN, "endemic": PLAIN},
    "season and trend": {"endemic": TREND},
    "poisson": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "weights": NEAR, "offset": SHARE,
                "dispersion": "none"},
    "borders": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "weights": NEAR, "offset": SHARE},
    "normalised": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "weights": normalised(NEAR),
                   "offset": SHARE},
    "unit dispersion": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "weights": NEAR,
                        "offset": SHARE, "dispersion": "unit"},
    "population": {"own": PLAIN, "neighbours": PLAIN, "endemic": TREND, "weights": NEAR, "offset": SHARE},
    "unit intercepts": {"own": EACH, "neighbours": PLAIN, "endemic": EACH_SEASON, "weights": NEAR},
    "seasonal effects": {"own": SEASON, "neighbours": SEASON, "endemic": PLAIN, "weights": NEAR,
                         "offset": SHARE},
    "power law": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "orders": ORDERS, "offset": SHARE},
    "power law, raw": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "orders": ORDERS,
                       "offset": SHARE, "normalise": False, "dispersion": "unit"},
    "lag 2": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "weights": NEAR, "offset": SHARE,
              "lag": 2},
    "missing, own": {"own": PLAIN, "endemic": SEASON},
    "missing, power law": {"own": PLAIN, "neighbours": PLAIN, "endemic": SEASON, "orders": ORDERS,
                           "offset": SHARE},
}  # fmt: skip


def design(case: str) -> Design:
    return Design(counts=HOLES if case.startswith("missing") else COUNTS, **CASES[case])


def reference(case: str) -> tuple[dict, pl.DataFrame]:
    """Log-likelihoods; points, estimates and standard errors, with log psi for R's -log(overdisp)."""
    rows = COEFFICIENTS.filter(pl.col("case") == case)
    waves = rows["name"].str.contains(r"^end\.(?:sin|cos)")  # hhh4 puts them before intercepts per unit
    ends = rows["name"].str.starts_with("end.").to_numpy()
    order = np.arange(len(rows))
    order[ends] = order[ends][np.argsort(waves.to_numpy()[ends], kind="stable")]
    rows = rows[order.tolist()]
    sign = np.where(rows["name"].str.starts_with("-log"), -1.0, 1.0)
    rows = rows.with_columns(pl.col("point") * sign, pl.col("estimate") * sign)
    return FITS.row(by_predicate=pl.col("case") == case, named=True), rows


@pytest.mark.parametrize("case", CASES)
def test_loglik__at_a_given_point_equals_hhh4(case):
    told, rows = reference(case)
    ready = likelihood_of(design(case))
    assert ready.cells == told["cells"]
    value, _, _ = ready.evaluate(rows["point"].to_numpy())
    np.testing.assert_allclose(value, told["loglik_at_point"], rtol=1e-12, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_fit__equals_hhh4_at_the_optimum(case):
    told, rows = reference(case)
    found = fit(design(case))
    assert found.converged
    assert found.vanished == ()
    assert told["loglik"] - 1e-6 <= found.loglik <= told["loglik"] + 1e-6
    se = rows["se"].to_numpy()
    np.testing.assert_allclose((found.theta - rows["estimate"].to_numpy()) / se, 0, atol=2e-5)
    np.testing.assert_allclose(found.se, se, rtol=2e-5)


def test_reference__is_of_points_that_hhh4_did_not_move_and_of_fits_that_ended():
    assert set(FITS["case"]) == set(CASES)
    assert FITS["converged"].all()
    assert FITS["unmoved"].all()

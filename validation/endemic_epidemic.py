"""Endemic-epidemic model on real series: shares of the neighbours, calibration, and R's hhh4 beside it.

    python validation/endemic_epidemic.py --data ../shared/data

Influenza in the 16 German states (RKI, weekly) and measles in the SCO region (WHO, monthly). Forecasts are
made from counts up to each week alone, the model chosen anew every fourth week and fitted every week. For the
log score hhh4 and tocsin are given the same model, which both fit anew for every week.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.forecast.endemic_epidemic import endemic_epidemic
from tocsin.forecast.endemic_epidemic_ahead import look_ahead
from tocsin.forecast.endemic_epidemic_fit import fit
from tocsin.forecast.endemic_epidemic_model import Design, Part
from tocsin.forecast.endemic_epidemic_quantile import count_cdf
from tocsin.forecast.endemic_epidemic_weights import border_orders, normalised
from tocsin.panel.panel import Panel

STATES = [
    "SH",
    "HH",
    "NI",
    "HB",
    "NW",
    "HE",
    "RP",
    "BW",
    "BY",
    "SL",
    "BE",
    "BB",
    "MV",
    "SN",
    "ST",
    "TH",
]  # in the order of the official keys 01 to 16


SCO = ["KAZ", "KGZ", "TJK", "UZB", "RUS", "CHN", "IND", "PAK", "IRN", "BLR"]  # members
SCO += ["AFG", "TKM", "MNG", "AZE", "ARM", "TUR", "NPL"]  # places beside them


def german(data: Path) -> tuple[Panel, frozenset[tuple[str, str]]]:
    table = pl.read_parquet(data / "de_rki_influenza_weekly.parquet").with_columns(pl.all().exclude("cases"))
    table = table.filter(
        (pl.col("age_group").cast(pl.String) == "00+") & (pl.col("region_id").cast(pl.String) != "00")
    )
    names = {f"{k:02d}": f"DE-{name}" for k, name in enumerate(STATES, 1)}
    table = table.with_columns(pl.col("region_id").cast(pl.String).replace_strict(names).alias("place"))
    panel = Panel.from_frame(table, time="week_start", count="cases", by=["place"], absent="zero")
    pairs = pl.read_csv(data / "geo_german_state_borders.csv").rows()
    return panel, frozenset((min(p), max(p)) for p in pairs)


def measles(data: Path) -> tuple[Panel, frozenset[tuple[str, str]]]:
    table = pl.read_parquet(data / "measles_rubella_who_monthly.parquet")
    table = table.with_columns(pl.col("iso3").cast(pl.String)).filter(pl.col("iso3").is_in(SCO))
    panel = Panel.from_frame(table, time="month_start", count="measles_total", by=["iso3"], every="month")
    pairs = pl.read_csv(data / "geo_country_borders.csv").select(pl.col(pl.String)).rows()
    known = set(SCO)
    return panel, frozenset((min(p[:2]), max(p[:2])) for p in pairs if p[0] in known and p[1] in known)


def calibration(panel: Panel, borders: frozenset, first: int, *, every: int = 4) -> None:
    """Coverage, PIT and log score of forecasts made as of each period from `first` on."""
    T = len(panel.periods)
    inside = {h: [] for h in range(1, 5)}
    pits, rng, model = [], np.random.default_rng(1), None
    for t in range(first, T - 1):
        known = panel.part(0, t)
        if model is None or (t - first) % every == 0:
            model = endemic_epidemic(known, borders=borders)
        else:  # the same model, refitted
            wide = model.fit.design
            counts = np.ascontiguousarray(known.counts[model.rows, model.start :])
            offset = None if wide.offset is None else wide.offset
            again = {
                name: getattr(wide, name)
                for name in (
                    "own",
                    "neighbours",
                    "endemic",
                    "weights",
                    "orders",
                    "normalise",
                    "dispersion",
                    "lag",
                    "skip",
                )
            }
            found = fit(Design(counts=counts, offset=offset, **again), start=model.fit.theta)
            model = type(model)(
                panel=known,
                fit=found,
                rows=model.rows,
                reason=model.reason,
                start=model.start,
                chosen=model.chosen,
                tried=1,
                eigenvalue=0.0,
            )
        told = model.forecast(horizons=4)
        for h in range(1, min(5, T - t + 1)):
            y = panel.counts[:, t + h - 1]
            good = ~np.isnan(y) & ~np.isnan(told.quantiles[:, h - 1, 0])
            q = told.quantiles[good, h - 1]
            inside[h].append(
                np.stack(
                    [
                        (q[:, 6] <= y[good]) & (y[good] <= q[:, 16]),
                        (q[:, 1] <= y[good]) & (y[good] <= q[:, 21]),
                    ]
                )
            )
        ahead = look_ahead(model.fit, 1)
        y, m, v = panel.counts[model.rows, t], ahead.mean[:, 0], ahead.variance[:, 0]
        good = ~np.isnan(y) & (m > 0)
        excess = np.maximum(v[good] - m[good], 0) / m[good] ** 2
        low, high = (count_cdf(y[good] - k, m[good], excess) for k in (1, 0))
        pits.append(low + rng.random(good.sum()) * (high - low))
    for h, parts in inside.items():
        share = np.concatenate(parts, axis=1).mean(axis=1)
        print(f"  {h} ahead: coverage of 50 % intervals {share[0]:.3f}, of 95 % intervals {share[1]:.3f}")
    tenths = np.histogram(np.concatenate(pits), bins=10, range=(0, 1))[0]
    print("  PIT, tenths:", (tenths / tenths.sum()).round(3).tolist())


def against_hhh4(panel: Panel, borders: frozenset, weeks: int) -> None:
    """Mean one-step log score of one fixed model, refitted for each of the last weeks, here and in R."""
    y, T = panel.counts, len(panel.periods)
    near = normalised((border_orders(panel.series["place"].to_list(), borders) == 1) * 1.0)
    t = np.arange(T)
    waves = np.column_stack([w(2 * np.pi * t / 52) for w in (np.sin, np.cos)])
    parts = {
        "own": Part(covariates=waves),
        "neighbours": Part(),
        "endemic": Part(covariates=waves, per_unit=True),
    }
    design = Design(counts=y, weights=near, **parts)
    scores, theta, begun = [], None, time.perf_counter()
    for last in range(T - weeks, T):
        found = fit(design, last=last, start=theta)
        theta = found.theta
        ahead = look_ahead(found, 1, last=last, parameters=False)
        m, v = ahead.mean[:, 0], ahead.variance[:, 0]
        a = (v - m) / m**2
        chance = count_cdf(y[:, last], m, a) - count_cdf(y[:, last] - 1, m, a)
        scores.append(-np.log(np.maximum(chance, 1e-300)))
    took = time.perf_counter() - begun
    print(f"  tocsin: mean log score {np.mean(scores):.6f} over {weeks} weeks, {took:.2f} s")
    if shutil.which("Rscript") is None:
        print("  R is not here: no comparison")
        return
    with tempfile.TemporaryDirectory() as folder:
        names = ",".join(panel.series["place"].str.replace("-", "_").to_list())
        for name, array in (("y.csv", y.T), ("w.csv", near)):
            np.savetxt(Path(folder) / name, array, fmt="%.17g", delimiter=",", header=names, comments="")
        script = Path(__file__).with_name("endemic_epidemic_ahead.R")
        told = subprocess.run(
            ["Rscript", script, folder, str(weeks)], capture_output=True, text=True, check=True
        )
        print("  hhh4:  ", told.stdout.strip())


def shown(name: str, panel: Panel, borders: frozenset) -> None:
    begun = time.perf_counter()
    model = endemic_epidemic(panel, borders=borders)
    took = time.perf_counter() - begun
    print(
        f"{name}: {panel}\n  chosen in {took:.2f} s of {model.tried}: {model.chosen}; AIC {model.fit.aic:.1f}"
    )
    print(
        f"  converged {model.fit.converged}, vanished {model.fit.vanished}, eigenvalue {model.eigenvalue:.3f}"
    )
    T = len(panel.periods)
    year = model.shares(T - panel.periods.per_year, T, summed=True)
    for s, place in enumerate(panel.series.to_series().to_list()):
        print(
            f"  {place}: from neighbours {year.neighbours[s, 0]:.3f} "
            f"({year.low[s, 0]:.3f} to {year.high[s, 0]:.3f}), "
            f"own {year.own[s, 0]:.3f}, endemic {year.endemic[s, 0]:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    if not data.exists():
        print(f"{data} is not here: nothing to validate")
        return
    panel, borders = german(data)
    shown("Influenza, Germany", panel, borders)
    calibration(panel, borders, len(panel.periods) - 104)
    against_hhh4(panel, borders, 52)
    panel, borders = measles(data)
    shown("Measles", panel, borders)
    calibration(panel, borders, len(panel.periods) - 36)


if __name__ == "__main__":
    main()

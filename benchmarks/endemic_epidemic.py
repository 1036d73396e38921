"""Endemic-epidemic model: seconds per fit against R's hhh4, and per choice of a model.

    OPENBLAS_NUM_THREADS=1 python benchmarks/endemic_epidemic.py

Both are given the same simulated counts and the same model (own cases, bordering places, one wave of season,
one dispersion), and search from their own start values to their own default end. One core, best of several:
two threads get into each other's way on matrices of this size.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.forecast.endemic_epidemic import endemic_epidemic
from tocsin.forecast.endemic_epidemic_fit import fit
from tocsin.forecast.endemic_epidemic_model import Design, Part
from tocsin.panel.panel import Panel
from tocsin.vocab.periods import Periods


def simulate(places: int, weeks: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Counts (places, weeks) on a square grid, and who borders on whom."""
    rng, side = np.random.default_rng(seed), int(np.ceil(np.sqrt(places)))
    near = np.zeros((places, places))
    for i in range(places):
        for j in (i + 1, i + side):
            if j < places and not (j == i + 1 and j % side == 0):
                near[i, j] = near[j, i] = 1
    level, y = rng.normal(0, 0.4, places), np.full((places, weeks), 5.0)
    for t in range(1, weeks):
        endemic = 4 * np.exp(level + 0.6 * np.sin(2 * np.pi * t / 52))
        mu = 0.4 * y[:, t - 1] + 0.1 * (near.T @ y[:, t - 1]) + endemic
        y[:, t] = rng.poisson(mu * rng.gamma(5.0, 0.2, places))
    return y, near


def best(run: Callable[[], object], times: int = 7) -> float:
    run()
    found = np.inf
    for _ in range(times):
        start = time.perf_counter()
        run()
        found = min(found, time.perf_counter() - start)
    return found


def by_hhh4(y: np.ndarray, near: np.ndarray, each: bool) -> str:
    if shutil.which("Rscript") is None:
        return "R is not here"
    names = ",".join(f"u{i}" for i in range(len(y)))
    with tempfile.TemporaryDirectory() as folder:
        for name, array in (("y.csv", y.T), ("w.csv", near)):
            np.savetxt(Path(folder) / name, array, fmt="%d", delimiter=",", header=names, comments="")
        script = Path(__file__).with_suffix(".R")
        done = subprocess.run(
            ["Rscript", script, folder, str(int(each))], capture_output=True, text=True, check=True
        )
    return done.stdout.strip()


def main() -> None:
    for places, weeks in ((16, 300), (100, 500)):
        y, near = simulate(places, weeks)
        angle = 2 * np.pi * np.arange(weeks) / 52
        waves = np.column_stack([np.sin(angle), np.cos(angle)])
        for each in (False, True):
            endemic = Part(covariates=waves, per_unit=each)
            design = Design(counts=y, own=Part(), neighbours=Part(), endemic=endemic, weights=near)
            seconds = best(lambda design=design: fit(design))
            print(f"{places} places, {weeks} weeks, {'an intercept per place' if each else 'one intercept'}")
            print(f"  tocsin {seconds:.4f} s, log-likelihood {fit(design).loglik:.6f}")
            print(f"  hhh4   {by_hhh4(y, near, each)}")
        names = [f"p{i:03d}" for i in range(places)]
        pairs = {(names[i], names[j]) for i in range(places) for j in range(i) if near[i, j]}
        panel = Panel(counts=y, absence=np.zeros(y.shape, np.uint8), series=pl.DataFrame({"place": names}),
                      periods=Periods("week", 2300, weeks))  # fmt: skip
        print(f"  choice of a model {best(lambda p=panel, b=pairs: endemic_epidemic(p, borders=b), 2):.3f} s")
        model = endemic_epidemic(panel, borders=pairs)
        print(f"  forecast, 4 weeks, 23 levels {best(lambda m=model: m.forecast(), 3):.3f} s")


if __name__ == "__main__":
    main()

"""Speed of R, case R and growth, beside EpiEstim where R has it.

    python benchmarks/rt.py

1,000 series of 365 days, seven quantiles, small and large counts; processor seconds, the fastest of three,
kernels compiled beforehand. EpiEstim is asked for `SERIES_R` series and scaled up.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tocsin.rt import (
    SerialInterval,
    case_reproduction,
    growth_rate,
    reproduction,
    reproduction_of_draws,
    weekly_reproduction,
)  # fmt: skip

SERIES, DAYS, SERIES_R = 1_000, 365, 5
INTERVAL = SerialInterval(mean=4.7, sd=2.9)
R_CODE = """
suppressMessages(library(EpiEstim))
counts <- read.csv(commandArgs(trailingOnly = TRUE)[1], header = FALSE)
config <- make_config(list(mean_si = 4.7, std_si = 2.9))
began <- proc.time()[["user.self"]]
for (i in seq_along(counts))
  suppressMessages(suppressWarnings(estimate_R(counts[[i]], method = "parametric_si", config = config)))
cat("seconds", proc.time()[["user.self"]] - began, "\\n")
"""


def simulated(level: float) -> np.ndarray:
    rng = np.random.default_rng(11)
    wave = np.exp(np.sin(np.arange(DAYS) / 30 + rng.uniform(0, 6, (SERIES, 1))))
    return rng.poisson(level * rng.uniform(0.2, 2, (SERIES, 1)) * wave).astype(float)


def seconds(call: Callable[[], object]) -> float:
    call()
    best = np.inf
    for _ in range(3):
        began = time.process_time()
        call()
        best = min(best, time.process_time() - began)
    return best


def epiestim(counts: np.ndarray) -> float | None:
    """Seconds for all series, or None without R and EpiEstim."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, table = Path(folder) / "run.R", Path(folder) / "counts.csv"
        script.write_text(R_CODE, "utf-8")
        np.savetxt(table, counts[:SERIES_R].T, fmt="%d", delimiter=",")
        ran = subprocess.run(["Rscript", script, table], capture_output=True, text=True, check=False)
    words = ran.stdout.split()
    if "seconds" not in words:
        print(f"EpiEstim gave no time: {ran.stderr.strip()[-200:]}")
        return None
    return float(words[words.index("seconds") + 1]) * SERIES / SERIES_R


def main() -> None:
    for name, level in (("about 30 cases a day", 30.0), ("about 30,000 cases a day", 30_000.0)):
        counts = simulated(level)
        print(f"{SERIES:,} series x {DAYS} days, {name}")
        print(f"  R, seven quantiles      {seconds(lambda c=counts: reproduction(c, INTERVAL)):8.2f} s")
        print(f"  growth with interval    {seconds(lambda c=counts: growth_rate(c)):8.2f} s")
        print(f"  case R                  {seconds(lambda c=counts: case_reproduction(c, INTERVAL)):8.2f} s")
    weeks = counts[:, :364].reshape(SERIES, -1, 7).sum(axis=2)
    print(f"  R from 52 weeks         {seconds(lambda: weekly_reproduction(weeks, INTERVAL)):8.2f} s")
    few = simulated(30.0)[:50]
    draws = np.repeat(few[:, :, None], 200, axis=2)
    draws[:, -14:] = np.random.default_rng(5).poisson(draws[:, -14:])
    took = seconds(lambda: reproduction_of_draws(draws, INTERVAL))
    print(f"50 series, 200 draws differing in 14 days  {took:8.2f} s")
    reference = epiestim(simulated(30.0))
    print("EpiEstim: not there" if reference is None else f"EpiEstim, the same R     {reference:8.0f} s")


if __name__ == "__main__":
    main()

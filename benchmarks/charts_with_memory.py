"""Time the charts with memory and the seasonal GLM against R, one core each, on the same series.

    python benchmarks/charts_with_memory.py [SERIES]

SERIES series of 520 weeks; 416 are judged, all of them and then only the newest ten. R, if there is one, runs
on some of them. GLM rows are per fit. Upper bounds and p-values are always computed by tocsin; R gives the
bound of a likelihood ratio chart only in a second run (`upper`).
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tocsin.detect.method import Question
from tocsin.detect.registry import find_method
from tocsin.vocab.periods import Periods

WEEKS, PHASE = 520, 104
CASES = {
    "cusum": ("cusum", {}),
    "cusum, rossi, seasonal": ("cusum", {"transform": "rossi", "mean": "seasonal"}),
    "glr-poisson": ("glr-poisson", {}),
    "glr-poisson, upper": ("glr-poisson", {}),
    "glr-poisson, theta": ("glr-poisson", {"theta": 0.4}),
    "glr-poisson, epi": ("glr-poisson", {"change": "epi"}),
    "glr-negbin": ("glr-negbin", {}),
    "rogerson": ("rogerson", {"mean": "constant"}),
    "poisson-glm": ("poisson-glm", {"least_years": 5}),
    "negbin-glm": ("negbin-glm", {"least_years": 5}),
}


def simulate(series: int) -> np.ndarray:
    rng = np.random.default_rng(20)
    week = np.arange(WEEKS)
    mean = rng.uniform(2, 12, (series, 1)) * np.exp(0.5 * np.sin(2 * np.pi * week / 52))
    poisson = rng.random((series, 1)) < 0.5
    return np.where(poisson, rng.poisson(mean), rng.negative_binomial(4, 4 / (4 + mean))).astype(float)


def seconds(name: str, options: dict[str, object], counts: np.ndarray, first: int) -> float:
    method = find_method(name)
    chosen = method.configure(options)
    question = Question(counts=counts, periods=Periods("week", 2000, WEEKS), first=first)
    method.run(question.block(0, 2), chosen)
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        method.run(question, chosen)
        best = min(best, time.perf_counter() - start)
    return best / counts.shape[0]


def seconds_of_r(counts: np.ndarray) -> dict[str, float]:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "series.csv"
        header = ",".join(f"s{i}" for i in range(40))
        np.savetxt(table, counts[:40].T, fmt="%d", delimiter=",", header=header, comments="")
        script = Path(__file__).with_suffix(".R")
        lines = subprocess.run([rscript, str(script), str(table)], capture_output=True, text=True, check=True)
    return {
        line.rsplit(maxsplit=1)[0]: float(line.rsplit(maxsplit=1)[1]) for line in lines.stdout.splitlines()
    }


def main() -> None:
    counts = simulate(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    theirs = seconds_of_r(counts)
    print(f"{'':26}{'all, us':>10}{'newest 10, us':>15}{'R, us':>12}{'ratio':>9}{'ratio, newest 10':>18}")
    for label, (name, options) in CASES.items():
        glm = name.endswith("glm")
        every = seconds(name, options, counts, 270 if glm else PHASE) / (250 if glm else 1)
        newest = seconds(name, options, counts, WEEKS - 10) / (10 if glm else 1)
        r = theirs.get(label, np.nan) / (10 if glm else 1)
        ratios = f"{r / every:9.0f}{r / newest:18.0f}"
        print(f"{label:26}{every * 1e6:10.1f}{newest * 1e6:15.1f}{r * 1e6:12.0f}{ratios}")


if __name__ == "__main__":
    main()

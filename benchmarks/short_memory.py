"""Short-memory methods against their counterparts in R surveillance, measured in one run on one core each.

    python benchmarks/short_memory.py

The same simulated weekly counts, every week judged that can be; processor microseconds a judged cell, so
that a busy machine does not count, kernels compiled beforehand, the reference's options on both sides.
Without Rscript and the package only our side is shown.
"""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from tocsin.detect.method import Method, Question
from tocsin.detect.registry import find_method
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

WEEKS = 520
SERIES_OURS = 1000
SERIES_R = 20
REPEATS = 3  # the fastest counts, on both sides; one for what takes R seconds a series
REFERENCE_OPTIONS: dict[str, dict[str, object]] = {
    "ears-c1": {"min_sd": 0.0},
    "ears-c2": {"min_sd": 0.0},
    "ears-c3": {"min_sd": 0.0, "rule": "reference"},
    "rki": {"reference": "steps"},
    "cdc": {"min_sd": 0.0, "reference": "steps"},
    "bayes": {"reference": "steps"},
    "outbreak-p": {"memory": None, "reports": 1},
}


def simulated(series: int) -> np.ndarray:
    rng = np.random.default_rng(11)
    mean = rng.choice([0.3, 2, 10, 50], (series, 1)) * np.exp(0.5 * np.cos(np.arange(WEEKS) * 2 * np.pi / 52))
    return rng.negative_binomial(5, 5 / (5 + mean)).astype(float)


def ours(method: Method, counts: np.ndarray) -> float:
    """Microseconds a judged cell."""
    options = method.configure(REFERENCE_OPTIONS[method.name])
    question = Question(counts=counts, periods=Periods("week", 2334, WEEKS), first=0)
    method.run(question.block(0, 2), options)
    seconds = np.inf
    for _ in range(REPEATS):
        began = time.process_time()
        verdicts = method.run(question, options)
        seconds = min(seconds, time.process_time() - began)
    return 1e6 * seconds / (verdicts.reason == Reason.NONE).sum()


def theirs(counts: np.ndarray) -> dict[str, float]:
    """Microseconds a judged cell by method; empty without R."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.csv"
        np.savetxt(path, counts.T, fmt="%d", delimiter=",")
        script = Path(__file__).with_suffix(".R")
        ran = subprocess.run(["Rscript", script, path], capture_output=True, text=True, check=False)
    rows = [line.split() for line in ran.stdout.splitlines() if len(line.split()) == 4]
    if not rows:
        print(f"R gave no numbers: {ran.stderr.strip()[-200:]}")
    return {name: 1e6 * float(seconds) / float(cells) for name, seconds, _, cells in rows}


def main() -> None:
    counts = simulated(SERIES_OURS)
    reference = theirs(counts[:SERIES_R])
    print(f"{'method':<12}{'tocsin':>12}{'R':>12}{'times':>9}   microseconds a judged cell")
    for name in REFERENCE_OPTIONS:
        mine = ours(find_method(name), counts)
        other = reference.get(name)
        shown = f"{other:12.1f}{other / mine:9.0f}" if other else f"{'-':>12}{'-':>9}"
        print(f"{name:<12}{mine:12.3f}{shown}")


if __name__ == "__main__":
    main()

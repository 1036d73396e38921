"""How well each method finds simulated outbreaks (Noufaily 2013; Bédubourg & Le Strat 2017).

The simulator and the scorer are two files outside the project, `simulate.py` and `score.py`;
name their folder. Every method judges the 49 current weeks of each series with its defaults and, for
the second table, with its score cut where 1 % of outbreak-free weeks would alarm.

    python benchmarks/detection.py ../shared/bench/detection
    python benchmarks/detection.py ../shared/bench/detection --seed 7 --stretch 2
    python benchmarks/detection.py ../shared/bench/detection --history 110
"""

import argparse
import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl

from tocsin.detect.judge import judge
from tocsin.detect.registry import method_names
from tocsin.panel import Panel
from tocsin.vocab.periods import Periods

CURRENT_WEEKS = 49


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def panel_of(counts: np.ndarray) -> Panel:
    return Panel(
        counts=np.ascontiguousarray(counts, float),
        absence=np.zeros(counts.shape, np.uint8),
        series=pl.DataFrame({"series": [str(i) for i in range(len(counts))]}),
        periods=Periods("week", 1800, counts.shape[1]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds simulate.py and score.py")
    parser.add_argument("--seed", type=int, default=20170717)
    parser.add_argument("--stretch", type=float, default=1.0, help="slow outbreaks down by this factor")
    parser.add_argument("--method", action="append", help="only these")
    parser.add_argument("--history", type=int, default=575, help="weeks before the first judged one")
    given = parser.parse_args()
    simulate, score = (module(given.folder / f"{name}.py") for name in ("simulate", "score"))
    counts, _, current, meta = simulate.simulate(simulate.design("dev"), given.seed, stretch=given.stretch)
    panel = panel_of(counts[:, -given.history - CURRENT_WEEKS :])
    start = panel.periods.end(given.history)
    own, matched = {}, {}
    for name in given.method or method_names():
        began = time.perf_counter()
        signals = judge(panel, name, start=start)
        print(f"{name}: {time.perf_counter() - began:.1f} s", file=sys.stderr)
        alarms = np.where(signals.judged, signals.above, np.nan)
        own[name] = score.score(alarms, current, meta)
        unusual = -np.log(np.maximum(signals.p_value, 1e-300))
        matched[name] = score.at_fpr(unusual, current, meta, 0.01)
    print(f"{len(counts)} series, {given.history} weeks before, seed {given.seed}, stretch {given.stretch}\n")
    print("At each method's own default level\n\n" + score.table(own))
    print("By p-value, cut where 1 % of outbreak-free weeks alarm\n\n" + score.table(matched))


if __name__ == "__main__":
    main()

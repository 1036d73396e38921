"""How fast files become panels, and with how much memory.

    python benchmarks/reading.py [--rows 10000000] [--table FILE.parquet --time COL --count COL --by COL ...]

Writes a simulated table in a scratch folder, reads it from Parquet and from CSV in a process of its own each,
and prints seconds, rows per second, and the peak memory of the process over that of the imports alone.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

_READ = """
import json, sys, time
import polars, narwhals, pyarrow
from tocsin import Panel
from tocsin.sources import read_table
import tocsin.panel.frame
def peak():  # of this process alone: getrusage would include the one that started it
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
path, names = sys.argv[1], json.loads(sys.argv[2])
before, start = peak(), time.perf_counter()
columns = [names["time"], names["count"], *names["by"]]
table = read_table(path, columns)
middle = time.perf_counter()
panel = Panel.from_frame(table, **names)
end = time.perf_counter()
print(json.dumps([table.height, panel.counts.size, middle - start, end - middle, peak() - before]))
"""


def simulate(rows: int) -> "object":
    """A table of `rows` weekly counts: places x diseases over ten years, with two columns nobody asks for."""
    import numpy as np
    import polars as pl

    weeks, diseases = 520, 40
    places = max(1, rows // (weeks * diseases))
    rng = np.random.default_rng(1)
    n = weeks * diseases * places
    cell = np.arange(n)
    first = date(2015, 1, 4)
    dates = pl.Series([first + timedelta(weeks=week) for week in range(weeks)])
    return pl.DataFrame(
        {
            "week": dates.gather(cell % weeks),
            "place": pl.Series([f"P{place:05d}" for place in range(places)]).gather(
                cell // (weeks * diseases)
            ),
            "disease": pl.Series([f"disease {d:02d}" for d in range(diseases)]).gather(
                cell // weeks % diseases
            ),
            "cases": rng.poisson(3.0, n),
            "comment": pl.Series(["", "provisional, see the note of the reporting office"]).gather(cell % 2),
            "source": pl.Series(["weekly bulletin"]).gather(np.zeros(n, np.int64)),
        }
    )


def report(name: str, path: Path, names: dict[str, object]) -> None:
    """Read one file in a fresh process and print a line."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path), json.dumps(names)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows, cells, reading, placing, memory = json.loads(done.stdout)
    print(
        f"{name:<10} {path.stat().st_size / 1e6:>8.0f} MB {rows:>11,} rows {cells:>11,} cells"
        f" {reading:>6.2f} s file {placing:>6.2f} s panel {rows / (reading + placing) / 1e6:>6.2f} M rows/s"
        f" {memory:>7.0f} MB peak",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--time", default="week")
    parser.add_argument("--count", default="cases")
    parser.add_argument("--by", action="append")
    given = parser.parse_args()
    names = {"time": given.time, "count": given.count, "by": given.by or ["place", "disease"]}
    if given.table is not None:
        report(given.table.name[:10], given.table, names)
        return
    with tempfile.TemporaryDirectory() as folder:
        table = simulate(given.rows)
        for name, write in {
            "parquet": table.write_parquet,
            "csv": table.write_csv,
        }.items():
            path = Path(folder) / f"table.{name}"
            write(path)
            report(name, path, names)


if __name__ == "__main__":
    main()

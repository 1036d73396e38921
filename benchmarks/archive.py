"""How fast reports are taken in and panels come out, and with how much memory.

    python benchmarks/archive.py [--rows 10000000] [--weeks 500]

Simulates the whole snapshots of one source as Parquet files in a scratch folder (written before the
clock runs), takes them in through `tocsin.flows.ingest`, each step in a process of its own, and prints
seconds, seconds of processor time, and peak memory beyond that of the imports. The second snapshot
revises all of the first; the panel is then read from both together. At last `--weeks` small weekly
snapshots go into a workspace of their own, to see what many small commits cost.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

_CHILD = """
import json, sys, time
from datetime import date
import numpy, polars, pyarrow.dataset, deltalake, narwhals
from tocsin.archive import Archive
from tocsin.flows.ingest import ingest
from tocsin.flows.workspace import make_workspace, open_workspace
import tocsin.archive.panels, tocsin.archive.add, tocsin.flows.read_reports
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
what, folder, rest = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
before, start, busy = peak(), time.perf_counter(), time.process_time()
if what == "ingest":
    make_workspace(folder)
    how = {"time": "week", "count": "cases", "place": "place", "indicator": "disease"}
    done = ingest(folder, rest["files"], as_of=rest["as_of"], given=how)
    said = f"{done.added[0].rows:,} reports, {done.added[0].changed:,} kept"
elif what == "panel":
    panel = open_workspace(folder).archive.panel(as_of=date.fromisoformat(rest["as_of"]), **rest["choice"])
    said = repr(panel)
print(json.dumps([said, time.perf_counter() - start, time.process_time() - busy, peak() - before]))
"""


def simulate(rows: int, folder: Path) -> list[Path]:
    """Two Parquet files of `rows` weekly counts, places x diseases; in the second every one differs."""
    import numpy as np
    import polars as pl

    weeks, diseases = 520, 40
    places = max(1, rows // (weeks * diseases))
    rng = np.random.default_rng(1)
    n = weeks * diseases * places
    cell = np.arange(n)
    dates = pl.Series([date(2015, 1, 4) + timedelta(weeks=week) for week in range(weeks)])
    table = pl.DataFrame(
        {
            "week": dates.gather(cell % weeks),
            "place": pl.Series([f"P{k:05d}" for k in range(places)]).gather(cell // (weeks * diseases)),
            "disease": pl.Series([f"disease {k:02d}" for k in range(diseases)]).gather(
                cell // weeks % diseases
            ),
            "cases": rng.poisson(3.0, n),
        }
    )
    changed = table.with_columns(cases=pl.col("cases") + 1)
    files = [folder / "first.parquet", folder / "second.parquet"]
    for frame, path in zip((table, changed), files, strict=True):
        frame.write_parquet(path)
    return files


def child(what: str, folder: str, **rest: object) -> None:
    """Run one step in a process of its own and print what it took."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, what, folder, json.dumps(rest)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    said, seconds, busy, memory = json.loads(done.stdout)
    print(
        f"{what:<8} {seconds:>7.2f} s, processors {busy:>6.2f} s {memory:>7.0f} MB peak   {said}", flush=True
    )


def small_commits(weeks: int, folder: str) -> None:
    """Many small weekly snapshots into one workspace: the first and the last of them, and a panel."""
    import time

    import numpy as np
    import polars as pl

    from tocsin.archive import Archive
    from tocsin.panel.reports import REPORTS

    archive = Archive.create(f"{folder}/small")
    rng, first = np.random.default_rng(2), date(2015, 1, 4)
    seconds = []
    for week in range(weeks):
        size = 20 * 10
        frame = pl.DataFrame(
            {
                "source": "bulletin", "indicator": [f"d{k % 5}" for k in range(size)],
                "place": [f"P{k // 50}" for k in range(size)],
                "stratum": [f"age={k % 50 // 5:02d}" for k in range(size)],
                "every": "week", "reference_date": first + timedelta(weeks=week),
                "report_date": first + timedelta(weeks=week, days=5),
                "value": rng.poisson(3.0, size).astype(float),
                "absence": 0, "unit": "cases",
            }
        ).cast(REPORTS).select(list(REPORTS))  # fmt: skip
        start = time.perf_counter()
        archive.add(frame, snapshots="increments")
        seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    archive.panel(indicator="d1")
    panel = time.perf_counter() - start
    print(
        f"{weeks} small commits: first ten {np.mean(seconds[:10]):.3f} s each, last ten "
        f"{np.mean(seconds[-10:]):.3f} s"
    )
    print(
        f"a panel out of them: {panel:.2f} s; {len(list(Path(archive.url).rglob('*.parquet'))):,} files "
        "on disk"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--weeks", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = simulate(given.rows, Path(scratch))
        workspace = f"{scratch}/workspace"
        child("ingest", workspace, files=[str(files[0])], as_of="2025-02-01")
        child("ingest", workspace, files=[str(files[1])], as_of="2025-02-08")
        for as_of in ("2025-02-01", "2025-02-08"):
            child("panel", workspace, as_of=as_of, choice={})
        child("panel", workspace, as_of="2025-02-08", choice={"indicator": "disease 07"})
        small_commits(given.weeks, scratch)


if __name__ == "__main__":
    main()

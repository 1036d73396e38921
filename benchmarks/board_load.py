"""How fast a full board answers, and what it keeps when many act at once and the server is killed.

    python benchmarks/board_load.py [--database URL] [--seconds 60] [--rate 50] [--workers 2]

Fills a workspace in a scratch folder (10,000 series, 2,000 events, 200,000 facts, 40 members, 200 people),
starts `tocsin serve` and prints: seconds until /healthz answers; milliseconds of board and event pages asked
for `--rate` times a second (open loop: a late answer makes no later request wait); then 200 people triage at
once for as long, after which every answered act is one fact and none is two; then the same with the server
killed (SIGKILL) in the middle and started again. The load is made on the same two cores.
"""

import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
from board_crowd import Crowd, make_crowd

from tocsin.flows.audit import verify
from tocsin.flows.ledger import ledger_url
from tocsin.flows.secret import key_for, workspace_secret
from tocsin.ledger.books import open_books
from tocsin.web.session_cookie import COOKIE

_MARK = re.compile(r'action="/findings/(\w+)/triage".*?name="seen" value="(\w*)"', re.S)
_TOKEN = re.compile(r'name="_csrf_token" value="(\w+)"')


class Server:
    """`tocsin serve` in processes of its own."""

    def __init__(self, folder: Path, database: str, workers: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        program = [
            str(Path(sys.executable).with_name("tocsin")),
            "serve",
            str(folder),
            "--port",
            str(self.port),
        ]
        self.command = [*program, "--workers", str(workers), *(["--database", database] if database else [])]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it answers."""
        began = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while time.perf_counter() - began < 60:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status_code == 200:
                    return time.perf_counter() - began
            except httpx.HTTPError:
                time.sleep(0.02)
        raise SystemExit("The server does not start; run its command by hand: " + " ".join(self.command))

    def end(self, how: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait(30)


def client(port: int, session: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: session}, timeout=30, follow_redirects=False
    )


async def pages(port: int, crowd: Crowd, rate: float, seconds: float) -> dict[str, list[float]]:
    """Milliseconds of each page, by kind; an answer other than 200 ends the run."""
    people = [(member, client(port, session)) for member, session in crowd.sessions[:50]]
    took: dict[str, list[float]] = {"board": [], "event": []}

    async def ask(n: int) -> None:
        member, browser = people[n % len(people)]
        kind = "board" if n % 2 else "event"
        mine = crowd.events[member]
        address = "/" if kind == "board" or not mine else f"/events/{mine[n // 2 % len(mine)]}"
        began = time.perf_counter()
        answer = await browser.get(address)
        took[kind].append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    await _every(ask, rate, seconds)
    for _, browser in people:
        await browser.aclose()
    return took


async def _every(ask, rate: float, seconds: float) -> None:  # type: ignore[no-untyped-def]
    began, tasks = time.perf_counter(), []
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(ask(n)))
    await asyncio.gather(*tasks)


async def triage(run: str, port: int, crowd: Crowd, seconds: float) -> Counter[tuple[str, str]]:
    """What was answered with "done": (member, reason) of each act; every reason is used once."""
    until, kept = time.perf_counter() + seconds, Counter[tuple[str, str]]()

    async def desk(number: int, member: str, session: str) -> None:
        async with client(port, session) as browser:
            act = 0
            while time.perf_counter() < until:
                try:
                    listed = await browser.get(f"/findings?size=25&page={1 + act % 3}")
                    token, cards = _TOKEN.search(listed.text), _MARK.findall(listed.text)
                    if not token or not cards:
                        await asyncio.sleep(0.5)
                        continue
                    name, seen = cards[(number * 7 + act) % len(cards)]
                    reason = f"{run}: desk {number}, act {act}"
                    form = {"_csrf_token": token[1], "seen": seen, "status": "dismissed", "reason": reason}
                    act += 1
                    answer = await browser.post(f"/findings/{name}/triage", data=form)
                    if answer.status_code == 303 and "said=dismissed" in answer.headers["location"]:
                        kept[member, reason] += 1
                except httpx.HTTPError:
                    await asyncio.sleep(0.2)

    await asyncio.gather(*(desk(n, member, secret) for n, (member, secret) in enumerate(crowd.sessions)))
    return kept


def recorded(folder: Path, database: str) -> Counter[tuple[str, str]]:
    """The same out of the ledger, whose chain is verified on the way."""
    audit = verify(str(folder), database)
    if not audit.whole:
        raise SystemExit(f"the chain is broken: {audit}")
    secret = workspace_secret(folder)
    books = open_books(ledger_url(str(folder), database), key=key_for(secret, "second factors"))
    try:
        facts = books.ledger.read()
    finally:
        books.close()
    return Counter((f.member, f.body["reason"]) for f in facts if f.kind == "finding-triaged")


def compare(what: str, told: Counter[tuple[str, str]], found: Counter[tuple[str, str]]) -> None:
    lost = told - found
    doubled = sum(n - 1 for n in found.values())
    print(f"{what}: {sum(told.values()):,} acts answered, {sum(lost.values())} lost, {doubled} doubled")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", default="")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "alliance"
        crowd = make_crowd(
            folder,
            given.database,
            events=2000,
            facts=200_000,
            findings=500,
            series=10_000,
            now=datetime.now(UTC),
        )
        run(given, folder, crowd)


def run(given: argparse.Namespace, folder: Path, crowd: Crowd) -> None:
    server = Server(folder, given.database, given.workers)
    try:
        print(f"start to first answer: {server.start():.2f} s")
        for title, seconds in (("first look", 5.0), ("pages", given.seconds)):
            took = asyncio.run(pages(server.port, crowd, given.rate, seconds))
            for kind, ms in took.items():
                p50, p95, p99 = np.percentile(ms, [50, 95, 99])
                print(f"{title}, {kind}: {len(ms):,} answers, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms")
        told = asyncio.run(triage("first", server.port, crowd, given.seconds))
        compare("200 people triage", told, recorded(folder, given.database))
        told = asyncio.run(killed(server, crowd, given.seconds))
        compare("killed in the middle", told, recorded(folder, given.database))
    finally:
        server.end(signal.SIGTERM)


async def killed(server: Server, crowd: Crowd, seconds: float) -> Counter[tuple[str, str]]:
    """Triage with the server killed after a third of the time and started again."""
    running = asyncio.create_task(triage("killed", server.port, crowd, seconds))
    await asyncio.sleep(seconds / 3)
    server.end(signal.SIGKILL)
    print(f"started again: {await asyncio.to_thread(server.start):.2f} s")
    return await running


if __name__ == "__main__":
    main()

"""The ledger under fire: writers killed at any moment, several at once, in both databases."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

from tocsin.events.fact import Draft
from tocsin.ledger.audit import audit
from tocsin.ledger.chain import Ledger

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
FACTS_AN_ACT = 3
WRITER = """
import sys
from datetime import UTC, datetime
from tocsin.events.fact import Draft
from tocsin.ledger.chain import Ledger, MovedError
from tocsin.ledger.database import open_database
url, name, acts = sys.argv[1], sys.argv[2], int(sys.argv[3])
database = open_database(url)
ledger = Ledger(database)
print("ready", flush=True)
sys.stdin.readline()
def record(n):
    drafts = [Draft(stream="event/a", kind="said", body={"by": name, "act": n, "part": k}) for k in range(3)]
    at = datetime(2026, 5, 18, 8, tzinfo=UTC)
    while True:
        try:
            seen = {"event/a": ledger.newest_of("event/a")}
            return ledger.append(drafts, person=name, member="XA", at=at, seen=seen)
        except MovedError:
            continue
if acts == 0:
    with database.writing():
        record(0)
        print("here", flush=True)
        sys.stdin.readline()
for n in range(acts):
    record(n)
    print(n, flush=True)
"""


def start(url, name, acts):
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(acts)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout.readline() == "ready\n", child.communicate()
    return child


def go(child):
    child.stdin.write("\n")
    child.stdin.flush()


def kill(child):
    """Kill it; gives every act that it had acknowledged."""
    os.kill(child.pid, signal.SIGKILL)
    said, _ = child.communicate()
    return [int(line) for line in said.splitlines() if line.strip()]


def acts_of(ledger, name):
    """Acts of one writer, each with how many of its facts are there."""
    acts: dict[int, int] = {}
    for fact in ledger.read():
        if fact.person == name:
            acts[fact.body["act"]] = acts.get(fact.body["act"], 0) + 1
    return acts


def test_killed__in_the_middle_of_an_act_nothing_of_it_is_there(database, database_url):
    ledger = Ledger(database)
    child = start(database_url, "a", 0)
    go(child)
    assert child.stdout.readline() == "here\n"
    kill(child)
    assert ledger.read() == []
    ledger.append(
        [Draft(stream="s", kind="k", body={})], person="b", member="XA", at=AT, seen={}
    )  # nobody waits
    assert audit(database).facts == 1


def test_killed__at_moments_of_chance_every_acknowledged_act_is_there_whole(database, database_url):
    ledger, most = Ledger(database), 100_000
    for part in range(4):
        child = start(database_url, f"{part}", most)
        go(child)
        time.sleep(0.05 + 0.11 * part)
        acknowledged = kill(child)
        there = acts_of(ledger, f"{part}")
        assert set(there.values()) <= {FACTS_AN_ACT}
        assert acknowledged == list(range(len(acknowledged)))
        assert len(acknowledged) <= len(there) <= len(acknowledged) + 1 < most
        assert audit(database).facts == ledger.newest()
    assert ledger.newest() > 0


def test_two_at_once__nothing_is_lost_or_doubled_and_the_chain_is_whole(database, database_url):
    names, acts = ("a", "b", "c"), 25
    children = [start(database_url, name, acts) for name in names]
    for child in children:
        go(child)
    for child in children:
        _, fault = child.communicate()
        assert child.returncode == 0, fault
    ledger = Ledger(database)
    for name in names:
        assert acts_of(ledger, name) == dict.fromkeys(range(acts), FACTS_AN_ACT)
    found = audit(database)
    assert (found.whole, found.facts) == (True, len(names) * acts * FACTS_AN_ACT)

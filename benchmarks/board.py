"""How fast a board is folded from its facts, and what one reader's view of an event costs.

    python benchmarks/board.py [--facts 200000] [--events 2000]

Facts of eight kinds, some of them internal to one member, are spread over the events in turn; they are made
before the clock runs. Prints seconds and seconds of processor time, the best of three: to take all facts, to
look at every event once, to look at one event after each of its facts, and to take what somebody of another
member may see of every event.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tocsin.events.board import Board
from tocsin.events.event import seen_by
from tocsin.events.fact import Draft, Fact
from tocsin.events.people import Actor, Role

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
ORIGIN = {
    "kind": "media", "source": "", "card": "", "as_of": None, "pack": "", "indicator": "", "finding": {}
}  # fmt: skip
OPENED = {
    "title": "Measles in the north", "summary": "", "pack": "infectious", "hazard": "", "owner": "XA",
    "origin": ORIGIN,
    "audience": {"members": ["XA", "XB"], "tlp": "amber", "pass_on": True}, "places": [], "split_from": "",
}  # fmt: skip
TASK = {"text": "Count the doses", "member": "XA", "due": None}
STAMP = {
    "milestone": "emerged", "happened": "2026-05-14", "unknown": False, "applicable": True,
    "bottleneck": "",
}  # fmt: skip
LATER = (
    ("XA", "message-written", {"text": "Two cases in the province, none abroad."}),
    ("XA", "task-set", TASK | {"internal": False}),
    ("XB", "sighting-given", {"said": "seen", "text": ""}),
    ("XB", "note-written", {"text": "Not sure yet.", "internal": True}),
    ("XA", "milestone-stamped", STAMP),
    ("XA", "event-edited", {"title": "Measles in the north and east"}),
    ("XB", "task-set", TASK | {"internal": True}),
)


def facts_of(count: int, events: int) -> list[Fact]:
    facts = []
    for n in range(count):
        name, round_ = n % events, n // events
        member, kind, body = ("XA", "event-opened", OPENED) if not round_ else LATER[round_ % len(LATER)]
        draft = Draft(stream=f"event/{name:08d}", kind=kind, body={**body, "task": f"{n:08d}"})
        fact = Fact(
            number=n + 1, at=AT, person="abcd1234", member=member, stream=draft.stream, kind=kind,
            body=draft.body, previous="0" * 64, hash=f"{n:064x}",
        )  # fmt: skip
        facts.append(fact)
    return facts


def taken(facts: Sequence[Fact]) -> Board:
    board = Board()
    for fact in facts:
        board.take(fact)
    return board


def step_by_step(facts: Sequence[Fact]) -> Board:
    """One event of many facts, looked at after each."""
    board = Board()
    for fact in facts:
        board.take(fact)
        board.events["00000000"]
    return board


def clocked(name: str, work: Callable[[], object], tries: int = 3) -> None:
    best = []
    for _ in range(tries):
        wall, busy = time.perf_counter(), time.process_time()
        work()
        best.append((time.perf_counter() - wall, time.process_time() - busy))
    wall, busy = min(best)
    print(f"{name:60} {wall:7.3f} s {busy:7.3f} s of processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--facts", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=2_000)
    asked = parser.parse_args()
    facts, one = facts_of(asked.facts, asked.events), facts_of(10_000, 1)
    reader = Actor(person="abcd1234", member="XA", roles=frozenset({Role.READER}))
    clocked(f"take {asked.facts:,} facts", lambda: taken(facts))
    clocked("take them and look at every event", lambda: list(taken(facts).events.values()))
    clocked("one event of 10,000 facts, looked at after each", lambda: step_by_step(one))
    board = taken(facts)
    assert not board.unread
    clocked(
        f"what one reader may see of {asked.events:,} events",
        lambda: [seen_by(event, reader) for event in board.events.values()],
    )


if __name__ == "__main__":
    main()

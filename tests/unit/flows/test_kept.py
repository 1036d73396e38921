"""What is kept: computed once whoever asks, the oldest let go of, failures never."""

from threading import Barrier, Event, Thread
from time import sleep

import pytest

from tocsin.flows.kept import Kept


def test_kept__asked_for_again__stays_longer_than_what_nobody_asks_for():
    kept, made = Kept(most=2), []

    def ask(key):
        return kept.get(key, lambda: made.append(key) or key)

    for key in "abac":
        ask(key)
    assert made == ["a", "b", "c"]
    ask("a")
    ask("b")
    assert made == ["a", "b", "c", "b"]


def test_kept__asked_for_by_many_at_once__is_computed_once():
    kept, made, together = Kept(most=2), [], Barrier(4, timeout=20)

    def make():
        sleep(0.05)  # so that the others come while it is made
        made.append(1)
        return len(made)

    def ask():
        together.wait()
        kept.get("a", make)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert made == [1]


def test_kept__another_key__does_not_wait():
    kept, go, began = Kept(most=2), Event(), Event()

    def slow():
        began.set()
        assert go.wait(20)
        return "slow"

    thread = Thread(target=lambda: kept.get("slow", slow))
    thread.start()
    assert began.wait(20)
    assert kept.get("quick", lambda: "quick") == "quick"
    go.set()
    thread.join(20)
    assert kept.get("slow", lambda: "anew") == "slow"


def test_kept__what_failed__is_tried_again():
    kept = Kept(most=2)
    with pytest.raises(ZeroDivisionError, match="division"):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: 2) == 2

"""Things made in another thread: the same, in order, and no thread is left behind."""

import threading

import pytest

from tocsin.archive.ahead import ahead


def test_ahead__gives_the_same_things_made_elsewhere():
    makers = []

    def things():
        for number in range(20):
            makers.append(threading.get_ident())
            yield number

    assert list(ahead(things())) == list(range(20))
    assert set(makers).isdisjoint({threading.get_ident()})


def test_ahead__an_error_comes_after_what_was_made_before_it():
    def things():
        yield 1
        raise ValueError("broken")

    taken = ahead(things())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="broken"):
        next(taken)


def test_ahead__who_stops_taking_ends_the_thread():
    before = threading.active_count()
    taken = ahead(iter(range(10**9)))
    assert next(taken) == 0
    taken.close()
    assert threading.active_count() == before

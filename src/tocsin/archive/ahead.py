"""Make things in a thread of their own, a few ahead of who takes them.

The writer of `deltalake` asks for rows from inside its own runtime, in which no table can be read. So rows
that are read and compared while others are written have to come from another thread.
"""

from collections.abc import Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_END = object()


def ahead(things: Iterable[T], most: int = 2) -> Iterator[T]:
    """The same things in the same order, at most so many made ahead; an error comes where it arose.

    Who stops taking ends the thread with its next thing.
    """
    queue: Queue[object] = Queue(most)
    over = Event()
    failed: list[BaseException] = []

    def put(thing: object) -> bool:
        while not over.is_set():
            try:
                queue.put(thing, timeout=0.1)
            except Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for thing in things:
                if not put(thing):
                    return
        except BaseException as error:  # noqa: BLE001 - handed on to who takes
            failed.append(error)
        put(_END)

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while (thing := queue.get()) is not _END:
            yield thing  # type: ignore[misc]
        if failed:
            raise failed[0]
    finally:
        over.set()
        thread.join()

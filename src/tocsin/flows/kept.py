"""What was computed and may be asked for again: the newest few, each computed once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by key, those asked for longest ago let go of.

    Of several threads that ask for one that is not there, one computes it and the others wait; nobody waits
    for another key. A computation that fails is not kept.

    >>> kept = Kept(most=1)
    >>> kept.get("a", lambda: 1), kept.get("a", lambda: 2), kept.get("b", lambda: 3), kept.get("a", lambda: 4)
    (1, 1, 3, 4)
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._there: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made where it is not there. Raises what `make` raises."""
        with self._lock:
            if key in self._there:
                self._there.move_to_end(key)
                return self._there[key]
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._there:
                    return self._there[key]
            try:
                value = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._there[key] = value
                while len(self._there) > self._most:
                    self._there.popitem(last=False)
            return value

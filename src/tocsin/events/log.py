"""A list that only grows, shared by all its earlier states."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Log(Sequence[T], Generic[T]):
    """An immutable sequence whose next state costs O(1) and no copy.

    All states share one list, and each knows how much of it was there. A state that is carried on a second
    time, from the past, copies first; so no state ever sees what came after it.

    >>> one = Log([1])
    >>> two, other = one.plus(2), one.plus(3)
    >>> list(one), list(two), list(other)
    ([1], [1, 2], [1, 3])
    """

    __slots__ = ("_items", "_length")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items = list(items)
        self._length = len(self._items)

    def plus(self, item: T) -> "Log[T]":
        """The log with one more."""
        items = self._items
        if len(items) != self._length:
            items = items[: self._length]
        items.append(item)
        after: Log[T] = Log.__new__(Log)
        after._items = items
        after._length = self._length + 1
        return after

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        return islice(self._items, self._length)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return self._items[: self._length][index]
        return self._items[range(self._length)[index]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Log) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as a list

    def __repr__(self) -> str:
        return f"Log({list(self)!r})"

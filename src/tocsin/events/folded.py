"""Records by name, each the fold of its facts, which is made when somebody looks at it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from threading import Lock
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from tocsin.events.fact import Fact

R = TypeVar("R")
Changes = Mapping[str, Any]
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError)


class Folded(Mapping[str, R], Generic[R]):
    """Frozen records of one class, by name. Several threads may look while one adds.

    A fact changes two or three of thirty fields, and a board of 200,000 facts is read at every start. So a
    fact is laid by, and a record is built anew from all that came since the last look.

    Parameters
    ----------
    record  the class
    begin   the record that a first fact makes
    step    fields that a further fact changes, with their new values
    keep    the same for a fact that `step` cannot read, which must not be lost
    unread  where such facts are put as well
    """

    def __init__(
        self,
        record: type[R],
        *,
        begin: Callable[[Fact], R],
        step: Callable[[R, Fact], Changes],
        keep: Callable[[R, Fact], Changes],
        unread: list[Fact],
    ) -> None:
        self._record, self._begin, self._step, self._keep = record, begin, step, keep
        self._unread = unread
        self._fields = [field.name for field in fields(record)]  # type: ignore[arg-type]
        self._made: dict[str, R] = {}
        self._waiting: dict[str, list[Fact]] = {}
        self._lock = Lock()

    def begin(self, name: str, fact: Fact) -> bool:
        """Put a new record; False for a fact that cannot be read."""
        try:
            self._made[name] = self._begin(fact)
        except _UNREADABLE:
            self._unread.append(fact)
            return False
        return True

    def add(self, name: str, fact: Fact) -> None:
        """Lay a further fact by. O(1)."""
        with self._lock:
            waiting = self._waiting.get(name)
            if waiting is None:
                self._waiting[name] = [fact]
            else:
                waiting.append(fact)

    def __getitem__(self, name: str) -> R:
        if name not in self._waiting:
            return self._made[name]
        with self._lock:
            made = self._made[name] = self._folded(self._made[name], self._waiting.get(name, []))
            self._waiting.pop(name, None)
        return made

    def _folded(self, made: R, facts: list[Fact]) -> R:
        state = SimpleNamespace(**{field: getattr(made, field) for field in self._fields})
        seen = cast(R, state)  # it has the record's fields, which is all that is read of it
        for fact in facts:
            try:
                changes = self._step(seen, fact)
            except _UNREADABLE:
                self._unread.append(fact)
                changes = self._keep(seen, fact)
            vars(state).update(changes)
        return self._record(**vars(state))

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._made))

    def __len__(self) -> int:
        return len(self._made)

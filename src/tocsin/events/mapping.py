"""Reading a decoded TOML or JSON mapping key by key, with every fault kept until the end."""

from collections.abc import Collection, Mapping
from typing import Any

from tocsin.events.packs import LANGS, Text


class Keys:
    """A mapping, where it stands, and what was wrong with it so far.

    Every method takes a key, notes a fault where its value is missing or of the wrong kind, and then gives
    something empty of the right kind, so that reading goes on to the next fault. `done` notes keys that
    nobody asked for.
    """

    def __init__(self, found: Any, where: str, faults: list[str]) -> None:
        self.where, self.faults = where, faults
        self.asked: set[str] = set()
        if not isinstance(found, Mapping):
            self.note(where or "it", f"is {found!r}; it must be a table")
            self.found: Mapping[str, Any] = {}
            self.broken = True
        else:
            self.found, self.broken = found, False

    def note(self, name: str, what: str) -> None:
        """Keep one fault."""
        self.faults.append(f"{name} {what}")

    def path(self, key: str) -> str:
        """The key as people find it in the file: matrix.risk.likely."""
        return f"{self.where}.{key}" if self.where else key

    def take(self, key: str, kind: type | tuple[type, ...], words: str, empty: Any) -> Any:
        """The value of a key, of one kind; a bool is no number."""
        self.asked.add(key)
        if key not in self.found:
            if not self.broken:
                self.note(self.path(key), f"is missing; it must be {words}")
            return empty
        value = self.found[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.note(self.path(key), f"is {value!r}; it must be {words}")
            return empty
        return value

    def word(self, key: str) -> str:
        """A text that is not blank."""
        value = str(self.take(key, str, "a text", ""))
        if key in self.found and isinstance(self.found[key], str) and not value.strip():
            self.note(self.path(key), "is blank; it must be a text")
        return value.strip()

    def whole(self, key: str, least: int) -> int:
        """A whole number with a lower bound."""
        value = int(self.take(key, int, f"a whole number, {least} or more", least))
        if value < least:
            self.note(self.path(key), f"is {value}; it must be {least} or more")
        return max(value, least)

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One word of several."""
        listed = ", ".join(allowed)
        value = str(self.take(key, str, f"one of {listed}", ""))
        if value and value not in allowed:
            self.note(self.path(key), f"is {value!r}; it must be one of {listed}")
        return value if value in allowed else next(iter(allowed), "")

    def texts(self, key: str) -> Text:
        """One text in every language."""
        inner = Keys(
            self.take(key, Mapping, f"a table of {', '.join(LANGS)}", None) or {}, self.path(key), []
        )
        result = {lang: inner.word(lang) for lang in LANGS}
        inner.done()
        if isinstance(self.found.get(key), Mapping):
            self.faults += inner.faults
        return result

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; it may be empty."""
        values = self.take(key, list, "a list of texts", [])
        wrong = [value for value in values if not isinstance(value, str) or not value.strip()]
        if wrong:
            self.note(self.path(key), f"holds {wrong[0]!r}; it must be a list of texts")
        return tuple(value.strip() for value in values if value not in wrong)

    def tables(self, key: str) -> "list[Keys]":
        """A list of tables; it may be empty, and may be left out."""
        self.asked.add(key)
        if key not in self.found:
            return []
        values = self.take(key, list, f"a list of tables: write [[{self.path(key)}]]", [])
        return [Keys(value, f"{self.path(key)}[{n}]", self.faults) for n, value in enumerate(values, start=1)]

    def table(self, key: str) -> "Keys":
        """A table that has to be there."""
        value = self.take(key, Mapping, f"a table: write [{self.path(key)}]", None)
        inner = Keys({} if value is None else value, self.path(key), self.faults)
        inner.broken = value is None
        return inner

    def done(self) -> None:
        """Note the keys nobody asked for."""
        for key in self.found:
            if key not in self.asked:
                self.note(self.path(str(key)), f"is not known here; known: {', '.join(sorted(self.asked))}")


def no_twice(ids: Collection[str], what: str, faults: list[str]) -> None:
    """Note ids that occur twice."""
    seen: set[str] = set()
    for name in ids:
        if name and name in seen:
            faults.append(f"{what} has {name!r} twice; an id names one thing")
        seen.add(name)

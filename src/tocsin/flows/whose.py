"""Whose a series is: the member that its key columns tell of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tocsin.events.fact import canonical
from tocsin.flows.board_settings import BoardSettings

Key = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """How members are told from keys.

    settings  [board]: `member_column`, `places`
    place     key column that holds places; None = there is none
    members   codes of the members there are
    """

    settings: BoardSettings
    place: str | None
    members: frozenset[str]

    def member_of(self, key: Key) -> str | None:
        """The member that a series belongs to; None for a sum over members, and where nothing tells."""
        for word in self._words(key):
            code = self.settings.places.get(word, word)
            if code in self.members:
                return code
            code = code.partition("-")[0]
            if code in self.members:
                return code
        return None

    def concerned(self, parts: Iterable[Key], panel: Sequence[Key]) -> tuple[frozenset[str], frozenset[str]]:
        """Members whose series take part, and the places of which no member is known.

        A sum over members concerns those whose series of the panel it sums. Cost: O(series) for each sum.
        """
        found: set[str] = set()
        homeless: set[str] = set()
        for key in parts:
            own = self.member_of(key)
            words = self._words(key)
            if own is not None:
                found.add(own)
            elif words:
                homeless.add(words[0])
            else:
                found |= {m for other in panel if within(other, key) and (m := self.member_of(other))}
        return frozenset(found), frozenset(homeless)

    def _words(self, key: Key) -> list[str]:
        """What may tell the member of a series, the surest first."""
        columns = (self.settings.member_column, self.place)
        return [word for column in columns if column is not None and (word := key.get(column))]


def within(key: Key, wider: Key) -> bool:
    """Whether a series is one of those that a sum sums."""
    return all(value is None or key.get(column) == value for column, value in wider.items())


def series_id(key: Key) -> str:
    """Name of a series in addresses: 16 hexadecimal digits made from its key columns.

    >>> series_id({"place": "XA-01", "sex": None}) == series_id({"place": "XA-01"})
    True
    """
    told = {column: value for column, value in key.items() if value is not None}
    return sha256(canonical(told).encode()).hexdigest()[:16]

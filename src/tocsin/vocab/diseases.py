"""Names of diseases and what they are called in general, with the dates between which a name means that.

Sources rename diseases, split them and join them again: one used 57 names for 48 diseases in 27 years. A
table gives each name a standard name, from a day and to a day. A name means one thing on any day, or the
table is refused; a name it does not hold, or not on that day, is kept and named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

from tocsin.vocab.disease_table import DISEASES
from tocsin.vocab.errors import DateError, DuplicateError, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class DiseaseName:
    """A name and what it means for a time.

    name        as a source writes it; case and blanks around it do not matter
    standard    the name that is used for the disease
    valid_from  first reference date on which it means that; None = from the beginning
    valid_to    last one; None = still
    icd10       code of ICD-10, "" where none is given
    icd11       code of ICD-11, "" where none is given
    """

    name: str
    standard: str
    valid_from: date | None = None
    valid_to: date | None = None
    icd10: str = ""
    icd11: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.standard.strip():
            raise InputError(
                f"A disease has no name: {self.name!r} stands for {self.standard!r}. Fill both in."
            )
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise DateError(
                f"{self.name!r} is valid from {self.valid_from} to {self.valid_to}, which is before it. "
                "Exchange or correct the dates."
            )

    def holds_on(self, day: date) -> bool:
        """Whether the name means this on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class DiseaseTable:
    """Names of diseases, no day of which has two meanings for one name.

    >>> table = DiseaseTable([DiseaseName(name="AIDS", standard="HIV/AIDS", valid_to=date(2006, 1, 1))])
    >>> table.standard("aids", date(2005, 1, 2)), table.standard("aids", date(2007, 1, 7))
    ('HIV/AIDS', None)
    """

    __slots__ = ("_by_name",)

    def __init__(self, entries: Iterable[DiseaseName]) -> None:
        """Refuse names whose times overlap, all of them in one DuplicateError; O(entries) plus sorting."""
        by_name: dict[str, list[DiseaseName]] = {}
        for entry in entries:
            by_name.setdefault(_folded(entry.name), []).append(entry)
        faults = []
        for same in by_name.values():
            same.sort(key=lambda entry: entry.valid_from or date.min)
            faults += [
                f"{first.name!r} is {first.standard!r} ({_times(first)}) and {second.standard!r} "
                f"({_times(second)})"
                for first, second in pairwise(same)
                if (first.valid_to or date.max) >= (second.valid_from or date.min)
            ]
        if faults:
            more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
            raise DuplicateError(
                f"The table of diseases is ambiguous: {'; '.join(faults[:5])}{more}. End one before the "
                "other begins, "
                "or remove one."
            )
        self._by_name: Mapping[str, list[DiseaseName]] = by_name

    def find(self, name: str, day: date) -> DiseaseName | None:
        """What a name means on a day; None where the table does not say."""
        return next((entry for entry in self._by_name.get(_folded(name), ()) if entry.holds_on(day)), None)

    def standard(self, name: str, day: date) -> str | None:
        """The standard name on a day; None where the table does not say."""
        found = self.find(name, day)
        return None if found is None else found.standard

    def knows(self, name: str) -> bool:
        """Whether the table holds the name for any day."""
        return _folded(name) in self._by_name

    def near(self, name: str) -> list[str]:
        """Names spelt much like one; only to be suggested."""
        near = get_close_matches(_folded(name), self._by_name, n=2, cutoff=0.8)
        return [self._by_name[found][0].name for found in near]

    def over(self, wider: "DiseaseTable") -> "DiseaseTable":
        """This table, and of a wider one the names that this one does not hold at all."""
        rest = [entry for name, same in wider._by_name.items() if name not in self._by_name for entry in same]
        return DiseaseTable([*(entry for same in self._by_name.values() for entry in same), *rest])

    def __len__(self) -> int:
        return sum(map(len, self._by_name.values()))


@cache
def built_in_diseases() -> DiseaseTable:
    """The small table that comes with tocsin: some notifiable diseases in English, Russian and Chinese.

    >>> built_in_diseases().standard("Корь", date(2025, 2, 16))
    'measles'
    """
    entries = []
    for line in DISEASES.strip().splitlines():
        standard, icd10, names = line.split("; ")
        entries.append(DiseaseName(name=standard, standard=standard, icd10=icd10))
        for text in names.split("|"):
            *words, first, last = (
                text.split(" ") if text[-1].isdigit() and text.count("-") > 3 else (text, "", "")
            )
            entries.append(
                DiseaseName(
                    name=" ".join(words),
                    standard=standard,
                    icd10=icd10,
                    valid_from=date.fromisoformat(first) if first else None,
                    valid_to=date.fromisoformat(last) if last else None,
                )
            )
    return DiseaseTable(entries)


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _times(entry: DiseaseName) -> str:
    if not (entry.valid_from or entry.valid_to):
        return "always"
    return f"{entry.valid_from or '...'} to {entry.valid_to or 'now'}"

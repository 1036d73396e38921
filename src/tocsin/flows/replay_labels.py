"""Outbreak labels: which series were struck, from when to when, as people decided afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tocsin.vocab.errors import ColumnError, DateError
from tocsin.vocab.periods import Every, Periods, parse_day

SPAN = ("start", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One outbreak.

    key    values of key columns; a column that is not named may hold anything
    start  reference date of its first period
    end    reference date of its last period
    """

    key: Mapping[str, str]
    start: date
    end: date

    def covers(self, series: Sequence[Mapping[str, str | None]], period: date) -> bool:
        """Whether one of the series is struck in the period that ends on a day."""
        if not self.start <= period <= self.end:
            return False
        return any(all(one.get(c) == value for c, value in self.key.items()) for one in series)


def read_labels(path: str, by: Sequence[str], every: Every) -> tuple[Label, ...]:
    """Labels from a table: key columns, start, end (any day of the period; empty keys = any).

    Raises ColumnError where start, end or every key column is missing, or one is no key column of the
    workspace; DateError where an end lies before its start.
    """
    from tocsin.sources import read_table

    table = read_table(path)
    keys = [name for name in table.columns if name not in SPAN]
    unknown = [name for name in keys if name not in by]
    if any(name not in table.columns for name in SPAN) or not keys or unknown:
        raise ColumnError(
            f"{path}: labels need the columns start and end, and of {', '.join(by)} those that tell which "
            f"series were struck; its columns are {', '.join(table.columns)}."
        )
    labels = []
    for number, row in enumerate(table.iter_rows(named=True), start=2):
        start, end = (_last_day(str(row[name]), every) for name in SPAN)
        if end < start:
            raise DateError(f"{path}: row {number} ends ({row['end']}) before it starts ({row['start']}).")
        key = {name: str(row[name]) for name in keys if row[name] not in (None, "")}
        labels.append(Label(key=key, start=start, end=end))
    return tuple(labels)


def _last_day(text: str, every: Every) -> date:
    day = parse_day(text)
    return Periods.spanning(day, day, every).end(0)

"""The simple threshold that a replay is compared with: when would it have alarmed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from tocsin.detect.auto import judge_by
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Flags
from tocsin.vocab.errors import ColumnError, OptionError
from tocsin.vocab.periods import parse_day

DEFAULT = "ears-c2"
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A rule that looks at one series at a time; one of the three is given.

    count   the newest count is at least so large
    method  the newest count is above by this method, default options
    alerts  days on which somebody alarmed, by series
    """

    count: float | None = None
    method: str | None = None
    alerts: Mapping[Key, tuple[date, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    words: str = ""

    def over(self, panel: Panel, since: date | None) -> Flags:
        """(S,) whether it alarmed on the day of a panel; alert dates: since the day replayed before it."""
        if self.method is not None:
            return judge_by(panel, self.method).above[:, -1]
        if self.count is not None:
            with np.errstate(invalid="ignore"):
                return np.asarray(panel.counts[:, -1] >= self.count, np.bool_)
        day = panel.as_of
        if day is None:
            return np.zeros(panel.counts.shape[0], np.bool_)
        fired = {key for key, days in self.alerts.items() if any((since or day) < d <= day for d in days)}
        keys = panel.series.select(self.columns).rows()
        return np.array([key in fired for key in keys], np.bool_)


SIMPLE = Threshold(method=DEFAULT, words=f"{DEFAULT} above")


def read_threshold(text: str, by: list[str]) -> Threshold:
    """`40` (a count), `ears-c2` (a method) or a file of alert dates: key columns and `date`.

    Raises OptionError for a count that is none, UnknownNameError for a method that does not exist, and what
    reading a table raises.
    """
    try:
        count = float(text)
    except ValueError:
        return _named(text, by)
    if not 0 < count < np.inf:
        raise OptionError("threshold", text, "a count above 0, a method or a file of alert dates")
    return Threshold(count=count, words=f"{text} or more in a period")


def _named(text: str, by: list[str]) -> Threshold:
    if not Path(text).suffix:
        from tocsin.detect.registry import find_method

        return Threshold(method=find_method(text).name, words=f"{text} above")
    from tocsin.sources import read_table

    table = read_table(text)
    columns = tuple(name for name in by if name in table.columns)
    if "date" not in table.columns or not columns:
        raise ColumnError(
            f"{text}: alert dates need a column date and at least one of {', '.join(by)}; its columns are "
            f"{', '.join(table.columns)}."
        )
    alerts: dict[Key, tuple[date, ...]] = {}
    for row in table.iter_rows(named=True):
        key = tuple(None if row[name] in (None, "") else str(row[name]) for name in columns)
        alerts[key] = (*alerts.get(key, ()), parse_day(str(row["date"])))
    return Threshold(alerts=alerts, columns=columns, words=f"alert dates of {Path(text).name}")

"""Content: reports as numbers, the form in which the archive compares and writes them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tocsin.panel.columns import series_of
from tocsin.panel.reports import SERIES, check_reports
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index
from tocsin.vocab.errors import ColumnError, DateError, DuplicateError, InputError
from tocsin.vocab.periods import EVERY, Every, Periods, label, ordinals

Day32 = NDArray[np.int32]
_DAY_BITS, _DAY_ZERO = 17, 30_000  # a day from 1888 to 2246 in 17 bits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """Reports of one or more snapshots, one row each.

    series     (S,) rows of text: source, indicator, place, stratum, every, unit
    number     (N,) int64; the series of each row
    reference  (N,) int32; last day of the period, days since 1970
    report     (N,) int32; day of publication, days since 1970
    values     (N,) float64; NaN where there is no number
    absence    (N,) uint8; 0 exactly where there is one
    checked    `check` found nothing impossible
    """

    series: pl.DataFrame
    number: Index
    reference: Day32
    report: Day32
    values: Array
    absence: Codes
    checked: bool = False

    NO_SERIES: ClassVar[pl.DataFrame] = pl.DataFrame(schema=dict.fromkeys(SERIES, pl.String))

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def nothing(cls, series: pl.DataFrame) -> "Content":
        """No reports of some series."""
        days = np.empty(0, np.int32)
        return cls(
            series=series, number=np.empty(0, np.int64), reference=days, report=days,
            values=np.empty(0), absence=np.empty(0, np.uint8),
        )  # fmt: skip

    @classmethod
    def of(cls, reports: pl.DataFrame, as_of: date | None = None) -> "Content":
        """From a table of reports; `as_of` is the report date where the table holds none.

        Raises what `check_reports` raises; InputError for a report date that is missing, or given twice over.
        """
        reports = check_reports(reports)
        if not reports.height:
            raise InputError("There are no reports. Give at least one.")
        number, series, faults = series_of(reports, SERIES)
        if faults:
            raise faults[0]
        return cls(
            series=series,
            number=number,
            reference=_days(reports["reference_date"]),
            report=report_days(reports["report_date"], as_of),
            values=reports["value"].fill_null(np.nan).to_numpy(),
            absence=reports["absence"].to_numpy(),
        )

    def take(self, rows: Index | Flags) -> "Content":
        """Only some rows; the series stay as they are."""
        return Content(
            series=self.series,
            number=self.number[rows],
            reference=self.reference[rows],
            report=self.report[rows],
            values=self.values[rows],
            absence=self.absence[rows],
            checked=self.checked,
        )

    def keys(self) -> Index:
        """(N,) int64; one number per cell, growing along series, then reference date."""
        return cell_keys(self.number, self.reference)

    def snapshot_days(self) -> list[date]:
        """The report dates, in order."""
        return cast(list[date], np.unique(self.report).astype("datetime64[D]").tolist())

    def cell_name(self, row: int) -> str:
        """A cell in words: `measles, Osh, age=00-04 at 2025-W07`."""
        return cell_name(self.series.row(int(self.number[row]), named=True), int(self.reference[row]))

    def check(self) -> "Content":
        """The same content, or an error that names the rows in which something is impossible.

        Raises ColumnError for an `every` or an empty source or indicator, DateError for a reference date that
        is not the last day of its period or a report published before its period began, DuplicateError for
        several reports of one cell on one day. What was checked before is not checked again.
        Cost: O(N) where the rows come in the order of cells, else a sort of them.
        """
        if self.checked:
            return self
        strange = sorted(set(self.series["every"].to_list()) - set(EVERY))
        if strange:
            raise ColumnError(f"every holds {strange[0]!r}; it must be one of {', '.join(EVERY)}.")
        for name in ("source", "indicator"):
            if (self.series[name] == "").any():
                raise ColumnError(f"{name} is empty in some rows; every report needs one.")
        starts, ends = self._edges()
        self._refuse(self.reference != ends, "whose reference date is not the last day of their period")
        self._refuse(self.report < starts, "published before their period began, so check the report date")
        self._refuse_twins()
        return replace(self, checked=True)

    def _edges(self) -> tuple[Index, Index]:
        starts, ends = np.empty(len(self), np.int64), np.empty(len(self), np.int64)
        every = self.series["every"].to_numpy()[self.number]
        for kind in sorted(set(self.series["every"].to_list())):
            rows = slice(None) if self.series["every"].n_unique() == 1 else every == kind
            starts[rows], ends[rows] = period_edges(self.reference[rows], kind)
        return starts, ends

    def _refuse(self, wrong: Flags, what: str) -> None:
        rows = np.flatnonzero(wrong)
        if len(rows):
            named = ", ".join(f"row {row + 1} ({self.row_name(row)})" for row in rows[:3].tolist())
            more = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
            raise DateError(f"There are reports {what}: {named}{more}.")

    def row_name(self, row: int) -> str:
        """A report in words: its cell and when it was published."""
        return f"{self.cell_name(row)}, published {day_of(int(self.report[row]))}"

    def _refuse_twins(self) -> None:
        key, days = self.keys(), self.report
        if (days[1:] == days[:-1]).all():  # one snapshot, as nearly always: order by cell will do
            if not (key[1:] > key[:-1]).all():
                key.sort()
            twin = (key[1:] == key[:-1]).any()
        else:
            order = np.lexsort((days, key))
            twin = ((np.diff(key[order]) == 0) & (np.diff(days[order]) == 0)).any()
        if twin:
            self._name_twins()

    def _name_twins(self) -> None:
        table = pl.DataFrame({"key": self.keys(), "report": self.report})
        twins = np.flatnonzero(table.is_duplicated().to_numpy())
        order = np.lexsort((self.report[twins], table["key"].to_numpy()[twins]))
        named = ", ".join(dict.fromkeys(self.row_name(int(twins[i])) for i in order[:6]))
        raise DuplicateError(
            f"{len(twins):,} rows report one cell several times on one day: {named}. Remove the doubles, or "
            "add the column that tells them apart."
        )


def cell_keys(number: Index, reference: Day32) -> Index:
    """One number per series and reference date, growing along series, then date."""
    return (number << _DAY_BITS) | (reference.astype(np.int64) + _DAY_ZERO)


def split_keys(keys: Index) -> tuple[Index, Day32]:
    """Series numbers and reference dates of cell keys."""
    return keys >> _DAY_BITS, ((keys & ((1 << _DAY_BITS) - 1)) - _DAY_ZERO).astype(np.int32)


def period_edges(days: Day32, every: Every) -> tuple[Index, Index]:
    """First and last day of the period that holds each day, as days since 1970."""
    found = ordinals(days.astype(np.int64).view("datetime64[D]"), every)
    if not len(found):
        return found, found
    periods = Periods(every, int(found.min()), int(found.max() - found.min()) + 1)
    place = found - periods.first
    return periods.starts().astype(np.int64)[place], periods.ends().astype(np.int64)[place]


def report_days(column: pl.Series, as_of: date | None) -> Day32:
    """Days of publication; where the table holds none, `as_of`."""
    missing = column.null_count()
    if missing and as_of is None:
        raise InputError(f"{missing:,} reports do not say when they were published. Give --as-of DATE.")
    if not missing and as_of is not None and bool((column != as_of).any()):
        first, last = column.sort()[0], column.sort()[-1]
        raise InputError(
            f"The reports say themselves when they were published ({first} to {last}), and not on "
            f"{as_of}. Leave out --as-of."
        )
    return _days(column.fill_null(as_of) if missing else column)


def cell_name(series: dict[str, str], reference: int) -> str:
    """A cell in words."""
    parts = [series[name] for name in ("indicator", "place", "stratum") if series[name]]
    return f"{', '.join(parts)} at {label(day_of(reference), cast(Every, series['every']))}"


def day_of(days: int) -> date:
    """A day from its number since 1970."""
    return np.datetime64(days, "D").item()


def said(value: float, code: int) -> str:
    """What a report says: its number, or why there is none."""
    return f"{value:g}" if code == Absence.PRESENT else Absence(code).word


def _days(column: pl.Series) -> Day32:
    return cast(Day32, column.to_physical().to_numpy())

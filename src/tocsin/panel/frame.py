"""Count tables to panels and back. Row order plays no part; nothing is repaired, filled or dropped unasked.

Order of work: the named columns (`columns`), days (`dates`), series, numbers (`counts`), cells (`cells`),
negative counts (`corrections`). Everything wrong with the columns is reported together.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from tocsin.panel.cells import Cells, place, place_population
from tocsin.panel.columns import gather, series_of
from tocsin.panel.corrections import net_corrections
from tocsin.panel.counts import read_counts
from tocsin.panel.dates import read_days
from tocsin.panel.panel import Panel, series_name
from tocsin.panel.spacing import check_spacing
from tocsin.panel.whole import incomplete
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError, OptionError
from tocsin.vocab.periods import EVERY, Every, Periods

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

_WORDS = {
    "absent": ("missing", "zero"),
    "duplicates": ("error", "sum"),
    "corrections": ("error", "net", "keep"),
}


def read_frame(
    frame: "IntoFrame",
    *,
    time: str,
    count: str,
    by: Sequence[str] = (),
    every: Every = "week",
    absent: Literal["missing", "zero"] = "missing",
    duplicates: Literal["error", "sum"] = "error",
    corrections: Literal["error", "net", "keep"] = "error",
    rates: bool = False,
    population: str | None = None,
    status: str | None = None,
    as_of: date | None = None,
) -> Panel:
    """Read a table with one row per series and period as a panel.

    Parameters
    ----------
    frame        pandas, Polars (eager or lazy), PyArrow or DuckDB; only the named columns are read
    time         column of dates, datetimes or texts (`2025-02-14`, `2025-W07`, `2025-02`; see
                 `tocsin.panel.dates`); any day of a period names it
    count        column of numbers, or of texts that hold numbers and reasons (see `tocsin.panel.counts`)
    by           key columns; they become text; a null is an error
    every        "day", "week" (ISO) or "month"
    absent       what a cell without a row is: "missing" (not reported) or "zero": a count of 0 between the
                 first and the last period of the whole table, for every series that has a row in it.
                 A row with a null stays missing either way
    duplicates   several rows for one cell: "error", or "sum". If any of the rows has no number the sum would
                 be too low: the cell is then absent, for their reason (unknown when they differ). So is a
                 week or month of a series of days that lacks some (see `tocsin.panel.whole`)
    corrections  negative counts: "error"; "net" (see `tocsin.panel.corrections`); "keep"
    rates        fractional numbers are meant
    population   column of persons. A cell without it has that of the nearest earlier period of its series,
                 or else of the nearest later one. Under duplicates="sum" rows of one date are parts of the
                 population and add up; of several dates in a period the last counts
    status       column that says why a number is missing, in the words of `Absence`
    as_of        the day on which these numbers stood

    Returns
    -------
    Panel; series sorted by their keys; periods from the first to the last of the table without a gap

    Raises
    ------
    ColumnError     a column is missing, named twice, or a key is null
    DateError       dates that do not parse, lie outside 1900-2100, or are of another kind than `every`
    CountError      text, infinite, fractional or negative counts; names rows or cells
    DuplicateError  several rows for one cell
    InputError      no rows; a span so long that the table is nearly empty
    OptionError     an argument outside its words

    Cost: O(rows + S T); 2.56 million rows take about a second

    >>> table = pl.DataFrame({"week": ["2020-W53", "2021-W02"], "place": "Osh", "cases": [3, 5]})
    >>> panel = read_frame(table, time="week", count="cases", by=["place"])
    >>> panel.counts
    array([[ 3., nan,  5.]])
    >>> panel.periods.labels()
    ['2020-W53', '2021-W01', '2021-W02']
    """
    _check_words(every=every, absent=absent, duplicates=duplicates, corrections=corrections)
    extra = [name for name in (population, status) if name is not None]
    rows = gather(frame, [time, count, *by, *extra])
    if not rows.height:
        raise InputError("The table holds no rows. Give at least one report.")
    statuses = None if status is None else rows[status]
    days, number, series, values, absence = _parsed(rows[time], rows[count], rows, by, statuses, every, rates)
    cells = Cells.of(days, number, max(series.height, 1), every)
    check_spacing(cells, series, absent=absent)
    counts, codes = place(cells, values, absence, series, summed=duplicates == "sum")
    _settle(cells, counts, codes, absent=absent, summed=duplicates == "sum")
    return Panel(
        counts=_corrected(counts, corrections, series, cells.periods),
        absence=codes,
        series=series,
        periods=cells.periods,
        population=None if population is None else place_population(cells, rows[population], series),
        as_of=as_of,
    )


def write_frame(panel: Panel, *, time: str = "date", count: str = "count") -> pl.DataFrame:
    """One row per cell: key columns, reference date, count, absence in words, population where there is one.

    A null count has its reason beside it, so that reading the frame with `status="absence"` (and
    `population="population"`) gives the same panel again, its series sorted. Series summed over a column have
    null there and cannot be read back.

    >>> table = pl.DataFrame({"month": ["2025-02"], "cases": [4]})
    >>> read_frame(table, time="month", count="cases", every="month").to_frame().rows()
    [(datetime.date(2025, 2, 28), 4.0, 'present')]
    """
    S, T = panel.counts.shape
    names = [*panel.by, time, count, "absence", *(["population"] if panel.population is not None else [])]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ColumnError(f"Two columns would be named {twice[0]!r}. Choose another time= or count=.")
    keys = panel.series[np.repeat(np.arange(S), T).tolist()] if panel.by else pl.DataFrame()
    words = pl.Series([code.word for code in Absence])
    columns = [
        pl.Series(time, np.tile(panel.periods.ends(), S)),
        pl.Series(count, panel.counts.ravel()).fill_nan(None),
        words.gather(panel.absence.ravel()).alias("absence"),
    ]
    if panel.population is not None:
        columns.append(pl.Series("population", panel.population.ravel()).fill_nan(None))
    return pl.DataFrame([*keys.iter_columns(), *columns])


def _parsed(
    time: pl.Series,
    count: pl.Series,
    rows: pl.DataFrame,
    by: Sequence[str],
    status: pl.Series | None,
    every: Every,
    rates: bool,
) -> tuple[pl.Series, Index, pl.DataFrame, Array, Codes]:
    """Days, series numbers, series, numbers and absence codes of the rows; all their faults as one error."""
    number, series, key_faults = series_of(rows, by)
    values, absence, count_faults = read_counts(count, status=status, rates=rates)
    faults: list[InputError] = [*key_faults, *count_faults]
    try:
        days = read_days(time, every=every)
    except DateError as fault:
        raise _together([fault, *faults]) from None
    if faults:
        raise _together(faults)
    return days, number, series, values, absence


def _settle(cells: Cells, counts: Array, codes: Codes, *, absent: str, summed: bool) -> None:
    """Say, in place, what the cells without a row are, and which sums over days lack some."""
    if summed:
        partial = incomplete(cells, absent=absent)
        counts[partial], codes[partial] = np.nan, Absence.NOT_REPORTED
    unlisted = codes == Cells.NO_ROW
    if absent == "zero":
        counts[unlisted], codes[unlisted] = 0.0, Absence.PRESENT
    else:
        codes[unlisted] = Absence.NOT_REPORTED


def _together(faults: Sequence[InputError]) -> InputError:
    """All faults of one table as one error of the first one's kind."""
    return type(faults[0])(" ".join(str(fault) for fault in faults))


def _check_words(**given: str) -> None:
    for name, value in given.items():
        words = EVERY if name == "every" else _WORDS[name]
        if value not in words:
            raise OptionError(name, value, f"one of {', '.join(words)}")


def _corrected(counts: Array, corrections: str, series: pl.DataFrame, periods: Periods) -> Array:
    negative = counts < 0
    if corrections == "keep" or not negative.any():
        return counts
    if corrections == "error":
        raise CountError(
            _listed(negative, counts, series, periods)
            + ' Load with corrections="net" (--corrections net) if these are corrections.'
        )
    netted, leftover = net_corrections(counts)
    if len(leftover):
        raise CountError(
            _listed(netted < 0, netted, series, periods)
            + " This is left when all earlier counts are used up. Correct it, or load with "
            'corrections="keep" (--corrections keep).'
        )
    return netted


def _listed(wrong: Flags, counts: Array, series: pl.DataFrame, periods: Periods) -> str:
    """Name the first three series with negative counts."""
    found = np.flatnonzero(wrong.any(axis=1))
    sentences = []
    for number in found[:3].tolist():
        at = np.flatnonzero(wrong[number])
        n, first = len(at), int(at[0])
        label = periods.part(first, first + 1).labels()[0]
        sentences.append(
            f"{series_name(series, number)} has {n} negative count{'s' if n > 1 else ''}, "
            f"first {counts[number, first]:g} at {label}."
        )
    if len(found) > 3:
        sentences.append(f"So have {len(found) - 3} more series.")
    return " ".join(sentences)

"""From a workspace or from files with report dates to a table of nowcasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tocsin.flows.progress import Progress, no_progress
from tocsin.vocab.errors import ColumnError, DateError, DuplicateError, InputError

if TYPE_CHECKING:
    import polars as pl

    from tocsin.panel.forecast import Forecast
    from tocsin.panel.triangle import Triangle
    from tocsin.vocab.arrays import Array, Flags, Index
    from tocsin.vocab.periods import Every

RESULT_COLUMNS = ("date", "horizon", "reported", "method")
MOST_DELAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """Files whose rows say when a number was published.

    files        files, or folders of such files
    time         column of reference dates
    count        column of numbers
    report_date  column of report dates, or None
    delay        column of delays in periods, or None; one of the two is needed
    by           key columns
    every        length of a period and of a step of delay
    cumulative   a number is the count as it then stood; else it is what came since the report before, and
                 a delay without a row inside what was published brought nothing
    """

    files: tuple[str, ...]
    time: str
    count: str
    report_date: str | None = None
    delay: str | None = None
    by: tuple[str, ...] = ()
    every: "Every" = "week"
    cumulative: bool = False


def nowcast_workspace(
    path: str,
    *,
    as_of: date | None = None,
    indicator: str | None = None,
    place: str | None = None,
    total: int = 1,
    holidays: Sequence[date] = (),
    progress: Progress = no_progress,
) -> "pl.DataFrame":
    """Nowcast of what a workspace knew at the end of a day; default that of the last snapshot."""
    from tocsin.flows.workspace import open_workspace

    progress("Reading")
    archive = open_workspace(path).archive
    return _answer(archive.triangle(as_of=as_of, indicator=indicator, place=place), total, holidays, progress)


def nowcast_files(
    delayed: Delayed,
    *,
    as_of: date | None = None,
    total: int = 1,
    holidays: Sequence[date] = (),
    progress: Progress = no_progress,
) -> "pl.DataFrame":
    """Nowcast of a table of reports by report date or delay.

    Raises InputError and its subclasses; every message begins with the file, or the first of several.
    """
    progress("Reading")
    try:
        triangle = read_triangle(delayed, as_of=as_of)
    except InputError as error:
        start = str(delayed.files[0])
        raise type(error)(str(error) if str(error).startswith(start) else f"{start}: {error}") from None
    return _answer(triangle, total, holidays, progress)


def read_triangle(delayed: Delayed, *, as_of: date | None = None) -> "Triangle":
    """The triangle of a table, without what was published after `as_of`."""
    import numpy as np
    import polars as pl

    from tocsin.panel.counts import read_numbers
    from tocsin.panel.dates import read_days
    from tocsin.panel.triangle import Triangle
    from tocsin.sources import read_table
    from tocsin.vocab.periods import Periods, ordinals

    when = delayed.report_date or delayed.delay
    if when is None or (delayed.report_date and delayed.delay):
        raise ColumnError("Name either the column of report dates or the column of delays.")
    table = read_table(delayed.files, list(dict.fromkeys([delayed.time, when, delayed.count, *delayed.by])))
    values, _, faults = read_numbers(table[delayed.count])
    if faults:
        raise faults[0]
    days = read_days(table[delayed.time], every=delayed.every).to_numpy().astype("datetime64[D]")
    reference = ordinals(days, delayed.every)
    if delayed.report_date:
        published = read_days(table[delayed.report_date], every=delayed.every).to_numpy()
        delay = ordinals(published.astype("datetime64[D]"), delayed.every) - reference
        _refuse_early(delay, table, delayed)
        if as_of is not None:
            keep = published.astype("datetime64[D]") <= np.datetime64(as_of, "D")
            table, values, reference, delay = (
                table.filter(keep),
                values.filter(keep),
                reference[keep],
                delay[keep],
            )
    else:
        delay = _whole_delays(table[when])
        if as_of is not None:
            keep = reference + delay <= Periods.ordinal(as_of, delayed.every)
            table, values, reference, delay = (
                table.filter(keep),
                values.filter(keep),
                reference[keep],
                delay[keep],
            )
    if not len(reference):
        raise InputError("There is no row that was published by then; choose a later --as-of.")
    keys = table.select(list(delayed.by)).with_columns(pl.all().cast(pl.String))
    series = keys.unique(maintain_order=True).sort(list(delayed.by)) if delayed.by else pl.DataFrame()
    row = _row_of(keys, series)
    numbers = values.cast(pl.Float64).to_numpy()
    increments, first = _cells(row, reference, delay, numbers, max(1, series.height), delayed.cumulative)
    low, high = int(reference.min()), int(reference.max())
    return Triangle(
        increments=increments, series=series, periods=Periods(delayed.every, low, high - low + 1),
        as_of=as_of, delay_every=delayed.every, first_delay=first,
        open_end=bool(np.ptp(delay) >= MOST_DELAYS),
    )  # fmt: skip


def _refuse_early(delay: "Index", table: "pl.DataFrame", delayed: Delayed) -> None:
    """Raise DateError where a row was published before its period began."""
    import numpy as np

    rows = np.flatnonzero(delay < 0)
    if not len(rows):
        return
    shown = table.select(delayed.time, str(delayed.report_date))[rows[:3].tolist()].rows()
    named = ", ".join(
        f"row {row + 1} ({period}, published {day})" for row, (period, day) in zip(rows, shown, strict=False)
    )
    more = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
    raise DateError(
        f"There are reports published before their period began, so check the report date: {named}{more}."
    )


def _whole_delays(column: "pl.Series") -> "Index":
    import polars as pl

    delays = column.cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False)
    if delays.null_count():
        wrong = column.filter(delays.is_null())[0]
        raise InputError(f"Column {column.name!r} holds {wrong!r}; a delay is a whole number of periods.")
    return delays.to_numpy()


def _row_of(keys: "pl.DataFrame", series: "pl.DataFrame") -> "Index":
    import numpy as np
    import polars as pl

    if not series.columns:
        return np.zeros(keys.height or 0, np.int64) if keys.columns else np.zeros(1, np.int64)
    numbered = series.with_row_index("__row")
    found = keys.join(numbered, on=series.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["__row"].cast(pl.Int64).to_numpy()


def _cells(
    row: "Index", reference: "Index", delay: "Index", numbers: "Array", S: int, cumulative: bool
) -> tuple["Array", int]:
    """Increments (S, T, L) and the first delay; NaN where nothing was published (yet)."""
    import numpy as np

    first, last = int(delay.min()), int(min(delay.max(), delay.min() + MOST_DELAYS - 1))
    T, L = int(np.ptp(reference)) + 1, last - first + 1
    at = np.broadcast_to(row, reference.shape), reference - reference.min(), np.minimum(delay, last) - first
    cells = np.full((S, T, L), np.nan)
    inside = delay <= last
    if cumulative:
        order = np.argsort(delay, kind="stable")
        cells[tuple(part[order] for part in at)] = numbers[order]
        _refuse_twice(at, inside)
        return np.ascontiguousarray(_steps(cells)), first
    _refuse_twice(at, inside)
    np.nan_to_num(cells, copy=False)
    np.add.at(cells, at, np.nan_to_num(numbers))
    named = np.zeros((S, T), bool)
    named[at[0], at[1]] = True
    newest = int((reference - reference.min() + delay).max())
    ahead = np.arange(T)[:, None] + np.arange(L)[None, :] + first > newest
    cells[~named] = np.nan
    cells[:, ahead] = np.nan
    return np.ascontiguousarray(cells), first


def _refuse_twice(at: tuple["Index", ...], inside: "Flags") -> None:
    import numpy as np

    places = np.stack([part[inside] for part in at], axis=1)
    _, times = np.unique(places, axis=0, return_counts=True)
    if (times > 1).any():
        raise DuplicateError(
            f"{int((times > 1).sum())} cells have several rows for one series, period and delay; "
            "name one more --by column, or add the rows up."
        )


def _steps(counts: "Array") -> "Array":
    """Changes between the counts that were published; NaN where none was."""
    import numpy as np

    before = np.zeros(counts.shape[:2])
    steps = np.full(counts.shape, np.nan)
    for d in range(counts.shape[2]):
        seen = ~np.isnan(counts[:, :, d])
        steps[:, :, d] = np.where(seen, counts[:, :, d] - before, np.nan)
        before = np.where(seen, counts[:, :, d], before)
    return steps


def _answer(triangle: "Triangle", total: int, holidays: Sequence[date], progress: Progress) -> "pl.DataFrame":
    from tocsin.nowcast import NowcastOptions, nowcast

    taken = [name for name in triangle.by if name in RESULT_COLUMNS]
    if taken:
        raise ColumnError(
            f"Column {taken[0]!r} cannot be a --by column: the result has one of that name. Rename it."
        )
    progress("Nowcasting", triangle.increments.shape[0])
    options = NowcastOptions(total=total, holidays=frozenset(holidays))
    return tidy(nowcast(triangle, options=options), triangle, total)


def tidy(cast: "Forecast", triangle: "Triangle", total: int = 1) -> "pl.DataFrame":
    """One row per series and period: key columns, date, horizon, reported, q0.025 ... q0.975, method."""
    import numpy as np
    import polars as pl

    S, H, _ = cast.quantiles.shape
    known = np.nan_to_num(triangle.known())
    sums = np.cumsum(np.pad(known, ((0, 0), (1, 0))), axis=1)
    reported = np.full(known.shape, np.nan)
    reported[:, total - 1 :] = sums[:, total:] - sums[:, :-total]
    reported = np.where(np.isnan(triangle.known()), np.nan, reported)[:, known.shape[1] - H :]
    rows = pl.Series(np.repeat(np.arange(S), H))
    columns = {
        **{name: cast.series[name].gather(rows) for name in cast.by},
        "date": pl.Series(np.tile(cast.periods.ends(), S)),
        "horizon": pl.Series(np.tile(cast.horizons, S)),
        "reported": pl.Series(np.ascontiguousarray(reported).ravel()).fill_nan(None),
        **{
            f"q{level:g}": pl.Series(np.ascontiguousarray(cast.quantiles[:, :, q]).ravel()).fill_nan(None)
            for q, level in enumerate(cast.levels)
        },
        "method": pl.Series([cast.method] * (S * H)),
    }
    return pl.DataFrame(columns)

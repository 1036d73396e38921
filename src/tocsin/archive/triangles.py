"""Reporting triangles out of the archive: what came when."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.archive.book import SeriesBook
from tocsin.archive.choose import (
    Choice,
    check_indicators,
    chosen_periods,
    chosen_rows,
    key_columns,
    one_every,
)
from tocsin.archive.content import Content, Day32
from tocsin.archive.receipts import Receipt
from tocsin.archive.state import COLUMNS, joined, numbered
from tocsin.archive.store import Store
from tocsin.panel.cells import MOST_CELLS
from tocsin.panel.triangle import Triangle
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index
from tocsin.vocab.errors import InputError, OptionError
from tocsin.vocab.periods import Every, Periods, ordinals

if TYPE_CHECKING:
    from deltalake import DeltaTable

_UNSAID, _NUMBER, _NONE = 0, 1, 2  # what the reports of one delay say of a cell


def read_triangle(
    store: Store,
    table: "DeltaTable",
    choice: Choice,
    *,
    as_of: date,
    receipts: Sequence[Receipt],
    delay_every: Every | None,
    delays: int | None,
) -> Triangle:
    """The triangle as of a day; see `Archive.triangle`."""
    if delays is not None and delays < 1:
        raise OptionError("delays", delays, "1 or more")
    book = SeriesBook()
    batches = store.scan(table, COLUMNS, indicators=choice.names("indicator"), until=as_of)
    rows = joined([numbered(batch, book) for batch in batches], book)
    check_indicators(store, table, choice, rows.series["indicator"].unique().to_list(), as_of)
    chosen = chosen_rows(rows.series, choice)
    every = one_every(rows.series[chosen.tolist()])
    keys, order = key_columns(rows.series[chosen.tolist()])
    rows = _renumbered(rows, chosen[order])
    periods, place = _placed(rows, every, choice)
    inside = (place >= 0) & (place < len(periods))
    rows, place = rows.take(inside), place[inside]
    step = delay_every or every
    ends = ordinals(periods.ends(), step)
    delay = _ordinal_of(rows.report, step) - ends[place]
    low = min(0, int(delay.min(initial=0)))
    size = delays if delays is not None else _longest(delay, rows.report, step) - low + 1
    shape = (len(chosen), len(periods), size)
    if shape[0] * shape[1] * shape[2] > MOST_CELLS // 4:
        raise InputError(
            f"{shape[0]:,} series, {shape[1]:,} periods and {size:,} delays are more cells than fit. Ask "
            "for fewer series, a later start= or fewer delays=."
        )
    column = np.clip(delay - low, 0, size - 1)
    days = {r.source: [q.report_date for q in receipts if q.source == r.source] for r in receipts}
    until = {source: [day for day in some if day <= as_of] for source, some in days.items()}
    looked = _looked(rows.series[chosen[order].tolist()]["source"], until, ends, step, low, size)
    return Triangle(
        increments=_increments(rows, place, column, looked, shape),
        series=keys,
        periods=periods,
        as_of=as_of,
        delay_every=step,
        first_delay=low,
        open_end=bool((delay - low >= size).any()),
    )


def _longest(delay: Index, report: Day32, step: Every) -> int:
    """The longest delay that was seen, or less: how far the newest number of the first day could be followed.

    Numbers older than that were history when the archive began; their delays say nothing.
    """
    if not len(delay):
        return 0
    days = _ordinal_of(report, step)
    newest = int(delay[report == report.min()].min())
    return max(0, min(int(delay.max()), newest + int(days.max() - days.min())))


def _renumbered(rows: Content, wanted: Index) -> Content:
    """Only some series, numbered by their place among `wanted`."""
    place = np.full(rows.series.height, -1, np.int64)
    place[wanted] = np.arange(len(wanted))
    number = place[rows.number]
    kept = rows.take(number >= 0)
    return Content(
        series=kept.series, number=number[number >= 0], reference=kept.reference, report=kept.report,
        values=kept.values, absence=kept.absence,
    )  # fmt: skip


def _placed(rows: Content, every: Every, choice: Choice) -> tuple[Periods, Index]:
    """The periods asked for, and the place of each row among them; outside where it is not asked for."""
    ordinal = _ordinal_of(rows.reference, every)
    whole = Periods(every, int(ordinal.min()), int(ordinal.max() - ordinal.min()) + 1)
    told = np.zeros(len(whole), np.bool_)
    told[ordinal - whole.first] = True
    periods, _ = chosen_periods(whole, told, choice)
    return periods, ordinal - periods.first


def _looked(
    sources: pl.Series, days: dict[str, list[date]], ends: Index, step: Every, low: int, size: int
) -> Flags:
    """(S, T, L) whether a snapshot of the series' source came at that delay; the last column: or later."""
    seen: dict[str, Flags] = {}
    for source in sources.unique().to_list():
        came = np.zeros((len(ends), size), np.bool_)
        for day in np.unique(_ordinal_of_days(days[source], step)).tolist():
            at = day - ends - low
            came[np.flatnonzero(at >= 0), np.minimum(at[at >= 0], size - 1)] = True
        seen[source] = came
    return np.stack([seen[source] for source in sources.to_list()])


def _increments(
    rows: Content, place: Index, column: Index, looked: Flags, shape: tuple[int, int, int]
) -> Array:
    """Changes from delay to delay; NaN where nothing was published yet, or nobody looked."""
    value, says = _last_said(rows, place, column, shape)
    out = np.full(shape, np.nan)
    stands, there = np.zeros(shape[:2]), np.zeros(shape[:2], np.bool_)
    for at in range(shape[2]):
        number, none = says[:, :, at] == _NUMBER, says[:, :, at] == _NONE
        there = (there | number) & ~none
        confirmed = there & looked[:, :, at] & ~number
        out[:, :, at] = np.where(number, value[:, :, at] - stands, np.where(confirmed, 0.0, np.nan))
        stands = np.where(number, value[:, :, at], stands)
    out[~there] = np.nan
    return out


def _last_said(
    rows: Content, place: Index, column: Index, shape: tuple[int, int, int]
) -> tuple[Array, Codes]:
    order = np.argsort(rows.report, kind="stable")
    at = np.ravel_multi_index((rows.number[order], place[order], column[order]), shape)
    value, says = np.full(shape, np.nan), np.full(shape, _UNSAID, np.uint8)
    value.ravel()[at] = rows.values[order]
    says.ravel()[at] = np.where(rows.absence[order] == Absence.PRESENT, _NUMBER, _NONE)
    return value, says


def _ordinal_of(days: Day32, every: Every) -> Index:
    return ordinals(days.astype(np.int64).view("datetime64[D]"), every)


def _ordinal_of_days(days: Sequence[date], every: Every) -> Index:
    return ordinals(np.array(days, "datetime64[D]"), every)

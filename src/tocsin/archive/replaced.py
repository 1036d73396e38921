"""Numbers that were replaced: what a later snapshot put in the place of an earlier number."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.archive.book import SeriesBook
from tocsin.archive.choose import Choice, Names, check_indicators, chosen_rows
from tocsin.archive.content import Content
from tocsin.archive.state import COLUMNS, joined, numbered
from tocsin.archive.store import Store
from tocsin.panel.reports import SERIES

if TYPE_CHECKING:
    from tocsin.archive.archive import Archive


def read_replaced(
    archive: "Archive",
    *,
    until: date,
    indicator: Names = None,
    place: Names = None,
    source: Names = None,
    stratum: Names = None,
) -> pl.DataFrame:
    """One row for each number that was replaced by a day: its series, reference_date, report_date, old, new.

    report_date is the day of the new number. A number that was withdrawn and came back changed is compared
    with the last one there was. What is published later changes no row. Cost: one pass over the rows of the
    indicators, and a sort of them.
    """
    store = Store(archive.url)
    choice = Choice(indicator=indicator, place=place, source=source, stratum=stratum)
    book = SeriesBook()
    table = store.open()
    batches = store.scan(table, COLUMNS, indicators=choice.names("indicator"), until=until)
    rows = joined([numbered(batch, book) for batch in batches], book)
    check_indicators(store, table, choice, rows.series["indicator"].unique().to_list(), until)
    wanted = np.zeros(rows.series.height, np.bool_)
    wanted[chosen_rows(rows.series, choice)] = True
    rows = rows.take(wanted[rows.number] & ~np.isnan(rows.values))
    rows = rows.take(np.lexsort((rows.report, rows.reference, rows.number)))
    return _pairs(rows)


def _pairs(rows: Content) -> pl.DataFrame:
    """Each number with the one before it in the same cell, where they differ; rows by cell and day."""
    same = (rows.number[1:] == rows.number[:-1]) & (rows.reference[1:] == rows.reference[:-1])
    after = 1 + np.flatnonzero(same & (rows.values[1:] != rows.values[:-1]))
    days = {"reference_date": rows.reference[after], "report_date": rows.report[after]}
    return pl.DataFrame(
        {
            **{name: rows.series[name].gather(rows.number[after]) for name in SERIES},
            **{name: pl.Series(values.astype(np.int32)).cast(pl.Date) for name, values in days.items()},
            "old": rows.values[after - 1],
            "new": rows.values[after],
        }
    )

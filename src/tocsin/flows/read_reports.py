"""Files of a source to reports: tables by the reading rules of the panel, other formats by their readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tocsin.flows.settings import SourceSettings
from tocsin.vocab.errors import InputError, OptionError

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tocsin.archive.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReports:
    """What files held.

    content  the reports
    notes    what is odd about them, one sentence each; nothing was changed because of these
    """

    content: "Content"
    notes: tuple[str, ...]


def read_reports(
    files: Sequence[str], source: str, settings: SourceSettings, as_of: date | None
) -> ReadReports:
    """Read the files of one source together, as of a day where they do not say it themselves.

    Raises InputError and its kin; every message begins with the file, or the first of several.
    """
    if settings.format != "table":
        return _by_reader(files, source, settings, as_of)
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    if settings.report_date is None and as_of is None:
        raise OptionError(
            "as_of", as_of, "the day of publication (--as-of), or name a column (--report-date)"
        )
    if settings.report_date is not None and as_of is not None:
        raise OptionError("as_of", str(as_of), "left out: the files have a column of report dates")
    rows = _rows(files, settings)
    try:
        return ReadReports(content=_content(rows, source, settings, as_of), notes=())
    except InputError as error:
        raise type(error)(f"{files[0]}{more}: {error}") from None


def _by_reader(
    files: Sequence[str], source: str, settings: SourceSettings, as_of: date | None
) -> ReadReports:
    import polars as pl

    from tocsin.archive.content import Content
    from tocsin.sources.registry import find_source

    reader = find_source(settings.format)
    options = reader.configure(settings.options)
    frames, notes = [], []
    for file in files:
        reading = reader.open(file, options)
        frames.append(reading.reports)
        notes += reading.notes()
    reports = pl.concat(frames)
    if reports["source"].n_unique() == 1:
        reports = reports.with_columns(source=pl.lit(source))
    return ReadReports(content=Content.of(reports, as_of), notes=tuple(dict.fromkeys(notes)))


def _keys(settings: SourceSettings) -> list[str]:
    names = [settings.place, settings.indicator, *settings.by]
    return [name for name in names if name is not None]


def _rows(files: Sequence[str], settings: SourceSettings) -> "pl.DataFrame":
    from tocsin.sources import read_line_list, read_table

    keys = _keys(settings) + ([settings.report_date] if settings.report_date else [])
    if settings.line_list:
        return read_line_list(files, time=settings.time, by=keys, count=settings.count, sheet=settings.sheet)
    extra = [settings.status] if settings.status else []
    columns = list(dict.fromkeys([settings.time, settings.count, *keys, *extra]))
    return read_table(
        files, columns, wide=settings.wide, time=settings.time, count=settings.count, sheet=settings.sheet
    )


def _content(rows: "pl.DataFrame", source: str, settings: SourceSettings, as_of: date | None) -> "Content":
    """Reports of a table: row by row, or over a grid where cells have to be made of several rows."""
    from tocsin.archive.content import report_days
    from tocsin.panel.dates import read_days

    if settings.report_date is not None:
        report = report_days(read_days(rows[settings.report_date], every="day"), None)
    else:
        import numpy as np

        report = np.full(rows.height, np.datetime64(as_of, "D").astype(np.int64), np.int32)
    made = settings.line_list or settings.absent == "zero" or settings.duplicates == "sum"
    if not made and settings.corrections != "net":
        content = _row_by_row(rows, report, source, settings)
        if settings.corrections == "keep" or not (content.values < 0).any():
            return content
    return _over_grid(rows, report, source, settings)


def _row_by_row(
    rows: "pl.DataFrame", report: "np.ndarray", source: str, settings: SourceSettings
) -> "Content":
    from tocsin.archive.content import Content, period_edges
    from tocsin.panel.cells import Cells
    from tocsin.panel.columns import series_of
    from tocsin.panel.counts import read_counts
    from tocsin.panel.dates import read_days
    from tocsin.panel.spacing import check_spacing

    number, series, faults = series_of(rows, _keys(settings))
    status = rows[settings.status] if settings.status else None
    values, absence, more = read_counts(rows[settings.count], status=status, rates=settings.rates)
    for fault in (*faults, *more):
        raise fault
    days = read_days(rows[settings.time], every=settings.every)
    check_spacing(Cells.of(days, number, max(series.height, 1), settings.every), series, absent="missing")
    reference = period_edges(days.to_physical().to_numpy(), settings.every)[1].astype("int32")
    return Content(
        series=_series(series, source, settings), number=number, reference=reference, report=report,
        values=values, absence=absence,
    )  # fmt: skip


def _over_grid(
    rows: "pl.DataFrame", report: "np.ndarray", source: str, settings: SourceSettings
) -> "Content":
    """Each snapshot as a panel, then its cells; a cell that was not reported is no report."""
    import numpy as np
    import polars as pl

    from tocsin.archive.content import Content
    from tocsin.panel.frame import read_frame
    from tocsin.panel.reports import SERIES
    from tocsin.vocab.absence import Absence

    parts, height = [], 0
    for day in np.unique(report).tolist():
        panel = read_frame(
            rows.filter(pl.Series(report == day)),
            time=settings.time, count=settings.count, by=_keys(settings), every=settings.every,
            absent="zero" if settings.line_list else settings.absent,
            duplicates="sum" if settings.line_list else settings.duplicates,
            corrections=settings.corrections, rates=settings.rates, status=settings.status,
        )  # fmt: skip
        number, place = np.nonzero(panel.absence != Absence.NOT_REPORTED)
        ends = panel.periods.ends().astype(np.int64).astype(np.int32)
        series = _series(panel.series, source, settings)
        parts.append(
            (
                series,
                number + height,
                ends[place],
                day,
                panel.counts[number, place],
                panel.absence[number, place],
            )
        )
        height += series.height
    every = pl.concat([part[0] for part in parts])
    series = every.unique(maintain_order=True)
    same = every.join(series.with_row_index("row"), on=list(SERIES), how="left", maintain_order="left")["row"]
    return Content(
        series=series,
        number=same.to_numpy().astype(np.int64)[np.concatenate([part[1] for part in parts])],
        reference=np.concatenate([part[2] for part in parts]),
        report=np.concatenate([np.full(len(part[1]), part[3], np.int32) for part in parts]),
        values=np.concatenate([part[4] for part in parts]),
        absence=np.concatenate([part[5] for part in parts]),
    )


def _series(keys: "pl.DataFrame", source: str, settings: SourceSettings) -> "pl.DataFrame":
    """Key columns as the columns that tell series apart in the archive."""
    import polars as pl

    from tocsin.panel.reports import SERIES, join_stratum

    height = max(keys.height, 1)
    strata = [join_stratum(row) for row in keys.select(settings.by).iter_rows(named=True)] or [""] * height
    indicator = settings.indicator_name or (
        "cases" if settings.line_list or settings.wide else settings.count
    )
    columns = {
        "source": [source] * height,
        "indicator": keys[settings.indicator] if settings.indicator else [indicator] * height,
        "place": keys[settings.place] if settings.place else [settings.place_name or "all"] * height,
        "stratum": strata,
        "every": [settings.every] * height,
        "unit": [settings.unit] * height,
    }
    return pl.DataFrame({name: pl.Series(columns[name], dtype=pl.String) for name in SERIES})

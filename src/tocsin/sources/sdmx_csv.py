"""SDMX-CSV, versions 1.0 (DATAFLOW) and 2.0 (STRUCTURE, STRUCTURE_ID, ACTION), also as Eurostat writes it.

The columns between those that begin the file and OBS_VALUE are taken for dimensions, as web services write
them, the ones after it for attributes. Dimensions that are not the place, the indicator, the time or the
unit become strata. Where a file has another order, `place`, `indicator` and `strata` name the columns; a
dimension that is overlooked shows itself as several rows for one cell. Labels (`A: Annual`) are cut off.

TIME_PERIOD is a day, an ISO week or a month (2025-02-14, 2025-W07, 2025-02, 2025-M02). Values are
multiplied by ten to the power of UNIT_MULT. ACTION D withdraws one observation; rows that hold neither time
nor value describe series and are no reports. OBS_STATUS, CONF_STATUS and Eurostat's OBS_FLAG say why a
value is missing.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.sources.assemble import (
    Columns,
    assemble,
    filled,
    last_days,
    naming,
    numbers,
    places,
    read_columns,
    report_day,
    strata,
)
from tocsin.sources.sdmx_status import absences
from tocsin.sources.source import Source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError
from tocsin.vocab.periods import Every

_FIRST = (
    "DATAFLOW",
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "ACTION",
    "SERIES_KEY",
    "OBS_KEY",
    "LAST UPDATE",
)
_PLACES = ("REF_AREA", "GEO", "GEO_PICT", "COUNTRY", "LOCATION", "COUNTERPART_AREA")
_INDICATORS = ("INDICATOR", "MEASURE", "INDIC", "SERIES", "VARIABLE", "SUBJECT")
_UNITS = ("UNIT_MEASURE", "UNIT")
_EVERY: dict[str, Every] = {"D": "day", "B": "day", "W": "week", "M": "month"}
_FORMS: tuple[tuple[Every, str], ...] = (
    ("day", r"^\d{4}-\d{2}-\d{2}"), ("week", r"^\d{4}-W\d{1,2}$"), ("month", r"^\d{4}-M?\d{2}$"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SdmxCsvOptions:
    """Options of the SDMX-CSV reader.

    place      column of places; None = REF_AREA, GEO or the like
    indicator  columns that say what is counted, parted by commas; None = INDICATOR or the like, else the
               dataflow
    strata     columns that part the counts, parted by commas; None = the other dimensions
    source     who publishes; None = the identifier of the dataflow
    """

    place: str | None = None
    indicator: str | None = None
    strata: str | None = None
    source: str | None = None


def read_sdmx_csv(path: Path, options: SdmxCsvOptions) -> pl.DataFrame:
    """One message, all structures in it."""
    frame = read_columns(path, ())
    with naming(path):
        frame = _plain(frame)
        blank = [
            pl.col(name).cast(pl.String).fill_null("").str.strip_chars() == ""
            for name in ("TIME_PERIOD", "OBS_VALUE")
        ]
        frame = frame.filter(~(blank[0] & blank[1]))
        flow = _flow(frame)
        place = _chosen(frame, options.place, _PLACES)
        named = _several(frame, options.indicator) or [c for c in _INDICATORS if c in frame.columns][:1]
        unit = next((column for column in _UNITS if column in frame.columns), None)
        beside = _several(frame, options.strata)
        if options.strata is None:
            beside = [
                c
                for c in _dimensions(frame)
                if c not in {place, unit, "FREQ", "TIME_PERIOD", "TIME_FORMAT", *named}
            ]
        every = _every(frame)
        value, absence = _values(frame)
        return assemble(
            Columns(
                source=options.source or flow[0],
                indicator=frame.select(pl.concat_str(named, separator=" ")).to_series() if named else flow,
                place=places(frame[place]),
                stratum=strata(frame, {column: column.lower() for column in beside}, whole=("_T", "TOTAL")),
                every=every,
                reference_date=last_days(frame["TIME_PERIOD"].str.replace("-M", "-"), every),
                report_date=_published(frame) if "LAST UPDATE" in frame.columns else report_day(path),
                value=value,
                absence=absence,
                unit="not said" if unit is None else filled(frame[unit]),
            )
        )


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Headers and values without labels, all as texts, headers in capitals."""
    if "STRUCTURE_NAME" in frame.columns:
        raise ColumnError(
            "the message has a column of names beside every column (labels=name). Ask for labels=id or "
            "labels=both."
        )
    labelled = {name for name in frame.columns if ": " in name}
    first = [name for name in frame.columns if name.split("[")[0] in ("STRUCTURE_ID", "DATAFLOW")]
    frame = frame.select(
        pl.col(name).cast(pl.String).str.strip_chars().str.replace(": .*$", "")
        if name in labelled or name in first
        else pl.col(name).cast(pl.String)
        for name in frame.columns
    )
    frame.columns = [re.sub(r": .*$|\[.*\]$", "", name).upper() for name in frame.columns]
    if frame.columns[0] not in ("DATAFLOW", "STRUCTURE"):
        raise ColumnError(
            "an SDMX-CSV message begins with the column DATAFLOW (1.0) or STRUCTURE (2.0), not "
            f"{frame.columns[0]!r}."
        )
    wanted = ("TIME_PERIOD", "OBS_VALUE")
    if any(name not in frame.columns for name in wanted):
        raise ColumnError.missing(wanted, frame.columns)
    return frame


def _flow(frame: pl.DataFrame) -> pl.Series:
    """Identifier of the dataflow of each row without agency and version: ESTAT:NA_MAIN(1.6.0) is NA_MAIN."""
    column = "STRUCTURE_ID" if "STRUCTURE_ID" in frame.columns else "DATAFLOW"
    flow = filled(frame[column]).str.replace(r"^.*?:", "").str.replace(r"\(.*\)$", "")
    if not len(flow):
        raise InputError("no row holds an observation. Give at least one.")
    return flow.alias("indicator")


def _dimensions(frame: pl.DataFrame) -> list[str]:
    before = frame.columns[: frame.columns.index("OBS_VALUE")]
    return [name for name in before if name not in _FIRST]


def _chosen(frame: pl.DataFrame, wanted: str | None, usual: tuple[str, ...]) -> str:
    if wanted is not None:
        return _several(frame, wanted)[0]
    found = [name for name in usual if name in frame.columns]
    if not found:
        raise ColumnError(
            f"no column is known to hold places ({', '.join(usual)}). Name it with --option place=..., "
            "one of "
            f"{', '.join(_dimensions(frame))}."
        )
    return found[0]


def _several(frame: pl.DataFrame, wanted: str | None) -> list[str]:
    names = [name.strip().upper() for name in (wanted or "").split(",") if name.strip()]
    if any(name not in frame.columns for name in names):
        raise ColumnError.missing(names, frame.columns)
    return names


def _every(frame: pl.DataFrame) -> Every:
    """The one kind of period of the message, by FREQ where it is there, else by the form of TIME_PERIOD."""
    time = filled(frame["TIME_PERIOD"])
    kinds = {kind: time.str.contains(form) for kind, form in _FORMS}
    for kind, fits in kinds.items():
        if fits.all() and all(_EVERY.get(f, kind) == kind for f in _frequencies(frame)):
            return kind
    odd = ~pl.select(pl.any_horizontal(list(kinds.values()))).to_series()
    if odd.any():
        raise DateError(
            f"TIME_PERIOD holds {time.filter(odd)[0]!r} in {rows_of(odd)}: days (2025-02-14), ISO weeks "
            "(2025-W07) and "
            "months (2025-02) are read. Ask for FREQ D, W or M."
        )
    said = ", ".join(sorted(_frequencies(frame))) or "none"
    raise DateError(f"the message mixes kinds of periods (FREQ: {said}). Ask for one frequency at a time.")


def _frequencies(frame: pl.DataFrame) -> set[str]:
    return set(frame["FREQ"].drop_nulls().unique()) if "FREQ" in frame.columns else set()


def _values(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    gone = (
        frame["ACTION"].str.starts_with("D").fill_null(False)
        if "ACTION" in frame.columns
        else pl.Series([False] * frame.height)
    )
    value, absence = numbers(frame.select(pl.when(~gone).then("OBS_VALUE").alias("OBS_VALUE")).to_series())
    if "UNIT_MULT" in frame.columns:
        power, _ = numbers(frame["UNIT_MULT"])
        if ((power != power.round()) | (power.abs() > 15)).any():
            raise CountError("UNIT_MULT holds no whole power of ten between -15 and 15.")
        value = value * pl.Series([10.0]).new_from_index(0, len(power)).pow(power.fill_null(0.0))
    absence = absences(frame, value, absence)
    return value, pl.select(
        pl.when(gone).then(int(Absence.WITHDRAWN)).otherwise(absence).cast(pl.UInt8)
    ).to_series()


def _published(frame: pl.DataFrame) -> pl.Series:
    """Eurostat's LAST UPDATE, as day/month/year or as an ISO day."""
    text = filled(frame["LAST UPDATE"])
    day = pl.coalesce(
        text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
        text.str.slice(0, 8).str.to_date("%d/%m/%y", strict=False),
    )
    days = pl.select(day).to_series()
    if days.null_count():
        raise DateError(
            f"'LAST UPDATE' holds {text.filter(days.is_null())[0]!r} in {rows_of(days.is_null())}: no day."
        )
    return days


SOURCE = Source(
    name="sdmx-csv",
    title="SDMX-CSV 1.0 and 2.0, also of Eurostat",
    read=read_sdmx_csv,
    snapshots="increments",
    options=SdmxCsvOptions,
    reference="https://github.com/sdmx-twg/sdmx-csv/blob/master/data-message/docs/sdmx-csv-field-guide.md",
)

"""DHIS2: data value sets and answers of the analytics API, both as JSON.

A data value set has `dataValues`, each with dataElement, period, orgUnit, categoryOptionCombo, value, and
the time it was last updated, whose day (UTC, as DHIS2 writes it) is the report date. `deleted` values are
withdrawn. Period and orgUnit may stand once, above the values. Ids stay ids unless DHIS2 was asked for
names or codes (dataElementIdScheme, orgUnitIdScheme, categoryOptionComboIdScheme).

An answer of analytics has `headers`, `rows` and `metaData`; ids become the names in metaData.items. It
names no day of publication. Units are not said in either. A category called default is the whole.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tocsin.panel.dates import read_days
from tocsin.sources.assemble import Columns, assemble, filled, naming, numbers, places, report_day, strata
from tocsin.sources.dhis2_periods import read_periods
from tocsin.sources.json_file import read_json, rows_as_columns, texts
from tocsin.sources.source import Source
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError
from tocsin.vocab.places import place_of

_STRATA = {"categoryOptionCombo": "category", "attributeOptionCombo": "attribute"}
_WHOLE = ("default", "HllvX50cXC0")  # the id every installation gives to the default combination
_MEASURES = {"value", "numerator", "denominator", "factor", "multiplier", "divisor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dhis2Options:
    """Options of the DHIS2 reader.

    source    who publishes: one name per installation
    unit      unit of the values, which DHIS2 does not say
    elements  data elements to read, parted by commas, as they stand in the file; None = all
    """

    source: str = "dhis2"
    unit: str = "not said"
    elements: str | None = None


def read_dhis2(path: Path, options: Dhis2Options) -> pl.DataFrame:
    """A data value set or an answer of analytics, whichever the file holds."""
    held = read_json(path)
    with naming(path):
        if isinstance(held, dict) and isinstance(held.get("dataValues"), list):
            return _value_set(path, held, options)
        if (
            isinstance(held, dict)
            and isinstance(held.get("rows"), list)
            and isinstance(held.get("headers"), list)
        ):
            return _analytics(path, held, options)
        found = (
            f"an object with {', '.join(list(held)[:6])}" if isinstance(held, dict) else type(held).__name__
        )
        raise InputError(
            f"the file holds {found}. Wanted is a data value set, with dataValues, or an answer of the "
            "analytics API, "
            "with headers and rows."
        )


def _value_set(path: Path, held: dict[str, Any], options: Dhis2Options) -> pl.DataFrame:
    columns = rows_as_columns(held["dataValues"], "data value")
    rows = len(held["dataValues"])
    for name in ("period", "orgUnit", "attributeOptionCombo"):
        if name in held:
            columns[name] = [
                held[name] if value is None else value for value in columns.get(name, [None] * rows)
            ]
    needed = ("dataElement", "period", "orgUnit", "value")
    deleted = [value in (True, "true") for value in columns.pop("deleted", [None] * rows)]
    if any(name not in columns for name in needed):
        raise ColumnError.missing(needed, list(columns), where="in dataValues: ")
    frame = pl.DataFrame(
        {name: pl.Series(texts(values), dtype=pl.String) for name, values in columns.items()}
    )
    frame = _chosen(frame.with_columns(gone=pl.Series(deleted, dtype=pl.Boolean)), "dataElement", options)
    frame = frame.with_columns(value=pl.when(~pl.col("gone")).then("value"))
    value, absence = numbers(frame["value"])
    every, last = read_periods(frame["period"])
    return assemble(
        Columns(
            source=options.source,
            indicator=filled(frame["dataElement"]),
            place=places(frame["orgUnit"]),
            stratum=strata(frame, _STRATA, whole=_WHOLE),
            every=every,
            reference_date=last,
            report_date=_updated(frame) if "lastUpdated" in frame.columns else report_day(path),
            value=value,
            absence=pl.select(
                pl.when(frame["gone"]).then(int(Absence.WITHDRAWN)).otherwise(absence)
            ).to_series(),
            unit=options.unit,
        )
    )


def _updated(frame: pl.DataFrame) -> pl.Series:
    return read_days(frame["lastUpdated"].str.slice(0, 10).alias("lastUpdated"), every="day")


def _chosen(frame: pl.DataFrame, column: str, options: Dhis2Options) -> pl.DataFrame:
    if options.elements is None:
        return frame
    wanted = [name.strip() for name in options.elements.split(",")]
    missing = [name for name in wanted if name not in frame[column].unique().to_list()]
    if missing:
        there = ", ".join(frame[column].drop_nulls().unique().sort().to_list()[:20])
        raise InputError(f"no data element {', '.join(missing)}. In the file: {there}.")
    return frame.filter(pl.col(column).is_in(wanted))


def _analytics(path: Path, held: dict[str, Any], options: Dhis2Options) -> pl.DataFrame:
    names = [str(header.get("name")) for header in held["headers"]]
    for number, row in enumerate(held["rows"], start=1):
        if not isinstance(row, list) or len(row) != len(names):
            width = len(row) if isinstance(row, list) else "no"
            raise InputError(f"row {number} has {width} fields, the headers {len(names)}. Fetch it again.")
    if any(name not in names for name in ("dx", "pe", "ou", "value")):
        raise ColumnError.missing(
            ("dx", "pe", "ou", "value"),
            names,
            where="Ask analytics for data, periods and units as dimensions. ",
        )
    frame = pl.DataFrame(
        {
            name: pl.Series(texts([row[i] for row in held["rows"]]), dtype=pl.String)
            for i, name in enumerate(names)
        }
    )
    items = (held.get("metaData") or {}).get("items") or {}
    labels = {key: str(item.get("name", key)) for key, item in items.items() if isinstance(item, dict)}
    frame = _chosen(frame.with_columns(pl.col("dx").replace(labels)), "dx", options)
    value, absence = numbers(frame["value"])
    every, last = read_periods(frame["pe"].alias("pe"))
    beside = {name: labels.get(name, name) for name in names if name not in {"dx", "pe", "ou", *_MEASURES}}
    return assemble(
        Columns(
            source=options.source,
            indicator=filled(frame["dx"]),
            place=filled(frame["ou"]).replace(_units(items)),
            stratum=strata(
                frame.with_columns(pl.col(name).replace(labels) for name in beside),
                {name: "category" if name == "co" else label for name, label in beside.items()},
                whole=_WHOLE,
            ),
            every=every,
            reference_date=last,
            report_date=report_day(path),
            value=value,
            absence=absence,
            unit=options.unit,
        )
    )


def _units(items: dict[str, Any]) -> dict[str, str]:
    """Organisation units by id: the code of the place their code or name is, else their name."""
    found = {}
    for key, item in items.items():
        if isinstance(item, dict):
            said = [str(item[part]) for part in ("code", "name") if item.get(part)]
            found[key] = next((code for text in said if (code := place_of(text))), said[-1] if said else key)
    return found


SOURCE = Source(
    name="dhis2",
    title="DHIS2 data value sets and analytics, as JSON",
    read=read_dhis2,
    snapshots="increments",
    options=Dhis2Options,
    reference="https://docs.dhis2.org/en/develop/using-the-api/dhis-core-version-master/data.html",
)

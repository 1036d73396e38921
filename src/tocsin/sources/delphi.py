"""Delphi Epidata: answers of the API as JSON, with every issue of every number.

An answer is an object with `result`, `message` and `epidata`, or the list of epidata alone. Read are the
fields of covidcast (geo_value, time_value, issue, value, missing_value, signal, source, geo_type) and their
older names (region or location, epiweek or date, release_date). `release_date` is the report date, else the
issue: a day, or the Saturday of an issue week, by which it was out for certain.

Weeks here (202507) are those of the United States, Sunday to Saturday (MMWR), not ISO weeks. They are put
on the ISO week that shares six of their days, and the unit says so: comparing such a series with one in ISO
weeks is off by a day's cases, and by a week where the numbers of the weeks differ and are matched by number
(see `tocsin.vocab.epiweeks`). Refusing them would refuse all of this source; renaming them in silence would
be worse.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.sources.assemble import Columns, assemble, filled, naming, numbers, places
from tocsin.sources.json_file import read_json, rows_as_columns, texts
from tocsin.sources.source import Source
from tocsin.vocab.absence import Absence
from tocsin.vocab.epiweeks import epiweek_saturday, iso_week_of
from tocsin.vocab.errors import ColumnError, CountError, DateError, InputError
from tocsin.vocab.places import place_of

_TIMES, _PLACES = ("time_value", "epiweek", "date"), ("geo_value", "region", "location")
MISSING = {
    0: Absence.UNKNOWN,  # not missing
    1: Absence.NOT_APPLICABLE,
    2: Absence.NOT_REPORTED,  # the region is an exception: it does not report this
    3: Absence.SUPPRESSED,  # censored
    4: Absence.WITHDRAWN,  # deleted
    5: Absence.UNKNOWN,  # other
}
"""What missing_value says where there is no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelphiOptions:
    """Options of the Delphi reader.

    measure    field that holds the numbers: value, or wili, num_ili, ... of the older endpoints
    indicator  what is counted; None = the signal, else the measure
    unit       unit of the numbers, which the answer does not say
    source     who publishes; None = delphi and the answer's own source
    """

    measure: str = "value"
    indicator: str | None = None
    unit: str = "not said"
    source: str | None = None


def read_delphi(path: Path, options: DelphiOptions) -> pl.DataFrame:
    """One answer, all issues in it."""
    held = read_json(path)
    with naming(path):
        columns = rows_as_columns(_epidata(held), "epidata row")
        frame = pl.DataFrame({name: pl.Series(texts(v), dtype=pl.String) for name, v in columns.items()})
        time, place = _one_of(frame, _TIMES), _one_of(frame, _PLACES)
        if options.measure not in frame.columns:
            raise ColumnError.missing([options.measure], frame.columns)
        every, last = _periods(frame[time])
        value, absence = numbers(frame[options.measure])
        indicator = options.indicator or ("signal" if "signal" in frame.columns else options.measure)
        named = options.indicator is None and "signal" in frame.columns
        return assemble(
            Columns(
                source=options.source or _source(frame),
                indicator=filled(frame["signal"]) if named else indicator,
                place=_places(frame, place),
                stratum="",
                every=every,
                reference_date=last,
                report_date=_issued(frame),
                value=value,
                absence=_absence(frame, value, absence),
                unit=options.unit + (" per MMWR week" if every == "week" else ""),
            )
        )


def _epidata(held: Any) -> list[Any]:
    if isinstance(held, list):
        return held
    if not isinstance(held, dict) or "epidata" not in held:
        raise InputError(
            "the file is no answer of Epidata: it has no epidata. Ask for format=json or classic."
        )
    result, message = held.get("result"), held.get("message", "")
    if result not in (1, None):
        what = {2: "the answer was cut, because it holds too many rows", -2: "there were no results"}
        remedy = "Ask for fewer at a time." if result == 2 else "Ask again."
        raise InputError(f"result is {result} ({what.get(result, message or 'an error')}), not 1. {remedy}")
    rows = held["epidata"]
    if not isinstance(rows, list) or not rows:
        raise InputError("epidata holds no rows. Ask for other places or times.")
    return rows


def _one_of(frame: pl.DataFrame, names: tuple[str, ...]) -> str:
    found = [name for name in names if name in frame.columns]
    if not found:
        raise ColumnError.missing(names[:1], frame.columns)
    return found[0]


def _source(frame: pl.DataFrame) -> str:
    said = filled(frame["source"]).unique().sort().to_list() if "source" in frame.columns else []
    if len(said) > 1:
        raise InputError(f"the answer has several sources, {', '.join(said)}. Ask for one at a time.")
    return "-".join(["delphi", *said])


def _periods(time: pl.Series) -> tuple[str, pl.Series]:
    """Days as 20250214 or 2025-02-14, MMWR weeks as 202507; one kind in the whole answer."""
    texts_ = filled(time)
    plain = texts_.str.replace_all("-", "")
    lengths = set(plain.str.len_chars().unique().to_list())
    if lengths == {8}:
        days = plain.str.to_date("%Y%m%d", strict=False)
        if days.null_count():
            raise DateError(
                f"{time.name!r} holds {texts_.filter(days.is_null())[0]!r} in "
                f"{rows_of(days.is_null())}: no day."
            )
        return "day", days
    if lengths == {6}:
        return "week", pl.Series([iso_week_of(_saturday(text)) for text in plain], dtype=pl.Date)
    raise DateError(
        f"{time.name!r} holds {texts_[0]!r}: days are written 20250214 and weeks 202507, one kind throughout."
    )


def _saturday(text: str) -> date:
    if not (text.isascii() and text.isdigit()):
        raise DateError(f"{text!r} is no MMWR week: write 202507.")
    return epiweek_saturday(int(text[:4]), int(text[4:]))


def _issued(frame: pl.DataFrame) -> pl.Series | None:
    for name in ("release_date", "issue"):
        if name not in frame.columns or frame[name].null_count() == frame.height:
            continue
        kind, days = _periods(frame[name])
        return days.dt.offset_by("-1d") if kind == "week" else days
    return None


def _absence(frame: pl.DataFrame, value: pl.Series, absence: pl.Series) -> pl.Series:
    if "missing_value" not in frame.columns:
        return absence
    code = frame["missing_value"].cast(pl.Float64, strict=False).fill_null(0).cast(pl.Int64)
    odd = ~code.is_in(list(MISSING))
    if odd.any():
        raise CountError(f"missing_value holds {code.filter(odd)[0]} in {rows_of(odd)}. Known: 0 to 5.")
    wrong = (code > 0) & value.is_not_null()
    if wrong.any():
        raise CountError(
            f"missing_value gives a reason beside a value in {rows_of(wrong)}. Correct one of them."
        )
    why = code.replace_strict({key: int(said) for key, said in MISSING.items()}, return_dtype=pl.UInt8)
    return pl.select(pl.when(value.is_null()).then(why).otherwise(0).cast(pl.UInt8)).to_series()


def _places(frame: pl.DataFrame, column: str) -> pl.Series:
    """States by their letters where geo_type says so or all of them are; nation and nat are the country."""
    names = filled(frame[column])
    kinds = frame["geo_type"].unique().to_list() if "geo_type" in frame.columns else []
    known = {name: _place(name) for name in names.unique()}
    if kinds not in ([], ["state"], ["nation"]):
        return names.alias("place")
    if not kinds and any(code is None for code in known.values()):
        return places(names)
    return names.replace({name: code or name for name, code in known.items()}).alias("place")


def _place(name: str) -> str | None:
    return "USA" if name.lower() in ("us", "nat") else place_of(f"US-{name.upper()}", scheme="subdivision")


SOURCE = Source(
    name="delphi",
    title="Delphi Epidata answers, with every issue, as JSON",
    read=read_delphi,
    snapshots="increments",
    options=DelphiOptions,
    reference="https://cmu-delphi.github.io/delphi-epidata/api/README.html",
)

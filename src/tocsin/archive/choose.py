"""Choose series, name them by key columns, choose periods: the same for panels and triangles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tocsin.panel.reports import split_stratum
from tocsin.vocab.arrays import Flags, Index
from tocsin.vocab.errors import ArchiveError, AsOfError, ColumnError, DateError, InputError, UnknownNameError
from tocsin.vocab.periods import Every, Periods, parse_day

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from tocsin.archive.store import Store

Names = str | Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked for; None = all there is.

    indicator, place, source, stratum, every
                one name or several; stratum as `join_stratum` writes it, "" = the whole
    start, end  days inside the first and the last period, or texts that `parse_day` reads
    """

    indicator: Names = None
    place: Names = None
    source: Names = None
    stratum: Names = None
    every: Every | None = None
    start: date | str | None = None
    end: date | str | None = None

    def names(self, what: str) -> list[str] | None:
        """The names that are asked for; None = all."""
        given: Names = getattr(self, what)
        return None if given is None else [given] if isinstance(given, str) else list(given)


def check_indicators(
    store: "Store", table: "DeltaTable", choice: Choice, found: Sequence[str], until: date
) -> None:
    """Raise UnknownNameError where an indicator that is asked for was not found by a day; lists the others.

    Only rows of the indicators asked for are read, so that `chosen_rows` cannot know the others.
    """
    for name in choice.names("indicator") or []:
        if name not in found:
            batches = store.scan(table, ["indicator"], until=until)
            raise UnknownNameError(
                "indicator",
                name,
                {text for batch in batches for text in batch.column(0).unique().to_pylist()},
            )


def chosen_rows(series: pl.DataFrame, choice: Choice) -> Index:
    """Places of the series that are asked for. Raises UnknownNameError for a name that no series has."""
    keep = np.ones(series.height, np.bool_)
    for what in ("indicator", "place", "source", "stratum", "every"):
        names = choice.names(what)
        if names is None:
            continue
        known = set(series[what].to_list())
        for name in names:
            if name not in known:
                raise UnknownNameError(what, name, known)
        keep &= series[what].is_in(names).to_numpy()
    found = np.flatnonzero(keep)
    if not len(found):
        raise InputError("No series has all of what was asked for; tocsin status shows what there is.")
    return found


def one_every(series: pl.DataFrame) -> Every:
    """The length of a period that all series share. Raises InputError naming them where they do not."""
    kinds = series["every"].unique().sort().to_list()
    if len(kinds) > 1:
        named = []
        for kind in kinds:
            part = series.filter(pl.col("every") == kind)
            indicators = part["indicator"].unique().sort().to_list()
            named.append(f"{', '.join(indicators[:3])}{', ...' if len(indicators) > 3 else ''} by {kind}")
        raise InputError(
            f"What was asked for is counted over different periods: {'; '.join(named)}. Ask for one of "
            "them with every= or indicator=."
        )
    every: Every = kinds[0]
    return every


def key_columns(series: pl.DataFrame) -> tuple[pl.DataFrame, Index]:
    """Key columns and the order of rows that sorts them.

    place, indicator, then a column for each part of a stratum (null = the whole, summed over it), then source
    and unit where without them two series would have the same name.
    """
    columns = {"place": series["place"], "indicator": series["indicator"]}
    split = {text: split_stratum(text) for text in series["stratum"].unique().to_list()}
    for name in sorted({name for part in split.values() for name in part}):
        plain = name if name not in (*columns, "source", "unit") else f"{name}_of_stratum"
        texts = [split[text].get(name) for text in series["stratum"].to_list()]
        columns[plain] = pl.Series(plain, texts, dtype=pl.String)
    for name in ("source", "unit"):
        if pl.DataFrame(columns).is_duplicated().any():
            columns[name] = series[name]
    keys = pl.DataFrame(columns)
    if keys.is_duplicated().any():
        raise ColumnError("Two series share place, indicator, stratum, source and unit; ask for one every=.")
    order = keys.with_row_index("row").sort(keys.columns, nulls_last=False)["row"].to_numpy().astype(np.int64)
    return keys[order.tolist()], order


def chosen_periods(whole: Periods, told: Flags, choice: Choice) -> tuple[Periods, int]:
    """The periods to show and the place of the first among all: from the first to the last that was told of.

    told  (T,) whether any chosen series has a report there
    """
    places = np.flatnonzero(told)
    first, last = whole.first + int(places[0]), whole.first + int(places[-1])
    if choice.start is not None:
        first = Periods.ordinal(_day(choice.start), whole.every)
    if choice.end is not None:
        last = Periods.ordinal(_day(choice.end), whole.every)
    if last < first:
        raise DateError(
            f"start={choice.start} and end={choice.end} leave no period: there are numbers from "
            f"{whole.end(int(places[0]))} to {whole.end(int(places[-1]))}."
        )
    return Periods(whole.every, first, last - first + 1), first - whole.first


def known_day(as_of: date | None, days: Sequence[date]) -> date:
    """The day asked for, or that of the last snapshot. Raises AsOfError where the archive cannot know."""
    if not days:
        raise ArchiveError("The archive is empty. Take a first file in with tocsin ingest.")
    first, last = min(days), max(days)
    if as_of is None:
        return last
    if as_of > last:
        raise AsOfError(
            f"as_of={as_of} is after the last snapshot, that of {last}: what was published since is not "
            f"known. Ask for {last} or earlier, or take newer files in."
        )
    if as_of < first:
        raise AsOfError(
            f"as_of={as_of} is before the first snapshot, that of {first}: nothing was known then."
        )
    return as_of


def _day(given: date | str) -> date:
    return parse_day(given) if isinstance(given, str) else given

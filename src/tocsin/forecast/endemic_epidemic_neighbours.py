"""How much of each place's incidence comes from its neighbours, disease by disease."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tocsin.forecast.endemic_epidemic import (
    DEFAULTS,
    EndemicEpidemic,
    EndemicEpidemicOptions,
    endemic_epidemic,
    reported_periods,
)
from tocsin.forecast.endemic_epidemic_weights import border_orders
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Array, Codes
from tocsin.vocab.errors import ColumnError, CountError, InputError, OptionError
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeighbourShare:
    """Expected share of the neighbours for each row of a panel; NaN = no answer, `reason` says why.

    series     the key columns of the panel
    newest     (S,) share in the newest period; `low` and `high` its 95 % bounds
    year       (S,) over the last year; `year_low` and `year_high` its bounds
    ahead      (S, H) in the next periods
    own        (S,) share of own earlier cases in the newest period; the rest is endemic
    reason     (S,) uint8, see `Reason`; 0 = there is an answer
    note       (S,) what the model is, or why there is none
    eigenvalue (S,) from 1 on the expected counts explode
    """

    series: pl.DataFrame
    newest: Array
    low: Array
    high: Array
    year: Array
    year_low: Array
    year_high: Array
    ahead: Array
    own: Array
    reason: Codes
    note: tuple[str, ...]
    eigenvalue: Array

    def to_frame(self) -> pl.DataFrame:
        """One row per series; null = no answer."""
        names = ("newest", "low", "high", "year", "year_low", "year_high", "own", "eigenvalue")
        columns = [pl.Series(name, getattr(self, name)).fill_nan(None) for name in names]
        columns += [
            pl.Series(f"ahead_{h + 1}", self.ahead[:, h]).fill_nan(None) for h in range(self.ahead.shape[1])
        ]
        words = pl.Series("reason", [Reason(code).word for code in self.reason.tolist()])
        return pl.DataFrame([*self.series.iter_columns(), *columns, words, pl.Series("note", self.note)])


def neighbour_share(
    panel: Panel,
    *,
    place: str,
    borders: Iterable[tuple[str, str]],
    horizons: int = 4,
    options: EndemicEpidemicOptions = DEFAULTS,
) -> NeighbourShare:
    """Fit a model per disease (every combination of the keys that are not about places) and read it.

    A disease that cannot be fitted has no answer and the reason beside it; sums over places are not
    applicable. Raises ColumnError where `place` is not a key column, OptionError without borders, InputError
    where they join no two places of the panel, CountError for fractional or negative counts. Cost: one choice
    of a model per disease.
    """
    if place not in panel.by:
        raise ColumnError.missing([place], panel.by)
    pairs = sorted(set(borders))
    if not pairs:
        raise OptionError("borders", 0, "at least one pair of neighbouring places")
    S = len(panel.counts)
    out = {name: np.full(S, np.nan) for name in
           ("newest", "low", "high", "year", "year_low", "year_high", "own", "eigenvalue")}  # fmt: skip
    ahead, reason, note = np.full((S, horizons), np.nan), np.zeros(S, np.uint8), [""] * S
    border_orders(panel.series[place].drop_nulls().unique(maintain_order=True).to_list(), pairs)
    for rows in _diseases(panel.series, place):
        part = panel.take(rows)
        try:
            model = endemic_epidemic(part, place=place, borders=pairs, options=options)
        except CountError:
            raise
        except InputError as fault:
            short = reported_periods(part, options) < options.shortest + options.lag
            empty = not np.nan_to_num(part.counts).any()
            reason[rows] = (
                Reason.TOO_FEW_CASES if empty else Reason.SHORT_HISTORY if short else Reason.NOT_APPLICABLE
            )
            for row in rows:
                note[row] = str(fault)
            continue
        _read(model, rows, out, ahead, reason, note)
    for row in panel.series.with_row_index("row").filter(pl.col(place).is_null())["row"].to_list():
        reason[row], note[row] = Reason.NOT_APPLICABLE, "summed over places"
    return NeighbourShare(series=panel.series, ahead=ahead, reason=reason, note=tuple(note), **out)


def _read(
    model: EndemicEpidemic,
    rows: list[int],
    out: dict[str, Array],
    ahead: Array,
    reason: Codes,
    note: list[str],
) -> None:
    T = len(model.panel.periods)
    newest = model.shares()
    year = model.shares(T - model.panel.periods.per_year, T, summed=True)
    for name, values in (("newest", newest.neighbours), ("low", newest.low), ("high", newest.high),
                         ("own", newest.own), ("year", year.neighbours), ("year_low", year.low),
                         ("year_high", year.high)):  # fmt: skip
        out[name][rows] = values[:, 0]
    out["eigenvalue"][rows] = model.eigenvalue
    ahead[rows] = model.shares_ahead(ahead.shape[1])
    unknown = np.isnan(newest.neighbours[:, 0]) & (model.reason == 0)
    reason[rows] = np.where(unknown, Reason.MISSING_REPORT, model.reason)
    for row in rows:
        note[row] = str(model.chosen) + ("" if model.fit.converged else "; did not converge")


def _diseases(series: pl.DataFrame, place: str) -> list[list[int]]:
    """Rows of each disease; columns that go with the place (the region of a country) do not part them."""
    lone = series.with_row_index("_row").filter(pl.col(place).is_not_null())
    about = []
    for name in series.columns:
        values = lone.group_by(place).agg(pl.col(name).n_unique())[name] if name != place else None
        few = lone[name].n_unique() < lone[place].n_unique() and not lone[name].null_count()
        constant = lone[name].n_unique() == 1
        if values is not None and not (values.max() == 1 and few and not constant):
            about.append(name)
    if not about:
        return [lone["_row"].to_list()]
    return [rows["_row"].to_list() for _, rows in lone.group_by(about, maintain_order=True)]

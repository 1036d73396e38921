"""Forecast of a panel: one call, any number of series, quantiles out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from tocsin.forecast.analogue_forest import ANALOGUE_FOREST
from tocsin.forecast.baselines import HUB_BASELINE, LAST_VALUE, SEASONAL
from tocsin.forecast.question import Forecaster, ForecastQuestion
from tocsin.forecast.weekday import weekday_factors, weekdays
from tocsin.panel.forecast import HUB_LEVELS, Forecast
from tocsin.panel.panel import Panel, series_name
from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.errors import ColumnError, CountError, InputError, OptionError, UnknownNameError
from tocsin.vocab.periods import Periods

FORECASTERS: dict[str, Forecaster] = {
    made.name: made for made in (ANALOGUE_FOREST, HUB_BASELINE, LAST_VALUE, SEASONAL)
}
DEFAULT = ANALOGUE_FOREST.name
FARTHEST = 366  # periods ahead


def forecast(
    panel: Panel,
    *,
    horizons: int = 4,
    levels: Sequence[float] = HUB_LEVELS,
    method: str = DEFAULT,
    options: Mapping[str, Any] | None = None,
    together: Sequence[str] | None = None,
    unit: str = "cases",
) -> Forecast:
    """Quantiles of the periods after the newest one, for every series.

    Parameters
    ----------
    panel     counts or rates, at least 0, as of one day; NaN = no report, never a zero. Series of a panel
              learn from one another: the more there are and the longer, the better
    horizons  periods ahead: weeks of weeks, days of days, months of months
    levels    increasing, inside (0, 1)
    method    "analogue-forest", or a plain one to compare with: "hub-baseline", "last-value", "seasonal"
    options   of the method
    together  key columns; series that agree in them are related and share their common change. Default:
              "indicator" where there is such a column, else all series are related
    unit      what is counted, handed on to the result

    Returns
    -------
    Forecast; horizon 0 is the newest period of the panel, whether a series has a report there or not. NaN:
    silent for too long, new, or too little past in the whole panel. Where no related series ever had a
    fraction, quantiles are whole.

    Raises
    ------
    CountError        negative or infinite numbers
    OptionError       a horizon, level or option outside its bounds
    UnknownNameError  a method or option that does not exist
    ColumnError       `together` names no key column

    The same panel gives the same forecast. Cost: see the method; for ten years of weeks the forest takes
    below 1 s for 55 series, and 6 s and 1 GB for 10,000 series (benchmarks/forecast.py).
    """
    if not 1 <= horizons <= FARTHEST:
        raise OptionError("horizons", horizons, f"1 to {FARTHEST} periods")
    wanted = np.asarray(levels, np.float64)
    if not len(wanted) or not ((wanted > 0) & (wanted < 1)).all() or (np.diff(wanted) <= 0).any():
        raise OptionError("levels", list(levels), "increasing inside (0, 1)")
    if method not in FORECASTERS:
        raise UnknownNameError("forecaster", method, FORECASTERS)
    if not len(panel.periods):
        raise InputError("There is nothing to forecast from: the panel is empty.")
    _check(panel)
    chosen = FORECASTERS[method]
    settings = _configure(chosen, options or {})
    factors, after = _weekday(panel, horizons)
    groups = _groups(panel, together)
    question = ForecastQuestion(
        counts=panel.counts / factors, whole=_whole(panel.counts, groups), groups=groups,
        periods=panel.periods, horizons=horizons, levels=wanted,
    )  # fmt: skip
    quantiles = chosen.run(question, settings) * after[:, :, None]
    quantiles = np.where(question.whole[:, None, None], np.round(quantiles), quantiles)
    last = panel.periods.first + len(panel.periods) - 1
    return Forecast(
        quantiles=np.maximum.accumulate(quantiles, axis=2), levels=wanted, series=panel.series,
        periods=Periods(panel.periods.every, last + 1, horizons), origin=last, as_of=panel.as_of, unit=unit,
        method=method,
    )  # fmt: skip


def _check(panel: Panel) -> None:
    wrong = np.argwhere((panel.counts < 0) | np.isinf(panel.counts))
    if len(wrong):
        row, place = wrong[0].tolist()
        name, period = series_name(panel.series, row), panel.periods.labels()[place]
        raise CountError(
            f"{len(wrong)} numbers are negative or infinite, first {panel.counts[row, place]:g} of {name} at "
            f'{period}. Load with corrections="net" if these are corrections.'
        )


def _configure(chosen: Forecaster, given: Mapping[str, Any]) -> Any:
    known = [f.name for f in fields(chosen.options)]
    for name in given:
        if name not in known:
            raise UnknownNameError(f"option of {chosen.name}", name, known)
    return chosen.options(**given)


def _whole(counts: Array, groups: Index) -> Flags:
    """Series that count whole things, (S,): no related series ever had a fraction."""
    fractional = (np.isfinite(counts) & (counts != np.round(counts))).any(axis=1)
    return ~np.isin(groups, groups[fractional])


def _groups(panel: Panel, together: Sequence[str] | None) -> Index:
    columns = (
        list(together) if together is not None else [name for name in ("indicator",) if name in panel.by]
    )
    missing = [name for name in columns if name not in panel.by]
    if missing:
        raise ColumnError.missing(missing, panel.by)
    if not columns:
        return np.zeros(len(panel.counts), np.int64)
    keys: dict[tuple[str | None, ...], int] = {}
    rows = panel.series.select(columns).rows()
    return np.array([keys.setdefault(row, len(keys)) for row in rows], np.int64)


def _weekday(panel: Panel, horizons: int) -> tuple[Array, Array]:
    """Factors of the days of the week, (S, T) of the past and (S, H) of the days to come; 1 for weeks."""
    S, T = panel.counts.shape
    if panel.periods.every != "day":
        return np.ones((S, 1)), np.ones((S, horizons))
    days = weekdays(Periods("day", panel.periods.first, T + horizons))
    factors = weekday_factors(panel.counts, days[:T])
    return factors[:, days[:T]], factors[:, days[T:]]

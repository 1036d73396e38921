"""What a forecaster is asked, and what a forecaster is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.periods import Periods


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForecastQuestion:
    """Forecast the `horizons` periods after the last one.

    counts    (S, T) float64, at least 0; NaN = no report
    whole     (S,) True for series of whole counts
    groups    (S,) series of one number are related
    periods   the T periods
    horizons  periods ahead
    levels    (Q,) increasing, inside (0, 1)
    """

    counts: Array
    whole: Flags
    groups: Index
    periods: Periods
    horizons: int
    levels: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecaster:
    """A way to forecast as the rest of tocsin sees it.

    name     what users type
    title    one line in plain words
    run      quantiles (S, H, Q) at least 0 and not decreasing along Q, NaN = no answer; nothing but the
             question and the options goes in
    options  a frozen dataclass; a misspelt option is refused
    source   paper
    """

    name: str
    title: str
    run: Callable[[ForecastQuestion, Any], Array]
    options: type[Any]
    source: str

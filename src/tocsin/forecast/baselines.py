"""Plain forecasts that a better one has to beat: the last value, the hub baseline, the season.

last value    the last report, said as if it were certain: its WIS is its absolute error
hub baseline  the last report, spread by what one period changed in the past, up and down alike; h periods
              ahead sqrt(h) times as wide
seasonal      what was counted at this time of year, within two periods, in earlier years

Source    Cramer et al. (2022), Proc. Natl. Acad. Sci. 119:e2113561119, supplement (hub baseline).
Differs   The hub draws sums of h past changes; here their quantiles grow with sqrt(h), which has the same
          variance and needs no chance.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.forecast.question import Forecaster, ForecastQuestion
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import OptionError

FEWEST = 5  # past changes, or past values of a season, below which there is no answer
YEAR = {"day": 365.2425, "week": 52.1775, "month": 12.0}  # periods


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineOptions:
    """Options of the plain forecasts.

    stale  periods that a series may be silent and still have a forecast
    """

    stale: int = 13

    def __post_init__(self) -> None:
        if self.stale < 0:
            raise OptionError("stale", self.stale, "0 periods or more")


def last_reports(counts: Array) -> Index:
    """Place of the last report of each series, (S,); -1 where there is none."""
    known = np.isfinite(counts)
    last = counts.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.where(known.any(axis=1), last, -1)


def answerable(question: ForecastQuestion, stale: int) -> tuple[Index, Index]:
    """Series whose last report is recent enough, and the periods that have passed since."""
    last = last_reports(question.counts)
    silent = question.counts.shape[1] - 1 - last
    rows = np.flatnonzero((last >= 0) & (silent <= stale))
    return rows, silent[rows]


def last_value(question: ForecastQuestion, options: BaselineOptions) -> Array:
    """Quantiles (S, H, Q), all of them the last report."""
    out = np.full((len(question.counts), question.horizons, len(question.levels)), np.nan)
    rows, silent = answerable(question, options.stale)
    out[rows] = question.counts[rows, question.counts.shape[1] - 1 - silent][:, None, None]
    return out


def hub_baseline(question: ForecastQuestion, options: BaselineOptions) -> Array:
    """Quantiles (S, H, Q) around the last report; NaN with fewer than FEWEST past changes."""
    out = last_value(question, options)
    rows, silent = answerable(question, options.stale)
    for row, gap in zip(rows.tolist(), silent.tolist(), strict=True):
        change = np.diff(question.counts[row])
        change = change[np.isfinite(change)]
        if len(change) < FEWEST:
            out[row] = np.nan
            continue
        spread = np.quantile(np.concatenate([change, -change]), question.levels)
        ahead = np.sqrt(gap + 1 + np.arange(question.horizons))
        out[row] = np.maximum(out[row] + ahead[:, None] * spread, 0.0)
    return out


def seasonal(question: ForecastQuestion, options: BaselineOptions) -> Array:
    """Quantiles (S, H, Q) of the same time of year in the past; NaN with fewer than FEWEST values."""
    S, T = question.counts.shape
    out = np.full((S, question.horizons, len(question.levels)), np.nan)
    year = YEAR[question.periods.every]
    rows, _ = answerable(question, options.stale)
    for h in range(question.horizons):
        same = [
            place
            for back in range(1, int(T / year) + 2)
            for place in range(T + h - round(back * year) - 2, T + h - round(back * year) + 3)
            if 0 <= place < T
        ]
        for row in rows.tolist():
            past = question.counts[row, same]
            past = past[np.isfinite(past)]
            if len(past) >= FEWEST:
                out[row, h] = np.quantile(past, question.levels)
    return out


_HUB = "Cramer et al. (2022), Proc. Natl. Acad. Sci. 119:e2113561119"
LAST_VALUE = Forecaster(
    name="last-value", title="the last report, as if it were certain", run=last_value,
    options=BaselineOptions, source="none",
)  # fmt: skip
HUB_BASELINE = Forecaster(
    name="hub-baseline", title="the last report, spread by past changes", run=hub_baseline,
    options=BaselineOptions, source=_HUB,
)  # fmt: skip
SEASONAL = Forecaster(
    name="seasonal", title="what was counted at this time of year", run=seasonal,
    options=BaselineOptions, source="none",
)  # fmt: skip

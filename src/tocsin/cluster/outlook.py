"""The outlook of a finding: what is still to come in, how fast it spreads, what comes next, how surely."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from tocsin.panel.forecast import Forecast


class Part(Enum):
    """The parts of an outlook."""

    NOWCAST = "nowcast"
    REPRODUCTION = "reproduction number"
    FORECAST = "forecast"
    NEIGHBOURS = "share from neighbours"


class Lacking(Enum):
    """Why a part is not there. No part is ever made up from a weaker one."""

    NO_DELAYS = "too few snapshots to know the delays"
    NO_SERIAL_INTERVAL = "no serial interval is known for it"
    NO_BORDERS = "no neighbouring places were given"
    SHORT_HISTORY = "too short a history"
    MISSING_REPORTS = "reports are missing where they are needed"
    NOT_COUNTS = "needs whole counts"
    TOO_COARSE = "periods are too long for it"
    TOO_FEW_CASES = "too few cases"
    NO_SOLUTION = "the calculation found no solution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval; nothing here is NaN."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """Instantaneous reproduction number over a window.

    value        median and 95 % interval
    start, end   first and last day of the window
    interval     serial interval: mean and sd in days
    source       where the serial interval comes from: the paper, or "given"
    nowcast      True = made on nowcast counts, so that the interval knows about the delay
    """

    value: Estimate
    start: date
    end: date
    interval: tuple[float, float]
    source: str
    nowcast: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FromNeighbours:
    """Share of the expected cases that comes from neighbouring places, 0 to 1.

    value  median and 95 % interval
    year   True = over the last year, where reports are missing for the newest period alone
    """

    value: Estimate
    year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """How earlier ones did on this series, held against what is known by now.

    part      nowcast or forecast
    rounds    how many earlier ones could be compared
    inside50  share of them inside the 50 % interval, inside95 inside the 95 % interval
    """

    part: Part
    rounds: int
    inside50: float
    inside95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known beyond the count itself, of the lead series of one finding.

    nowcast       quantiles of the newest periods' final counts; None where `lacking` says why
    forecast      quantiles of the periods to come
    reproduction  the reproduction number of the newest window
    neighbours    share of the expected cases that comes from neighbouring places
    records       how earlier nowcasts and forecasts did on this series
    lacking       why a part is not there
    """

    nowcast: Forecast | None = None
    forecast: Forecast | None = None
    reproduction: Reproduction | None = None
    neighbours: FromNeighbours | None = None
    records: tuple[TrackRecord, ...] = ()
    lacking: Mapping[Part, Lacking] = field(default_factory=dict)

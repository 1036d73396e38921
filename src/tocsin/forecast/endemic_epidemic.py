"""Endemic-epidemic model of a panel: chosen by itself, fitted, and asked for shares and forecasts.

The choice starts from own cases, cases of bordering places and an endemic part, and takes the one step that
lowers the criterion most until none does. Steps: one more wave of the season in the endemic part, one in the
own and one in the neighbours' effect, a trend, an intercept per place in any of the three parts, a dispersion
per place, a power law in place of borders alone. It is deterministic, and `chosen` says where it ended.

Source    Held, Höhle, Hofmann (2005), Stat. Modelling 5:187-199; Paul, Held (2011), Stat. Med. 30:1118-1136;
          Held, Paul (2012), Biom. J. 54:824-843 (seasonal effects); Meyer, Held (2014), Ann. Appl. Stat.
          8:1612-1639 (power law, choice by AIC).
Checked   tests/reference/endemic_epidemic.csv (R surveillance hhh4); validation/endemic_epidemic.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tocsin.forecast.endemic_epidemic_ahead import dominant_eigenvalue, look_ahead
from tocsin.forecast.endemic_epidemic_fit import Fit, fit
from tocsin.forecast.endemic_epidemic_model import Design, Dispersion, Part
from tocsin.forecast.endemic_epidemic_quantile import count_quantiles
from tocsin.forecast.endemic_epidemic_shares import Shares, shares
from tocsin.forecast.endemic_epidemic_weights import border_orders, normalised
from tocsin.panel.forecast import HUB_LEVELS, Forecast
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import ColumnError, InputError, OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

AHEAD = 60  # periods for which covariates are laid out beyond the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class EndemicEpidemicOptions:
    """Options of the choice of a model.

    criterion  "aic" or "bic"; what a step must lower
    harmonics  most waves per year in the endemic part, 0 to 4
    lag        periods between a count and those it comes from
    longest    years before the newest period that are fitted
    shortest   periods that must be reported of a place on average
    """

    criterion: Literal["aic", "bic"] = "aic"
    harmonics: int = 2
    lag: int = 1
    longest: int = 10
    shortest: int = 30

    def __post_init__(self) -> None:
        if self.criterion not in ("aic", "bic"):
            raise OptionError("criterion", self.criterion, "aic or bic")
        if not 0 <= self.harmonics <= 4:
            raise OptionError("harmonics", self.harmonics, "0 to 4 waves a year")
        if not 1 <= self.lag <= 52:
            raise OptionError("lag", self.lag, "1 to 52 periods")
        if not 1 <= self.longest <= 100:
            raise OptionError("longest", self.longest, "1 to 100 years")
        if self.shortest < 20:
            raise OptionError("shortest", self.shortest, "20 periods or more")


DEFAULTS = EndemicEpidemicOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the choice ended at: waves per year of each part, intercepts per place, dispersion, weights."""

    endemic_waves: int = 0
    own_waves: int = 0
    neighbour_waves: int = 0
    trend: bool = False
    endemic_per_unit: bool = False
    own_per_unit: bool = False
    neighbour_per_unit: bool = False
    dispersion_per_unit: bool = False
    power_law: bool = False

    def __str__(self) -> str:
        """One line for people.

        >>> str(Chosen(endemic_waves=1, power_law=True))
        'season of 1 wave; power law of borders crossed; one intercept; one dispersion'
        """
        season = [f"season of {self.endemic_waves} wave{'s' * (self.endemic_waves > 1)}"] * (
            self.endemic_waves > 0
        )
        effects = [f"season in the {name} effect" for name, on in
                   (("own", self.own_waves), ("neighbours'", self.neighbour_waves)) if on]  # fmt: skip
        weights = "power law of borders crossed" if self.power_law else "bordering places"
        per = ["an intercept per place" if self.endemic_per_unit else "one intercept"]
        per += ["an own effect per place"] * self.own_per_unit
        per += ["a neighbours' effect per place"] * self.neighbour_per_unit
        per += ["a dispersion per place" if self.dispersion_per_unit else "one dispersion"]
        return "; ".join([*season, *effects, *["trend"] * self.trend, weights, *per])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndemicEpidemic:
    """A model of one panel.

    panel     what was fitted
    rows      (U,) rows of the panel that are units of the model
    reason    (S,) why a row has no answer, see `Reason`; 0 = it has one
    start     place of the first period of the panel that was fitted
    chosen    the model that was chosen
    tried     models that were fitted on the way
    eigenvalue  growth per lag of an outbreak without an endemic part, in the newest period; from 1 on the
              expected counts explode
    """

    panel: Panel
    fit: Fit
    rows: Index
    reason: Codes
    start: int
    chosen: Chosen
    tried: int
    eigenvalue: float

    def shares(self, first: int | None = None, last: int | None = None, *, summed: bool = False) -> Shares:
        """Shares of periods `first` to `last` of the panel (None = the newest), (S, n); see `Shares`."""
        T = len(self.panel.periods)
        first, last = T - 1 if first is None else max(first, self.start), T if last is None else last
        found = shares(self.fit, first - self.start, last - self.start, summed=summed)
        names = ("own", "neighbours", "endemic", "low", "high")
        return Shares(**{name: self._spread(getattr(found, name)) for name in names})

    def shares_ahead(self, horizons: int = 4) -> Array:
        """(S, H) expected share of the neighbours in the next periods."""
        parts = look_ahead(self.fit, horizons, parameters=False).parts
        total = parts.sum(axis=0)
        return self._spread(np.divide(parts[1], total, out=np.full(total.shape, np.nan), where=total > 0))

    def forecast(
        self, *, horizons: int = 4, levels: tuple[float, ...] = HUB_LEVELS, parameters: bool = True
    ) -> Forecast:
        """Quantiles of the next `horizons` periods; NaN for rows with a reason.

        One step ahead they are those of the negative binomial itself, further ahead of the one with the exact
        mean and variance. `parameters` adds what comes from not knowing these.
        """
        if not 1 <= horizons <= AHEAD:
            raise OptionError("horizons", horizons, f"1 to {AHEAD} periods")
        ahead = look_ahead(self.fit, horizons, parameters=parameters)
        quantiles = count_quantiles(np.array(levels), ahead.mean, ahead.variance)
        periods = self.panel.periods
        origin = periods.first + len(periods) - 1
        return Forecast(
            quantiles=self._spread(quantiles), levels=np.array(levels), series=self.panel.series,
            periods=Periods(periods.every, origin + 1, horizons), origin=origin, as_of=self.panel.as_of,
            method="endemic-epidemic",
        )  # fmt: skip

    def _spread(self, values: Array) -> Array:
        out = np.full((len(self.reason), *values.shape[1:]), np.nan)
        out[self.rows] = values
        out[self.reason != 0] = np.nan
        return out


def endemic_epidemic(
    panel: Panel,
    *,
    place: str | None = None,
    borders: Iterable[tuple[str, str]] = (),
    options: EndemicEpidemicOptions = DEFAULTS,
) -> EndemicEpidemic:
    """Choose and fit a model of one disease in several places.

    Parameters
    ----------
    panel    whole counts, one row per place; NaN = no report; `population` gives the offset if there is one
    place    key column that holds places; None for a panel of one key column
    borders  unordered pairs of neighbouring places; none = no neighbours' part. Pairs with a place that is
             not in the panel play no part, as the table may be of a wider region

    A place without any report is left out of the model, one without a case acts on its neighbours only.

    Raises
    ------
    CountError   fractional or negative counts
    ColumnError  `place` is not a key column
    InputError   too short; no pair of borders joins two places; several rows for one place

    Cost: some 20 to 60 fits; 16 places and 300 weeks take about 0.3 s
    """
    names = _places(panel, place)
    T = len(panel.periods)
    start = max(0, T - options.longest * panel.periods.per_year)
    y = panel.counts[:, start:]
    rows = np.flatnonzero((~np.isnan(y)).any(axis=1))
    reason = np.full(len(y), Reason.MISSING_REPORT, np.uint8)
    reason[rows] = Reason.NONE
    y = np.ascontiguousarray(y[rows])
    reported = reported_periods(panel, options)
    if reported < options.shortest + options.lag:
        raise InputError(
            f"Too short to fit: {reported:.0f} periods are reported of a place on average, and "
            f"{options.shortest + options.lag} are needed. Give a longer history."
        )
    empty = np.nan_to_num(y).sum(axis=1) == 0
    reason[rows[empty]] = Reason.TOO_FEW_CASES
    if empty.all():
        raise InputError("There is not a single case to fit a model to. Leave this panel out.")
    pairs = list(borders)
    orders = border_orders([names[i] for i in rows], pairs) if pairs else None
    people = None if panel.population is None else panel.population[rows, start:]
    base = Design(counts=y, endemic=Part(), own=Part(), lag=options.lag, skip=empty,
                  offset=None if people is None else people / people.sum(axis=0))  # fmt: skip
    found, chosen, tried = _choose(base, orders, panel.periods.part(start, T), options)
    return EndemicEpidemic(
        panel=panel, fit=found, rows=rows, reason=reason, start=start, chosen=chosen, tried=tried,
        eigenvalue=dominant_eigenvalue(found, y.shape[1] - 1),
    )  # fmt: skip


def reported_periods(panel: Panel, options: EndemicEpidemicOptions) -> float:
    """Periods with a report per place that has any, among those that are fitted."""
    T = len(panel.periods)
    there = (~np.isnan(panel.counts[:, max(0, T - options.longest * panel.periods.per_year) :])).sum(axis=1)
    return float(there[there > 0].mean()) if (there > 0).any() else 0.0


def _places(panel: Panel, place: str | None) -> list[str]:
    if place is None and len(panel.by) == 1:
        place = panel.by[0]
    if place is None:
        names: list[str | None] = [str(i) for i in range(len(panel.counts))]
    elif place not in panel.by:
        raise ColumnError.missing([place], panel.by)
    else:
        names = panel.series[place].to_list()
    if None in names:
        raise InputError("Sums over places cannot be units of the model. Leave them out: panel.take(...).")
    if len(set(names)) < len(names):
        raise InputError(
            f"Several rows are of one place ({place}). Fit one disease at a time, or use neighbour_share."
        )
    return [str(name) for name in names]


def _choose(
    base: Design, orders: Index | None, periods: Periods, options: EndemicEpidemicOptions
) -> tuple[Fit, Chosen, int]:
    several = int((~base.skip).sum()) > 1 if base.skip is not None else True
    seasonal = len(periods) >= 2 * periods.per_year
    chosen = Chosen(endemic_per_unit=several and base.offset is None)
    best, tried = fit(_design(base, orders, periods, chosen)), 1
    while True:
        steps = _steps(chosen, orders, several, seasonal, options)
        fits = [(fit(_design(base, orders, periods, step)), step) for step in steps]
        tried += len(fits)
        usable = [pair for pair in fits if pair[0].converged]
        ahead = min(usable, key=lambda pair: getattr(pair[0], options.criterion), default=None)
        if ahead is None or getattr(ahead[0], options.criterion) >= getattr(best, options.criterion) - 1e-6:
            return best, chosen, tried
        best, chosen = ahead


def _steps(
    chosen: Chosen, orders: Index | None, several: bool, seasonal: bool, options: EndemicEpidemicOptions
) -> list[Chosen]:
    steps = []
    if seasonal and chosen.endemic_waves < options.harmonics:
        steps.append(replace(chosen, endemic_waves=chosen.endemic_waves + 1))
    if seasonal and not chosen.own_waves:
        steps.append(replace(chosen, own_waves=1))
    if seasonal and orders is not None and not chosen.neighbour_waves:
        steps.append(replace(chosen, neighbour_waves=1))
    if seasonal and not chosen.trend:
        steps.append(replace(chosen, trend=True))
    if orders is not None and orders.max() > 1 and not chosen.power_law:
        steps.append(replace(chosen, power_law=True))
    near = ("neighbour_per_unit",) if orders is not None else ()
    for name in ("endemic_per_unit", "own_per_unit", *near, "dispersion_per_unit"):
        if several and not getattr(chosen, name):
            steps.append(replace(chosen, **{name: True}))
    return steps


def _design(base: Design, orders: Index | None, periods: Periods, chosen: Chosen) -> Design:
    longer = Periods(periods.every, periods.first, len(periods) + AHEAD)
    angle = 2 * np.pi * longer.year_fraction()
    years = (np.arange(len(longer)) - len(periods) + 1) / periods.per_year

    def part(waves: int, *, per_unit: bool = False, trend: bool = False) -> Part:
        names = [f"{wave}{k}" for k in range(1, waves + 1) for wave in ("sin", "cos")]
        columns = [wave(k * angle) for k in range(1, waves + 1) for wave in (np.sin, np.cos)]
        if trend:
            names, columns = ["trend", *names], [years, *columns]
        covariates = np.column_stack(columns) if columns else None
        return Part(covariates=covariates, names=tuple(names), per_unit=per_unit)

    dispersion: Dispersion = "unit" if chosen.dispersion_per_unit else "common"
    design = replace(
        base, own=part(chosen.own_waves, per_unit=chosen.own_per_unit), dispersion=dispersion,
        endemic=part(chosen.endemic_waves, per_unit=chosen.endemic_per_unit, trend=chosen.trend),
    )  # fmt: skip
    if orders is None:
        return design
    near = part(chosen.neighbour_waves, per_unit=chosen.neighbour_per_unit)
    if chosen.power_law:
        return replace(design, neighbours=near, orders=orders, weights=None)
    return replace(design, neighbours=near, weights=normalised((orders == 1).astype(np.float64)))

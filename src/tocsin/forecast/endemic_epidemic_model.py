"""Endemic-epidemic model of counts in several places: what it is made of, and its log-likelihood.

    Y[i,t] given the past ~ negative binomial, mean mu[i,t], variance mu (1 + psi mu); Poisson where psi = 0
    mu[i,t] = lambda[i,t] Y[i,t-lag] + phi[i,t] sum_j w[j,i] Y[j,t-lag] + e[i,t] nu[i,t]
    log lambda, log phi, log nu = an intercept, common or per unit, + covariates (season, trend) times effects

Missing   A cell is left out of the likelihood where its own count, or one that its mean needs, is missing.
          hhh4 does the same, but leaves all units out of a week that follows a missing report, also those
          that have no border with the place it is missing from.
Source    Held, Höhle, Hofmann (2005), Stat. Modelling 5:187-199; Paul, Held (2011), Stat. Med.
          30:1118-1136; Meyer, Held (2014), Ann. Appl. Stat. 8:1612-1639 (weights).
Checked   tests/reference/endemic_epidemic.csv (R surveillance hhh4), made by validation/endemic_epidemic.R.
"""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from scipy.special import gammaln

from tocsin.forecast.endemic_epidemic_weights import power_law
from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.errors import CountError, InputError, OptionError

Dispersion = Literal["none", "common", "unit"]
PARTS = ("own", "neighbours", "endemic")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One part of the mean; its logarithm is an intercept plus covariates times their effects.

    covariates  (T or more, K) values per period, the same for all units; rows beyond T are for forecasts
    names       (K,) what the covariates are called in messages and results
    per_unit    True = an intercept for each unit, False = one for all
    """

    covariates: Array | None = None
    names: tuple[str, ...] = ()
    per_unit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """What is fitted to what.

    counts      (S, T) float64 whole numbers; NaN = no report
    own, neighbours, endemic   the parts of the mean; None = left out; at least one is there
    weights     (S, S) w[j, i], from row to column, with a diagonal of 0; or None
    orders      (S, S) borders between units, for a power law with an estimated decay; or None
    normalise   power law: weights of a row sum to 1
    offset      (S, T or more) e, such as a share of the population; None = 1
    dispersion  "none" = Poisson, "common" = one psi, "unit" = a psi for each unit
    lag         periods between a count and those it comes from
    skip        (S,) units whose cells are left out of the likelihood; they still act on their neighbours

    Raises CountError for fractional or negative counts, InputError for shapes that do not fit.
    """

    counts: Array
    own: Part | None = None
    neighbours: Part | None = None
    endemic: Part | None = None
    weights: Array | None = None
    orders: Index | None = None
    normalise: bool = True
    offset: Array | None = None
    dispersion: Dispersion = "common"
    lag: int = 1
    skip: Flags | None = None

    def __post_init__(self) -> None:
        if self.dispersion not in ("none", "common", "unit"):
            raise OptionError("dispersion", self.dispersion, "one of none, common, unit")
        if self.lag < 1:
            raise OptionError("lag", self.lag, "1 period or more")
        if self.own is None and self.neighbours is None and self.endemic is None:
            raise InputError("A model needs at least one of own, neighbours and endemic.")
        if (self.neighbours is None) != (self.weights is None and self.orders is None):
            raise InputError("neighbours and one of weights and orders go together.")
        y = self.counts[~np.isnan(self.counts)]
        wrong = y[(y < 0) | (y != np.floor(y)) | np.isinf(y)]
        if wrong.size:
            raise CountError(
                f"{wrong.size} counts are negative or fractional, first {wrong[0]:g}. The model is of whole "
                "counts of cases: give counts rather than rates, and net out corrections."
            )
        S, T = self.counts.shape
        for name, array in (("weights", self.weights), ("orders", self.orders)):
            if array is not None and (array.shape != (S, S) or np.diag(array).any() or (array < 0).any()):
                raise InputError(f"{name} must be ({S}, {S}), 0 on the diagonal and nowhere below 0.")
        if self.offset is not None and (self.offset.shape[0] != S or self.offset.shape[1] < T):
            raise InputError(f"offset has shape {self.offset.shape}; counts ask for ({S}, {T}) or longer.")

    @property
    def parts(self) -> tuple[Part | None, Part | None, Part | None]:
        """The three parts in their order."""
        return self.own, self.neighbours, self.endemic

    @property
    def decays(self) -> bool:
        """Whether the decay of a power law is estimated."""
        return self.orders is not None

    def offset_at(self, first: int, last: int) -> Array:
        """e of periods `first` to `last` (not included), (S, n); the last known one goes on."""
        S = self.counts.shape[0]
        if self.offset is None:
            return np.ones((S, last - first))
        at = np.minimum(np.arange(first, last), self.offset.shape[1] - 1)
        return self.offset[:, at]

    def rows(self, first: int, last: int) -> Array:
        """Covariates of all parts one below another, (K, n), each part with a row of ones first.

        Raises InputError where a covariate ends before `last`.
        """
        columns = []
        for part in self.parts:
            if part is None:
                continue
            columns.append(np.ones((last - first, 1)))
            if part.covariates is not None:
                if len(part.covariates) < last:
                    raise InputError(
                        f"Covariates end after {len(part.covariates)} periods; {last} are needed."
                    )
                columns.append(part.covariates[first:last])
        return np.ascontiguousarray(np.hstack(columns).T, dtype=np.float64)

    def weights_at(self, decay: float) -> tuple[Array, Array, Array]:
        """Weights and their first two derivatives by the log decay; the given ones do not change."""
        if self.orders is not None:
            return power_law(self.orders, decay, normalise=self.normalise)
        S = self.counts.shape[0]
        given = np.zeros((S, S)) if self.weights is None else self.weights
        return given, np.zeros((0, 0)), np.zeros((0, 0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Where each parameter stands.

    names   (P,) such as "own", "endemic[3]", "endemic.sin1", "neighbours.log decay", "log psi"
    index   (S, m) places of the parameters of each unit: covariates of the parts, decay, log psi
    parts   (3,) covariates of each part
    decay   place of the log decay, or -1
    psi     (S,) place of each unit's log psi, -1 for Poisson
    """

    names: tuple[str, ...]
    index: Index
    parts: Index
    decay: int
    psi: Index


def lay_out(design: Design) -> Layout:
    """Number the parameters of a model: part by part, then decay, then dispersion."""
    S = design.counts.shape[0]
    names: list[str] = []
    columns: list[Index] = []
    parts = np.zeros(3, np.int64)

    def add(label: str, per_unit: bool) -> Index:
        start = len(names)
        names.extend([f"{label}[{i}]" for i in range(S)] if per_unit else [label])
        return start + (np.arange(S) if per_unit else np.zeros(S, np.int64))

    for number, part in enumerate(design.parts):
        if part is None:
            continue
        columns.append(add(PARTS[number], part.per_unit))
        width = 0 if part.covariates is None else part.covariates.shape[1]
        labels = part.names or tuple(f"x{k + 1}" for k in range(width))
        columns += [add(f"{PARTS[number]}.{label}", False) for label in labels]
        parts[number] = 1 + width
    if design.decays:
        columns.append(add("neighbours.log decay", False))
    decay = int(columns[-1][0]) if design.decays else -1
    psi = np.full(S, -1)
    if design.dispersion != "none":
        psi = add("log psi", design.dispersion == "unit")
        columns.append(psi)
    index = np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.int64)
    return Layout(names=tuple(names), index=index, parts=parts, decay=decay, psi=psi)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likelihood:
    """A design made ready for many evaluations; see `likelihood_of`.

    used     (S, T) cells of the likelihood
    lagged   (S, T) counts `lag` periods before, 0 where there is none
    near     (S, T) their weighted sum over neighbours, where the weights are given
    offset   (S, T) e
    rows     (K, T) covariates, see `Design.rows`
    tables   for each dispersion: its place, distinct counts, and how often they occur
    constant the terms in y alone
    """

    design: Design
    layout: Layout
    used: Flags
    lagged: Array
    near: Array
    offset: Array
    rows: Array
    tables: tuple[tuple[int, Array, Array], ...]
    constant: float

    @property
    def cells(self) -> int:
        """Cells of the likelihood."""
        return int(self.used.sum())

    def psi_of(self, theta: Array) -> Array:
        """(S,) dispersions."""
        psi = self.layout.psi
        return np.where(psi < 0, 0.0, np.exp(theta[psi]))

    def sources(self, theta: Array) -> tuple[Array, Array, Array]:
        """What the three effects multiply, (3, S, T), and the derivatives of the second by the log decay."""
        sources = np.stack([self.lagged, self.near, self.offset])
        if self.layout.decay < 0:
            return sources, self.near, self.near
        weights, slope, bend = self.design.weights_at(float(np.exp(theta[self.layout.decay])))
        sources[1] = weights.T @ self.lagged
        return sources, slope.T @ self.lagged, bend.T @ self.lagged

    def means(self, theta: Array, sources: Array | None = None) -> tuple[Array, Array]:
        """Means (S, T) and their three parts (3, S, T): own, neighbours, endemic."""
        from tocsin.forecast._endemic_epidemic_kernel import means

        sources = self.sources(theta)[0] if sources is None else sources
        scaled, mu = np.empty_like(sources), np.empty_like(self.lagged)
        means(self.layout.parts, sources, self.rows, self.layout.index, theta, mu, scaled)
        return mu, scaled

    def evaluate(self, theta: Array, *, expected: bool = False) -> tuple[float, Array, Array]:
        """Log-likelihood, score (P,) and observed (or nearly expected) information (P, P).

        Cost: O(S T m^2), m parameters of a unit; some 50 ns a cell at m = 6.
        """
        from tocsin.forecast._endemic_epidemic_kernel import gather, rising

        sources, first, second = self.sources(theta)
        mu, scaled = self.means(theta, sources)
        first, second = self.decay_slopes(scaled[1], sources[1], first, second)
        P = len(self.layout.names)
        score, info = np.zeros(P), np.zeros((P, P))
        value = gather(
            self.design.counts, self.used, mu, scaled, first, second, self.psi_of(theta), self.layout.parts,
            self.rows, self.layout.index, self.layout.decay >= 0, bool(self.tables), score, info, expected,
        )  # fmt: skip
        sums = np.zeros(3)
        for at, y, times in self.tables:
            sums[:] = 0.0
            rising(y, times, float(np.exp(theta[at])), sums)
            value += sums[0]
            score[at] += sums[1]
            info[at, at] -= sums[2]
        info += np.tril(info, -1).T
        return cast(float, value - self.constant), score, info

    def decay_slopes(self, part: Array, near: Array, first: Array, second: Array) -> tuple[Array, Array]:
        """Derivatives of the neighbours' part of the mean by the log decay, from those of its source."""
        if self.layout.decay < 0:
            return first, second
        level = np.divide(part, near, out=np.zeros_like(part), where=near > 0)
        return level * first, level * second


def likelihood_of(design: Design, *, first: int | None = None, last: int | None = None) -> Likelihood:
    """Make a design ready: which cells count, and what does not depend on the parameters.

    first, last   periods of the likelihood, `last` not included; `first` is at least the lag. Counts from
                  `last` on play no part.
    """
    y, lag = design.counts, design.lag
    S, T = y.shape
    first, last = max(lag, first or 0), T if last is None else min(last, T)
    lagged = np.full((S, T), np.nan)
    lagged[:, lag:] = y[:, : max(T - lag, 0)]
    used = ~np.isnan(y)
    gone = np.isnan(lagged)
    if design.own is not None:
        used &= ~gone
    if design.neighbours is not None:
        acts = (design.weights_at(1.0)[0] > 0).astype(np.float64)
        reached = np.flatnonzero(gone.any(axis=0))
        used[:, reached] &= (acts.T @ gone[:, reached].astype(np.float64)) == 0
    used[:, :first] = used[:, last:] = False
    if design.skip is not None:
        used[design.skip] = False
    layout = lay_out(design)
    tables = []
    for at in np.unique(layout.psi[layout.psi >= 0]).tolist():
        here = layout.psi == at
        values, times = np.unique(y[here][used[here]], return_counts=True)
        tables.append((at, values, times.astype(np.float64)))
    values, times = np.unique(y[used], return_counts=True)
    lagged = np.where(gone, 0.0, lagged)
    near = lagged if design.weights is None else design.weights.T @ lagged
    return Likelihood(
        design=design, layout=layout, used=used, lagged=lagged, near=near,
        offset=design.offset_at(0, T), rows=design.rows(0, T), tables=tuple(tables),
        constant=float(gammaln(values + 1) @ times),
    )  # fmt: skip

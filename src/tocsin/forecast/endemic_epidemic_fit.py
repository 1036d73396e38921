"""Maximum likelihood for the endemic-epidemic model: start values, Newton steps, an honest report.

Start     The season is flat. Intercepts share out the counts by the expectation-maximisation steps of the
          Poisson model, which climb from anywhere; the dispersion is that of the residuals.
Steps     Fisher scoring while far, Newton with the observed information once near. Where that is not positive
          definite the expected one is used again; where a step does not climb a ridge grows until it does. No
          step changes a parameter by more than `LONGEST`.
End       The climb that is still to come, half the Newton decrement, is below `tolerance`.
Vanished  An effect with no support runs to a log of minus infinity. It is stopped where its part is below
          1e-6 of the mean, and named in `vanished`: its standard error is not defined and NaN. So is a decay
          that runs to nothing (all orders weigh the same) or off to infinity (borders alone).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from tocsin.forecast.endemic_epidemic_model import PARTS, Design, Likelihood, likelihood_of
from tocsin.vocab.arrays import Array, Flags

LONGEST = 2.0  # of a log, per step
NEAR = 0.3  # of a log: shorter steps use the observed information, longer ones the expected
START_STEPS = 10  # of expectation-maximisation
LEAST_PART = 1e-6  # of the mean; below it a part has vanished
FLAT = 1e-6  # of the score
STEEPNESS = (-9.0, 3.0)  # of the log decay; beyond it all orders weigh the same, or borders alone


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """A fitted model.

    theta       (P,) estimates, in the order of `names`
    covariance  (P, P) inverse of the observed information; NaN for what has vanished
    loglik      log-likelihood, all constants included
    cells       cells of the likelihood
    converged   True = the next Newton step promised less than `tolerance`
    steps       steps taken
    climb       how much log-likelihood the next step promised
    vanished    parameters that ran off the scale; see the module
    """

    likelihood: Likelihood
    theta: Array
    covariance: Array
    loglik: float
    converged: bool
    steps: int
    climb: float
    vanished: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return self.likelihood.layout.names

    @property
    def design(self) -> Design:
        """What was fitted."""
        return self.likelihood.design

    @property
    def cells(self) -> int:
        """Cells of the likelihood."""
        return self.likelihood.cells

    @property
    def se(self) -> Array:
        """(P,) standard errors; NaN for what has vanished."""
        with np.errstate(invalid="ignore"):
            return np.sqrt(np.diag(self.covariance))

    @property
    def free(self) -> int:
        """Parameters that have not vanished."""
        return len(self.theta) - len(self.vanished)

    @property
    def aic(self) -> float:
        """Akaike's criterion, of all parameters."""
        return 2 * len(self.theta) - 2 * self.loglik

    @property
    def bic(self) -> float:
        """The Bayesian criterion, of all parameters and cells."""
        return float(np.log(max(self.cells, 1))) * len(self.theta) - 2 * self.loglik


def fit(
    design: Design,
    *,
    first: int | None = None,
    last: int | None = None,
    start: Array | None = None,
    most_steps: int = 100,
    tolerance: float = 1e-10,
) -> Fit:
    """Fit by maximum likelihood to periods `first` to `last` (not included).

    start       (P,) where to begin; None = see the module
    tolerance   promised climb of the log-likelihood at which it ends
    Cost: 5 to 10 evaluations as a rule; see `Likelihood.evaluate`

    >>> y = np.random.default_rng(1).poisson(6.0, (1, 200)).astype(float)
    >>> from tocsin.forecast.endemic_epidemic_model import Part
    >>> found = fit(Design(counts=y, endemic=Part(), dispersion="none"))
    >>> found.converged, bool(np.isclose(np.exp(found.theta[0]), y[0, 1:].mean()))
    (True, True)
    """
    ready = likelihood_of(design, first=first, last=last)
    theta = start_values(ready) if start is None else np.asarray(start, np.float64).copy()
    theta, value, info, climb, steps, gone = _climb(ready, theta, most_steps, tolerance)
    return Fit(
        likelihood=ready, theta=theta, covariance=_inverse(info, gone), loglik=value,
        converged=bool(climb <= tolerance), steps=steps, climb=climb,
        vanished=tuple(name for name, out in zip(ready.layout.names, gone.tolist(), strict=True) if out),
    )  # fmt: skip


def start_values(ready: Likelihood) -> Array:
    """Where the search begins, (P,): parts share the counts out, the dispersion fits what is left."""
    layout, y, used = ready.layout, ready.design.counts, ready.used
    theta = np.zeros(len(layout.names))
    sources, _, _ = ready.sources(theta)
    starts = np.concatenate([[0], np.cumsum(layout.parts)])[:3]
    there = [b for b in range(3) if layout.parts[b] > 0]
    mean_y = float(y[used].mean()) if used.any() else 1.0
    for b in there:
        level = float(sources[b][used].mean()) if used.any() else 1.0
        theta[layout.index[:, starts[b]]] = np.log(max(mean_y, 0.01) / max(level, 1e-12) / len(there))
    P = len(theta)
    seen = np.where(used, y, 0.0)
    for _ in range(START_STEPS):
        mu, scaled = ready.means(theta, sources)
        ratio = np.where(used, seen / np.maximum(mu, 1e-300), 0.0)
        for b in there:
            place = layout.index[:, starts[b]]
            part = np.where(used, scaled[b], 0.0)
            got = np.bincount(place, (part * ratio).sum(axis=1), P)
            had = np.bincount(place, part.sum(axis=1), P)
            moved = (got > 0) & (had > 0)
            theta[moved] += np.clip(np.log(got[moved] / had[moved]), -LONGEST, LONGEST)
    mu, _ = ready.means(theta)
    for at, _, _ in ready.tables:
        here = used & (layout.psi == at)[:, None] & (mu > 0)
        excess = ((y[here] - mu[here]) ** 2 - mu[here]).sum() / max(float((mu[here] ** 2).sum()), 1e-12)
        theta[at] = np.log(np.clip(excess, 0.01, 10.0))
    return theta


def _climb(
    ready: Likelihood, theta: Array, most_steps: int, tolerance: float
) -> tuple[Array, float, Array, float, int, Flags]:
    value, score, info = ready.evaluate(theta, expected=True)
    gone: Flags = np.diag(info) == 0.0  # units without a cell
    climb, ridge, steps, far = np.inf, 0.0, 0, True
    while True:
        left = np.flatnonzero(~gone)
        step, before = np.zeros(len(theta)), ridge
        step[left], ridge = _step(info[np.ix_(left, left)], score[left], ridge)
        if ridge > before and not far:  # not positive definite: what is expected is
            far, ridge = True, before
            info = ready.evaluate(theta, expected=True)[2]
            step[left], ridge = _step(info[np.ix_(left, left)], score[left], ridge)
        climb, longest = 0.5 * float(score @ step), float(np.abs(step).max())
        if climb <= tolerance and ridge == 0.0 and not far:
            break
        if steps == most_steps or ridge > 1e12:
            break
        steps += 1
        far = longest > NEAR
        way = _way(gone, score, step)
        step = np.clip(step, -LONGEST, LONGEST)
        ahead, new_score, new_info = ready.evaluate(theta + step, expected=far)
        if np.isfinite(ahead) and ahead >= value - 1e-12 * abs(value):
            theta, value, score, info = theta + step, ahead, new_score, new_info
            ridge = ridge / 10 if ridge > 1e-8 else 0.0
            if longest > 0.4 * LONGEST or steps % 10 == 0:
                gone = _vanished(ready, theta, way)
        else:
            ridge = max(10 * ridge, 1e-4)
    gone = _vanished(ready, theta, _way(gone, score, step))
    return theta, value, ready.evaluate(theta)[2] if far else info, climb, steps, gone


def _step(info: Array, score: Array, ridge: float) -> tuple[Array, float]:
    """Newton step with the least ridge that makes the information positive definite."""
    scale = np.abs(np.diag(info))
    floor = 1e-14 * max(float(scale.max()), 1e-300)
    scale = np.maximum(scale, floor)
    while True:
        try:
            factor = cho_factor(info + np.diag(ridge * scale + (floor if ridge else 0.0)), lower=True)
        except LinAlgError:
            ridge = max(10 * ridge, 1e-4)
            continue
        return cho_solve(factor, score), ridge


def _way(gone: Flags, score: Array, step: Array) -> Array:
    """(P,) which way the search goes; 0 where the likelihood is flat."""
    return np.where(np.abs(score) < FLAT, 0.0, np.where(gone, score, step))


def _vanished(ready: Likelihood, theta: Array, way: Array) -> Flags:
    """(P,) intercepts whose part of the mean is nothing, and what else then has no meaning.

    Only where the search was on its `way` (P,) there: what a long step overshot comes back.
    """
    layout = ready.layout
    mu, scaled = ready.means(theta)
    weight = ready.used.astype(np.float64)
    whole = np.einsum("st,st->s", mu, weight)
    P, at = len(theta), 0
    gone = np.zeros(P, np.bool_)
    for b in range(len(PARTS)):
        k = int(layout.parts[b])
        if k == 0:
            continue
        part = np.einsum("st,st->s", scaled[b], weight)
        place = layout.index[:, at]
        empty = np.bincount(place, part, P) <= LEAST_PART * np.bincount(place, whole, P)
        empty &= way <= 0
        gone[place] |= empty[place]
        if empty[place].all():
            gone[layout.index[:, at : at + k].ravel()] = True
            if b == 1 and layout.decay >= 0:
                gone[layout.decay] = True
        at += k
    if layout.decay >= 0:  # from equal weights everywhere to borders alone
        at = layout.decay
        gone[at] |= (theta[at] < STEEPNESS[0] and way[at] <= 0) or (theta[at] > STEEPNESS[1] and way[at] >= 0)
    for place_psi, y, times in ready.tables:
        mean = float((y * times).sum()) / max(float(times.sum()), 1.0)
        none = np.exp(theta[place_psi]) * max(mean, 1e-3) <= LEAST_PART and way[place_psi] <= 0
        gone[place_psi] = none or not times.sum()
    return gone


def _inverse(info: Array, gone: Flags) -> Array:
    """Inverse of the information of what is left; NaN elsewhere, all NaN if not positive definite."""
    covariance = np.full(info.shape, np.nan)
    left = np.flatnonzero(~gone)
    if len(left):
        try:
            factor = cho_factor(info[np.ix_(left, left)], lower=True)
            covariance[np.ix_(left, left)] = cho_solve(factor, np.eye(len(left)))
        except LinAlgError:
            pass
    return covariance

"""Case reproduction number: how many the cases of a window did infect, later, as far as is known yet.

    p[t, u] = w[u-t] / force[u]              chance that a case of u was infected by one given case of t
    R[t]    = sum over u > t of cases[u] p[t, u]
    R of a window: mean over its cases

Whom each case infected is not seen. Given the dates, the infections that the cases of a window caused on
day u are binomial: each of cases[u] belongs to the window with chance q[u], the sum of cases[t] p[t, u] over
its t. So their number has mean sum cases q and variance sum cases q (1 - q), both exact. That is the doubt
about the tree of infections alone, not about R as a property of the disease.

The end  R of day t waits for all cases that it will infect. `seen` is the share of the serial interval that
         lies inside the data; below `seen_least` there is no number, for it would be too low. So a number can
         change when later counts come in: this R looks back, use the instantaneous R for today.
Missing  A missing period neither infects nor is infected; its window, and windows that would have infected
         more than the share 1 - `seen_least` of theirs in missing periods, have no number.

Source   Wallinga & Teunis (2004), Am. J. Epidemiol. 160:509-516.
Differs  The reference finds the spread by simulating trees, and answers to the end of the data.
Checked  tests/reference/rt_case.csv (EpiEstim 2.2-4, wallinga_teunis), made by validation/rt.R.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.rt.caveat import Caveat, caveats
from tocsin.rt.counts import checked_counts
from tocsin.rt.instantaneous import ROptions
from tocsin.rt.interval import Interval, interval_weights
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import OptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseROptions:
    """Options of the case R.

    window      periods of a window, when `windows` are not given one by one
    windows     first and last place of each window, both included; None = one ending at every period
    seen_least  least share of the serial interval that must lie inside the data, in [0, 1]
    """

    window: int = 7
    windows: tuple[tuple[int, int], ...] | None = None
    seen_least: float = 0.95

    def __post_init__(self) -> None:
        ROptions(window=self.window, windows=self.windows)
        if not 0 <= self.seen_least <= 1:
            raise OptionError("seen_least", self.seen_least, "from 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseReproduction:
    """Case R of S series in J windows; NaN = no number, `caveat` says why.

    mean    (S, J) infections caused per case
    sd      (S, J) of that mean, from not knowing who infected whom
    seen    (S, J) share of the infections to come that lies inside the data, 0 to 1
    caveat  (S, J) uint8, see `Caveat`
    starts  (J,) first place of each window, included
    ends    (J,) last place, included
    """

    mean: Array
    sd: Array
    seen: Array
    caveat: Codes
    starts: Index
    ends: Index


def case_reproduction(
    counts: Array, interval: Interval, options: CaseROptions | None = None
) -> CaseReproduction:
    """Case R of every series, one number per window; a number rests on counts after its window.

    Parameters
    ----------
    counts    (S, T) cases per period; NaN = no number
    interval  serial interval in periods, or the chances of 0, 1, 2, ... periods (the first is 0)
    options   see CaseROptions

    Raises CountError and OptionError as `reproduction` does.

    Cost: O(S T K) for the force and O(S J (window + K) window) for the windows, memory O(S T).

    >>> from tocsin.rt.interval import SerialInterval
    >>> cases = np.array([[2.0, 3, 4, 6, 8, 12, 16, 24, 32, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48]])
    >>> r = case_reproduction(cases, SerialInterval(mean=2.6, sd=1.5), CaseROptions(window=3))
    >>> r.mean[0, [4, 12, 18]].round(2)
    array([2.2 , 1.05,  nan])
    """
    chosen = options or CaseROptions()
    y = checked_counts(counts)
    w = interval_weights(interval)
    w = w / w.sum()
    T = y.shape[1]
    starts, ends = ROptions(window=chosen.window, windows=chosen.windows).spans(T)
    known = ~np.isnan(y)
    cases = np.where(known, y, 0.0)
    force = _shifted_sum(cases, w)
    each = np.divide(cases, force, out=np.zeros_like(cases), where=force > 0)
    ahead = _shifted_sum(known.astype(np.float64)[:, ::-1], w)[:, ::-1]
    mean, sd, seen = (np.full((len(y), len(starts)), np.nan) for _ in range(3))
    for j, (low, high) in enumerate(zip(starts, ends, strict=True)):
        if low < 0:
            continue
        total = cases[:, low : high + 1].sum(axis=1)
        caused, spread = _offspring(cases, force, each, w, int(low), int(high))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean[:, j] = caused / total
            sd[:, j] = np.sqrt(spread) / total
            seen[:, j] = (cases * ahead)[:, low : high + 1].sum(axis=1) / total
        seen[~known[:, low : high + 1].all(axis=1), j] = np.nan
    late = np.array([[_reach(w, T - 1 - int(high)) for high in ends]])
    unseen = ~(seen >= chosen.seen_least)
    caveat = caveats(
        mean.shape,
        (Caveat.UNDATED, np.isnan(mean)),
        (Caveat.MISSING, unseen & (late >= chosen.seen_least) & ~np.isnan(mean)),
        (Caveat.UNSEEN, unseen & (late < chosen.seen_least)),
        (Caveat.BEFORE, starts < 0),
    )
    gone = caveat != Caveat.NONE
    mean[gone], sd[gone] = np.nan, np.nan
    return CaseReproduction(mean=mean, sd=sd, seen=seen, caveat=caveat, starts=starts, ends=ends)


def _shifted_sum(values: Array, weights: Array) -> Array:
    """sum over k >= 1 of weights[k] values[t - k], (S, T)."""
    total = np.zeros_like(values)
    for k in range(1, min(len(weights), values.shape[1])):
        total[:, k:] += weights[k] * values[:, :-k]
    return total


def _offspring(cases: Array, force: Array, each: Array, w: Array, low: int, high: int) -> tuple[Array, Array]:
    """Mean and variance of how many the cases of `low` to `high` infected, (S,) each."""
    stop = min(cases.shape[1], high + len(w))
    share = np.zeros((len(cases), stop - low))
    for t in range(low, high + 1):
        reach = min(len(w) - 1, stop - 1 - t)
        share[:, t - low + 1 : t - low + 1 + reach] += cases[:, t, None] * w[1 : reach + 1]
    caused = share * each[:, low:stop]
    chance = np.divide(share, force[:, low:stop], out=np.zeros_like(share), where=share > 0)
    return caused.sum(axis=1), (caused * np.maximum(0.0, 1 - chance)).sum(axis=1)


def _reach(w: Array, periods: int) -> float:
    return float(w[: periods + 1].sum())

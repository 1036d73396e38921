"""R from weekly counts: the days of each week are filled in so that they grow as their own R says.

    days of week v = total of v, in proportion to e^{g d},  d = 0, ..., 6
    R of v         = (a + total) / (1/b + force of its days)          the posterior mean
    g of v         solves R = 1 / sum over k of w[k] e^{-gk}

The paper goes round these three by expectation and maximisation until they stand still. Week v needs only
itself and the weeks before, so here each week is solved once, in order, by root finding, for the point at
which it would stand still. R then comes from the filled-in days as from any others, in windows of whole
weeks: their number of cases is the reported one, only the force rests on what was filled in.

When   The serial interval is counted in days and may be shorter or longer than a week. Below about two days
       most infections fall inside a week and its days decide the answer: it then rests more on the model than
       on data. Do not use weekly steps with a weekly serial interval instead unless its mean is above two
       weeks: infections inside a week cannot be expressed there (the chance of 0 steps is 0).
Early  The first weeks, as far as one mean serial interval, have equal days and no R.
Missing  A missing week stays missing on all its days.

Source   Nash, Bhatt, Cori, Nouvellet (2023), PLOS Comput. Biol. 19:e1011439.
Differs  One solution per week in place of rounds. Equal days in all weeks before one mean serial interval
         has passed, for R cannot be told there; the source has them in the first week only.
"""

from dataclasses import dataclass, replace

import numpy as np

from tocsin.rt._weekly_kernel import week_days
from tocsin.rt.counts import checked_counts
from tocsin.rt.instantaneous import Reproduction, ROptions, reproduction_of_parts
from tocsin.rt.interval import Interval, interval_mean, interval_weights
from tocsin.rt.of_draws import checked_draws, of_checked_draws
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError

DAYS = 7
STEEPEST = 1.0  # growth per day beyond which no disease goes; the bound of the source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeeklyReproduction:
    """R of weeks, and the days it was found with.

    weekly  Reproduction whose windows end at each of W weeks; starts and ends are places of weeks
    daily   (S, 7 W) filled-in counts per day; they add up to each week
    """

    weekly: Reproduction
    daily: Array


def weekly_reproduction(
    counts: Array, interval: Interval, options: ROptions | None = None, *, weeks: int = 1
) -> WeeklyReproduction:
    """Instantaneous R from weekly counts and a serial interval in days.

    Parameters
    ----------
    counts    (S, W) all cases per week; NaN = no number
    interval  serial interval in days, or the chances of 0, 1, 2, ... days
    options   see ROptions; `window` and `windows` are not used
    weeks     length of a window

    Nothing at week v depends on later weeks. Raises CountError and OptionError.

    Cost: about 5 microseconds a week and series.

    >>> from tocsin.rt.interval import SerialInterval
    >>> cases = np.array([[7.0, 14, 28, 56, 112, 224]])
    >>> r = weekly_reproduction(cases, SerialInterval(mean=4.7, sd=2.9))
    >>> r.weekly.mean.round(2)
    array([[ nan, 1.77, 1.56, 1.55, 1.54, 1.54]])
    """
    if weeks < 1:
        raise OptionError("weeks", weeks, "1 or more")
    chosen = options or ROptions()
    y = checked_counts(counts)
    w = interval_weights(interval)
    shape, rate = chosen.prior
    first = first_week(w)
    daily = week_days(y, w, shape, rate, DAYS, STEEPEST, first)
    found = reproduction_of_parts(daily, daily, w, _in_weeks(chosen, y.shape[1], weeks))
    return WeeklyReproduction(weekly=_named_by_week(found, weeks), daily=daily)


def weekly_draws(
    draws: Array, interval: Interval, options: ROptions | None = None, *, weeks: int = 1
) -> Reproduction:
    """As `weekly_reproduction`, for weekly counts known only as draws (S, W, D), such as those of a nowcast.

    Returns a Reproduction whose windows end at each of W weeks. Raises CountError and OptionError.

    Cost: that of `weekly_reproduction` for each draw, and the mixture of `reproduction_of_draws`.
    """
    if weeks < 1:
        raise OptionError("weeks", weeks, "1 or more")
    chosen = options or ROptions()
    y = checked_draws(draws)
    w = interval_weights(interval)
    daily = week_days(y, w, *chosen.prior, DAYS, STEEPEST, first_week(w))
    found = of_checked_draws(daily, draws.shape[2], w, _in_weeks(chosen, draws.shape[1], weeks))
    return _named_by_week(found, weeks)


def _in_weeks(options: ROptions, size: int, weeks: int) -> ROptions:
    """The same options with windows of whole weeks, in days."""
    last = np.arange(size) * DAYS + DAYS - 1
    return replace(options, windows=tuple((int(end) - weeks * DAYS + 1, int(end)) for end in last))


def _named_by_week(found: Reproduction, weeks: int) -> Reproduction:
    ends = np.arange(len(found.ends), dtype=np.int64)
    cases = np.round(found.cases, 6)  # seven days add up to their week but for the last digits
    return replace(found, cases=cases, starts=ends - weeks + 1, ends=ends)


def first_week(weights: Array) -> int:
    """Place of the first week whose days are not taken as equal."""
    return max(1, int(np.ceil(interval_mean(weights) / DAYS - 1e-9)))


def plain_days(weeks: Array, weights: Array, shape: float, rate: float) -> Array:
    """Daily counts of one series (W,), by the rounds of the source; judge of the kernel."""
    days = np.full(len(weeks) * DAYS, np.nan)
    for v, total in enumerate(weeks):
        span = np.arange(v * DAYS, (v + 1) * DAYS)
        if np.isnan(total):
            continue
        days[span] = total / DAYS
        known = np.nan_to_num(days[: span[0]])
        past = known.sum()
        if v < first_week(weights) or total == 0 or past == 0:
            continue
        growth = 0.0
        for _ in range(400):
            filled = np.nan_to_num(days[: span[-1] + 1])
            force = sum(float(filled[:t][::-1][: len(weights) - 1] @ weights[1:][:t]) for t in span.tolist())
            growth = 0.5 * growth + 0.5 * _growth_of((shape + total) / (rate + force), weights)
            power = np.exp(growth * np.arange(DAYS))
            days[span] = total * power / power.sum()
    return days


def _growth_of(r: float, weights: Array) -> float:
    from tocsin.rt.doubling import r_to_growth

    return float(np.clip(r_to_growth(np.array(r), weights), -STEEPEST, STEEPEST))

"""R that knows what is not known: over draws of the counts, or over possible serial intervals.

Each draw has its own posterior; R is any of them with equal chance. Its interval then holds the doubt about
the draws besides that of the posterior.

Source   mixture over serial intervals: Cori et al. (2013), Am. J. Epidemiol. 178:1505-1512, web appendix 4,
         there by sampling, here exact for the given draws.
"""

from collections.abc import Sequence

import numpy as np

from tocsin.rt.caveat import NO_NUMBER
from tocsin.rt.counts import checked_counts
from tocsin.rt.instantaneous import Reproduction, ROptions, window_caveats
from tocsin.rt.interval import Interval, SerialInterval, interval_weights
from tocsin.rt.mixture import mixture
from tocsin.rt.window_sums import window_sums
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import CountError, OptionError


def reproduction_of_draws(draws: Array, interval: Interval, options: ROptions | None = None) -> Reproduction:
    """Instantaneous R of counts known only as draws, such as those of a nowcast.

    Parameters
    ----------
    draws     (S, T, D) draws of all counts; D of them per series, each one whole course; they may be
              fractional. NaN = no number, in all draws of that cell or in none
    interval  serial interval in periods, or the chances of 0, 1, 2, ... periods
    options   see ROptions

    Returns
    -------
    Reproduction; equal to `reproduction` where all draws are equal; `cases` is their mean

    Raises CountError and OptionError.

    Cost: as `reproduction` for each draw, and about 10 D Q gamma distributions for each window with differing
    draws. Older windows, where draws agree, cost what one draw does.

    >>> draws = np.full((1, 30, 3), 20.0)
    >>> draws[0, -1] = 15, 20, 30
    >>> interval = SerialInterval(mean=2.6, sd=1.5)
    >>> r, plain = reproduction_of_draws(draws, interval), reproduction_of_draws(draws[:, :, 1:2], interval)
    >>> (r.sd / plain.sd)[0, -2:].round(2)
    array([1.  , 1.13])
    """
    return of_checked_draws(
        checked_draws(draws), draws.shape[2], interval_weights(interval), options or ROptions()
    )


def checked_draws(draws: Array) -> Array:
    """Draws (S, T, D) as rows (S D, T); CountError where they are no draws of counts."""
    if draws.ndim != 3 or draws.shape[2] == 0:
        raise CountError(f"draws has shape {draws.shape}; it must be (series, periods, draws), one or more.")
    missing = np.isnan(draws)
    if (missing.any(axis=2) != missing.all(axis=2)).any():
        raise CountError("Some draws of a cell are missing, others are not: NaN must hold for all or none.")
    rows = np.moveaxis(draws, 2, 1).reshape(-1, draws.shape[1])
    return checked_counts(rows, "draws", whole=False)


def of_checked_draws(rows: Array, size: int, weights: Array, options: ROptions) -> Reproduction:
    """R from checked draws (S D, T), `size` = D of them per series, one after another."""
    D = size
    S, T = len(rows) // D, rows.shape[1]
    starts, ends = options.spans(T)
    sums = window_sums(rows, rows, weights, starts, ends, options.lost_most)
    caveat = window_caveats(sums, weights, starts, ends, options).reshape(S, D, -1)
    a, rate = options.prior
    cases = np.moveaxis(sums.cases.reshape(S, D, -1), 1, 2)
    shape = np.where(np.moveaxis(caveat, 1, 2) >= NO_NUMBER, np.nan, a + cases)
    total = rate + np.moveaxis(sums.force.reshape(S, D, -1), 1, 2)
    spread = (np.ptp(cases, axis=2) > 0) | (np.ptp(total, axis=2) > 0)
    summary = _summary(shape, total, spread, options)
    return Reproduction(
        cases=np.where(np.isnan(shape[:, :, 0]), np.nan, cases.mean(axis=2)),
        caveat=np.ascontiguousarray(caveat.max(axis=1)),
        starts=starts,
        ends=ends,
        **summary,
    )


def reproduction_of_intervals(
    counts: Array, intervals: Sequence[Interval], options: ROptions | None = None
) -> Reproduction:
    """Instantaneous R when the serial interval is only known to be one of several, equally likely.

    Parameters
    ----------
    counts     (S, T) all cases per period; NaN = no number
    intervals  the possible serial intervals, such as `draw_intervals` gives
    options    see ROptions

    The caveat of a window is the gravest that any interval gives. Raises CountError and OptionError.

    Cost: as `reproduction` for each interval, and about 10 Q gamma distributions per window and interval.
    """
    chosen = options or ROptions()
    if not intervals:
        raise OptionError("intervals", [], "one serial interval or more")
    y = checked_counts(counts)
    starts, ends = chosen.spans(y.shape[1])
    a, rate = chosen.prior
    cases, forces, codes = [], [], []
    for interval in intervals:
        weights = interval_weights(interval)
        sums = window_sums(y, y, weights, starts, ends, chosen.lost_most)
        cases.append(sums.cases)
        forces.append(sums.force)
        codes.append(window_caveats(sums, weights, starts, ends, chosen))
    caveat = np.max(codes, axis=0)
    seen = np.stack(cases, axis=2)
    shape = np.where((caveat >= NO_NUMBER)[:, :, None], np.nan, a + seen)
    total = rate + np.stack(forces, axis=2)
    summary = _summary(shape, total, np.ones(caveat.shape, np.bool_), chosen)
    known = np.where(caveat >= NO_NUMBER, np.nan, seen.mean(axis=2))
    return Reproduction(cases=known, caveat=caveat, starts=starts, ends=ends, **summary)


def draw_intervals(
    mean: tuple[float, float], sd: tuple[float, float], size: int, rng: np.random.Generator
) -> list[SerialInterval]:
    """Possible serial intervals: normal mean and normal sd, each (centre, standard error), kept in bounds.

    Pairs with a mean of 1 or less, or an sd not above 0 or not below the mean, are drawn anew.

    Raises OptionError where the centres are themselves no serial interval.

    >>> draw_intervals((2.6, 0.5), (1.5, 0.2), 2, np.random.default_rng(1))[0].mean > 1
    True
    """
    SerialInterval(mean=mean[0], sd=sd[0])
    if not 0 < sd[0] < mean[0]:
        raise OptionError("sd", sd[0], "below the mean")
    drawn: list[SerialInterval] = []
    while len(drawn) < size:
        m, s = rng.normal(*mean), rng.normal(*sd)
        if m > 1 and 0 < s < m:
            drawn.append(SerialInterval(mean=float(m), sd=float(s)))
    return drawn


def _summary(shape: Array, rate: Array, spread: Flags, options: ROptions) -> dict[str, Array]:
    """Mean, sd, quantiles, chance above 1 and levels; one draw stands for all where they do not spread."""
    levels = np.array(options.levels)
    S, J, _ = shape.shape
    mean, sd, above = (np.full((S, J), np.nan) for _ in range(3))
    quantiles = np.full((S, J, len(levels)), np.nan)
    for cells, draws in ((~spread, slice(0, 1)), (spread, slice(None))):
        if cells.any():
            found = mixture(shape[cells][:, draws], rate[cells][:, draws], levels)
            mean[cells], sd[cells], quantiles[cells], above[cells] = found
    return {"mean": mean, "sd": sd, "quantiles": quantiles, "above_one": above, "levels": levels}

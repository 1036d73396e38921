"""Nowcast: what the newest periods will come to, once everything is reported."""

import numpy as np
from scipy.special import ndtri

from tocsin.nowcast.experts import past_nowcasts
from tocsin.nowcast.options import NowcastOptions
from tocsin.nowcast.pools import pools
from tocsin.nowcast.rows import Rows, completed_rows
from tocsin.nowcast.spread import Spread, learn_spread
from tocsin.panel.forecast import FAN_LEVELS, Forecast
from tocsin.panel.triangle import Triangle
from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.errors import OptionError

METHOD = "delay-filter"
DEFAULT = NowcastOptions()


def nowcast(
    triangle: Triangle,
    *,
    levels: tuple[float, ...] = FAN_LEVELS,
    options: NowcastOptions = DEFAULT,
    unit: str = "cases",
) -> Forecast:
    """Quantiles of the final counts of the newest periods, for every series of a triangle at once.

    Parameters
    ----------
    triangle  reports by delay; series of one source and indicator learn from one another (`options.apart`);
              whole increments are counts, others are rates; a hole (NaN) is skipped, its cases come with the
              next number
    levels    increasing, inside (0, 1)
    options   see NowcastOptions; the defaults are meant for everybody
    unit      what is counted, handed on to the result

    Returns
    -------
    Forecast with horizons of 0 and below, the newest period of the triangle last. Final means: as it will
    stand at the last delay of the triangle. NaN = nothing was published about that period yet, or no delay
    was ever seen. A quantile lies below the published count only where the source has revised downward.

    Raises
    ------
    InputError   delays and periods are counted in different steps
    OptionError  a level outside (0, 1), or an option outside its bounds

    Only cells published by `triangle.as_of` are read. Measured in validation/nowcast.md.
    Cost: O(S T L), about 10 ms for a series of 500 days and 41 delays.
    """
    wanted = np.asarray(levels, np.float64)
    if not ((wanted > 0) & (wanted < 1)).all():
        raise OptionError("levels", levels, "inside (0, 1)")
    S, T, _ = triangle.increments.shape
    back = _back(triangle, options)
    quantiles = np.full((S, back, len(wanted)), np.nan)
    for mine, pool in pools(triangle, options.apart):
        quantiles[mine] = _quantiles(pool, wanted, options, back)
    return Forecast(
        quantiles=quantiles, levels=wanted, series=triangle.series,
        periods=triangle.periods.part(T - back, T), origin=triangle.periods.first + T - 1,
        as_of=triangle.as_of, unit=unit, method=METHOD,
    )  # fmt: skip


def nowcast_draws(
    triangle: Triangle, *, rng: np.random.Generator, n: int = 500, options: NowcastOptions = DEFAULT
) -> Array:
    """Draws of the final counts of all periods, for whatever is computed from a whole curve.

    Returns (S, T, n): older periods as published, the newest as `nowcast` sees them, neighbouring periods
    off in the same direction as they were in the past. NaN as in `nowcast`. `options.total` must be 1.
    """
    if options.total != 1:
        raise OptionError("total", options.total, "1 for draws; sum the draws instead")
    if n < 1:
        raise OptionError("n", n, "1 draw or more")
    draws = np.repeat(triangle.known()[:, :, None], n, axis=2)
    for mine, pool in pools(triangle, options.apart):
        at, drawn = _draws(pool, rng, n, options)
        draws[np.ix_(mine, at)] = drawn
    return draws


def _quantiles(triangle: Triangle, wanted: Array, options: NowcastOptions, back: int) -> Array:
    """(S, back, Q) of one pool, the newest period last."""
    rows, spread, answered = _distribution(triangle, options, back)
    values = spread.at(ndtri(wanted)) / rows.scale[:, None, None]
    values = np.where(answered[..., None], values, np.nan)
    newest = rows.first + rows.known.shape[1] - 1
    quantiles = np.full((*values.shape[:1], back, len(wanted)), np.nan)
    T = len(triangle.periods)
    row = newest - np.arange(values.shape[1])
    inside = (row >= T - back) & (row < T)
    quantiles[:, row[inside] - (T - back)] = values[:, inside]
    return quantiles


def _draws(
    triangle: Triangle, rng: np.random.Generator, n: int, options: NowcastOptions
) -> tuple[Index, Array]:
    """Periods that are not as published, and (S, those, n) draws of one pool."""
    rows, spread, answered = _distribution(triangle, options, _back(triangle, options))
    S, K = spread.mean.shape
    normal = rng.standard_normal((S, K, n))
    for k in range(K - 2, -1, -1):
        normal[:, k] = spread.follow * normal[:, k + 1] + np.sqrt(1 - spread.follow**2) * normal[:, k]
    drawn = np.where(answered[..., None], spread.at(normal) / rows.scale[:, None, None], np.nan)
    row = rows.first + rows.known.shape[1] - 1 - np.arange(K)
    inside = (row >= 0) & (row < len(triangle.periods))
    return row[inside], drawn[:, inside]


def _back(triangle: Triangle, options: NowcastOptions) -> int:
    _, T, L = triangle.increments.shape
    return int(min(T, options.back or L))


def _distribution(triangle: Triangle, options: NowcastOptions, back: int) -> tuple[Rows, Spread, Flags]:
    """Completed rows, the spread per target, column 0 the newest, and where there is an answer."""
    rows = completed_rows(triangle, options)
    late = max(0, rows.first + rows.known.shape[1] - len(triangle.periods))
    back += late
    L = rows.known.shape[2]
    past = past_nowcasts(rows, options, back)
    spread = learn_spread(
        past, whole_numbers=rows.whole_numbers, downward=rows.downward, open_=np.arange(back) < L - 1
    )
    answered = np.isfinite(past.point[:, -1]) & rows.learnt[:, None]
    answered[:, : min(L, back)] &= np.isfinite(rows.known[:, -1, :back])
    return rows, spread, answered

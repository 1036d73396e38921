"""Doubling and halving times, and the way between growth rate and reproduction number.

    doubling time = log 2 / r                          negative = halving
    R = 1 / sum over k of w[k] e^{-rk}                  w = serial interval, r = growth per period

A rate of 0 has no doubling time: it is infinite. So an interval of rates around 0 becomes two rays, doubling
in no less than log 2 / high and halving in no less than log 2 / -low, that meet at infinity; it is never
written as a pair with one negative end.

Source   Wallinga & Lipsitch (2007), Proc. R. Soc. B 274:599-604, equations 2.7 and 3.6.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.rt.interval import Interval, interval_weights
from tocsin.vocab.arrays import Array, Flags

_LOG2 = float(np.log(2.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoublingTimes:
    """Times in periods, arrays in the shape of the rates; NaN = no number.

    time              log 2 / rate; positive = doubling, negative = halving, inf = neither
    fastest_doubling  shortest doubling time inside the interval; inf = the interval holds no growth
    slowest_doubling  longest one; inf = growth may be as slow as you like
    fastest_halving   shortest halving time (positive); inf = the interval holds no decline
    slowest_halving   longest one
    through_infinity  True where the interval holds both growth and decline
    """

    time: Array
    fastest_doubling: Array
    slowest_doubling: Array
    fastest_halving: Array
    slowest_halving: Array
    through_infinity: Flags


def doubling_times(rate: Array, low: Array, high: Array) -> DoublingTimes:
    """Doubling and halving times of growth rates with intervals; any shape, NaN stays NaN.

    >>> d = doubling_times(np.array([0.1, 0.01]), np.array([0.05, -0.02]), np.array([0.2, 0.04]))
    >>> d.time.round(1), d.through_infinity
    (array([ 6.9, 69.3]), array([False,  True]))
    >>> d.fastest_doubling.round(1), d.slowest_doubling.round(1), d.fastest_halving.round(1)
    (array([ 3.5, 17.3]), array([13.9,  inf]), array([ inf, 34.7]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return DoublingTimes(
            time=np.where(rate == 0, np.inf, _LOG2 / rate),
            fastest_doubling=_time(np.maximum(high, 0.0)),
            slowest_doubling=np.where(high > 0, _time(np.maximum(low, 0.0)), _time(high * 0.0)),
            fastest_halving=_time(np.maximum(-low, 0.0)),
            slowest_halving=np.where(low < 0, _time(np.maximum(-high, 0.0)), _time(low * 0.0)),
            through_infinity=(low < 0) & (high > 0),
        )


def _time(rate: Array) -> Array:
    return np.asarray(np.where(np.isnan(rate), np.nan, np.where(rate > 0, _LOG2 / rate, np.inf)))


def growth_to_r(rate: Array, interval: Interval) -> Array:
    """Reproduction number that goes with a steady growth rate per period; any shape.

    >>> from tocsin.rt.interval import SerialInterval
    >>> growth_to_r(np.array([-0.1, 0.0, 0.1]), SerialInterval(mean=4.7, sd=2.9)).round(3)
    array([0.594, 1.   , 1.541])
    """
    r = np.asarray(rate, np.float64)
    finite = np.where(np.isinf(r), 0.0, r)
    ratio = np.exp(-_log_transform(finite, interval_weights(interval))[0])
    return np.asarray(np.where(np.isinf(r), np.where(r > 0, np.inf, 0.0), ratio))


def r_to_growth(r: Array, interval: Interval) -> Array:
    """Growth rate per period that goes with a reproduction number; -inf for 0, NaN for NaN; any shape.

    Newton on the log of the transform, which is convex and falling, so that no step crosses the root twice.
    """
    w = interval_weights(interval)
    target = np.asarray(r, np.float64)
    ratio = np.where(target > 0, target, 1.0)
    wanted = -np.log(ratio)
    rate = np.zeros_like(ratio)
    for _ in range(200):
        value, slope = _log_transform(rate, w)
        change = np.clip((wanted - value) / slope, -2.0, 2.0)
        rate = rate + change
        if (np.abs(np.nan_to_num(change)) <= 1e-15 + 1e-14 * np.abs(np.nan_to_num(rate))).all():
            break
    rate = np.where(target > 0, rate, np.where(target == 0, -np.inf, np.nan))
    return np.asarray(rate)


def _log_transform(rate: Array, w: Array) -> tuple[Array, Array]:
    """log of sum w[k] e^{-rate k}, less log of sum w, and its derivative by the rate."""
    k = np.flatnonzero(w > 0)
    power = -rate[..., None] * k
    top = power.max(axis=-1)
    term = w[k] * np.exp(power - top[..., None])
    total = term.sum(axis=-1)
    return np.asarray(top + np.log(total / w.sum())), np.asarray(-(term @ k) / total)

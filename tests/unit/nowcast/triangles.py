"""Small reporting triangles with known delays."""

from datetime import date

import numpy as np
import polars as pl

from tocsin.panel.triangle import Triangle
from tocsin.vocab.periods import Every, Periods

SHARES = np.array([0.4, 0.3, 0.2, 0.1])
START = {"day": date(2024, 1, 1), "week": date(2022, 1, 3), "month": date(2015, 1, 1)}


def full_increments(series: int = 2, periods: int = 80, mean: float = 60.0, seed: int = 1) -> np.ndarray:
    """(S, T, 4) Poisson increments with delays of SHARES around a slow wave."""
    rng = np.random.default_rng(seed)
    wave = mean * np.exp(0.4 * np.sin(np.arange(periods) / 9.0))
    return rng.poisson(wave[None, :, None] * SHARES, (series, periods, len(SHARES))).astype(float)


def triangle_of(
    increments: np.ndarray, *, now: int | None = None, every: Every = "week", first_delay: int = 0
) -> Triangle:
    """What was published by report period `now` (default: that of the newest row) of complete increments."""
    S, T, L = increments.shape
    now = T - 1 if now is None else now
    rows = min(T, now - first_delay + 1)
    at = np.arange(rows)[:, None] + np.arange(L)[None, :] + first_delay
    known = np.where(at > now, np.nan, increments[:, :rows])
    first = Periods.ordinal(START[every], every)
    return Triangle(
        increments=np.ascontiguousarray(known), series=pl.DataFrame({"place": [f"P{i}" for i in range(S)]}),
        periods=Periods(every, first, rows), as_of=Periods(every, first + now, 1).end(0), delay_every=every,
        first_delay=first_delay,
    )  # fmt: skip

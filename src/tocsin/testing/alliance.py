"""A simulated alliance: eight fictional members whose weekly counts hold everything a watch must tell apart.

Members carry the codes XA to XH, which ISO 3166 leaves to users; provinces follow ISO 3166-2 in form.
The counts have seasons, trends, more spread than Poisson, gaps, years of 53 weeks and outbreaks in the past.
In the newest weeks lie, on purpose and listed in `Alliance.planted`:

- an outbreak that crosses two borders;
- a rise spread so thinly over the provinces of one member that only its sum shows it;
- a dump: a province that reported zeros for weeks sends all its cases at once;
- a silent source: a province whose steady counts turn to zeros.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods, parse_day

MEMBERS = {  # code: name, number of provinces
    "XA": ("Arvania", 5),
    "XB": ("Belmark", 4),
    "XC": ("Corvell", 6),
    "XD": ("Dunmere", 3),
    "XE": ("Estvale", 5),
    "XF": ("Fenholm", 4),
    "XG": ("Garrow", 3),
    "XH": ("Halvora", 6),
}
_NEIGHBOURS = ("XA XB", "XB XC", "XC XD", "XA XD", "XD XE", "XE XF", "XF XG", "XG XH", "XE XH", "XB XE")
SHORTEST = 320  # weeks; five years of history before the planted weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """How one disease behaves: mean weekly cases in a province of size 1, and what moves them.

    level    mean cases a week
    season   amplitude on the log scale; peak is the week of the year with most cases
    trend    change of the log mean per year
    spread   variance over mean
    """

    name: str
    level: float
    season: float
    peak: float
    trend: float
    spread: float


DISEASES = (
    Disease(name="influenza", level=60.0, season=1.4, peak=5, trend=0.0, spread=6.0),
    Disease(name="salmonellosis", level=12.0, season=0.6, peak=31, trend=-0.03, spread=1.5),
    Disease(name="pertussis", level=6.0, season=0.3, peak=24, trend=0.02, spread=2.0),
    Disease(name="measles", level=1.2, season=0.5, peak=17, trend=-0.05, spread=1.6),
    Disease(name="dengue", level=3.0, season=1.1, peak=36, trend=0.06, spread=2.5),
    Disease(name="hepatitis A", level=2.0, season=0.2, peak=40, trend=-0.04, spread=1.3),
    Disease(name="meningococcal disease", level=0.4, season=0.4, peak=8, trend=-0.02, spread=1.1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Something put into the newest weeks on purpose."""

    what: str
    disease: str | None
    provinces: tuple[str, ...]
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliance:
    """A simulated alliance.

    counts   one row per reported cell: week (2026-W20), member, province, disease, cases; no row = no report
    borders  pairs of neighbouring provinces: place, neighbour
    planted  what the newest weeks hold
    """

    counts: pl.DataFrame
    borders: pl.DataFrame
    planted: tuple[Planted, ...]


CROSSING = Planted(
    what="outbreak across two borders",
    disease="measles",
    provinces=("XA-05", "XB-01", "XB-04", "XC-01"),
    weeks=5,
)
THIN = Planted(
    what="rise spread thinly over one member", disease="salmonellosis",
    provinces=tuple(f"XH-0{i}" for i in range(1, 7)), weeks=3,
)  # fmt: skip
DUMP = Planted(what="dump after silence", disease="pertussis", provinces=("XE-02",), weeks=12)
SILENT = Planted(what="silent source", disease=None, provinces=("XG-03",), weeks=8)


def simulate_alliance(rng: np.random.Generator, *, end: str = "2026-W20", weeks: int = 594) -> Alliance:
    """Simulate `weeks` weeks up to `end`, the same for the same state of `rng`.

    Raises OptionError for fewer than 320 weeks. Cost: 252 series; 0.2 s and 15 MB at the default length.

    >>> alliance = simulate_alliance(np.random.default_rng(1), weeks=320)
    >>> alliance.counts.columns
    ['week', 'member', 'province', 'disease', 'cases']
    >>> alliance.counts["week"].max()
    '2026-W20'
    """
    if weeks < SHORTEST:
        raise OptionError("weeks", weeks, f"{SHORTEST} or more")
    last = Periods.ordinal(parse_day(end), "week")
    periods = Periods("week", last - weeks + 1, weeks)
    provinces = [f"{code}-{i:02d}" for code, (_, n) in MEMBERS.items() for i in range(1, n + 1)]
    mean = _means(rng, periods, len(provinces))
    cases = _overdispersed(rng, mean) + _past_outbreaks(rng, mean)
    _plant(rng, cases, mean, provinces)
    _silence(rng, cases, provinces)
    counts = _as_rows(cases, periods, provinces)
    return Alliance(counts=counts, borders=_borders(), planted=(CROSSING, THIN, DUMP, SILENT))


def _means(rng: np.random.Generator, periods: Periods, provinces: int) -> Array:
    """Mean cases, (diseases, provinces, weeks)."""
    size = rng.lognormal(0.0, 0.5, provinces)
    year, here = periods.year_fraction(), np.arange(len(periods)) / 52.18
    rows = [
        np.log(d.level) + d.season * np.cos(2 * np.pi * (year - d.peak / 52.18)) + d.trend * (here - here[-1])
        for d in DISEASES
    ]
    means: Array = np.exp(np.stack(rows))[:, None, :] * size[None, :, None]
    return means


def _overdispersed(rng: np.random.Generator, mean: Array) -> Array:
    spread = np.array([d.spread for d in DISEASES])[:, None, None]
    return rng.negative_binomial(mean / (spread - 1), 1 / spread).astype(np.float64)


def _past_outbreaks(rng: np.random.Generator, mean: Array) -> Array:
    """About one outbreak per series in all but the last 40 weeks, 4 to 12 weeks long."""
    extra = np.zeros_like(mean)
    D, P, T = mean.shape
    for disease, province in np.argwhere(rng.random((D, P)) < 0.7):
        length = int(rng.integers(4, 13))
        start = int(rng.integers(0, T - 40 - length))
        shape = np.sin(np.pi * (np.arange(length) + 1) / (length + 1))
        height = rng.uniform(3, 8) * np.sqrt(mean[disease, province, start] * DISEASES[disease].spread)
        extra[disease, province, start : start + length] = rng.poisson(height * shape)
    return extra


def _plant(rng: np.random.Generator, cases: Array, mean: Array, provinces: list[str]) -> None:
    """Put the outbreak, the thin rise and the dump into the newest weeks, in place."""
    names = [d.name for d in DISEASES]
    measles = names.index("measles")
    for delay, province in enumerate(CROSSING.provinces):
        growth = 4.0 * 1.6 ** np.arange(CROSSING.weeks - delay)
        cases[measles, provinces.index(province), -len(growth) :] += rng.poisson(growth)
    thin = names.index("salmonellosis")
    for province in THIN.provinces:
        usual = mean[thin, provinces.index(province), -THIN.weeks :]
        sd = np.sqrt(usual * DISEASES[thin].spread)
        cases[thin, provinces.index(province), -THIN.weeks :] = np.round(usual + 1.7 * sd)
    held = cases[names.index("pertussis"), provinces.index(DUMP.provinces[0])]
    held[-1] = held[-DUMP.weeks :].sum()
    held[-DUMP.weeks : -1] = 0
    cases[:, provinces.index(SILENT.provinces[0]), -SILENT.weeks :] = 0


def _silence(rng: np.random.Generator, cases: Array, provinces: list[str]) -> None:
    """Take reports away, in place: single weeks, a member's month, a late start, a late newest week."""
    _, _, T = cases.shape
    planted = {p for plan in (CROSSING, THIN, DUMP, SILENT) for p in plan.provinces}
    free = [i for i, province in enumerate(provinces) if province not in planted]
    for i in free:
        cases[:, i, np.flatnonzero(rng.random(T) < 0.005)] = np.nan
    member = [i for i, province in enumerate(provinces) if province.startswith("XD")]
    month = int(rng.integers(0, T - 60))
    cases[:, member, month : month + 4] = np.nan
    cases[:, provinces.index("XF-04"), : T - 150] = np.nan
    cases[:, provinces.index("XC-06"), -1] = np.nan


def _as_rows(cases: Array, periods: Periods, provinces: list[str]) -> pl.DataFrame:
    D, P, T = cases.shape
    week = pl.Series("week", periods.labels())
    names = pl.Series("disease", [d.name for d in DISEASES])
    frame = pl.DataFrame(
        {
            "week": week.gather(np.tile(np.arange(T), D * P)),
            "province": pl.Series(provinces).gather(np.tile(np.repeat(np.arange(P), T), D)),
            "disease": names.gather(np.repeat(np.arange(D), P * T)),
            "cases": cases.ravel(),
        }
    )
    return (
        frame.filter(pl.col("cases").is_not_nan())
        .with_columns(pl.col("cases").cast(pl.Int64), member=pl.col("province").str.slice(0, 2))
        .select("week", "member", "province", "disease", "cases")
        .sort("week", "province", "disease")
    )


def _borders() -> pl.DataFrame:
    """Provinces of a member lie in a ring; the last of one member touches the first of its neighbour."""
    pairs = []
    for code, (_, n) in MEMBERS.items():
        ring = [f"{code}-{i:02d}" for i in range(1, n + 1)]
        pairs += list(zip(ring, [*ring[1:], ring[0]], strict=True))
    pairs += [(f"{a}-{MEMBERS[a][1]:02d}", f"{b}-01") for a, b in (pair.split() for pair in _NEIGHBOURS)]
    return pl.DataFrame(pairs, schema=["place", "neighbour"], orient="row")

"""What the simulated alliance published, week by week: the same counts, as they stood on each day.

Each member sends whole tables. A count comes in over up to eight weeks, faster in one member than in
another, and some members book cases that they later take back. In the newest weeks lie, on purpose and named
in `PUBLISHED`:

- a typing error: one count many times too large, taken back a week later;
- a withdrawn value: a count that was there and is gone;
- a silent member: nothing new from it, its earlier numbers left as they stood.

As of a day eight weeks after the last period, and without the three, the numbers are those of the alliance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tocsin.testing.alliance import Alliance
from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods, parse_day

DELAYS = 8  # weeks after which nothing comes in any more
AT_ONCE = {"XA": 0.90, "XB": 0.80, "XC": 0.70, "XD": 0.85, "XE": 0.60, "XF": 0.75, "XG": 0.65, "XH": 0.55}
"""Share of a member's cases known in the week after; of what is left, the same share each week."""
GENEROUS = ("XB", "XF")  # members that book cases twice in some weeks
TWICE, TAKEN_BACK = 0.06, 3  # share of their cells, and the delay at which the copies are taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Something that befell the publishing on purpose.

    weeks_ago  weeks between the newest period of the alliance and the period (or the last one) concerned
    """

    what: str
    disease: str | None
    province: str
    weeks_ago: int


TYPO = Publication(what="typing error", disease="salmonellosis", province="XA-02", weeks_ago=2)
WITHDRAWN = Publication(what="withdrawn value", disease="pertussis", province="XC-03", weeks_ago=4)
SILENT_MEMBER = Publication(what="silent member", disease=None, province="XD", weeks_ago=3)
PUBLISHED = (TYPO, WITHDRAWN, SILENT_MEMBER)
TYPO_FOLD = 100
_TYPO_DELAY, _WITHDRAWN_DELAY = 1, 3


def snapshots(alliance: Alliance, rng: np.random.Generator, days: Iterable[date]) -> dict[date, pl.DataFrame]:
    """The whole table as published on each day, in the columns of `Alliance.counts`; no row = no report.

    What stood on a day does not depend on which other days are asked for. A period can be published from
    the day after its last one. Raises OptionError for a day before the first report or without any.
    Cost: 0.2 s and 40 MB at the default length, 10 ms for each day.

    >>> from tocsin.testing.alliance import simulate_alliance
    >>> alliance = simulate_alliance(np.random.default_rng(1), weeks=320)
    >>> early, late = date(2026, 5, 18), date(2026, 5, 25)
    >>> tables = snapshots(alliance, np.random.default_rng(2), [early, late])
    >>> newest = [tables[day].filter(pl.col("week") == "2026-W20")["cases"].sum() for day in (early, late)]
    >>> newest[0] < newest[1]
    True
    """
    counts = alliance.counts
    last = Periods.ordinal(parse_day(str(counts["week"].max())), "week")
    first = Periods.ordinal(parse_day(str(counts["week"].min())), "week")
    ends = Periods("week", first, last - first + 1)
    labels = pl.Series(ends.labels())
    week = counts["week"].replace_strict(labels, pl.Series(range(len(labels))), return_dtype=pl.Int64)
    place = np.asarray(week.to_numpy(), np.int64)
    stood = _stood(counts, rng)
    published = {}
    for day in days:
        lag = Periods.ordinal(day, "week") - (first + place) - 1  # 0 in the week after the period
        known = np.minimum(lag, _silenced(counts, lag, len(labels) - 1 - place))
        seen = known >= 0
        if not seen.any():
            raise OptionError("day", day.isoformat(), f"after {ends.end(0)}, the end of the first period")
        value = stood[np.flatnonzero(seen), np.minimum(known[seen], DELAYS)]
        ago = len(labels) - 1 - place[seen]
        published[day] = _mishaps(counts.filter(pl.Series(seen)), value, known[seen], ago)
    return published


def _stood(counts: pl.DataFrame, rng: np.random.Generator) -> Array:
    """Cases known at each delay, (rows, DELAYS + 1); the last column is what the alliance counted."""
    cases = counts["cases"].to_numpy().astype(np.int64)
    share = counts["member"].replace_strict(AT_ONCE, return_dtype=pl.Float64).to_numpy()
    left = cases.copy()
    stood = np.empty((len(cases), DELAYS + 1))
    for delay in range(DELAYS):
        came = rng.binomial(left, share)
        left -= came
        stood[:, delay] = cases - left
    stood[:, DELAYS] = cases
    generous = counts["member"].is_in(GENEROUS).to_numpy()
    copies = np.where(generous & (rng.random(len(cases)) < TWICE), rng.binomial(cases, 0.5), 0)
    stood[:, :TAKEN_BACK] += copies[:, None]
    return stood


def _silenced(counts: pl.DataFrame, lag: Index, ago: Index) -> Index:
    """The delay at which a silent member's number was last looked at; other members' own."""
    silent = (counts["member"] == SILENT_MEMBER.province).to_numpy()
    return np.where(silent, ago - SILENT_MEMBER.weeks_ago, lag)


def _mishaps(rows: pl.DataFrame, value: Array, known: Index, ago: Index) -> pl.DataFrame:
    """The rows with what was published, the typing error put in and the withdrawn value left out."""
    typo = _is(rows, TYPO, ago) & (known == _TYPO_DELAY)
    gone = _is(rows, WITHDRAWN, ago) & (known >= _WITHDRAWN_DELAY)
    value = np.where(typo, (value + 1) * TYPO_FOLD, value)
    cases = pl.Series("cases", value.astype(np.int64))
    return rows.with_columns(cases).filter(pl.Series(~gone))


def _is(rows: pl.DataFrame, what: Publication, ago: Index) -> Flags:
    own = (rows["disease"] == what.disease) & (rows["province"] == what.province)
    return np.asarray(own.to_numpy() & (ago == what.weeks_ago), np.bool_)

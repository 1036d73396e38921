"""Which published numbers of the European vintages are taken for many-fold revisions, and how many.

    python validation/revisions.py [--data ../shared/data] [--bench ../shared/bench]

Each snapshot is added in its turn and its own revisions are judged by what was published until then, as
somebody would see it who watched week by week. What it printed, and what it means, is in revisions.md.
"""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.cluster.artefact_options import DEFAULTS, ArtefactOptions, History
from tocsin.cluster.artefact_revision import Revisions, many_fold
from tocsin.cluster.kin import Kin
from tocsin.vocab.periods import Periods, ordinals

ERVISS = (
    "ili_ari", "sari_rates", "sari_tests", "flu_subtype", "sentinel_tests", "nonsentinel_tests",
    "nonsentinel_severity",
)  # fmt: skip


def erviss(path: Path) -> pl.DataFrame:
    """One row for each number published anew: place, series, week (its Sunday), day, value (null = gone)."""
    table = pl.read_parquet(path).with_columns(pl.col(pl.Categorical).cast(pl.String))
    other = [c for c in table.columns if c not in ("iso3", "week_start", "issue_date", "value", "removed")]
    return table.select(
        place="iso3", series=pl.concat_str(other, separator="/"), day="issue_date",
        week=pl.col("week_start") + timedelta(days=6), value=pl.when("removed").then(None).otherwise("value"),
    )  # fmt: skip


def respicast(path: Path) -> pl.DataFrame:
    """The same of the vintages behind the European forecast hub."""
    return pl.read_parquet(path).select(
        place="location", series="target", day="as_of", week="truth_date", value="value"
    )


def flagged(rows: pl.DataFrame, options: ArtefactOptions = DEFAULTS) -> Iterator[pl.DataFrame]:
    """For each day, the many-fold revisions published on it."""
    keys = rows.select("series", "place").unique().sort("series", "place").with_row_index("row")
    kin = Kin(keys.select("series", "place"), "place")
    first = Periods.ordinal(rows["week"].min(), "week")
    periods = Periods("week", first, Periods.ordinal(rows["week"].max(), "week") - first + 1)
    stands = np.full((keys.height, len(periods)), np.nan)
    last = stands.copy()
    gone = Revisions(**{n: np.empty(0, k) for n, k in _KINDS.items()})
    for (day,), table in rows.join(keys, on=["series", "place"]).group_by("day", maintain_order=True):
        row = table["row"].to_numpy().astype(np.int64)
        place = ordinals(table["week"].to_numpy().astype("datetime64[D]"), "week") - first
        new = table["value"].to_numpy(writable=True).astype(np.float64)
        old = last[row, place]
        stands[row, place] = new
        there = ~np.isnan(new)
        last[row[there], place[there]] = new[there]
        changed = there & ~np.isnan(old) & (old != new)
        now = Revisions(
            row=row[changed], place=place[changed], day=np.full(int(changed.sum()), day, "datetime64[D]"),
            old=old[changed], new=new[changed],
        )  # fmt: skip
        gone = Revisions(**{n: np.concatenate([getattr(gone, n), getattr(now, n)]) for n in _KINDS})
        above = np.zeros(keys.height, np.bool_)
        history = History(counts=stands, first=0, every="week", per_year=52, above=above)
        large = many_fold(history, periods, gone, kin, options)
        large[: -len(now.row) or None] = False
        hit = gone.pick(large)
        yield pl.DataFrame(
            {
                "place": keys["place"].gather(hit.row), "series": keys["series"].gather(hit.row),
                "week": periods.ends()[hit.place], "day": hit.day, "old": hit.old, "new": hit.new,
            }
        )  # fmt: skip


_KINDS = {"row": np.int64, "place": np.int64, "day": "datetime64[D]", "old": np.float64, "new": np.float64}


def tell(name: str, rows: pl.DataFrame, *, listed: bool) -> None:
    """Print how many revisions there were, how many were flagged, and the flags by place and day."""
    rows = rows.sort("day")
    found = pl.concat([table for table in flagged(rows) if table.height] or [_nothing()])
    numbers = rows.filter(pl.col("value").is_not_null())
    revised = numbers.height - numbers.select("place", "series", "week").n_unique()
    years = max((rows["day"].max() - rows["day"].min()).days / 365.25, 1.0)
    series = rows.select("place", "series").n_unique()
    events = found.select("place", "series", "day").unique()
    most = events.group_by("place", "series", pl.col("day").dt.year()).len()["len"].max() or 0
    print(
        f"{name}: {series} series, {years:.1f} years, {revised:,} numbers replaced; "
        f"{found.height} flagged in {events.height} series-days, "
        f"{events.height / series / years:.4f} per series and year, at most {most}"
    )
    if listed:
        said = found.group_by("place", "day").agg(
            pl.col("series").n_unique(), pl.len().alias("numbers"), pl.col("week").min().alias("from"),
            pl.col("week").max().alias("to"), pl.struct("old", "new").first().alias("first"),
        )  # fmt: skip
        for place, day, n, cells, start, end, one in said.sort("place", "day").rows():
            print(
                f"  {place} {day}: {cells} numbers of {n} series, weeks to {start} .. {end}, "
                f"such as {one['old']:g} -> {one['new']:g}"
            )


def _nothing() -> pl.DataFrame:
    kinds = {"place": pl.String, "series": pl.String, "week": pl.Date, "day": pl.Date}
    return pl.DataFrame(schema=kinds | {"old": pl.Float64, "new": pl.Float64})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"There is no folder {given.data}: name the one with the vintages by --data.")
        return
    tell("respicast", respicast(given.bench / "respicast" / "vintages.parquet"), listed=True)
    for name in ERVISS:
        tell(name, erviss(given.data / f"erviss_{name}_vintages.parquet"), listed=True)


if __name__ == "__main__":
    main()

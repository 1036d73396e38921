"""Nowcasts with one set of defaults on every reporting history at hand; prints the tables of nowcast.md.

python validation/nowcast.py [--data DIR] [--only de,weekly,salmonella,hus,europe] [--step N]
DIR holds bench/nowcast and data as in the project's shared folder; default ../shared. Only what was published
by each date is used: every call gets a triangle without later cells. The judge is a plain chain ladder with
negative binomial spread from its own past errors, written here, without weekdays, levels or pooling.
"""

import argparse
import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import nbinom

from tocsin.nowcast import NowcastOptions, nowcast
from tocsin.panel.triangle import Triangle
from tocsin.vocab.periods import Periods

LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


@dataclass(frozen=True, kw_only=True)
class History:
    """A complete reporting history: what was added when, and what each period came to."""

    name: str
    increments: np.ndarray  # (S, T, L)
    series: list[str]
    periods: Periods
    first_delay: int
    truth: np.ndarray  # (S, T), of sums over `total`
    total: int
    dates: range  # places of the report periods that are judged
    back: int
    least: int = 1  # columns a period must have had published

    def as_of(self, now: int) -> Triangle:
        """What was published by report period `now`."""
        T = min(now - self.first_delay + 1, len(self.periods))
        x = self.increments[:, :T].copy()
        at = np.arange(T)[:, None] + np.arange(x.shape[2])[None, :] + self.first_delay
        x[:, at > now] = np.nan
        return Triangle(
            increments=x, series=pl.DataFrame({"series": self.series}), periods=self.periods.part(0, T),
            as_of=Periods(self.periods.every, self.periods.first + now, 1).end(0),
            delay_every=self.periods.every, first_delay=self.first_delay,
        )  # fmt: skip


def wis(q: np.ndarray, y: np.ndarray) -> np.ndarray:
    miss = y[..., None] - q
    return (2 * np.maximum(LEVELS * miss, (LEVELS - 1) * miss)).mean(-1)


def sums(x: np.ndarray, total: int) -> np.ndarray:
    """Moving sums along the last axis."""
    c = np.cumsum(np.concatenate([np.zeros((*x.shape[:-1], 1)), x], -1), -1)
    out = np.full(x.shape, np.nan)
    out[..., total - 1 :] = c[..., total:] - c[..., :-total]
    return out


def ladder(x: np.ndarray, window: int) -> np.ndarray:
    """Completed rows (T,) of one triangle by plain development factors of the last rows."""
    T, L = x.shape
    full = x.copy()
    for d in range(1, L):
        seen = np.arange(max(0, T - window), T)
        seen = seen[~np.isnan(x[seen, d])]
        below = full[seen, :d].sum()
        factor = x[seen, d].sum() / below if below > 0 else 0.0
        todo = np.isnan(full[:, d])
        full[todo, d] = full[todo, :d].sum(1) * factor
    return full.sum(1)


def judge(h: History, window: int = 60) -> dict[int, np.ndarray]:
    """(S, back, 7) quantiles of the plain chain ladder for each date, 60 past nowcasts for its spread."""
    points: dict[int, np.ndarray] = {}
    seen: dict[int, np.ndarray] = {}
    out = {}
    for now in range(max(h.dates.start - window, h.increments.shape[2] + h.total + h.back), h.dates.stop):
        x = h.as_of(now).increments
        rows = np.stack([ladder(one, window) for one in x])
        points[now], seen[now] = sums(rows, h.total), sums(np.nansum(x, 2), h.total)
        if now not in h.dates:
            continue
        T = x.shape[1]
        places = np.arange(T - h.back, T)
        then = [s for s in points if s < now]
        quantiles = np.repeat(points[now][:, places, None], 7, axis=2)
        for k in range(h.back if len(then) > 5 else 0):
            m = np.stack([points[s][:, -1 - k] - seen[s][:, -1 - k] for s in then], 1)
            come = np.stack(
                [points[now][:, points[s].shape[1] - 1 - k] - seen[s][:, -1 - k] for s in then], 1
            )
            m = np.maximum(m, 0.1)
            over = (((come - m) ** 2 - m).sum(1) / (m**2).sum(1))[:, None]
            size = np.where(over > 1e-6, 1 / np.maximum(over, 1e-6), 1e6)
            rest = np.maximum(points[now][:, -1 - k] - seen[now][:, -1 - k], 0.1)[:, None]
            quantiles[:, h.back - 1 - k] = seen[now][:, -1 - k, None] + nbinom.ppf(
                LEVELS, size, size / (size + rest)
            )
        out[now] = quantiles
    return out


def ours(h: History, options: NowcastOptions) -> tuple[dict[int, np.ndarray], float]:
    out, start = {}, time.perf_counter()
    for now in h.dates:
        out[now] = nowcast(h.as_of(now), options=options, levels=tuple(LEVELS)).quantiles
    spent = time.perf_counter() - start
    return out, spent / len(h.dates) / len(h.series)


def score(h: History, answers: dict[int, np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays (dates, S, back), newest period last."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("wis", "ae", "report", "in50", "in95")}
    for now, q in answers.items():
        t = h.as_of(now)
        T = t.increments.shape[1]
        known = sums(np.nansum(t.increments, 2), h.total)[:, T - h.back :]
        reported = ~np.isnan(t.increments[:, T - h.back :]).all(axis=2)
        y = np.where(reported, h.truth[:, T - h.back : T], np.nan)
        w = wis(q, y)
        usable = np.isfinite(w)
        parts["wis"].append(w)
        parts["ae"].append(np.where(usable, np.abs(q[..., 3] - y), np.nan))
        parts["report"].append(np.where(usable, np.abs(known - y), np.nan))
        parts["in50"].append(np.where(usable, (q[..., 2] <= y) & (y <= q[..., 4]), np.nan))
        parts["in95"].append(np.where(usable, (q[..., 0] <= y) & (y <= q[..., 6]), np.nan))
    return {name: np.stack(values) for name, values in parts.items()}


def compare(h: History, options: NowcastOptions, groups: dict[str, slice], *, lags: bool = False) -> None:
    answers, spent = ours(h, options)
    mine, plain = score(h, answers), score(h, judge(h)) if h.name != "europe" else None
    for name, part in groups.items():
        m = {key: value[:, part] for key, value in mine.items()}
        report, w = np.nanmean(m["report"]), np.nanmean(m["wis"])
        other = np.nanmean(plain["wis"][:, part]) if plain else np.nan
        print(
            f"| {h.name} {name} | {np.isfinite(m['wis']).sum():,} | {report:.2f} | {other:.2f} | {w:.2f} | "
            f"{w / report:.3f} | {w / other:.3f} | {np.nanmean(m['ae']):.2f} | {np.nanmean(m['in50']):.2f} | "
            f"{np.nanmean(m['in95']):.2f} | {1000 * spent:.1f} |",
            flush=True,
        )
        if lags:
            by = [
                (np.nanmean(m["wis"][:, :, -1 - k]), np.nanmean(m["report"][:, :, -1 - k]))
                for k in range(h.back)
            ]
            print("  per lag, WIS/report:", " ".join(f"{k}:{a:.1f}/{b:.1f}" for k, (a, b) in enumerate(by)))


def germany(data: Path, start: str, stop: str, step: int) -> History:
    ages = ["00+", "00-04", "05-14", "15-34", "35-59", "60-79", "80+"]
    bench = data / "bench/nowcast"
    table = pl.read_parquet(bench / "de_hosp_triangle.parquet")
    late = pl.read_parquet(bench / "de_hosp_truth.parquet").filter(pl.col("location") == "DE")
    cubes, truths = [], []
    for age in ages:
        wide = table.filter(pl.col("age_group") == age).pivot("delay", index="reference_date", values="count")
        wide = wide.sort("reference_date")
        dates = wide["reference_date"].to_list()
        x = wide.select([str(d) for d in range(41)]).to_numpy().astype(float)
        d42 = dict(late.filter(pl.col("age_group") == age).select("date", "d42").iter_rows())
        t40 = sums(x.sum(1), 7)
        y = np.array([d42.get(day) or np.nan for day in dates], float)
        ok = np.isfinite(y) & np.isfinite(t40)
        y = np.where(np.isfinite(y), y, t40 * y[ok].sum() / t40[ok].sum())
        cubes.append(x)
        truths.append(t40 + 21 / 35 * (y - t40))  # the yardstick's correction, see its score.py
    low, high = (dates.index(dt.date.fromisoformat(day)) for day in (start, stop))
    return History(
        name=f"Germany {start}..{stop}", increments=np.array(cubes), series=ages,
        periods=Periods.spanning(dates[0], dates[-1], "day"), first_delay=0, truth=np.array(truths), total=7,
        dates=range(low, high + 1, step), back=29,
    )  # fmt: skip


def weekly(data: Path, step: int) -> Iterator[History]:
    table = pl.read_parquet(data / "data/de_respinow_triangles.parquet").with_columns(
        pl.col("source", "indicator", "location", "age_group").cast(pl.String)
    )
    for (source, indicator), part in sorted(table.partition_by("source", "indicator", as_dict=True).items()):
        yield cube(
            f"{source} {indicator}",
            part.select(
                series=pl.concat_str("location", "age_group", separator=" "), date="week_end",
                delay="delay_weeks", count="count",
            ),
            "week", step=step, back=5, warm=52,
        )  # fmt: skip


def cube(
    name: str, table: pl.DataFrame, every: str, *, step: int, back: int, warm: int, last: str = ""
) -> History:
    """A history from a long table; weeks that a series did not have are holes."""
    if last:
        table = table.filter(pl.col("date") <= dt.date.fromisoformat(last))
    periods = Periods.spanning(table["date"].min(), table["date"].max(), every)
    series = sorted(table["series"].unique())
    first, longest = int(table["delay"].min()), int(table["delay"].max())
    x = np.full((len(series), len(periods), longest - first + 1), np.nan)
    row = [Periods.ordinal(day, every) - periods.first for day in table["date"].to_list()]
    place = {name: i for i, name in enumerate(series)}
    x[[place[s] for s in table["series"]], row, table["delay"].to_numpy().astype(int) - first] = table[
        "count"
    ]
    final = np.where(np.isnan(x[:, :, 0]) | np.isnan(x[:, :, -1]), np.nan, x.sum(2))
    T, L = x.shape[1:]
    return History(
        name=name, increments=x, series=series, periods=periods, first_delay=first, truth=final, total=1,
        dates=range(warm, T - L, step), back=back,
    )  # fmt: skip


def classic(data: Path, which: str, step: int) -> History:
    table = pl.read_parquet(data / "data/classic_reporting_triangles.parquet")
    table = table.filter(pl.col("dataset") == which)
    every = table["delay_unit"][0]
    table = table.select(
        series=pl.lit(which), date="reference_date", delay=pl.col("delay").cast(pl.Int64), count="count"
    )
    days = pl.select(
        date=pl.date_range(table["date"].min(), table["date"].max(), "1d" if every == "day" else "1w")
    )
    whole = days.join(
        pl.select(delay=pl.int_range(table["delay"].min(), table["delay"].max() + 1, dtype=pl.Int64)),
        how="cross",
    )
    filled = whole.join(table.drop("series"), on=["date", "delay"], how="left").with_columns(
        pl.col("count").fill_null(0), series=pl.lit(which)
    )
    return cube(
        which, filled, every, step=step, back=10 if every == "day" else 5, warm=20 if every == "day" else 52
    )


def europe(data: Path, step: int) -> History:
    """ILI and ARI rates of the European vintages from 2024-10 on; truth is the value ten weeks later."""
    start = dt.date(2024, 10, 7)
    table = pl.read_parquet(data / "bench/respicast/vintages.parquet")
    table = table.filter(pl.col("truth_date") >= start, pl.col("as_of") >= start).sort("as_of")
    table = table.with_columns(series=pl.concat_str("target", "location", "source", separator=" "))
    periods = Periods.spanning(table["truth_date"].min(), table["as_of"].max(), "week")
    issues = {Periods.ordinal(day, "week") - periods.first for day in table["as_of"].unique().to_list()}
    names = sorted(table["series"].unique())
    T, L = len(periods), 11
    stood = np.full((len(names), T, T), np.nan)  # series, week, week of publication
    place = {name: i for i, name in enumerate(names)}
    for name, week, issue, value in table.select("series", "truth_date", "as_of", "value").iter_rows():
        row, now = (Periods.ordinal(day, "week") - periods.first for day in (week, issue))
        stood[place[name], row, now:] = np.nan if value is None else value
    x = np.full((len(names), T, L), np.nan)
    for row in range(T):
        before = np.zeros(len(names))
        for delay in range(L):
            now = row + delay
            if now >= T or now not in issues:
                continue
            value = stood[:, row, now]
            seen = ~np.isnan(value)
            x[seen, row, delay] = (value - before)[seen]
            before = np.where(seen, value, before)
    some = ~np.isnan(x).all(axis=2)
    final = np.where(some, np.nansum(x, axis=2), np.nan)
    return History(
        name="europe", increments=x, series=names, periods=periods, first_delay=0, truth=final, total=1,
        dates=range(20, T - L, step), back=6,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--only", default="de,weekly,salmonella,hus,europe")
    parser.add_argument("--step", type=int, default=1)
    given = parser.parse_args()
    if not given.data.exists():
        print(f"No folder {given.data}: name one with --data; nothing was compared.")
        return
    parts = given.only.split(",")
    print(
        "| what | nowcasts | as reported | chain ladder | ours | ours/report | ours/ladder | median AE "
        "| 50 % | 95 % | ms |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    if "de" in parts:
        ages = {"00+": slice(0, 1), "six ages": slice(1, 7)}
        for start, stop in (
            ("2021-08-01", "2021-11-21"),
            ("2022-04-30", "2022-06-25"),
            ("2021-11-22", "2022-04-29"),
        ):
            compare(
                germany(given.data, start, stop, given.step),
                NowcastOptions(total=7, back=29),
                ages,
                lags=True,
            )
    for name in ("salmAllOnset", "stsNewport") if "salmonella" in parts else ():
        compare(classic(given.data, name, given.step), NowcastOptions(back=5), {"": slice(None)}, lags=True)
    if "hus" in parts:
        compare(classic(given.data, "husO104Hosp", 1), NowcastOptions(back=10), {"": slice(None)}, lags=True)
    if "europe" in parts:
        compare(europe(given.data, given.step), NowcastOptions(back=6), {"": slice(None)}, lags=True)
    for history in weekly(given.data, given.step) if "weekly" in parts else ():
        compare(history, NowcastOptions(back=5), {"": slice(None)}, lags=True)


if __name__ == "__main__":
    main()

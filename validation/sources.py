"""Read real, public figures through the sources, and compare with how others read them.

    python validation/sources.py

The data are not part of the project: DATA is a folder with the files named below, `../shared/data` beside
the project unless --data says otherwise. They were converted from what the sources publish; here they are
written back in the published shape, read, and compared cell by cell with the converted figures. Prints
aggregates only; what it printed stands in sources.md.
"""

import argparse
import tempfile
import time
from pathlib import Path

import polars as pl

from tocsin.panel.reports import REPORTS
from tocsin.sources.disease_names import join_diseases, read_diseases
from tocsin.sources.reading import Reading
from tocsin.sources.registry import find_source
from tocsin.vocab.diseases import built_in_diseases
from tocsin.vocab.places import place_name, place_of

ERVISS = {
    "ili_ari": "ILIARIRates",
    "sari_rates": "SARIRates",
    "sari_tests": "SARITestsDetectionsPositivity",
    "sentinel_tests": "sentinelTestsDetectionsPositivity",
    "nonsentinel_tests": "nonSentinelTestsDetections",
    "nonsentinel_severity": "nonSentinelSeverity",
    "flu_subtype": "activityFluTypeSubtype",
    "variants": "variants",
}


def load(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path).with_columns(pl.col(pl.Categorical).cast(pl.String))


def as_of(frame: pl.DataFrame, issue: object) -> pl.DataFrame:
    """A change-only archive as its source showed it on one day."""
    keys = [name for name in frame.columns if name not in ("issue_date", "value", "removed")]
    seen = frame.filter(pl.col("issue_date") <= issue).sort("issue_date")
    return seen.unique(keys, keep="last").filter(~pl.col("removed"))


def read(name: str, path: Path, **options: object) -> tuple[Reading, float]:
    source = find_source(name)
    began = time.perf_counter()
    reading = source.open(path, source.configure(options))
    return reading, time.perf_counter() - began


def told(what: str, reading: Reading, seconds: float, expected: pl.DataFrame, on: dict[str, str]) -> None:
    """Compare with the converted figures: cells missing, cells more, and values that differ."""
    keys = list(on)
    got = reading.reports.select(*keys, "value")
    want = expected.select(pl.col(theirs).alias(ours) for ours, theirs in (on | {"value": "value"}).items())
    both = got.join(want, on=keys, how="full", nulls_equal=True, suffix="_theirs", coalesce=True)
    marked = both.join(got.select(keys).with_columns(ours=1), on=keys, how="left")
    marked = marked.join(want.select(keys).with_columns(theirs=1), on=keys, how="left")
    differ = marked.filter(pl.col("ours").is_not_null() & pl.col("theirs").is_not_null())
    differ = differ.filter(~pl.col("value").eq_missing(pl.col("value_theirs")))
    print(
        f"{what}: {reading.reports.height:,} reports in {seconds:.2f} s; cells only here "
        f"{marked['theirs'].null_count():,}, only there {marked['ours'].null_count():,}, "
        f"of another value {differ.height:,}"
    )
    for note in reading.notes():
        print(f"    {note}")


def erviss(data: Path, folder: Path) -> None:
    for short, table in ERVISS.items():
        archive = load(data / f"erviss_{short}_vintages.parquet")
        issue = archive["issue_date"].max()
        frame = as_of(archive, issue).with_columns(
            countryname=pl.col("iso3").map_elements(
                lambda code: place_name(code) or code, return_dtype=pl.String
            ),
            yearweek=pl.col("week_start").dt.strftime("%G-W%V"),
        )
        path = folder / f"{issue}_{table}.csv"
        frame.drop("iso3", "week_start", "issue_date", "removed").write_csv(path)
        reading, seconds = read("erviss", path)
        reports = reading.reports  # in the order of the rows
        wrong = [
            (reports["value"].ne_missing(frame["value"])).sum(),
            (reports["reference_date"] != frame["week_start"].dt.offset_by("6d")).sum(),
            (reports["place"] != frame["iso3"]).sum(),
        ]
        print(
            f"erviss {table} of {issue}: {frame.height:,} rows, {reports.height:,} reports in "
            f"{seconds:.2f} s; "
            f"rows with another value {wrong[0]}, week {wrong[1]}, place {wrong[2]}; "
            f"{reports['indicator'].n_unique()} indicators, {reports['unit'].n_unique()} units"
        )
        for note in reading.notes():
            print(f"    {note}")


def jhu(data: Path, folder: Path) -> None:
    frame = load(data / "covid19_jhu_daily.parquet").sort("date")
    wide = frame.with_columns(day=pl.col("date").dt.strftime("%-m/%-d/%y")).pivot(
        on="day", index=["province", "country"], values="cum_cases", maintain_order=True
    )
    wide = wide.rename({"province": "Province/State", "country": "Country/Region"})
    path = folder / "time_series_covid19_confirmed_global.csv"
    wide.with_columns(Lat=pl.lit(""), Long=pl.lit("")).write_csv(path)
    countries = frame.filter((pl.col("province") == "") & (pl.col("iso3") != ""))
    iso3 = pl.col("iso3").replace({"XKS": "XKX"}).alias("iso3")
    for daily, column in ((False, "cum_cases"), (True, "new_cases")):
        reading, seconds = read("jhu", path, daily=daily)
        if daily:
            first = reading.reports["reference_date"].min()
            countries = countries.filter(pl.col("date") > first)
        expected = countries.with_columns(iso3, value=pl.col(column).cast(pl.Float64))
        there = expected["iso3"].unique().implode()
        kept = reading.reports.filter(pl.col("place").is_in(there), pl.col("absence") == 0)
        part = Reading(reports=kept, unknown_places=(), sums=(), negative=0)
        told(
            f"jhu, countries, {column}", part, seconds, expected, {"place": "iso3", "reference_date": "date"}
        )
        for note in reading.notes():
            print(f"    {note}")


def owid(data: Path, folder: Path) -> None:
    frame = load(data / "mpox_owid_daily.parquet")
    path = folder / "owid-monkeypox-data.csv"
    frame.rename({"iso": "iso_code"}).write_csv(path)
    reading, seconds = read("owid", path, measures="new_cases")
    expected = frame.with_columns(value=pl.col("new_cases").cast(pl.Float64))
    told("owid, mpox", reading, seconds, expected, {"place": "iso", "reference_date": "date"})


def rki(data: Path, folder: Path) -> None:
    frame = load(data / "de_rki_influenza_weekly.parquet")
    path = folder / "IfSG_Influenzafaelle.tsv"
    frame.select(
        pl.col("week_start").dt.strftime("%G-W%V").alias("Meldewoche"),
        pl.col("region").alias("Region"),
        pl.col("region_id").alias("Region_Id"),
        pl.col("age_group").alias("Altersgruppe"),
        pl.col("cases").alias("Fallzahl"),
        pl.col("incidence_per_100k").alias("Inzidenz"),
    ).write_csv(path, separator="\t", null_value="NA")
    expected = frame.with_columns(
        place=pl.col("region_id").map_elements(
            lambda key: place_of(key, scheme="ags"), return_dtype=pl.String
        ),
        stratum=pl.when(pl.col("age_group") == "00+")
        .then(pl.lit(""))
        .otherwise("age=" + pl.col("age_group")),
        end=pl.col("week_start").dt.offset_by("6d"),
        value=pl.col("cases").cast(pl.Float64),
    )
    on = {"place": "place", "stratum": "stratum", "reference_date": "end"}
    for unlisted in ("absent", "zero"):
        reading, seconds = read("rki", path, unlisted=unlisted)
        told(f"rki, influenza, unlisted={unlisted}", reading, seconds, expected, on)
    made = reading.reports.join(expected.rename({"end": "reference_date"}), on=list(on), how="anti")
    print(f"    cells only here are zero: {(made['value'] == 0).all()}")


def diseases(data: Path, folder: Path) -> None:
    """A table derived from Japan's names joins every row to the name its converters gave it."""
    frame = load(data / "jp_idwr_weekly.parquet")
    spans = frame.group_by("disease", "disease_std").agg(
        valid_from=pl.col("week_end").min(), valid_to=pl.col("week_end").max()
    )
    path = folder / "diseases.csv"
    spans.rename({"disease": "name", "disease_std": "standard"}).write_csv(path)
    given = {
        "source": pl.lit("jp-idwr"), "indicator": pl.col("disease"), "place": pl.col("prefecture"),
        "stratum": pl.lit(""), "every": pl.lit("week"), "reference_date": pl.col("week_end"),
        "report_date": pl.lit(None), "value": pl.col("cases"), "absence": pl.lit(0), "unit": pl.lit("cases"),
    }  # fmt: skip
    reports = frame.select(column.cast(REPORTS[name]).alias(name) for name, column in given.items())
    began = time.perf_counter()
    joined = join_diseases(reports, read_diseases(path))
    seconds = time.perf_counter() - began
    wrong = (joined.reports["indicator"] != frame["disease_std"]).sum()
    print(
        f"diseases, Japan: {reports.height:,} reports, {frame['disease'].n_unique()} names to "
        f"{joined.reports['indicator'].n_unique()} in {seconds:.2f} s; wrong {wrong}, "
        f"unknown {len(joined.unknown)}, outside their days {len(joined.outside)}"
    )
    mine = join_diseases(reports, built_in_diseases())
    print(f"    with the small table that comes along: {57 - len(mine.unknown)} of 57 names known")
    names = frame["prefecture"].unique()
    known = sum(place_of(name, within="JPN") is not None for name in names)
    print(f"    prefectures with an ISO 3166-2 code by name: {known} of {len(names)} (the other is Total)")


def places(data: Path) -> None:
    frame = pl.read_csv(data / "geo_countries.csv", infer_schema=False)
    wrong = [
        row["iso3"]
        for row in frame.iter_rows(named=True)
        if place_of(row["iso2"]) != row["iso3"] or place_of(row["name"]) not in (row["iso3"], None)
    ]
    nameless = [row["name"] for row in frame.iter_rows(named=True) if place_of(row["name"]) is None]
    print(f"places: {frame.height} countries, wrong codes {wrong or 'none'}; names not known: {nameless}")
    listed = pl.read_csv(data / "geo_jhu_locations.csv").drop_nulls(["iso3", "province"])
    for code in ("CHN", "DEU", "IND", "JPN", "PAK", "RUS"):
        names = listed.filter(pl.col("iso3") == code)["province"].to_list()
        missing = [name for name in names if place_of(name, within=code) is None]
        print(f"    {code}: {len(names)} provinces of JHU, without a code {', '.join(missing)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared/data")
    data = parser.parse_args().data
    if not data.is_dir():
        print(f"There is no folder {data}. Name the one with the figures: --data FOLDER.")
        return
    with tempfile.TemporaryDirectory() as name:
        for part in (erviss, jhu, owid, rki, diseases):
            part(data, Path(name))
    places(data)


if __name__ == "__main__":
    main()

"""Reading a table as a panel and writing it back."""

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from tocsin import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import (
    ColumnError,
    CountError,
    DateError,
    DuplicateError,
    InputError,
    OptionError,
)

TABLE = pl.DataFrame(
    {"week": ["2020-W53", "2021-W02", "2021-W02"], "place": ["b", "a", "b"], "cases": [1, 2, 3]}
)
NAMES = {"time": "week", "count": "cases", "by": ["place"]}


def read(table=TABLE, **given):
    return Panel.from_frame(table, **{**NAMES, **given})


def assert_same(panel, other):
    np.testing.assert_array_equal(panel.counts, other.counts)
    np.testing.assert_array_equal(panel.absence, other.absence)
    assert panel.series.equals(other.series)
    assert panel.periods == other.periods
    if panel.population is None:
        assert other.population is None
    else:
        np.testing.assert_array_equal(panel.population, other.population)


def test_read_frame__fills_series_by_periods_and_leaves_gaps_missing():
    panel = read()
    np.testing.assert_array_equal(panel.counts, [[np.nan, np.nan, 2], [1, np.nan, 3]])
    assert panel.absence.tolist() == [[4, 4, 0], [0, 4, 0]]
    assert panel.series["place"].to_list() == ["a", "b"]
    assert panel.periods.labels() == ["2020-W53", "2021-W01", "2021-W02"]


@pytest.mark.parametrize(
    "given",
    [
        pl.DataFrame.lazy,
        pl.DataFrame.to_pandas,
        pl.DataFrame.to_arrow,
        lambda t: duckdb.from_arrow(t.to_arrow()),
    ],
    ids=["polars lazy", "pandas", "pyarrow", "duckdb"],
)
def test_read_frame__any_library__gives_the_same_panel(given):
    assert_same(read(given(TABLE)), read())


@pytest.mark.parametrize("through", [pl.DataFrame.to_pandas, pl.DataFrame.to_arrow, pl.DataFrame.clone])
def test_to_frame__read_again__gives_the_same_panel(through):
    table = TABLE.with_columns(cases=pl.Series(["<5", "2", "3"]), people=pl.Series([100, 200, None]))
    panel = read(table, population="people")
    again = Panel.from_frame(
        through(panel.to_frame()), time="date", count="count", by=["place"], status="absence",
        population="population",
    )  # fmt: skip
    assert_same(again, panel)


def test_read_frame__without_keys__is_one_series():
    panel = read(TABLE.head(2), by=[])
    np.testing.assert_array_equal(panel.counts, [[1, np.nan, 2]])
    assert panel.to_frame().columns == ["date", "count", "absence"]


def test_read_frame__absent_zero__fills_only_cells_without_a_row():
    table = pl.concat([TABLE, pl.DataFrame({"week": ["2021-W01"], "place": ["a"], "cases": [None]})])
    panel = read(table, absent="zero")
    np.testing.assert_array_equal(panel.counts, [[0, np.nan, 2], [1, 0, 3]])
    assert panel.absence.tolist() == [[0, Absence.UNKNOWN, 0], [0, 0, 0]]


def test_read_frame__duplicates__names_the_cells_and_rows():
    with pytest.raises(DuplicateError, match=r"b at 2020-W53 \(2 rows: 1, 4\).*--duplicates sum"):
        read(pl.concat([TABLE, TABLE.head(1)]))


def test_read_frame__duplicates_sum__adds_numbers_and_keeps_a_missing_part_missing():
    table = pl.concat([TABLE, TABLE.with_columns(cases=pl.Series([10, None, 30]))])
    panel = read(table, duplicates="sum")
    np.testing.assert_array_equal(panel.counts, [[np.nan, np.nan, np.nan], [11, np.nan, 33]])
    assert panel.absence[0, 2] == Absence.UNKNOWN


@pytest.mark.parametrize(
    ("reasons", "code"), [(["late", "late"], Absence.LATE), (["late", "withdrawn"], Absence.UNKNOWN)]
)
def test_read_frame__duplicates_sum__keeps_the_reason_the_rows_agree_on(reasons, code):
    table = pl.DataFrame({"week": "2021-W02", "place": "a", "cases": [*reasons, "4"]})
    assert read(table, duplicates="sum").absence.tolist() == [[code]]


NAN = np.nan
DAYS = pl.DataFrame({"week": pl.date_range(date(2024, 1, 31), date(2024, 6, 30), eager=True), "cases": 1})


def test_read_frame__days_read_as_weeks__says_so():
    with pytest.raises(DuplicateError, match=r"different dates.*--duplicates sum.*--every day"):
        read(DAYS, by=[])


@pytest.mark.parametrize(
    ("absent", "counts"), [("missing", [NAN, 7, NAN, 7, NAN]), ("zero", [NAN, 7, 6, 7, NAN])]
)
def test_read_frame__days_summed_into_weeks__need_all_their_days(absent, counts):
    days = DAYS.head(31).filter(pl.col("week") != date(2024, 2, 14))
    panel = read(days, by=[], duplicates="sum", absent=absent)
    np.testing.assert_array_equal(panel.counts, [counts])
    assert (panel.absence[np.isnan(panel.counts)] == Absence.NOT_REPORTED).all()


def test_read_frame__sums_that_are_not_over_days__are_never_incomplete():
    table = pl.DataFrame(
        {"week": [date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 12)], "cases": [1, 2, 4]}
    )
    assert read(table, by=[], duplicates="sum").counts.tolist() == [[3, 4]]


@pytest.mark.parametrize(
    ("step", "every", "found"), [("1w", "day", "week"), ("1mo", "day", "month"), ("1mo", "week", "month")]
)
def test_read_frame__longer_periods_than_asked__says_so(step, every, found):
    dates = pl.date_range(date(2024, 1, 31), date(2024, 6, 30), step, eager=True)
    with pytest.raises(DateError, match=f"one {found} apart.*--every {found}"):
        read(pl.DataFrame({"week": dates, "cases": 1}), by=[], every=every)


MIXED = {
    "months among weeks": (
        "week",
        {"KZ": "1mo", "UZ": "1w", "TJ": "1mo"},
        "dates of KZ, TJ lie one month apart",
    ),
    "weeks among days": ("day", {"KZ": "1d", "UZ": "1w"}, "dates of UZ lie one week apart"),
    "years among months": ("month", {"KZ": "1y", "UZ": "1mo"}, "dates of KZ lie one year apart.*Leave out"),
}


@pytest.mark.parametrize(("every", "steps", "message"), MIXED.values(), ids=MIXED)
def test_read_frame__some_series_of_longer_periods__are_named(every, steps, message):
    table = pl.concat(
        pl.DataFrame(
            {"week": pl.date_range(date(2015, 1, 1), date(2024, 12, 31), step, eager=True)}
        ).with_columns(place=pl.lit(place), cases=1)
        for place, step in steps.items()
    )
    with pytest.raises(DateError, match=f"mixes kinds of periods: the {message}"):
        read(table, every=every)


def test_read_frame__sparse_but_irregular_series__are_read():
    dates = [date(2024, 1, 3), date(2024, 3, 11), date(2024, 7, 3), date(2024, 11, 29), date(2024, 12, 30)]
    assert read(pl.DataFrame({"week": dates, "cases": 1}), by=[], absent="zero").counts.sum() == 5


def test_read_frame__negative__names_series_count_first_and_remedy():
    table = pl.DataFrame(
        {"week": ["2026-W06", "2026-W07", "2026-W08"], "c": "PT", "d": "measles", "cases": [3, -2, -1]}
    )
    with pytest.raises(
        CountError,
        match=r'PT/measles has 2 negative counts, first -2 at 2026-W07. Load with corrections="net"',
    ):
        read(table, by=["c", "d"])


@pytest.mark.parametrize(("corrections", "counts"), [("net", [0, 0, 0, 4]), ("keep", [1, 2, -3, 4])])
def test_read_frame__negative__netted_or_kept_on_request(corrections, counts):
    table = pl.DataFrame({"week": [f"2026-W0{w}" for w in (1, 2, 3, 4)], "cases": [1, 2, -3, 4]})
    assert read(table, by=[], corrections=corrections).counts.tolist() == [counts]


def test_read_frame__negative_beyond_all_earlier_counts__is_refused():
    table = pl.DataFrame({"week": ["2026-W01", "2026-W02"], "cases": [1, -3]})
    with pytest.raises(
        CountError, match=r"first -2 at 2026-W02\. This is left when all earlier counts are used up"
    ):
        read(table, by=[], corrections="net")


def test_read_frame__faults_of_several_columns__are_reported_together():
    table = pl.DataFrame(
        {"week": ["x"], "place": [None], "cases": ["many"]}, schema_overrides={"place": pl.String}
    )
    with pytest.raises(DateError, match=r"'x' .row 1.*'place' is empty in row 1.*'many' .row 1."):
        read(table)


def test_read_frame__stray_date__is_refused_before_memory_runs_out():
    places = [str(n) for n in range(30_000)]
    table = pl.DataFrame(
        {"week": [date(1900, 1, 1)] + [date(2025, 1, 1)] * 29_999, "place": places, "cases": 1}
    )
    with pytest.raises(InputError, match=r"30,000 series over 45,657 days .*for 30,000 rows"):
        read(table, every="day")


def test_read_frame__population__is_carried_to_cells_without_it():
    table = TABLE.with_columns(people=pl.Series([None, 20, 30]))
    assert read(table, population="people").population.tolist() == [[20, 20, 20], [30, 30, 30]]


@pytest.mark.parametrize(
    ("weeks", "people", "expected"),
    [(["2021-01-04", "2021-01-04"], [10, 20], 30), (["2021-01-05", "2021-01-04"], [11, 10], 11)],
    ids=["parts of one date add up", "the last date counts"],
)
def test_read_frame__population_of_summed_rows(weeks, people, expected):
    table = pl.DataFrame({"week": weeks, "cases": [1, 2], "people": people})
    panel = read(table, by=[], duplicates="sum", population="people")
    assert panel.population.tolist() == [[expected]]


@pytest.mark.parametrize(
    ("people", "message"),
    [([0, 20, 30], "'people' holds 0 in row 1"), ([None, None, 30], "missing throughout for a"),
     (["x", "20", "30"], "'people' has 1 text")],
)  # fmt: skip
def test_read_frame__population__refuses(people, message):
    with pytest.raises(CountError, match=message):
        read(TABLE.with_columns(people=pl.Series(people)), population="people")


@pytest.mark.parametrize("name", ['a "quoted" name', "больные", "病例", "a b", "1"])
def test_read_frame__column_names__may_be_anything(name):
    for table in (TABLE.rename({"cases": name}), duckdb.from_arrow(TABLE.rename({"cases": name}).to_arrow())):
        assert_same(read(table, count=name), read())


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"time": "weeks"}, ColumnError, "No column 'weeks'. Did you mean 'week'"),
        ({"time": "x", "count": "CASES"}, ColumnError, "No columns 'x', 'CASES'. Did you mean 'cases'"),
        ({"count": "week"}, ColumnError, "'week' is named for two purposes"),
        ({"every": "year"}, OptionError, "every='year'.*day, week, month"),
        ({"absent": "none"}, OptionError, "absent='none'.*missing, zero"),
        ({"duplicates": "drop"}, OptionError, "duplicates='drop'.*error, sum"),
        ({"corrections": "zero"}, OptionError, "corrections='zero'.*error, net, keep"),
    ],
)
def test_read_frame__wrong_arguments__are_named_with_what_is_known(given, error, message):
    with pytest.raises(error, match=message):
        read(**given)


@pytest.mark.parametrize(
    ("table", "message"),
    [(TABLE.head(0), "no rows"), ([1, 2], "A list is no dataframe"),
     (pd.DataFrame([[1, 2]], columns=["cases", "cases"]), "unique column names")],
    ids=["empty", "list", "twice the same name"],
)  # fmt: skip
def test_read_frame__not_a_usable_table__is_refused(table, message):
    with pytest.raises(InputError, match=message):
        read(table)


def test_read_frame__pandas__mixed_columns_periods_and_float_keys_are_read():
    table = pd.DataFrame(
        {"week": pd.period_range("2025-01-06", periods=2, freq="W"), "place": [1.0, 2.0], "cases": [7, "<5"]}
    )
    panel = read(table)
    assert panel.series["place"].to_list() == ["1", "2"]
    assert panel.absence.tolist() == [[0, 4], [4, Absence.SUPPRESSED]]
    assert panel.periods.labels() == ["2025-W02", "2025-W03"]


def test_to_frame__a_name_taken_twice__is_refused():
    with pytest.raises(ColumnError, match="'place'"):
        read().to_frame(time="place")

"""Model output of hubs: what is read, what is refused, and that a forecast comes back as it was."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from tocsin.panel import Forecast
from tocsin.sources.hubverse import FileName, read_model_output, write_model_output
from tocsin.sources.hubverse_forecast import model_output_frame, to_forecast
from tocsin.vocab.errors import (
    ColumnError,
    CountError,
    DateError,
    DuplicateError,
    InputError,
    OutputError,
)
from tocsin.vocab.periods import Periods

HEAD = "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\n"
ROWS = (
    "2025-01-08,ILI,1,AT,2025-01-12,quantile,0.25,3.5\n"
    "2025-01-08,ILI,1,AT,2025-01-12,quantile,0.50,4\n"
    "2025-01-08,ILI,1,AT,2025-01-12,quantile,0.75,5\n"
)
MEAN = "2025-01-08,ILI,1,AT,2025-01-12,mean,NA,4.2\n"
NAME = "2025-01-08-team-model.csv"


def forecast(**changes):
    quantiles = np.arange(2 * 3 * 3, dtype=float).reshape(2, 3, 3)
    quantiles[1, 2] = np.nan
    given = {
        "quantiles": quantiles, "levels": np.array([0.025, 0.5, 0.975]),
        "series": pl.DataFrame({"place": ["AT", "PT"], "age": ["all", "00-04"]}),
        "periods": Periods("week", Periods.ordinal(date(2025, 1, 12), "week"), 3),
        "origin": Periods.ordinal(date(2025, 1, 5), "week"), "as_of": date(2025, 1, 8),
    }  # fmt: skip
    return Forecast(**{**given, **changes})


@pytest.fixture
def hub(tmp_path):
    folder = tmp_path / "model-output" / "team-model"
    folder.mkdir(parents=True)
    (folder / NAME).write_text(HEAD + ROWS + MEAN)
    return tmp_path


def test_read__a_hub_a_folder_and_a_file_give_the_same_typed_rows(hub):
    frame = read_model_output(hub)
    assert frame.equals(read_model_output(hub / "model-output" / "team-model" / NAME))
    assert frame.schema["origin_date"] == frame.schema["target_end_date"] == pl.Date
    assert frame.schema["horizon"] == pl.Int64
    assert frame["model"].unique().to_list() == ["team-model"]
    assert frame["output_type_id"].to_list() == ["0.25", "0.50", "0.75", "NA"]
    assert frame["value"].to_list() == [3.5, 4.0, 5.0, 4.2]


def test_read__a_column_of_models_goes_before_the_name(tmp_path):
    path = tmp_path / "all.csv"
    path.write_text("model_id," + HEAD + "".join(f"b-c,{row}\n" for row in ROWS.splitlines()))
    assert read_model_output(path)["model"].unique().to_list() == ["b-c"]


@pytest.mark.parametrize(
    ("name", "text", "error", "match"),
    [
        ("ours.csv", HEAD + ROWS, InputError, r"ours\.csv: the name does not say the model.*model_id"),
        (NAME, HEAD + ROWS.replace(",1,", ",1 wk ahead,"), CountError, "row 2: '1 wk ahead' is not a whole"),
        (NAME, HEAD + ROWS.replace(",4\n", ",four\n"), CountError, "row 3: 'four' is not a number"),
        (NAME, HEAD + ROWS.replace("2025-01-12", "soon"), DateError, "target_end_date"),
        (NAME, "date,value\n1,2\n", ColumnError, "No columns 'output_type', 'output_type_id'"),
    ],
)
def test_read__names_file_row_and_value(tmp_path, name, text, error, match):
    (tmp_path / name).write_text(text)
    with pytest.raises(error, match=match):
        read_model_output(tmp_path / name)


def test_read__files_with_other_columns_are_not_mixed(hub):
    other = hub / "model-output" / "team-model" / "2025-01-15-team-model.csv"
    other.write_text((HEAD + ROWS).replace("target,", "what,"))
    with pytest.raises(ColumnError, match="'target', 'what' are only in one of the two"):
        read_model_output(hub)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_round_trip__a_forecast_comes_back_as_it_was(tmp_path, suffix):
    first = forecast()
    path = write_model_output(
        first, tmp_path / f"2025-01-08-a-b{suffix}", model="a-b", target="ILI", location="place"
    )
    again = to_forecast(read_model_output(path))
    np.testing.assert_array_equal(again.quantiles, first.quantiles)
    np.testing.assert_array_equal(again.levels, first.levels)
    assert again.series.equals(first.series)
    assert (again.periods, again.origin, again.as_of) == (first.periods, first.origin, first.as_of)
    assert again.method == "a-b"


def test_write__into_a_hub_makes_folder_and_name(tmp_path):
    path = write_model_output(forecast(), tmp_path, model="a-b", target="ILI")
    assert path == tmp_path / "model-output" / "a-b" / "2025-01-08-a-b.csv"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_rows__weeks_that_end_on_saturday_survive_the_way_there_and_back():
    rows = model_output_frame(
        forecast(), target="x", origin_name="reference_date", origin_date=date(2025, 1, 11), end_shift=-1
    )
    assert rows["target_end_date"].first() == date(2025, 1, 11)
    again = to_forecast(rows.with_columns(model=pl.lit("a-b")))
    assert again.periods == forecast().periods
    assert again.origin == forecast().origin


def test_rows__without_as_of_the_round_is_the_end_of_horizon_0():
    rows = model_output_frame(replace(forecast(), as_of=None), target="x")
    assert rows["origin_date"].unique().to_list() == [date(2025, 1, 5)]


def test_rows__a_cell_without_an_answer_has_none():
    rows = model_output_frame(forecast(), target="x")
    assert rows.height == 15
    assert rows["value"].is_nan().sum() == 0


def test_to_forecast__without_end_dates_counts_from_the_round():
    rows = model_output_frame(forecast(), target="x").drop("target_end_date")
    assert to_forecast(rows).origin == Periods.ordinal(date(2025, 1, 8), "week")


def test_to_forecast__several_targets_become_a_key():
    rows = model_output_frame(forecast(), target="x")
    both = pl.concat([rows, rows.with_columns(target=pl.lit("y"))])
    assert to_forecast(both).by == ["place", "target", "age"]


ROUND = model_output_frame(forecast(), target="x").with_columns(model=pl.lit("a-b"))
OTHER_TYPE = pl.concat([ROUND, ROUND.head(1).with_columns(output_type=pl.lit("mean"))])


@pytest.mark.parametrize(
    ("frame", "more", "error", "match"),
    [
        (OTHER_TYPE, {}, InputError, 'Output types mean have no place.*others="leave"'),
        (ROUND, {"model": "c"}, InputError, "'model' does not hold c; it holds a-b"),
        (
            pl.concat([ROUND, ROUND.with_columns(origin_date=date(2025, 1, 15))]), {}, InputError,
            "'origin_date' holds 2 values",
        ),
        (pl.concat([ROUND, ROUND]), {}, DuplicateError, "Several rows hold one quantile"),
        (ROUND.head(8), {}, InputError, "1 forecasts lack levels"),
        (ROUND.drop("location"), {}, ColumnError, "No column 'location'"),
        (ROUND.with_columns(output_type=pl.lit("mean")), {"others": "leave"}, InputError, "no row with"),
        (ROUND.with_columns(output_type_id=pl.lit("half")), {}, InputError, "no number as level"),
        (
            ROUND.with_columns(horizon=pl.when(pl.col("horizon") == 3).then(2).otherwise("horizon")), {},
            InputError, "do not go together",
        ),
    ],
)  # fmt: skip
def test_to_forecast__refuses_what_it_would_have_to_guess(frame, more, error, match):
    with pytest.raises(error, match=match):
        to_forecast(frame, **more)


def test_to_forecast__leaves_other_types_out_when_told_to():
    assert to_forecast(OTHER_TYPE, others="leave").quantiles.shape == (2, 3, 3)


def test_write__refuses_names_places_and_columns(tmp_path):
    with pytest.raises(InputError, match="'model' is no model of a hub"):
        write_model_output(forecast(), tmp_path, model="model", target="x")
    with pytest.raises(ColumnError, match="No column 'town'"):
        write_model_output(forecast(), tmp_path, model="a-b", target="x", location="town")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot write"):
        write_model_output(forecast(), tmp_path / "file", model="a-b", target="x")
    empty = replace(forecast(), quantiles=np.full((2, 3, 3), np.nan))
    with pytest.raises(InputError, match="nothing to write"):
        write_model_output(empty, tmp_path, model="a-b", target="x")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("2025-01-08-team-model.csv", ("2025-01-08", "team-model", True)),
        ("2025-01-08-team_1-m.parquet", ("2025-01-08", "team_1-m", True)),
        ("2025-01-08-team-my-model.csv.gz", ("2025-01-08", "team-my-model", False)),
        ("team-model.csv", (None, None, False)),
    ],
)
def test_file_name__says_round_and_model(tmp_path, name, parts):
    found = FileName.of(tmp_path / name)
    assert (found.round_id, found.model, found.proper) == parts

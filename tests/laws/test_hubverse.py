"""What holds for every model-output file and every forecast."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.panel import FAN_LEVELS, HUB_LEVELS, Forecast
from tocsin.sources.hubverse import read_model_output, write_model_output
from tocsin.sources.hubverse_check import check_model_output
from tocsin.sources.hubverse_forecast import to_forecast
from tocsin.sources.hubverse_sheet import Expectations
from tocsin.sources.hubverse_tasks import read_hub
from tocsin.vocab.periods import Periods

LAW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
NAME = "2025-01-08-team-model.csv"
HEAD = [
    "origin_date",
    "target",
    "horizon",
    "location",
    "target_end_date",
    "output_type",
    "output_type_id",
    "value",
]
CELLS = st.one_of(
    st.sampled_from(["", "NA", "1", "2", "1 wk ahead", "0.5", "0.25", "-1", "inf", "nan", "1e400",
                     "quantile", "mean", "sample", "2025-01-08", "2025-01-12", "2025-13-01", "AT", "XX",
                     "x"]),
    st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n",;\t|'), max_size=4),
)  # fmt: skip
HEADS = st.lists(st.sampled_from([*HEAD, "model_id", "note", "index"]), min_size=2, max_size=9, unique=True)


def tasks(folder: Path) -> Path:
    values = {"target": ["x"], "horizon": [1, 2], "location": ["AT"], "origin_date": ["2025-01-08"]}
    task = {
        "task_ids": {name: {"required": None, "optional": found} for name, found in values.items()},
        "output_type": {"quantile": {"output_type_id": {"required": [0.5]}, "value": {"minimum": 0}}},
    }
    round_ = {"round_id_from_variable": True, "round_id": "origin_date", "model_tasks": [task]}
    path = folder / "tasks.json"
    path.write_text(json.dumps({"schema_version": "a/v4.0.0/tasks-schema.json", "rounds": [round_]}))
    return path


TRUTH = pl.DataFrame({"location": ["AT"], "target_end_date": [date(2025, 1, 5)], "observed": [3.0]})


@LAW
@given(st.data())
def test_validator__has_a_sentence_for_whatever_the_file_holds(data):
    head = data.draw(st.one_of(HEADS, st.just(HEAD)))
    row = st.lists(CELLS, min_size=len(head), max_size=len(head))
    lines = [head, *data.draw(st.lists(row, min_size=1, max_size=6))]
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
        hub = read_hub(tasks(Path(folder)))
        for expect in (Expectations(truth=TRUTH), Expectations(hub=hub, truth=TRUTH)):
            faults = check_model_output(path, expect)
            assert all(fault.sentence.startswith(str(path)) for fault in faults)
            json.dumps([fault.record() for fault in faults])


@st.composite
def hub_forecasts(draw):
    levels = np.array(draw(st.sampled_from([FAN_LEVELS, HUB_LEVELS, (0.5,)])))
    S, H = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    numbers = st.floats(0, 1e9, allow_subnormal=False)
    values = draw(st.lists(numbers, min_size=S * H * len(levels), max_size=S * H * len(levels)))
    quantiles = np.sort(np.array(values).reshape(S, H, len(levels)), axis=2)
    first = Periods.ordinal(date(2025, 1, 8), "week")
    shift = draw(st.integers(-2, 2))
    series = pl.DataFrame({"place": [f"P{i}" for i in range(S)]})
    return Forecast(
        quantiles=quantiles, levels=levels, origin=first + shift - 1, as_of=date(2025, 1, 8),
        series=series, periods=Periods("week", first + shift, H),
    )  # fmt: skip


@LAW
@given(hub_forecasts(), st.sampled_from(["csv", "parquet"]))
def test_forecast__comes_back_from_a_file_bit_for_bit_and_is_valid(forecast, suffix):
    with TemporaryDirectory() as folder:
        path = write_model_output(
            forecast, Path(folder) / f"2025-01-08-a-b.{suffix}", model="a-b", target="x"
        )
        again = to_forecast(read_model_output(path))
        faults = check_model_output(path, Expectations(levels=tuple(forecast.levels.tolist()), highest=1e10))
    np.testing.assert_array_equal(again.quantiles, forecast.quantiles)
    assert again.horizons.tolist() == forecast.horizons.tolist()
    assert (again.periods, again.as_of) == (forecast.periods, forecast.as_of)
    assert {fault.kind for fault in faults} <= {"end-date"}  # a round far from its horizons is told as such

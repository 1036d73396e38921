"""The validator: every fault is found, alone and beside others, and says where it is and what to do."""

import json

import polars as pl
import pytest

from tocsin.sources.hubverse_check import check_model_output
from tocsin.sources.hubverse_fault import Fault
from tocsin.sources.hubverse_sheet import Expectations
from tocsin.sources.hubverse_tasks import read_hub
from tocsin.vocab.errors import InputError, OptionError

HEAD = "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\n"
NAME = "2025-01-08-team-model.csv"
LEVELS = ("0.25", "0.5", "0.75")
PLAIN = Expectations(levels=(0.25, 0.5, 0.75))


def rows(levels=LEVELS, values=(3, 4, 5), **changes):
    cell = {
        "origin_date": "2025-01-08", "target": "ILI", "horizon": "1", "location": "AT",
        "target_end_date": "2025-01-12", "output_type": "quantile",
    }  # fmt: skip
    cell |= changes
    return "".join(",".join([*cell.values(), x, str(v)]) + "\n" for x, v in zip(levels, values, strict=True))


GOOD = rows() + rows(horizon="2", target_end_date="2025-01-19")


def check(tmp_path, text, expect=PLAIN, name=NAME):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_model_output(path, expect)


def one(faults):
    assert len(faults) == 1, [fault.sentence for fault in faults]
    return faults[0]


def test_good_files__have_no_fault(tmp_path):
    assert check(tmp_path, HEAD + GOOD) == []
    assert check(tmp_path, HEAD + rows(levels=("0.250", "0.50", "0.7500"))) == []
    assert check(tmp_path, HEAD + rows(horizon="1.0") + rows(("NA",), (4,), output_type="median")) == []
    saturdays = HEAD.replace("origin_date", "reference_date") + rows(
        horizon="0", origin_date="2025-01-11", target_end_date="2025-01-11"
    )
    assert check(tmp_path, saturdays, name="2025-01-11-team-model.csv") == []


def test_parquet__typed_columns_are_as_good_as_texts(tmp_path):
    path = tmp_path / "2025-01-08-team-model.parquet"
    frame = pl.read_csv((HEAD + GOOD).encode(), try_parse_dates=True)
    frame.write_parquet(path)
    assert check_model_output(path, PLAIN) == []
    frame.with_columns(pl.col("origin_date").cast(pl.Datetime)).write_parquet(path)
    assert {fault.kind for fault in check_model_output(path, PLAIN)} >= {"date"}


MORE = {"horizon": 2, "end-date": 2, "date": 2, "round": 2, "blank": 2, "output-type": 2}  # a row per level
FAULTS = [
    ("horizon", GOOD + rows(horizon="1 wk ahead"), 8, "horizon", "1 wk ahead", "not '1 wk ahead'"),
    ("end-date", GOOD + rows(horizon="3", target_end_date="2025-01-25"), 8, "target_end_date", "2025-01-25",
     "origin_date + 7 x horizon -3 days, as in most rows"),
    ("end-date", rows(target_end_date="2026-01-12"), 2, "target_end_date", "2026-01-12", "Correct the"),
    ("crossing", rows(values=(3, 5, 4)), 4, "value", "4", "5 or above, the value at level 0.5"),
    ("missing-level", GOOD + rows(LEVELS[:2], (3, 4), location="PT"), 8, "output_type_id", "no row at 0.75",
     "missing quantiles of 1 forecast"),
    ("level", rows((*LEVELS, "0.8"), (3, 4, 5, 6)), 5, "output_type_id", "0.8", "Allowed: 0.25, 0.5, 0.75"),
    ("level", rows(("q25", *LEVELS), (1, 3, 4, 5)), 2, "output_type_id", "q25", "number between 0 and 1"),
    ("duplicate", GOOD + rows(("0.50",), (4,)).replace("\n", "\n", 1), 8, None,
     "the same task and output as row 3", "Keep one of them"),
    ("not-a-number", rows(values=(3, "four", 5)), 3, "value", "four", "leave out the row"),
    ("not-a-number", rows(values=(3, "", 5)), 3, "value", "", "leave out the row"),
    ("not-finite", rows(values=(3, 4, "inf")), 4, "value", "inf", "finite numbers"),
    ("not-finite", rows(values=("NaN", 4, 5)), 2, "value", "NaN", "finite numbers"),
    ("value-range", rows(values=(-3, 4, 5)), 2, "value", "-3", "Allowed: 0 or above"),
    ("value-range", rows(("1",), (1.5,), output_type="cdf"), 2, "value", "1.5", "1 or below"),
    ("exploding", rows(values=(3, 4, 5e9)), 4, "value", "5000000000.0", "no past is known"),
    ("round", rows(origin_date="2025-01-15", target_end_date="2025-01-19"), 2, "origin_date", "2025-01-15",
     "2025-01-08, as in the file's name"),
    ("date", GOOD + rows(target_end_date="26/01/2025"), 8, "target_end_date", "26/01/2025", "hyphens"),
    ("date", GOOD + rows(target_end_date="2025-1-26"), 8, "target_end_date", "2025-1-26", "hyphens"),
    ("date", GOOD + rows(target_end_date="2025-02-30"), 8, "target_end_date", "2025-02-30", "hyphens"),
    ("output-type", rows(output_type="quantiles"), 2, "output_type", "quantiles", "quantile, median"),
    ("output-id", rows(("0.5",), (4,), output_type="mean"), 2, "output_type_id", "0.5", "NA for mean"),
    ("blank", rows(location=""), 2, "location", "", "Say what the row is about"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "row", "column", "value", "words"),
    FAULTS,
    ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)],
)
def test_fault__is_found_alone_with_row_column_value_and_remedy(
    tmp_path, kind, text, row, column, value, words
):
    fault = one(check(tmp_path, HEAD + text))
    assert (fault.kind, fault.row, fault.column, fault.value, fault.more) == (
        kind,
        row,
        column,
        value,
        MORE.get(kind, 0),
    )
    assert NAME in fault.sentence
    assert f"row {row}" in fault.sentence
    assert words in fault.sentence


@pytest.mark.parametrize(
    ("change", "kind", "column"),
    [
        (lambda text: text.replace("target,", "what,", 1), "missing-column", "target"),
        (lambda text: text.replace("origin_date,", "day,", 1), "missing-column", "origin_date"),
        (lambda text: text.replace("output_type_id", "level", 1), "missing-column", "output_type_id"),
        (lambda text: text.replace(",value", ",number", 1), "missing-column", "value"),
        (lambda text: text.replace(",output_type,", ",kind,", 1), "missing-column", "output_type"),
        (lambda text: "\n".join("1," + r if i else "," + r for i, r in enumerate(text.splitlines())) + "\n",
         "extra-column", "column 1"),
    ],
)  # fmt: skip
def test_columns__missing_and_extra_are_named(tmp_path, change, kind, column):
    fault = one(check(tmp_path, change(HEAD + GOOD)))
    assert (fault.kind, fault.column) == (kind, column)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("team-model.csv", "file-name"),
        ("2025-01-08-team.csv", "file-name"),
        ("2025-01-08-team-model.txt", "file-format"),
    ],
)
def test_name__says_round_team_and_model(tmp_path, name, kind):
    assert one(check(tmp_path, HEAD + GOOD, name=name)).kind == kind


def test_name__folder_and_model_agree(tmp_path):
    folder = tmp_path / "model-output" / "other-model"
    folder.mkdir(parents=True)
    fault = one(check(folder, HEAD + GOOD))
    assert fault.kind == "model-id"
    assert "the folder is other-model, the model team-model" in fault.sentence


def test_text__another_encoding_is_named_with_its_row_and_the_rest_still_checked(tmp_path):
    text = HEAD + GOOD + rows(location="Тверь", values=(-1, 4, 5))
    kinds = [fault.kind for fault in check(tmp_path, text.encode("cp1251"))]
    assert kinds == ["encoding", "value-range"]
    first = check(tmp_path, text.encode("cp1251"))[0]
    assert "row 8" in first.sentence
    assert "UTF-8" in first.sentence


@pytest.mark.parametrize(
    ("text", "words"), [(b"", "empty"), (b"%PDF-1.4 x", "a PDF"), (HEAD + "1,2\n", "line 2 has 2 fields")]
)
def test_unreadable__is_one_fault_that_says_why(tmp_path, text, words):
    fault = one(check(tmp_path, text))
    assert fault.kind == "unreadable"
    assert words in fault.sentence


def test_all_faults__are_told_together_and_equal_ones_counted(tmp_path):
    bad = "".join(rows(horizon="1 wk ahead", location=f"L{i}", values=(-3, 4, "x")) for i in range(313))
    faults = check(tmp_path, HEAD + bad)
    assert {fault.kind for fault in faults} == {"horizon", "not-a-number", "value-range"}
    ranged = next(fault for fault in faults if fault.kind == "value-range")
    assert "And 312 more rows." in ranged.sentence


def test_many_different_values__are_named_up_to_five(tmp_path):
    bad = "".join(rows(horizon=f"{i} wk", location=f"L{i}") for i in range(9))
    faults = check(tmp_path, HEAD + bad)
    assert len(faults) == 6
    assert "4 more wrong values like these, in 12 rows" in faults[-1].sentence


def test_exploding__is_judged_by_the_series_own_past(tmp_path):
    truth = pl.DataFrame(
        {
            "location": ["AT", "AT", "PT"], "observed": [4.0, 9e9, 400.0],
            "target_end_date": ["2025-01-05", "2025-01-12", "2025-01-05"],
        }
    ).with_columns(pl.col("target_end_date").str.to_date())  # fmt: skip
    expect = Expectations(levels=PLAIN.levels, truth=truth)
    text = HEAD + rows(values=(3, 4, 401)) + rows(location="PT", values=(3, 4, 401))
    fault = one(check(tmp_path, text, expect))
    assert (fault.kind, fault.row) == ("exploding", 4)
    assert "up to 400 (100 times its largest past value)" in fault.sentence
    assert check(tmp_path, text, Expectations(levels=PLAIN.levels, truth=truth, explode=101)) == []


def test_options__outside_their_bounds_are_refused():
    with pytest.raises(OptionError, match="levels="):
        Expectations(levels=(0.5, 1.0))
    with pytest.raises(OptionError, match="explode=1"):
        Expectations(explode=1)


def hub_config(**changes):
    task = {
        "task_ids": {
            "origin_date": {"required": None, "optional": ["2025-01-08", "2025-01-15"]},
            "target": {"required": ["ILI"], "optional": None},
            "horizon": {"required": [1], "optional": [2]},
            "location": {"required": ["AT"], "optional": ["PT"]},
            "target_end_date": {"required": None, "optional": ["2025-01-12", "2025-01-19"]},
        },
        "output_type": {
            "quantile": {
                "output_type_id": {"required": [0.25, 0.5, 0.75], "optional": None},
                "value": {"type": "double", "minimum": 0, "maximum": 1000}, "is_required": True,
            },
            "mean": {"output_type_id": {"required": None, "optional": ["NA"]}, "value": {"type": "integer"}},
        },
        "target_metadata": [{"target_id": "ILI", "time_unit": "week"}],
    }  # fmt: skip
    other = json.loads(json.dumps(task))
    other["task_ids"]["target"]["required"] = ["ARI"]
    other["task_ids"]["location"] = {"required": None, "optional": ["ES"]}
    round_ = {"round_id_from_variable": True, "round_id": "origin_date", "model_tasks": [task, other]}
    schema = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v3.0.1/tasks-schema.json"
    return {"schema_version": schema, "rounds": [round_]} | changes


@pytest.fixture
def hub(tmp_path):
    (tmp_path / "hub-config").mkdir()
    (tmp_path / "hub-config" / "tasks.json").write_text(json.dumps(hub_config()))
    return Expectations(hub=read_hub(tmp_path))


def test_hub__a_good_file_has_no_fault(tmp_path, hub):
    assert check(tmp_path, HEAD + GOOD, hub) == []
    assert check(tmp_path, HEAD + GOOD + rows(("NA",), (4,), output_type="mean"), hub) == []


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("unknown-location", GOOD + rows(location="XX"), "'XX'. Allowed: AT, PT, ES"),
        ("unknown-target", GOOD + rows(target="flu"), "Allowed: ILI, ARI"),
        ("unknown-horizon", GOOD + rows(horizon="3", target_end_date="2025-01-26"), "Allowed: 1, 2"),
        ("combination", GOOD + rows(target="ARI"), "target ARI, horizon 1, location AT"),
        ("missing-task", rows(location="PT"), "no row of model task 1 has AT"),
        (
            "missing-output",
            GOOD + rows(("NA",), (4,), output_type="mean", location="PT"),
            "output type quantile",
        ),
        ("missing-level", GOOD + rows(LEVELS[1:], (4, 5), location="PT"), "no row at 0.25"),
        (
            "value-range",
            GOOD + rows(values=(1, 2, 1001), location="PT"),
            "Allowed: 1000 or below for quantile",
        ),
        ("value-range", GOOD + rows(("NA",), (4.5,), output_type="mean"), "whole numbers for mean"),
        ("output-type", GOOD + rows(("NA",), (4,), output_type="median"), "Allowed: quantile, mean"),
    ],
)
def test_hub__faults_are_told_by_its_own_rules(tmp_path, hub, kind, text, words):
    faults = check(tmp_path, HEAD + text, hub)
    told = [fault for fault in faults if fault.kind == kind]
    assert words in one(told).sentence
    assert {fault.kind for fault in faults} - {kind, "unknown-target-end-date"} == set()


def test_hub__columns_are_exactly_those_of_the_hub(tmp_path, hub):
    text = (
        "\n".join(line + (f",x{i}" if i else ",note") for i, line in enumerate((HEAD + GOOD).splitlines()))
        + "\n"
    )
    assert one(check(tmp_path, text, hub)).kind == "extra-column"


def test_hub__a_round_it_does_not_have_is_named_beside_what_else_is_wrong(tmp_path, hub):
    text = (HEAD + GOOD).replace("2025-01-08", "2025-02-05").replace(",3\n", ",x\n", 1)
    kinds = [f.kind for f in check(tmp_path, text, hub, name="2025-02-05-team-model.csv")]
    assert "round" in kinds
    assert "not-a-number" in kinds


@pytest.mark.parametrize("version", ["v4.0.0", "v5.1.0"])
def test_hub__newer_versions_with_derived_columns_are_read(tmp_path, version):
    config = hub_config(derived_task_ids=["target_end_date"])
    config["schema_version"] = config["schema_version"].replace("v3.0.1", version)
    for task in config["rounds"][0]["model_tasks"]:
        task["task_ids"]["target_end_date"] = {"required": None, "optional": None}
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(config))
    assert check(tmp_path, HEAD + GOOD, Expectations(hub=read_hub(path))) == []


def test_hub__a_column_that_must_be_blank_is_held_to_it(tmp_path):
    config = hub_config()
    for task in config["rounds"][0]["model_tasks"]:
        task["task_ids"]["target_end_date"] = {"required": None, "optional": None}
    (tmp_path / "tasks.json").write_text(json.dumps(config))
    expect = Expectations(hub=read_hub(tmp_path))
    assert [f.kind for f in check(tmp_path, HEAD + rows(), expect)] == ["unknown-target-end-date"]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("{", "no readable JSON"),
        ("{}", "no 'rounds'"),
        (
            json.dumps(hub_config(schema_version="x/v1.0.0/tasks-schema.json")),
            "is not read; versions v3, v4, v5",
        ),
        (json.dumps(hub_config(rounds=[{"round_id": "a"}])), "a round lacks or misshapes 'model_tasks'"),
    ],
)
def test_hub__a_configuration_that_cannot_be_used_says_why(tmp_path, text, match):
    path = tmp_path / "tasks.json"
    path.write_text(text)
    with pytest.raises(InputError, match=match):
        read_hub(path)


def test_hub__none_in_the_folder_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"no hub-config/tasks\.json"):
        read_hub(tmp_path)


def test_fault__its_record_holds_every_field_and_the_sentence():
    fault = Fault(file="a.csv", kind="level", row=3, column="output_type_id", value="2", remedy="Correct it.")
    assert fault.record()["message"] == fault.sentence
    assert set(fault.record()) == {
        "file",
        "kind",
        "row",
        "column",
        "value",
        "allowed",
        "remedy",
        "more",
        "message",
    }

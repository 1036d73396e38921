"""EARS C1, C2 and C3 equal R surveillance 1.20.3 (earsC); ears.csv is made by validation/ears.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.ears import C1, C2, C3
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

TABLE = pl.read_csv(Path(__file__).with_name("ears.csv"), infer_schema_length=None)
SERIES = {key[0]: rows for key, rows in TABLE.group_by("series", maintain_order=True)}
CASES = {
    "c1": (C1, {"min_sd": 0.0}),
    "c2": (C2, {"min_sd": 0.0}),
    "c3": (C3, {"min_sd": 0.0, "rule": "reference"}),
    "c1_floor": (C1, {"min_sd": 0.5}),
    "c2_window": (C2, {"min_sd": 0.0, "window": 10, "alpha": 0.01}),
    "c3_floor": (C3, {"min_sd": 1.0, "alpha": 0.01, "window": 9, "rule": "reference"}),
}


def verdicts_of(name: str, case: str):
    method, given = CASES[case]
    counts = SERIES[name]["count"].to_numpy().astype(float)[None, :]
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=0)
    return method.run(question, method.configure(given))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", SERIES)
def test_ears__equals_the_reference(name, case):
    verdicts = verdicts_of(name, case)
    upper = SERIES[name][f"upper_{case}"].cast(float).fill_null(np.nan).to_numpy()
    alarm = SERIES[name][f"alarm_{case}"].cast(float).fill_null(np.nan).to_numpy()
    judged = ~np.isnan(upper)
    np.testing.assert_allclose(verdicts.upper[0, judged], upper[judged], rtol=1e-6)
    np.testing.assert_array_equal(verdicts.above[0, judged], alarm[judged] == 1)
    assert (verdicts.reason[0, judged] == Reason.NONE).all()


@pytest.mark.parametrize("case", CASES)
def test_ears__is_unjudged_where_the_reference_has_no_answer(case):
    for name in SERIES:
        reason = verdicts_of(name, case).reason[0]
        monitored = SERIES[name][f"upper_{case}"].cast(float).fill_null(np.nan).is_not_nan().to_numpy()
        if case == "c3":  # there the reference also answers NaN where a baseline is flat
            method, given = CASES[case]
            monitored = np.arange(len(reason)) >= method.history(method.configure(given), "week")
        np.testing.assert_array_equal(reason == Reason.NONE, monitored, err_msg=name)


def test_reference__covers_what_it_should():
    judged = TABLE.filter(pl.col("upper_c1").is_not_null())
    assert judged["series"].n_unique() >= 20
    assert 0 < judged["alarm_c1"].sum() < judged.height

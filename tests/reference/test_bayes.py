"""The Bayes method equals R surveillance 1.20.3 (bayes); bayes.csv is made by validation/bayes.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.bayes import METHOD
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

TABLE = pl.read_csv(Path(__file__).with_name("bayes.csv"), infer_schema_length=None)
SERIES = {key[0]: rows for key, rows in TABLE.group_by("series", maintain_order=True)}
CASES = {
    "v1": {"variant": 1},
    "v2": {"variant": 2},
    "v3": {"variant": 3},
    "other": {"years": 4, "half_window": 2, "this_year": True, "alpha": 0.001},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", SERIES)
def test_bayes__equals_the_reference(name, case):
    counts = SERIES[name]["count"].to_numpy().astype(float)[None, :]
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=0)
    verdicts = METHOD.run(question, METHOD.configure({**CASES[case], "reference": "steps"}))
    upper = SERIES[name][f"upper_{case}"].cast(float).fill_null(np.nan).to_numpy()
    alarm = SERIES[name][f"alarm_{case}"].cast(float).fill_null(np.nan).to_numpy()
    judged = verdicts.reason[0] == Reason.NONE
    np.testing.assert_array_equal(judged, ~np.isnan(upper))
    np.testing.assert_allclose(verdicts.upper[0, judged], upper[judged], rtol=1e-6)
    np.testing.assert_array_equal(verdicts.above[0, judged], alarm[judged] == 1)


def test_reference__covers_what_it_should():
    judged = TABLE.filter(pl.col("upper_v3").is_not_null())
    assert judged["series"].n_unique() >= 20
    assert 0 < judged["alarm_v3"].sum() < judged.height

"""RKI and Bayes equal R surveillance 1.20.3 (rki, bayes); validation/rki.R and bayes.R made the files."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect import bayes, rki
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

METHODS = {"bayes": bayes.METHOD, "rki": rki.METHOD}
TABLES = {
    name: pl.read_csv(Path(__file__).with_name(f"{name}.csv"), infer_schema_length=None) for name in METHODS
}
SERIES = {
    (name, key[0]): rows
    for name, table in TABLES.items()
    for key, rows in table.group_by("series", maintain_order=True)
}
CASES = {
    "v1": {"variant": 1},
    "v2": {"variant": 2},
    "v3": {"variant": 3},
    "other": {"years": 4, "half_window": 2, "this_year": True},
}
LEVEL = {("bayes", "other"): {"alpha": 0.001}}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("name", "series"), SERIES)
def test_comparable_weeks__equal_the_reference(name, series, case):
    rows, method = SERIES[name, series], METHODS[name]
    counts = rows["count"].to_numpy().astype(float)[None, :]
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=0)
    given = {**CASES[case], **LEVEL.get((name, case), {}), "reference": "steps"}
    verdicts = method.run(question, method.configure(given))
    upper = rows[f"upper_{case}"].cast(float).fill_null(np.nan).to_numpy()
    alarm = rows[f"alarm_{case}"].cast(float).fill_null(np.nan).to_numpy()
    judged = verdicts.reason[0] == Reason.NONE
    np.testing.assert_array_equal(judged, ~np.isnan(upper))
    np.testing.assert_allclose(verdicts.upper[0, judged], upper[judged], rtol=1e-6)
    np.testing.assert_array_equal(verdicts.above[0, judged], alarm[judged] == 1)


@pytest.mark.parametrize("name", METHODS)
def test_reference__covers_what_it_should(name):
    judged = TABLES[name].filter(pl.col("upper_v3").is_not_null())
    assert judged["series"].n_unique() >= 20
    assert 0 < judged["alarm_v3"].sum() < judged.height

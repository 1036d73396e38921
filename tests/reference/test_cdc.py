"""The CDC method equals R surveillance 1.20.3 (algo.cdc); cdc.csv is made by validation/cdc.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.cdc import METHOD
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

TABLE = pl.read_csv(Path(__file__).with_name("cdc.csv"), infer_schema_length=None)
SERIES = {key[0]: rows for key, rows in TABLE.group_by("series", maintain_order=True)}
CASES = {
    "default": {},
    "short": {"years": 2, "half_window": 2, "alpha": 0.1},
    "narrow": {"years": 4, "half_window": 0, "alpha": 0.001},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", SERIES)
def test_cdc__equals_the_reference(name, case):
    counts = SERIES[name]["count"].to_numpy().astype(float)
    question = Question(counts=counts[None, :], periods=Periods("week", 2334, counts.size), first=0)
    options = METHOD.configure({**CASES[case], "min_sd": 0.0, "reference": "steps"})
    verdicts = METHOD.run(question, options)
    upper = SERIES[name][f"upper_{case}"].cast(float).fill_null(np.nan).to_numpy()
    alarm = SERIES[name][f"alarm_{case}"].cast(float).fill_null(np.nan).to_numpy()
    judged = verdicts.reason[0] == Reason.NONE
    np.testing.assert_array_equal(judged, ~np.isnan(upper))
    np.testing.assert_array_equal(verdicts.above[0, judged], alarm[judged] == 1)
    before = np.convolve(counts, [0, 1, 1, 1])[: counts.size]
    bounded = judged & (upper >= before)
    assert np.isnan(verdicts.upper[0, judged & ~bounded]).all()
    total = verdicts.upper[0, bounded] + before[bounded]
    np.testing.assert_allclose(total, upper[bounded], rtol=1e-6)


def test_reference__covers_what_it_should():
    judged = TABLE.filter(pl.col("upper_narrow").is_not_null())
    assert judged["series"].n_unique() >= 20
    assert 0 < judged["alarm_narrow"].sum() < judged.height

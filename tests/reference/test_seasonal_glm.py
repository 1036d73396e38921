"""The seasonal GLM equals R's glm and MASS glm.nb; seasonal_glm.csv is made by validation/seasonal_glm.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.method import Question
from tocsin.detect.seasonal_glm import NEGBIN, POISSON
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HERE = Path(__file__).parent
COUNTS = {
    key[0]: rows["count"].to_numpy().astype(float)
    for key, rows in pl.read_csv(HERE / "cusum_series.csv").group_by("series", maintain_order=True)
}
TABLE = pl.read_csv(HERE / "seasonal_glm.csv", infer_schema_length=None)
CASES = {
    "poisson": (POISSON, {}),
    "negbin": (NEGBIN, {}),
    "short": (NEGBIN, {"years": 2, "past_excluded": 10}),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", COUNTS)
def test_seasonal_glm__equals_the_reference(name, case):
    method, given = CASES[case]
    rows = TABLE.filter((pl.col("series") == name) & (pl.col("case") == case))
    counts = COUNTS[name]
    question = Question(counts=counts[None, :], periods=Periods("week", 2334, counts.size), first=0)
    verdicts = method.run(question, method.configure(given))
    judged = verdicts.reason[0] == Reason.NONE
    if not rows.height:
        assert not judged[:114].any()
        return
    at = rows["week"].to_numpy() - 1
    assert judged[at].all()
    sizeable = rows["mean"].to_numpy() > 1e-7  # a season without a case: both means run to 0
    at, rows = at[sizeable], rows.filter(sizeable)
    np.testing.assert_allclose(verdicts.expected[0, at], rows["mean"], rtol=1e-6)
    np.testing.assert_array_equal(verdicts.upper[0, at], rows["upper"])
    np.testing.assert_allclose(
        verdicts.p_value[0, at], rows["p"], rtol=0, atol=1e-9 if case == "poisson" else 3e-8
    )  # glm.nb ends early
    np.testing.assert_array_equal(verdicts.above[0, at], counts[at] > rows["upper"].to_numpy())


def test_reference__covers_what_it_should():
    assert TABLE["series"].n_unique() >= 20
    assert (TABLE["alpha"] > 0).sum() > 50
